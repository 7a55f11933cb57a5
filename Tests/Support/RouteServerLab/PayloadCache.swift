import Net

/// StayRTR beside a route server of `RouteServerLab`: a cache (RFC 8210) that answers at
/// 127.0.0.1:8282 with what a file says, and tells when the file has changed.
public enum PayloadCache {
    public static var isPossible: Bool { hasTool("stayrtr") }

    public static func address() throws -> (IPAddress, port: UInt16) {
        (try IPAddress("127.0.0.1"), 8282)
    }

    /// The first file is what it begins with, the second one what it goes on with once
    /// `replacement` has been run.
    public static func files(
        _ first: [(prefix: String, asn: UInt32)], _ second: [(prefix: String, asn: UInt32)]
    ) -> [String: String] {
        ["old.json": text(first), "new.json": text(second)]
    }

    private static func text(_ payloads: [(prefix: String, asn: UInt32)]) -> String {
        let roas = payloads.map { payload in
            "{\"prefix\": \"\(payload.prefix)\", \"maxLength\": 24, "
                + "\"asn\": \"AS\(payload.asn)\", \"ta\": \"lab\"}"
        }
        return "{\"metadata\": {}, \"roas\": [\(roas.joined(separator: ", "))]}"
    }

    /// Lines of `sh` in front of the server's start, to change over the files, and at the end.
    public static let setup = """
        stayrtr -bind 127.0.0.1:8282 -cache old.json -checktime=false -refresh 1 \\
            -metrics.addr 127.0.0.1:9847 >/dev/null 2>&1 & cache=$!
        until ss -ltn | grep -q 127.0.0.1:8282; do sleep 0.1; done
        """
    public static func replacement(for daemon: RouteServerDaemon) -> String {
        // Told that there is news, bgpd waits for up to ten seconds before it asks for it.
        "mv new.json old.json; sleep \(daemon == .openbgpd ? 12 : 3)"
    }
    public static let cleanup = "kill $cache"
}

import Diagnostics
import Foundation
import IR
import Net

/// Some clients of a route server that are GoBGP, which shares no code with any server: it says its
/// routes in its own messages, and tells what it made of those it got. Each session is a process.
///
/// Needs what the lab needs, and gobgpd.
public struct GoBGPClients {
    private let lab: RouteServerLab
    /// Places in the server's clients.
    private let clients: [Int]

    /// - Parameter clients: places in the clients of the lab's server, of one session each.
    public init(_ lab: RouteServerLab, clients: [Int]) {
        self.lab = lab
        self.clients = clients
    }

    public static var isPossible: Bool { ["gobgpd", "gobgp"].allSatisfy(hasTool) }

    /// Routes that each of the clients has from the server in the end, ascending by prefix. OTC,
    /// which it does not know, is left out.
    ///
    /// - Parameter announcements: by the addresses of the clients. GoBGP puts its own number in
    ///   front of each path, and its own address as next hop.
    public func received(
        of announcements: [RouteServerLab.Announcement]
    ) throws -> [IPAddress: [BGPRoute]] {
        try TemporaryDirectory.with { directory in
            var files = [lab.daemon.file: lab.configuration]
            for index in clients.indices { files["client\(index).toml"] = try settings(of: index) }
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            let script = script(in: directory, announcements)
            let result = try runTool("unshare", ["--mount", "--net", "sh", "-c", script])
            guard result.status == 0 else {
                throw RouteServerLab.Failed(description: result.outputText + result.errorText)
            }
            var received: [IPAddress: [BGPRoute]] = [:]
            for (index, client) in clients.enumerated() {
                let octets = try Data(
                    contentsOf: URL(fileURLWithPath: "\(directory)/received\(index)"))
                received[lab.server.clients[client].address] = try Self.routes(
                    in: JSONValue(parsing: Array(octets)))
            }
            return received
        }
    }

    // MARK: Before

    private func settings(of index: Int) throws -> String {
        let client = lab.server.clients[clients[index]]
        guard let server = lab.server.address(client.family) else {
            throw RouteServerLab.Failed(description: "the server has no address of the family")
        }
        return """
            [global.config]
            as = \(client.asn)
            router-id = "9.0.0.\(index + 1)"
            port = -1
            [[neighbors]]
            [neighbors.config]
            neighbor-address = "\(server)"
            peer-as = \(lab.server.asn)
            [neighbors.transport.config]
            local-address = "\(client.address)"
            [neighbors.timers.config]
            connect-retry = 1
            idle-hold-time-after-reset = 1
            [[neighbors.afi-safis]]
            [neighbors.afi-safis.config]
            afi-safi-name = "\(word(client.family))-unicast"
            """
    }

    private func word(_ family: AddressFamily) -> String { family == .ipv4 ? "ipv4" : "ipv6" }

    /// `gobgp global rib add …`
    private func addition(_ route: BGPRoute, by index: Int) -> String {
        func texts(_ isWanted: (Community) -> Bool) -> String {
            route.communities.filter(isWanted).map(\.description).joined(separator: ",")
        }
        var words = ["global", "rib", "add", "-a", word(route.prefix.family)]
        words.append(route.prefix.description)
        // Behind its own number, which it adds.
        let behind = route.path.numbers.dropFirst().map { "\($0)" }.joined(separator: ",")
        let standard = texts { if case .standard = $0 { true } else { false } }
        let large = texts { if case .large = $0 { true } else { false } }
        for (key, value) in [
            ("aspath", behind), ("community", standard), ("large-community", large),
        ] where !value.isEmpty {
            words += [key, value]
        }
        return "client \(index) \(words.joined(separator: " "))"
    }

    private func script(
        in directory: String, _ announcements: [RouteServerLab.Announcement]
    ) -> String {
        let servers = clients.map { client in
            lab.server.address(lab.server.clients[client].family)?.description ?? ""
        }
        let additions = clients.enumerated().flatMap { index, client in
            let address = lab.server.clients[client].address
            return announcements.filter { $0.client == address }.map {
                addition($0.route, by: index)
            }
        }
        let dumps = servers.enumerated().map { index, server in
            "client \(index) neighbor \(server) adj-in -j >received\(index)"
        }
        let numbers = clients.indices.map(String.init).joined(separator: " ")
        return """
            \(lab.network)
            cd \(directory)
            (\(lab.daemon.start)) >log 2>&1 || { echo "the server does not start" >&2; exit 1; }
            for i in \(numbers); do
                ip netns exec clients gobgpd -f client$i.toml --pprof-disable -l error \\
                    --api-hosts 127.0.0.1:$((50051 + i)) >log$i 2>&1 & echo $! >>clients.pid
            done
            client() { i=$1; shift; ip netns exec clients gobgp -p $((50051 + i)) "$@"; }
            tries=0
            for i in \(numbers); do
                until client $i neighbor 2>/dev/null | grep -q Establ; do
                    tries=$((tries + 1)); sleep 0.2
                    [ $tries -lt 100 ] || { echo "client $i is not heard" >&2; cat log$i >&2; break; }
                done
            done
            \(additions.joined(separator: "\n"))
            dump() { \(dumps.joined(separator: "; ")); cat received* | wc -c; }
            before=-1; now=0
            until [ $now = $before ]; do sleep 1.5; before=$now; now=$(dump); done
            kill $(cat clients.pid); \(lab.daemon.stop)
            [ $tries -lt 100 ]
            """
    }

    // MARK: After

    /// Reads the answer of gobgp 3.10.
    private static func routes(in answer: JSONValue) throws -> [BGPRoute] {
        guard case .object(let prefixes) = answer else { return [] }
        var routes: [BGPRoute] = []
        for (prefix, paths) in prefixes {
            for path in paths.array ?? [] {
                var route = BGPRoute(
                    prefix: try IPPrefix(prefix), path: ASPath(segments: []),
                    nextHop: try IPAddress("0.0.0.0"))
                for attribute in path["attrs"]?.array ?? [] { try read(attribute, into: &route) }
                route.communities.sort()
                routes.append(route)
            }
        }
        return routes.sorted { $0.prefix < $1.prefix }
    }

    private static func read(_ attribute: JSONValue, into route: inout BGPRoute) throws {
        switch attribute["type"]?.integer.flatMap(UInt8.init(exactly:)) {
        case PathAttribute.path:
            route.path = ASPath(
                segments: (attribute["as_paths"]?.array ?? []).map { segment in
                    let numbers = (segment["asns"]?.array ?? []).compactMap(\.integer)
                        .map { UInt32($0) }
                    return segment["segment_type"] == 1 ? .set(numbers) : .sequence(numbers)
                })
        case PathAttribute.nextHop, PathAttribute.reachable:
            if let text = attribute["nexthop"]?.string { route.nextHop = try IPAddress(text) }
        case PathAttribute.communities:
            route.communities += (attribute["communities"]?.array ?? []).compactMap(\.integer)
                .map { .standard(UInt16($0 >> 16), UInt16($0 & 0xffff)) }
        case PathAttribute.largeCommunities:
            route.communities += (attribute["value"]?.array ?? []).compactMap { value in
                guard let first = value["ASN"]?.integer, let second = value["LocalData1"]?.integer,
                    let third = value["LocalData2"]?.integer
                else { return nil }
                return .large(UInt32(first), UInt32(second), UInt32(third))
            }
        default: break
        }
    }
}

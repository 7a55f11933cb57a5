// bird2: a route server (RFC 7947) that runs BIRD, 2.0.12 of Debian 12 or a newer one, 3 included.
//
//     bird.conf       /etc/bird/bird.conf
//     interfaces      /etc/network/interfaces
//     ifupdown2.json  /etc/network/ifupdown2/policy.d/cristallo.json
//     sysctl.conf     /etc/sysctl.d/60-cristallo.conf
//
// The shape of `bird.conf` decides how long it takes to load. BIRD up to 2.0.12 keeps one table of
// symbols for the whole file, and every body of a function adds to it: a function for each client
// makes loading quadratic, minutes for a thousand clients. Here all rules stand once, in functions
// with arguments, and a client is some sets and one protocol that calls them. What a client chooses
// stands once, too, where it is looked up (`case from`), and not in the filters of all others.
//
// Words of the language that nobody expects, `asn` and `rs` among them, cannot be symbols: ours all
// begin with `cr_`, which no word of BIRD does.
//
// What BIRD decides before any filter sees a route, so that it gives no reason and keeps nothing to
// be shown: a prefix that is no unicast address space (0.0.0.0/8, 127.0.0.0/8, multicast, link-local
// addresses), a next hop that is not on the LAN or is the server itself, the server's own AS number
// in the path, and, where sessions have roles, OTC (RFC 9234: a leak). Such routes are in its log at
// most. What it decides after: no client gets a route whose next hop is the client's own address,
// nor one whose next hop is of the other family without RFC 8950.
//
// Keys of sessions are in a file that is never generated, `/etc/bird/cristallo-secrets.conf`, with
// a line `define 'cr_secret_NAME' = "…";` for each name. Where it is missing, BIRD refuses the
// whole configuration and says which file it wants; a running one keeps what it has.

import Diagnostics
import IR
import Net

public struct BIRD2: RouteServerBackend {
    public init() {}

    public let name = "bird2"
    public let oldestVersion = SoftwareVersion(2, 0, 12)

    /// Symbols have 64 characters at most, and ours begin with `cr_secret_`.
    private static let longestSecret = 54

    public func configuration(
        of server: RouteServer, on device: Device, in fabric: Fabric
    ) -> GeneratedFile {
        BIRDFile(
            fabric: fabric, device: device, server: server,
            dialect: BIRDDialect(version(of: device))
        ).generate()
    }

    /// What BIRD cannot be told.
    public func objections(
        to server: RouteServer, on device: Device, in fabric: Fabric
    ) -> [Diagnostic] {
        var objections: [Diagnostic] = []
        func object(_ what: String, at origin: SourceSpan, hint: String) {
            objections.append(
                .error(
                    notExpressible.code, "\(name) cannot say \(what)", at: origin, hint: hint))
        }
        if server.hasRoles, !server.rules.contains(where: { $0.kind == .leaks }) {
            object(
                "roles without refusing leaks, which it does by itself", at: server.origin,
                hint: "ask for both or for none")
        }
        if let rule = server.rules.first(where: { $0.kind == .pathValidity }),
            !BIRDDialect(version(of: device)).verifiesPaths
        {
            object(
                "in version \(version(of: device)) which paths are invalid (ASPA)",
                at: rule.origin,
                hint: "run 2.16, 3.1 or newer and say so, 'platform_version', or write "
                    + "'aspa: ignore' at this route server")
        }
        for client in server.clients {
            guard let secret = client.secret, secret.text.count > Self.longestSecret else {
                continue
            }
            object(
                "the name of the session's key, which is longer than \(Self.longestSecret) "
                    + "characters", at: client.origin, hint: "choose a shorter name")
        }
        return objections
    }
}

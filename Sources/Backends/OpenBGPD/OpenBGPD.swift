// openbgpd: a route server (RFC 7947) that runs OpenBGPD, 7.7 of Debian 12 or a newer one.
//
//     bgpd.conf       /etc/bgpd.conf
//     interfaces      /etc/network/interfaces
//     ifupdown2.json  /etc/network/ifupdown2/policy.d/cristallo.json
//     sysctl.conf     /etc/sysctl.d/60-cristallo.conf
//
// The filter of OpenBGPD is one list of rules for all sessions. Every rule that matches changes
// the route, the last `allow` or `deny` decides, and one with `quick` ends it. The language has no
// functions, no `or` and no `not`. What takes their place are marks: large communities of the
// server in a range that members cannot set, so that "none of the client's prefixes" is a mark that
// everything gets and a prefix of the client's takes away. `bgpd.conf` explains its marks in its
// head. The rules stand once; a client has a block of its session, its sets, and three rules.
//
// Where it does something of its own accord that RFC 7947 does not want, it is told otherwise:
//
// - It would end a session for a first AS that is not the neighbour's (`enforce neighbor-as`).
// - It keeps routes with NO_EXPORT and NO_ADVERTISE to itself. They are exchanged for marks on the
//   way in and put back on the way out, since they are meant for who receives the route.
// - It sends the best route or none (`rde evaluate all`); a client whose own route is the best one
//   would get nothing then, unless its own routes are denied to it by a rule.
// - It does not install the key of a session that has a `local-address`, and lets anybody in. There
//   is none: the server listens at its addresses, and does not connect.
//
// A route that is refused is kept, as the last choice and with its reason, and is denied to
// everybody. It could be denied on arrival; but the only copy would then be the one from before the
// filter, which shows no reason. Since alternatives are looked at, it hides no other route.
//
// What it cannot say is refused at the line that asks for it: limits that count accepted routes,
// block or warn (`max-prefix` counts what arrives, and ends the session), next hops that are not on
// the LAN (its own address would take their place), IPv6 ones of IPv4 routes, and IPv4 routes on
// sessions of IPv6 (RFC 8950). Three things it says in its own way:
//
// - AS_SETs are refused by `reject as-set`, before the filter: `bgpctl show rib in error` shows
//   them, without a reason.
// - Leaks (OTC, RFC 9234) are refused before the filter, too, and only from clients that announce a
//   role themselves: up to 7.7 the local role alone means nothing (7.8 changed it, and how it is
//   written).
// - Paths are verified (ASPA) from 7.8 on, where sessions have roles, by what the configuration
//   itself knows. Which versions of RTR it speaks, and so whether a cache says anything of
//   providers, depends on its version.
// - All RTR caches are asked, and what any of them says holds; there is no order among them.

import Diagnostics
import IR
import Net

public struct OpenBGPD: RouteServerBackend {
    public init() {}

    public let name = "openbgpd"
    public let oldestVersion = SoftwareVersion(7, 7)

    public func configuration(
        of server: RouteServer, on device: Device, in fabric: Fabric
    ) -> GeneratedFile {
        OpenBGPDFile(
            fabric: fabric, device: device, server: server,
            dialect: OpenBGPDDialect(version(of: device))
        ).generate()
    }

    /// What the language has no words for.
    public func objections(
        to server: RouteServer, on device: Device, in fabric: Fabric
    ) -> [Diagnostic] {
        let lan = fabric[server.lan].prefixes.map(\.prefix)
        var objections: [Diagnostic] = []
        func refuse(_ what: String, at origin: SourceSpan, _ hint: String) {
            let objection = Diagnostic.error(
                notExpressible.code, "\(name) cannot say \(what), which '\(device.name)' needs",
                at: origin, notes: [.init("the device", at: device.origin)], hint: hint)
            // Sessions of one port ask for the same.
            if !objections.contains(objection) { objections.append(objection) }
        }
        // The origin of a path that ends in a set would be the number before the set.
        if !server.rules.contains(where: { $0.kind == .asSets }) {
            refuse("what the origin of an AS_SET is", at: server.origin, "refuse AS_SETs")
        }
        let leaks = server.rules.first { $0.kind == .leaks }
        if server.hasRoles != (leaks != nil) {
            refuse(
                "roles without refusing leaks, or the other way round",
                at: leaks?.origin ?? server.origin, "ask for both or for none")
        }
        if let rule = server.rules.first(where: { $0.kind == .pathValidity }) {
            let what: String? =
                if !OpenBGPDDialect(version(of: device)).hasRoles {
                    "in version \(version(of: device)) which paths are invalid (ASPA)"
                } else if !server.hasRoles {
                    "which paths are invalid (ASPA) of sessions without roles"
                } else if server.providerAuthorizations?.isEmpty != false {
                    "which paths are invalid (ASPA) without 'aspas' of 'validated_payloads'"
                } else {
                    nil
                }
            if let what {
                refuse(
                    what, at: rule.origin,
                    "run 7.8 or newer and say so, 'platform_version', with roles and ASPAs by "
                        + "'cristallo import vrps', or write 'aspa: ignore' at this route server")
            }
        }
        // bgpd puts its own address in the place of a next hop that is not on the LAN.
        func isOnLAN(_ address: IPAddress) -> Bool {
            lan.contains { $0.contains(address) }
        }
        for rule in server.rules {
            guard case .blackholes(let policy) = rule.kind else { continue }
            for family in server.families {
                guard let nextHop = policy.nextHop(family), !isOnLAN(nextHop) else { continue }
                refuse(
                    "a next hop of blackholes outside the LAN", at: rule.origin,
                    "choose an address of the LAN")
            }
        }
        var choices: [ASN: RouteServerClient] = [:]
        for client in server.clients {
            if let limit = client.limit {
                if limit.counted == .accepted {
                    refuse(
                        "a limit of accepted routes", at: client.origin, "count received routes")
                }
                switch limit.action {
                case .shutdown, .restart: break
                case .block, .warn:
                    refuse(
                        "a limit that does not end the session", at: client.origin,
                        "choose shutdown or restart")
                }
            }
            if client.isOverOtherFamily {
                refuse(
                    "IPv4 routes on a session of IPv6 (RFC 8950)", at: client.origin,
                    "leave ipv4_over_ipv6 out")
            } else if client.hasExtendedNextHop {
                refuse(
                    "IPv6 next hops of IPv4 routes", at: client.origin,
                    "leave extended_next_hop out")
            }
            if !client.nextHops.allSatisfy(isOnLAN) {
                refuse(
                    "a next hop outside the LAN", at: client.origin, "choose an address of the LAN")
            }
            // Routes carry the number of the AS that they come from, not the session's.
            let first = choices[client.asn, default: client]
            choices[client.asn] = first
            if first.announcesTo != client.announcesTo || first.acceptsFrom != client.acceptsFrom {
                refuse(
                    "different choices for sessions of one AS", at: client.origin,
                    "choose the same for all of them")
            }
        }
        return objections
    }
}

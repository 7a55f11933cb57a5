import Forwarding
import IR
import Net
import TestSupport

/// A router that has the segments of three tenants in one table, with nothing but ingress filters
/// between them: rules that deny the addresses of others, and then one that permits the rest. The
/// fabrics that we compile are closed where a line is missing; this one is open.
///
/// The first tenant may open connections to port 443 of the second.
struct FilteredRouter {
    private static let count = 3

    static var network: Network {
        let ports = (1...count).flatMap { number in
            port("swp\(number)", "10.\(number).0.1/24", "2001:db8:\(number)::1/64")
                + [.ingressFilter("swp\(number)")]
                + rules(of: number).map { .ingressRule("swp\(number)", $0) }
        }
        // Stateful, so that what the contract permits is no bypass.
        return Network(told: [routes + [.inputFilter, .stateful] + ports])
    }

    static var policy: Policy {
        let zones =
            [
                Policy.Zone(kind: .underlay, name: "underlay"),
                Policy.Zone(kind: .unassigned, name: "unassigned"),
            ]
            + (1...count).map { Policy.Zone(kind: .vrf(VRFID($0)), name: "tenant-\($0)") }
        return Policy(
            zones: zones,
            scopes: (1...count).map {
                Policy.Scope(zone: $0 + 1, name: "segment-\($0)", prefixes: prefixes(of: $0))
            },
            stations: (1...count).map {
                Policy.Station(device: 0, port: "swp\($0)", tag: nil, scope: $0 - 1)
            },
            permits: [
                Policy.Permit(
                    contract: ContractID(0), from: 2, to: 3, sources: prefixes(of: 1),
                    destinations: prefixes(of: 2), ports: [.ports(.tcp, 443...443)])
            ], inside: (1...count).flatMap(prefixes))
    }

    private static func prefixes(of number: Int) -> [IPPrefix] {
        [.of("10.\(number).0.0/24"), .of("2001:db8:\(number)::/64")]
    }

    private static func rules(of number: Int) -> [FilterRule] {
        AddressFamily.allCases.flatMap { family -> [FilterRule] in
            func prefix(_ number: Int) -> [IPPrefix] {
                prefixes(of: number).filter { $0.family == family }
            }
            var rules: [FilterRule] = []
            if number == 1 {
                rules.append(
                    FilterRule(
                        action: .permit, family: family, sources: prefix(1),
                        destinations: prefix(2), protocols: [6...6], destinationPorts: [443...443]))
            }
            if number == 2 {
                rules.append(
                    FilterRule(
                        action: .permit, family: family, sources: prefix(2),
                        destinations: prefix(1), protocols: [6...6], sourcePorts: [443...443],
                        kinds: .continues))
            }
            for other in 1...count where other != number {
                rules.append(
                    FilterRule(action: .deny, family: family, destinations: prefix(other)))
            }
            return rules + [FilterRule(action: .permit, family: family)]
        }
    }
}

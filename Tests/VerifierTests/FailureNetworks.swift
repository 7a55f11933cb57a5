import Diagnostics
import IR
import Net

@testable import Forwarding

/// Networks small enough to know every answer: statements written out, and who is plugged in where.
struct FailureNetwork {
    var devices: [(name: String, facts: [Fact])] = []
    var cables: [(String, String)] = []
    /// Each zone has one scope for each of its stations.
    var stations: [(port: String, prefix: String, zone: Int)] = []

    var network: Network {
        Network(
            devices: devices.map { device in
                NetworkDevice(name: device.name, statements: device.facts.map { Statement($0) })
            },
            cables: cables.map {
                Network.Cable(
                    a: end($0.0), b: end($0.1), origin: SourceSpan(file: 0, line: 1, column: 1))
            })
    }

    /// Zones without contracts.
    var policy: Policy {
        let count = (stations.map(\.zone).max() ?? -1) + 1
        let zones =
            [
                Policy.Zone(kind: .underlay, name: "underlay"),
                Policy.Zone(kind: .unassigned, name: "unassigned ports"),
            ]
            + (0..<count).map {
                Policy.Zone(kind: .vrf(VRFID($0)), name: "zone-\($0)")
            }
        return Policy(
            zones: zones,
            scopes: stations.map {
                Policy.Scope(zone: 2 + $0.zone, name: $0.port, prefixes: [prefix($0.prefix)])
            },
            stations: stations.enumerated().map { scope, station in
                Policy.Station(
                    device: end(station.port).device, port: end(station.port).port, tag: nil,
                    scope: scope)
            }, permits: [], inside: stations.map { prefix($0.prefix) })
    }

    private func end(_ text: String) -> Network.End {
        let parts = text.split(separator: ":").map(String.init)
        guard let device = devices.firstIndex(where: { $0.name == parts[0] }) else {
            preconditionFailure("\(parts[0]) is a device")
        }
        return Network.End(device: device, port: parts[1])
    }

    /// The outages of names that `Network.name(of:)` gives.
    func outages(_ names: String...) -> [Outage] {
        network.outages.filter { names.contains(network.name(of: $0)) }
    }
}

func prefix(_ text: String) -> IPPrefix {
    guard let prefix = try? IPPrefix(text) else { preconditionFailure("\(text) is a prefix") }
    return prefix
}

// MARK: Parts

private func routed(_ port: String, _ address: String) -> [Fact] {
    guard let address = try? InterfaceAddress(address) else {
        preconditionFailure("\(address) is an address")
    }
    return [.address(port, address)]
}

/// A routed port whose station may send to one prefix, or to none.
private func guarded(_ port: String, _ address: String, only destination: String?) -> [Fact] {
    routed(port, address) + [.ingressFilter(port)]
        + (destination.map {
            [
                .ingressRule(
                    port,
                    FilterRule(action: .permit, family: .ipv4, destinations: [prefix($0)]))
            ]
        } ?? [])
}

private func route(
    _ destination: String, _ nextHop: String, distance: UInt8 = 1, vrf: String = ""
) -> Fact {
    guard let nextHop = try? IPAddress(nextHop) else { preconditionFailure("an address") }
    return .staticRoute(vrf: vrf, prefix(destination), nextHop: nextHop, distance: distance)
}

extension FailureNetwork {
    /// Router `r` with a station of zone 0, which sends to 10.2.0.0/24. Each of `ways` routers has a
    /// route there; the last is a floating one to the station of zone 1.
    static func floating(over ways: Int) -> FailureNetwork {
        var result = FailureNetwork()
        var facts: [Fact] = [.routes(.ipv4)]
        facts += guarded("host", "10.1.0.1/24", only: "10.2.0.0/24")
        facts += guarded("leak", "10.9.0.1/24", only: nil)
        result.devices = [(name: "r", facts: [])]
        for way in 0..<ways {
            facts += routed("way\(way)", "192.0.2.\(way * 4 + 1)/30")
            facts.append(
                route("10.2.0.0/24", "192.0.2.\(way * 4 + 2)", distance: UInt8(1 + way)))
            result.devices.append(
                (
                    name: "w\(way)",
                    facts: [.routes(.ipv4)] + routed("up", "192.0.2.\(way * 4 + 2)/30")
                ))
            result.cables.append(("r:way\(way)", "w\(way):up"))
        }
        facts.append(route("10.2.0.0/24", "10.9.0.9", distance: 250))
        result.devices[0].facts = facts
        result.stations = [("r:host", "10.1.0.0/24", 0), ("r:leak", "10.9.0.0/24", 1)]
        return result
    }

    /// The better route leads to a port without a cable, to a station of the same zone.
    static var firm: FailureNetwork {
        var result = floating(over: 0)
        result.devices[0].facts += guarded("own", "10.3.0.1/24", only: nil)
        result.devices[0].facts.append(route("10.2.0.0/24", "10.3.0.9"))
        result.stations.append(("r:own", "10.3.0.0/24", 0))
        return result
    }

    /// The floating route leads over a sub-interface of the port that the better one leads over.
    static var sharedFate: FailureNetwork {
        var result = FailureNetwork()
        guard let tag = VLANID(rawValue: 9) else { preconditionFailure("9 is a VLAN ID") }
        result.devices = [
            (
                name: "r",
                facts: [.routes(.ipv4), .subinterface("way.9", parent: "way", tag)]
                    + guarded("host", "10.1.0.1/24", only: "10.2.0.0/24")
                    + routed("way", "192.0.2.1/30") + routed("way.9", "192.0.2.5/30")
                    + [
                        route("10.2.0.0/24", "192.0.2.2"),
                        route("10.2.0.0/24", "192.0.2.6", distance: 250),
                    ]
            ),
            (
                name: "w", facts: [.routes(.ipv4)] + routed("up", "192.0.2.2/30")
            ),
        ]
        // One router behind the cable, with a table for each tag.
        result.devices[1].facts += [
            .subinterface("up.9", parent: "up", tag), .vrf("other"),
            .endsLookup(vrf: "other", .ipv4), .inVRF("up.9", vrf: "other"),
            .inVRF("leak", vrf: "other"), route("10.2.0.0/24", "10.9.0.9", vrf: "other"),
        ]
        result.devices[1].facts += routed("up.9", "192.0.2.6/30")
        result.devices[1].facts += guarded("leak", "10.9.0.1/24", only: nil)
        result.cables = [("r:way", "w:up")]
        result.stations = [("r:host", "10.1.0.0/24", 0), ("w:leak", "10.9.0.0/24", 1)]
        return result
    }

    /// A longer prefix over a cable; without it the shorter one leads to another zone.
    static var shorterPrefix: FailureNetwork {
        var result = floating(over: 1)
        result.devices[0].facts.removeLast()
        result.devices[0].facts.append(route("10.0.0.0/8", "10.9.0.9"))
        return result
    }

    /// A VRF without a route for what its station sends, once the cable fails; the default table has
    /// one. With `ends` the VRF's lookups end in it.
    static func fallingBack(ends: Bool) -> FailureNetwork {
        var result = FailureNetwork()
        result.devices = [
            (
                name: "r",
                facts: [
                    .routes(.ipv4), .vrf("a"), .inVRF("host", vrf: "a"), .inVRF("way", vrf: "a"),
                ]
                    + (ends ? [.endsLookup(vrf: "a", .ipv4)] : [])
                    + guarded("host", "10.1.0.1/24", only: "10.2.0.0/24")
                    + guarded("leak", "10.9.0.1/24", only: nil) + routed("way", "192.0.2.1/30")
                    + [
                        route("10.2.0.0/24", "192.0.2.2", vrf: "a"),
                        route("10.2.0.0/24", "10.9.0.9"),
                    ]
            ),
            (name: "w", facts: [.routes(.ipv4)] + routed("up", "192.0.2.2/30")),
        ]
        result.cables = [("r:way", "w:up")]
        result.stations = [("r:host", "10.1.0.0/24", 0), ("r:leak", "10.9.0.0/24", 1)]
        return result
    }
}

// MARK: EVPN

extension FailureNetwork {
    /// Leaf `a` imports 10.2.0.0/24 from leaf `b`, over `spines` spines, and has it with a distance
    /// that loses against EVPN towards zone 1.
    static func overlay(spines: Int) -> FailureNetwork {
        var result = FailureNetwork()
        result.devices = [
            (name: "a", facts: leaf("10.255.0.1")), (name: "b", facts: leaf("10.255.0.2")),
        ]
        result.devices[0].facts += guarded("host", "10.1.0.1/24", only: "10.2.0.0/24")
        result.devices[0].facts += guarded("leak", "10.9.0.1/24", only: nil)
        result.devices[0].facts += [
            .inVRF("host", vrf: "v"), .inVRF("leak", vrf: "v"),
            route("10.2.0.0/24", "10.9.0.9", distance: 250, vrf: "v"),
        ]
        result.devices[1].facts += guarded("host", "10.2.0.1/24", only: nil)
        result.devices[1].facts += [
            .inVRF("host", vrf: "v"), .advertisesRoutes(vrf: "v", .ipv4),
            .advertisesConnected(vrf: "v", prefix("10.2.0.0/24")),
        ]
        for spine in 0..<spines {
            result.devices.append(
                (
                    name: "s\(spine)",
                    facts: [.routes(.ipv4), .transits, .session("p0"), .session("p1")]
                ))
            for leaf in 0...1 {
                result.devices[leaf].facts.append(.session("up\(spine)"))
                result.cables.append(
                    (leaf == 0 ? "a:up\(spine)" : "b:up\(spine)", "s\(spine):p\(leaf)"))
            }
        }
        result.stations = [
            ("a:host", "10.1.0.0/24", 0), ("a:leak", "10.9.0.0/24", 1),
            ("b:host", "10.2.0.0/24", 0),
        ]
        return result
    }

    private static func leaf(_ vtep: String) -> [Fact] {
        guard let vni = VNI(rawValue: 2_000_001), let vlan = VLANID(rawValue: 3000),
            let target = try? RouteTarget("64900:1"), case .ipv4(let local)? = try? IPAddress(vtep)
        else { preconditionFailure("identifiers are in range") }
        return [
            .routes(.ipv4), .bridgeVLAN(vlan), .tunnel("vni", vni, local: local), .bridged("vni"),
            .untagged("vni", vlan), .svi("vlan", vlan), .inVRF("vlan", vrf: "v"), .vrf("v"),
            .endsLookup(vrf: "v", .ipv4), .l3vni(vrf: "v", vni), .advertisesVNIs,
            .importTarget(.vrf("v"), target), .exportTarget(.vrf("v"), target),
        ]
    }
}

import Forwarding
import Net
import Oracle
import TestSupport

// Words for hand-written networks.

typealias Endpoint = PacketOracle.Endpoint

func edge(_ device: Int, _ port: String, _ tag: UInt16? = nil) -> Endpoint {
    .edge(device: device, port: port, tag: tag.map(VLANID.of))
}

func interface(_ device: Int, _ name: String) -> Endpoint {
    .interface(device: device, name: name)
}

extension Network.End {
    static func of(_ device: Int, _ port: String) -> Network.End {
        Network.End(device: device, port: port)
    }
}

func access(_ port: String, _ vlan: UInt16) -> [Fact] {
    [.bridged(port), .untagged(port, .of(vlan))]
}

func trunk(_ port: String, tagged: [UInt16], native: UInt16? = nil) -> [Fact] {
    [.bridged(port)] + tagged.map { .tagged(port, .of($0)) }
        + (native.map { [.untagged(port, .of($0))] } ?? [])
}

/// The SVI `vlan<n>` with the bridge in its VLAN.
func svi(_ vlan: UInt16, vrf: String? = nil, _ addresses: String...) -> [Fact] {
    let name = "vlan\(vlan)"
    return [.svi(name, .of(vlan)), .bridgeVLAN(.of(vlan))]
        + (vrf.map { [.inVRF(name, vrf: $0)] } ?? [])
        + addresses.map { .address(name, .of($0)) }
}

func port(_ name: String, vrf: String? = nil, _ addresses: String...) -> [Fact] {
    [.mtu(name, 1500)] + (vrf.map { [.inVRF(name, vrf: $0)] } ?? [])
        + addresses.map { .address(name, .of($0)) }
}

/// The tunnel `vni<n>`, a member of the VLAN.
func tunnel(_ vni: UInt32, vlan: UInt16) -> [Fact] {
    [.tunnel("vni\(vni)", .of(vni), local: .of("192.0.2.1"))] + access("vni\(vni)", vlan)
}

/// An L2VNI with route targets to import and export.
func l2vni(
    _ vni: UInt32, vlan: UInt16, imports: [UInt32], exports: [UInt32]
) -> [Fact] {
    [.advertisesVNIs] + tunnel(vni, vlan: vlan)
        + imports.map { .importTarget(.vni(.of(vni)), .of($0)) }
        + exports.map { .exportTarget(.vni(.of(vni)), .of($0)) }
}

/// The L3VNI of a VRF, its SVI, and route targets to import and export.
func l3vni(
    _ vrf: String, _ vni: UInt32, vlan: UInt16, imports: [UInt32], exports: [UInt32]
) -> [Fact] {
    tunnel(vni, vlan: vlan) + svi(vlan, vrf: vrf) + [.l3vni(vrf: vrf, .of(vni))]
        + imports.map { .importTarget(.vrf(vrf), .of($0)) }
        + exports.map { .exportTarget(.vrf(vrf), .of($0)) }
}

/// The VRF advertises the prefixes, which are connected.
func advertises(_ vrf: String, _ prefixes: String...) -> [Fact] {
    prefixes.flatMap { text -> [Fact] in
        let prefix = IPPrefix.of(text)
        return [
            .advertisesRoutes(vrf: vrf, prefix.family),
            .advertisesConnected(vrf: vrf, prefix),
        ]
    }
}

let routes: [Fact] = [.routes(.ipv4), .routes(.ipv6)]

func route(
    _ prefix: String, via nextHop: String, vrf: String = "", distance: UInt8 = 1
) -> Fact {
    .staticRoute(vrf: vrf, .of(prefix), nextHop: .of(nextHop), distance: distance)
}

func packet(
    _ source: String, _ destination: String, _ number: IPProtocol = .udp,
    ports: (UInt16, UInt16) = (0, 0), kind: PacketKinds = .continues
) -> Packet {
    Packet(
        source: .of(source), destination: .of(destination), protocolNumber: number,
        sourcePort: ports.0,
        destinationPort: ports.1, kind: kind)
}

extension PacketOracle {
    init(_ told: [[Fact]], cables: [(Network.End, Network.End)] = []) {
        self.init(Network(told: told, cables: cables))
    }

    func frames(_ device: Int, _ port: String, _ tag: UInt16? = nil) -> Set<Endpoint> {
        frames(from: device, port: port, tag: tag.map(VLANID.of))
    }

    func deliveries(
        _ packet: Packet, from device: Int, _ port: String, _ tag: UInt16? = nil
    ) -> Set<Endpoint> {
        fate(packet, from: device, port, tag).deliveries
    }

    func drops(
        _ packet: Packet, from device: Int, _ port: String
    ) -> [Drop] {
        fate(packet, from: device, port).drops.map { $0 }
    }

    func fate(
        _ packet: Packet, from device: Int, _ port: String, _ tag: UInt16? = nil
    ) -> Fate {
        let reach = reach(fromStation: .of(device, port), tag.map(VLANID.of))
        return fate(of: packet, receivedBy: reach.interfaces)
    }
}

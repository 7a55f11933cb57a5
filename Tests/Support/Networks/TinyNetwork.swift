import Forwarding
import IR
import Net

/// A network of few devices and the policy that it is meant to keep.
public struct TinyNetwork: Sendable {
    public var network: Network
    public var policy: Policy
}

/// Statements and policy of a network of tenants `a`, `b`, `c`, as they are put together.
///
/// Tenant 0 has VLAN 10, L2VNI 101, VRF `a` with L3VNI 201 in VLAN 110, the subnet 10.0.0.0/30 and
/// towards the firewall VLAN 210 with 10.0.1.0/31; tenant 1 VLAN 20 and so on; in IPv6 the subnets
/// are of 2001:db8::/112. Route targets have the number of the VNI. In the policy a tenant is the
/// zone `2 + number`, and its segment the scope of its number.
struct TinyNetworkBuilder {
    var told: [[Fact]]
    var cables: [(Network.End, Network.End)] = []
    var policy: Policy

    init(devices: Int, tenants: Int, families: [AddressFamily] = [.ipv4]) {
        told = Array(repeating: [], count: devices)
        let names = (0..<tenants).map { Tenant($0).vrf }
        policy = Policy(
            zones: [
                Policy.Zone(kind: .underlay, name: "underlay"),
                Policy.Zone(kind: .unassigned, name: "unassigned"),
            ] + names.indices.map { Policy.Zone(kind: .vrf(VRFID($0)), name: names[$0]) },
            scopes: names.indices.map { index in
                let subnets = families.map { Tenant(index).subnet($0) }
                return Policy.Scope(
                    zone: 2 + index, name: names[index], prefixes: subnets,
                    gateways: subnets.compactMap { $0.address(at: 1) })
            },
            stations: [], permits: [],
            inside: (0..<tenants).flatMap { tenant in families.map { Tenant(tenant).subnet($0) } })
    }

    struct Tenant {
        var number: UInt32

        init(_ number: Int) { self.number = UInt32(number) }

        var vrf: String { ["a", "b", "c"][Int(number)] }
        var vlan: VLANID { .of(10 + 10 * UInt16(number)) }
        var l3VLAN: VLANID { .of(110 + 10 * UInt16(number)) }
        var transitVLAN: VLANID { .of(210 + 10 * UInt16(number)) }
        var l2vni: VNI { .of(101 + number) }
        var l3vni: VNI { .of(201 + number) }
        var l2Target: RouteTarget { .of(101 + number) }
        var l3Target: RouteTarget { .of(201 + number) }

        func subnet(_ family: AddressFamily) -> IPPrefix { block(family, 0, number * 4, 2) }

        func gateway(_ family: AddressFamily) -> InterfaceAddress {
            address(subnet(family), 1)
        }

        /// The leaf's end of the transit network, then the firewall's.
        func transit(_ family: AddressFamily) -> (
            leaf: InterfaceAddress, firewall: InterfaceAddress
        ) {
            let network = block(family, 1, number * 2, 1)
            return (address(network, 0), address(network, 1))
        }

        private func block(
            _ family: AddressFamily, _ part: UInt32, _ first: UInt32, _ bits: Int
        ) -> IPPrefix {
            let base: UInt128 = family == .ipv4 ? 0x0a00_0000 : 0x2001_0db8 << 96
            return IPPrefix(
                containing: IPAddress(family: family, bits: base + UInt128(part * 256 + first)),
                length: family.bitWidth - bits)
        }

        private func address(_ prefix: IPPrefix, _ index: UInt128) -> InterfaceAddress {
            InterfaceAddress(
                address: IPAddress(family: prefix.family, bits: prefix.address.bits + index),
                length: prefix.length)
        }
    }

    mutating func station(_ device: Int, _ port: String, tag: VLANID? = nil, scope: Int) {
        policy.stations.append(Policy.Station(device: device, port: port, tag: tag, scope: scope))
    }

    mutating func cable(_ device: Int, _ port: String, to other: Int, _ otherPort: String) {
        cables.append(
            (
                Network.End(device: device, port: port),
                Network.End(device: other, port: otherPort)
            ))
    }

    func built() -> TinyNetwork {
        var policy = policy
        policy.stations.sort {
            ($0.device, $0.port, $0.tag?.rawValue ?? 0)
                < ($1.device, $1.port, $1.tag?.rawValue ?? 0)
        }
        return TinyNetwork(network: Network(told: told, cables: cables), policy: policy)
    }
}

import Capture
public import IR
public import Net

/// Packets that belong to a fabric, drawn from a seed: what its contracts permit, what stays within
/// its VRFs, and, where asked for, what contradicts it.
public struct FabricTraffic: Sendable {
    /// One direction of a conversation, in a place of the fabric.
    public struct Flow: Sendable {
        public var source: IPAddress
        public var destination: IPAddress
        public var transport: FrameBuilder.Transport
        public var label: Label
    }

    /// What tells the network of a frame.
    public enum Label: Hashable, Sendable {
        case none
        case vlan(UInt16)
        case vlans(UInt16, UInt16)
        /// VXLAN between the VTEPs of the two indices.
        case vni(UInt32, Int, Int)
    }

    public let fabric: Fabric
    public var random: SeededGenerator
    /// What packets carry behind their headers, besides what they need.
    public var payload: [UInt8] = []
    private let vteps: [IPv4Address]
    /// The packet that the last fragment was of.
    var lastFragment: (flow: Flow, identification: UInt32)?

    public init(_ fabric: Fabric, seed: UInt64) {
        self.fabric = fabric
        random = SeededGenerator(seed: seed)
        vteps = fabric.devices.compactMap(\.vtep)
    }

    /// A flow that is permitted where it is.
    ///
    /// - Parameter vxlanPercent: of a hundred flows, how many are inside VXLAN.
    public mutating func permitted(vxlanPercent: Int = 50) -> Flow {
        let isInside = random.oneIn(3) || fabric.contracts.isEmpty
        while true {
            let flow = isInside ? within() : contracted()
            guard case (var flow, let vrf, let near)? = flow else { continue }
            let tunnels = Int.random(in: 0..<100, using: &random) < vxlanPercent
            flow.label = tunnels ? overlay(vrf) : label(of: near, in: vrf) ?? overlay(vrf)
            return flow
        }
    }

    private mutating func overlay(_ vrf: VRFID) -> Label {
        .vni(
            fabric[vrf].vni.rawValue, Int.random(in: 0..<vteps.count, using: &random),
            Int.random(in: 0..<vteps.count, using: &random))
    }

    /// The VLAN of the segment that has the address.
    private func label(of address: IPAddress, in vrf: VRFID) -> Label? {
        fabric[vrf].segments.first { id in
            fabric[id].prefixes.contains { $0.prefix.contains(address) }
        }.map { .vlan(fabric[$0].vlan.rawValue) }
    }

    private mutating func within() -> (Flow, VRFID, IPAddress)? {
        let vrf = VRFID(Int.random(in: 0..<fabric.vrfs.count, using: &random))
        guard let first = fabric[vrf].segments.randomElement(using: &random),
            let second = fabric[vrf].segments.randomElement(using: &random),
            let from = fabric[first].prefixes.randomElement(using: &random)?.prefix,
            let to = fabric[second].prefixes.first(where: { $0.prefix.family == from.family })
        else { return nil }
        let service = random.pick(["tcp/22", "tcp/5432", "udp/5000", "icmp"])
        let source = host(in: from)
        guard let port = try? ServicePort(service) else { return nil }
        let flow = Flow(
            source: source, destination: host(in: to.prefix),
            transport: transport(port, from.family, isReply: random.oneIn(2)), label: .none)
        return (flow, vrf, source)
    }

    private mutating func contracted() -> (Flow, VRFID, IPAddress)? {
        let contract = random.pick(fabric.contracts)
        guard let flow = contract.flows.randomElement(using: &random) else { return nil }
        return self.flow(
            of: flow, on: random.pick(contract.ports),
            random.pick([AddressFamily.ipv4, .ipv6]), isReply: random.oneIn(2),
            atSource: random.oneIn(2))
    }

    /// One direction of a contract's conversation, seen in the VRF of its source or of its
    /// destination. Nil where the contract does not join the two in that family.
    public mutating func flow(
        of flow: ContractFlow, on port: ServicePort, _ family: AddressFamily, isReply: Bool,
        atSource: Bool
    ) -> (Flow, VRFID, IPAddress)? {
        let sources = flow.sourcePrefixes.filter { $0.family == family }
        let destinations = flow.destinationPrefixes.filter { $0.family == family }
        guard let from = sources.randomElement(using: &random),
            let to = destinations.randomElement(using: &random)
        else { return nil }
        let (client, server) = (host(in: from), host(in: to))
        let result = Flow(
            source: isReply ? server : client, destination: isReply ? client : server,
            transport: transport(port, family, isReply: isReply), label: .none)
        return (result, atSource ? flow.source : flow.destination, atSource ? client : server)
    }

    /// An address that stations have; outside the fabric where the prefix is everything.
    public mutating func host(in prefix: IPPrefix) -> IPAddress {
        if prefix.length == 0 {
            let texts = prefix.family == .ipv4 ? Self.outsideIPv4 : Self.outsideIPv6
            return FrameBuilder.address(random.pick(texts))
        }
        let last = min(prefix.lastIndex, 250)
        return prefix.address(at: UInt128.random(in: 0...last, using: &random)) ?? prefix.address
    }

    static let outsideIPv4 = ["203.0.113.80", "203.0.113.81", "9.9.9.9"]
    static let outsideIPv6 = ["2001:db8:5ca1::80", "2001:db8:5ca1::81", "2620:fe::fe"]

    /// The transport of a packet to a service, or of one that answers.
    public mutating func transport(
        _ port: ServicePort, _ family: AddressFamily, isReply: Bool
    ) -> FrameBuilder.Transport {
        let client = UInt16.random(in: 49_152...65_000, using: &random)
        switch port {
        case .ports(.udp, let range):
            let server = UInt16.random(in: range, using: &random)
            return isReply ? .udp(server, client) : .udp(client, server)
        case .ports(.sctp, let range):
            let server = UInt16.random(in: range, using: &random)
            return isReply ? .sctp(server, client) : .sctp(client, server)
        case .ports(_, let range):
            let server = UInt16.random(in: range, using: &random)
            let flags: UInt8 =
                isReply ? random.pick([0x12, 0x10, 0x18]) : random.pick([0x02, 0x18])
            return isReply
                ? .tcp(server, client, flags: flags) : .tcp(client, server, flags: flags)
        case .icmp, .any:
            let isIPv6 = family == .ipv6
            let type: UInt8 = isIPv6 ? (isReply ? 129 : 128) : isReply ? 0 : 8
            return .icmp(type: type, payload: [0, 1, 2, 3], ipv6: isIPv6)
        }
    }

    // MARK: Frames

    public func frame(_ flow: Flow) -> [UInt8] {
        frame(
            FrameBuilder.ip(
                flow.source.description, flow.destination.description,
                flow.transport.carrying(payload)),
            flow.label)
    }

    public func frame(_ packet: FrameBuilder.Packet, _ label: Label) -> [UInt8] {
        func tag(_ vlan: UInt16) -> VLANTag { VLANTag(protocolIdentifier: 0x8100, control: vlan) }
        switch label {
        case .none: return FrameBuilder.ethernet(packet)
        case .vlan(let vlan): return FrameBuilder.ethernet(tags: [tag(vlan)], packet)
        case .vlans(let outer, let inner):
            return FrameBuilder.ethernet(tags: [tag(outer), tag(inner)], packet)
        case .vni(let vni, let from, let to):
            return FrameBuilder.ethernet(
                FrameBuilder.ip(
                    vteps[from].description, vteps[to].description,
                    .vxlan(vni: vni, frame: FrameBuilder.ethernet(packet))))
        }
    }
}

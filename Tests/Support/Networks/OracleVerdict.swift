import Forwarding
import Net
import Oracle

/// Which zones reach which without being permitted, found by trying.
///
///     let verdict = OracleVerdict(network, policy)
///     verdict.layer2Pairs                  // zones whose frames reach another's edge
///     verdict.layer3[pair]                 // a packet that gets where it must not
///
/// Frames and packets are sent by every station of the policy, and by everybody at an edge port
/// that no station is known at: as `unassigned`. What reaches an edge is for the station with that
/// port and tag, or for `unassigned` where there is none.
///
/// * Within a zone everything is permitted, from or to `unassigned` nothing else.
/// * A device hears ICMP of the family from everybody, and everything from the management zone.
/// * From zone to zone a packet is permitted that a permit opens, and the other way round one that
///   `continues` and whose reverse a permit opens; neighbour discovery never. A permit opens from
///   addresses of its sources that the sender's scope has, to destinations that the receiver's
///   scope has. The addresses of an outside scope are all that are not inside; a destination of
///   length 0 means these, and these are meant by no other.
public struct OracleVerdict: Sendable {
    public struct ZonePair: Hashable, Comparable, Sendable {
        public var from: Int
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }

        public static func < (left: Self, right: Self) -> Bool {
            (left.from, left.to) < (right.from, right.to)
        }
    }

    /// A place to send from; without a scope nobody is known there.
    public struct Origin: Hashable, Sendable {
        public var device: Int
        public var port: String
        public var tag: VLANID?
        public var scope: Int?

        public init(device: Int, port: String, tag: VLANID?, scope: Int?) {
            self.device = device
            self.port = port
            self.tag = tag
            self.scope = scope
        }
    }

    public struct Witness: Hashable, Sendable {
        public var origin: Origin
        /// Nil at layer 2.
        public var packet: Packet?
        public var end: PacketOracle.Endpoint
    }

    private struct Sending: Hashable {
        var scope: Int?
        var receivers: Set<PacketOracle.Interface>
    }

    /// The first witness of each violated pair.
    public private(set) var layer2: [ZonePair: Witness] = [:]
    public private(set) var layer3: [ZonePair: Witness] = [:]

    public var layer2Pairs: Set<ZonePair> { Set(layer2.keys) }
    public var layer3Pairs: Set<ZonePair> { Set(layer3.keys) }

    /// - Parameters:
    ///   - universe: the packets to try; by default one of each sort, which proves.
    ///   - origins: where they are sent from; by default everywhere.
    public init(
        _ network: Network, _ policy: Policy, universe: OracleUniverse? = nil,
        origins: [Origin]? = nil
    ) {
        let oracle = PacketOracle(network)
        let packets = (universe ?? OracleUniverse(network, policy)).packets
        var tried: Set<Sending> = []
        for origin in origins ?? Self.origins(oracle, policy) {
            let from = policy.zone(ofScope: origin.scope)
            let frames = oracle.frames(from: origin.device, port: origin.port, tag: origin.tag)
            for end in frames.sorted() {
                guard case .edge = end else { continue }
                let pair = ZonePair(from: from, to: policy.zone(of: end))
                if pair.from != pair.to && layer2[pair] == nil {
                    layer2[pair] = Witness(origin: origin, packet: nil, end: end)
                }
            }
            let reach = oracle.reach(
                fromStation: .init(device: origin.device, port: origin.port), origin.tag)
            // Who is received by the same interfaces and may do the same has the same fate.
            let sending = Sending(scope: origin.scope, receivers: reach.interfaces)
            guard !reach.interfaces.isEmpty && tried.insert(sending).inserted else { continue }
            for packet in packets {
                let fate = oracle.fate(of: packet, receivedBy: reach.interfaces)
                for end in fate.deliveries.sorted()
                where !policy.isPermitted(packet, from: origin, to: end) {
                    let pair = ZonePair(from: from, to: policy.zone(of: end))
                    guard layer3[pair] == nil else { continue }
                    layer3[pair] = Witness(origin: origin, packet: packet, end: end)
                }
            }
        }
    }

    /// All stations, then all edges without one.
    public static func origins(_ network: Network, _ policy: Policy) -> [Origin] {
        origins(PacketOracle(network), policy)
    }

    private static func origins(_ oracle: PacketOracle, _ policy: Policy) -> [Origin] {
        let stations = policy.stations.map {
            Origin(device: $0.device, port: $0.port, tag: $0.tag, scope: $0.scope)
        }
        let unassigned = oracle.edges.filter { policy.scope(of: $0) == nil }.compactMap {
            edge -> Origin? in
            guard case .edge(let device, let port, let tag) = edge else { return nil }
            return Origin(device: device, port: port, tag: tag, scope: nil)
        }
        return stations + unassigned
    }
}

extension Policy {
    fileprivate func scope(of end: PacketOracle.Endpoint) -> Int? {
        guard case .edge(let device, let port, let tag) = end else { return nil }
        return stations.first { $0.device == device && $0.port == port && $0.tag == tag }?.scope
    }

    fileprivate func zone(ofScope scope: Int?) -> Int {
        scope.map { scopes[$0].zone } ?? Self.unassigned
    }

    fileprivate func zone(of end: PacketOracle.Endpoint) -> Int {
        if case .device = end { return Self.underlay }
        return zone(ofScope: scope(of: end))
    }

    /// Whether a packet from there may end there.
    public func isPermitted(
        _ packet: Packet, from origin: OracleVerdict.Origin,
        to end: PacketOracle.Endpoint
    ) -> Bool {
        let zone = zone(ofScope: origin.scope)
        if case .device = end { return packet.isICMP || zones[zone].kind == .management }
        guard zone != self.zone(of: end) else { return true }
        guard packet.kind != .discovery, let sender = origin.scope, let receiver = scope(of: end)
        else { return false }
        let (from, to) = (scopes[sender], scopes[receiver])
        return permits.contains { permit in
            opens(permit, packet, from, to)
                || packet.kind == .continues
                    && opens(permit, packet.reversed, to, from)
        }
    }

    private func opens(
        _ permit: Permit, _ packet: Packet, _ from: Scope, _ to: Scope
    ) -> Bool {
        permit.from == from.zone && permit.to == to.zone
            && permit.sources.contains { $0.contains(packet.source) }
            && holds(from, packet.source)
            && permit.destinations.contains {
                $0.contains(packet.destination) && ($0.length == 0) == (to.prefixes == nil)
            }
            && holds(to, packet.destination)
            && (permit.ports.isEmpty || permit.ports.contains { covers($0, packet) })
    }

    private func holds(_ scope: Scope, _ address: IPAddress) -> Bool {
        guard let prefixes = scope.prefixes else {
            return !inside.contains { $0.contains(address) }
        }
        return prefixes.contains { $0.contains(address) }
    }

    private func covers(_ port: ServicePort, _ packet: Packet) -> Bool {
        guard let number = port.protocolNumber(for: packet.family) else { return true }
        return number == packet.protocolNumber
            && port.destinationPorts?.contains(packet.destinationPort) != false
    }
}

extension PacketOracle.Endpoint: Comparable {
    private var order: (Int, Int, String, UInt16) {
        switch self {
        case .edge(let device, let port, let tag): (0, device, port, tag?.rawValue ?? 0)
        case .interface(let device, let name): (1, device, name, 0)
        case .device(let device): (2, device, "", 0)
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.order < right.order }
}

extension PacketOracle {
    /// Every edge with every tag that frames can come in with and be somewhere.
    var edges: [Endpoint] {
        ports.indices.flatMap { device in
            ports[device].sorted { $0.key < $1.key }.flatMap { name, port -> [Endpoint] in
                let end = Interface(device: device, port: name)
                guard port.kind == .port && isUp(end) && farEnds(end).isEmpty else { return [] }
                let tags = port.isBridged ? port.tagged : subinterfaces(end)
                let isUntagged = !port.isBridged || !port.untagged.isEmpty
                return ((isUntagged ? [nil] : []) + Set(tags).sorted().map(Optional.some)).map {
                    .edge(device: device, port: name, tag: $0)
                }
            }
        }
    }

    /// VLANs of the sub-interfaces of a port.
    private func subinterfaces(_ it: Interface) -> [VLANID] {
        ports[it.device].values.compactMap {
            if case .subinterface(it.port, let vlan) = $0.kind { vlan } else { nil }
        }
    }
}

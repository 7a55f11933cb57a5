import Forwarding
import Net

/// A packet with all that filters and tables look at. Source and destination are of one family.
public struct ConcretePacket: Hashable, Sendable {
    public var source: IPAddress
    public var destination: IPAddress
    public var protocolNumber: IPProtocol
    /// Zero where the protocol has no ports.
    public var sourcePort: UInt16
    public var destinationPort: UInt16
    /// One kind, possible for the protocol.
    public var kind: PacketKinds

    public init(
        from source: IPAddress, to destination: IPAddress, _ protocolNumber: IPProtocol = .udp,
        sourcePort: UInt16 = 0, destinationPort: UInt16 = 0, kind: PacketKinds = .continues
    ) {
        precondition(source.family == destination.family, "a packet is of one family")
        self.source = source
        self.destination = destination
        self.protocolNumber = protocolNumber
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.kind = kind
    }

    public var family: AddressFamily { source.family }

    /// Whether it is ICMP of its family.
    var isICMP: Bool { protocolNumber == (family == .ipv4 ? .icmp : .icmpv6) }

    /// The packet the other way round.
    public func reversed(kind: PacketKinds) -> ConcretePacket {
        ConcretePacket(
            from: destination, to: source, protocolNumber, sourcePort: destinationPort,
            destinationPort: sourcePort, kind: kind)
    }
}

extension FilterRule {
    /// Whether all fields match.
    func matches(_ packet: ConcretePacket, from: String, to: String?) -> Bool {
        func holds<Bound>(_ ranges: [ClosedRange<Bound>], _ value: Bound) -> Bool {
            ranges.isEmpty || ranges.contains { $0.contains(value) }
        }
        func holds(_ prefixes: [IPPrefix], _ address: IPAddress) -> Bool {
            prefixes.isEmpty || prefixes.contains { $0.contains(address) }
        }
        return family == packet.family
            && (inInterface == nil || inInterface == from)
            && (outInterface == nil || outInterface == to)
            && holds(sources, packet.source) && holds(destinations, packet.destination)
            && holds(protocols, packet.protocolNumber.rawValue)
            && (sourcePorts.isEmpty && destinationPorts.isEmpty || packet.protocolNumber.hasPorts)
            && holds(sourcePorts, packet.sourcePort)
            && holds(destinationPorts, packet.destinationPort)
            && kinds.contains(packet.kind)
    }
}

extension IPAddress {
    /// Whether no router sends a packet to the address on.
    var isLinkScope: Bool {
        switch self {
        case .ipv4(let address): isMulticast || address.rawValue == .max
        case .ipv6: isMulticast || isLinkLocal
        }
    }
}

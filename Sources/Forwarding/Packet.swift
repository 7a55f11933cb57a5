import Net

/// One concrete packet, as far as filters and tables look at it.
public struct Packet: Hashable, Sendable, BitwiseCopyable {
    public var source: IPAddress
    public var destination: IPAddress
    public var protocolNumber: IPProtocol
    /// 0 where the protocol has no ports.
    public var sourcePort: UInt16
    public var destinationPort: UInt16
    /// Exactly one kind.
    public var kind: PacketKinds

    public init(
        source: IPAddress, destination: IPAddress, protocolNumber: IPProtocol,
        sourcePort: UInt16 = 0, destinationPort: UInt16 = 0, kind: PacketKinds = .continues
    ) {
        self.source = source
        self.destination = destination
        self.protocolNumber = protocolNumber
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.kind = kind
    }

    public var family: AddressFamily { source.family }

    /// Addresses and ports exchanged, the kind the same.
    public var reversed: Packet {
        Packet(
            source: destination, destination: source, protocolNumber: protocolNumber,
            sourcePort: destinationPort, destinationPort: sourcePort, kind: kind)
    }
}

extension Packet: CustomStringConvertible {
    /// `tcp 10.41.10.17:49152 > 10.21.10.17:22`, with what it opens or answers.
    public var description: String {
        func end(_ address: IPAddress, _ port: UInt16) -> String {
            guard protocolNumber.hasPorts else { return address.description }
            return address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        }
        let word = protocolNumber.rawValue > 0 ? protocolNumber.description : "protocol 0"
        let opening = kind == .opens ? ", opening" : kind == .discovery ? ", discovery" : ""
        return "\(word) \(end(source, sourcePort)) > \(end(destination, destinationPort))\(opening)"
    }
}

extension FilterRule {
    /// Whether the rule's fields name the packet; interfaces are not looked at.
    public func matches(_ packet: Packet) -> Bool {
        packet.family == family && kinds.contains(packet.kind)
            && (sources.isEmpty || sources.contains { $0.contains(packet.source) })
            && (destinations.isEmpty
                || destinations.contains { $0.contains(packet.destination) })
            && (protocols.isEmpty
                || protocols.contains { $0.contains(packet.protocolNumber.rawValue) })
            && (sourcePorts.isEmpty || sourcePorts.contains { $0.contains(packet.sourcePort) })
            && (destinationPorts.isEmpty
                || destinationPorts.contains { $0.contains(packet.destinationPort) })
    }
}

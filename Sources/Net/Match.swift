/// A set of flow keys: a prefix of each address, optionally a protocol, ranges of ports and a
/// routing context.
///
/// A key whose ports are unknown matches only where all ports match.
public struct Match: Hashable, Sendable {
    public var source: IPPrefix
    public var destination: IPPrefix
    public var protocolNumber: IPProtocol?
    public var sourcePorts: ClosedRange<UInt16>
    public var destinationPorts: ClosedRange<UInt16>
    public var context: UInt16?

    /// - Precondition: both prefixes are of the same family.
    public init(
        source: IPPrefix, destination: IPPrefix, protocolNumber: IPProtocol? = nil,
        sourcePorts: ClosedRange<UInt16> = 0...UInt16.max,
        destinationPorts: ClosedRange<UInt16> = 0...UInt16.max, context: UInt16? = nil
    ) {
        precondition(source.family == destination.family, "one rule, one family")
        self.source = source
        self.destination = destination
        self.protocolNumber = protocolNumber
        self.sourcePorts = sourcePorts
        self.destinationPorts = destinationPorts
        self.context = context
    }

    public var family: AddressFamily { source.family }

    public func contains(_ key: FlowKey) -> Bool {
        if let context, context != key.context { return false }
        if let protocolNumber, protocolNumber != key.protocolNumber { return false }
        if key.flags.contains(.portsUnknown) {
            let all = 0...UInt16.max
            guard sourcePorts == all && destinationPorts == all else { return false }
        } else {
            guard sourcePorts.contains(key.sourcePort),
                destinationPorts.contains(key.destinationPort)
            else { return false }
        }
        return source.contains(key.source) && destination.contains(key.destination)
    }
}

/// What a packet is classified by: addresses, protocol, ports and the routing context it was seen
/// in. 40 octets, five words: compared and hashed as such, never field by field.
///
/// IPv4 addresses stand right-aligned in the low word of theirs, with `isIPv6` clear: an IPv6
/// packet between IPv4-mapped addresses never equals an IPv4 packet.
@frozen
public struct FlowKey: Hashable, Sendable, BitwiseCopyable {
    public var sourceHigh: UInt64
    public var sourceLow: UInt64
    public var destinationHigh: UInt64
    public var destinationLow: UInt64
    /// From bit 63: source port 16, destination port 16, protocol 8, flags 8, context 16.
    public var rest: UInt64

    @inlinable
    public init(
        sourceHigh: UInt64, sourceLow: UInt64, destinationHigh: UInt64, destinationLow: UInt64,
        sourcePort: UInt16, destinationPort: UInt16, protocolNumber: UInt8, flags: Flags,
        context: UInt16
    ) {
        self.sourceHigh = sourceHigh
        self.sourceLow = sourceLow
        self.destinationHigh = destinationHigh
        self.destinationLow = destinationLow
        rest =
            UInt64(sourcePort) << 48 | UInt64(destinationPort) << 32
            | UInt64(protocolNumber) << 24 | UInt64(flags.rawValue) << 16 | UInt64(context)
    }

    /// What is known of a packet beyond its 5-tuple.
    @frozen
    public struct Flags: OptionSet, Hashable, Sendable, BitwiseCopyable {
        public let rawValue: UInt8
        @inlinable
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The addresses are IPv6.
        @inlinable public static var ipv6: Flags { Flags(rawValue: 1) }
        /// The packet asks and is never a reply: a TCP segment with SYN and without ACK, an echo
        /// request of ICMP or ICMPv6, an SCTP packet that begins with INIT.
        @inlinable public static var opens: Flags { Flags(rawValue: 2) }
        /// The protocol has ports, but this packet does not show them (a later fragment).
        @inlinable public static var portsUnknown: Flags { Flags(rawValue: 4) }
    }

    @inlinable public var sourcePort: UInt16 { UInt16(truncatingIfNeeded: rest >> 48) }
    @inlinable public var destinationPort: UInt16 { UInt16(truncatingIfNeeded: rest >> 32) }
    @inlinable public var protocolNumber: IPProtocol {
        IPProtocol(rawValue: UInt8(truncatingIfNeeded: rest >> 24))
    }
    @inlinable public var flags: Flags { Flags(rawValue: UInt8(truncatingIfNeeded: rest >> 16)) }
    /// The routing context, an index that the owner of the rules assigns; 0 where none is known.
    @inlinable public var context: UInt16 {
        get { UInt16(truncatingIfNeeded: rest) }
        set { rest = rest & ~0xffff | UInt64(newValue) }
    }

    @inlinable public var isIPv6: Bool { rest >> 16 & 1 == 1 }

    /// The key of a packet the other way: addresses and ports exchanged, all else the same.
    @inlinable
    public var reversed: FlowKey {
        FlowKey(
            sourceHigh: destinationHigh, sourceLow: destinationLow, destinationHigh: sourceHigh,
            destinationLow: sourceLow, sourcePort: destinationPort, destinationPort: sourcePort,
            protocolNumber: protocolNumber.rawValue, flags: flags, context: context)
    }

    public var source: IPAddress { Self.address(isIPv6, sourceHigh, sourceLow) }
    public var destination: IPAddress { Self.address(isIPv6, destinationHigh, destinationLow) }

    private static func address(_ isIPv6: Bool, _ high: UInt64, _ low: UInt64) -> IPAddress {
        isIPv6
            ? .ipv6(IPv6Address(high: high, low: low))
            : .ipv4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: low)))
    }

    /// The key of a packet between two addresses of one family.
    ///
    /// - Precondition: both addresses are of the same family.
    public init(
        source: IPAddress, destination: IPAddress, protocolNumber: IPProtocol,
        sourcePort: UInt16 = 0, destinationPort: UInt16 = 0, flags: Flags = [],
        context: UInt16 = 0
    ) {
        precondition(source.family == destination.family, "one packet, one family")
        let isIPv6 = source.family == .ipv6
        self.init(
            sourceHigh: UInt64(source.bits >> 64),
            sourceLow: UInt64(truncatingIfNeeded: source.bits),
            destinationHigh: UInt64(destination.bits >> 64),
            destinationLow: UInt64(truncatingIfNeeded: destination.bits),
            sourcePort: sourcePort, destinationPort: destinationPort,
            protocolNumber: protocolNumber.rawValue,
            flags: isIPv6 ? flags.union(.ipv6) : flags.subtracting(.ipv6), context: context)
    }
}

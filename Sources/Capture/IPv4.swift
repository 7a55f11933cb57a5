internal import Net

/// An IPv4 header (RFC 791, section 3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------+-------+---------------+-------------------------------+
///     |version|  IHL  |type of service|         total length          |
///     +-------+-------+---------------+-----+-------------------------+
///     |         identification        |flags|     fragment offset     |
///     +---------------+---------------+-----+-------------------------+
///     | time to live  |   protocol    |        header checksum        |
///     +---------------+---------------+-------------------------------+
///     |                        source address                         |
///     +---------------------------------------------------------------+
///     |                      destination address                      |
///     +---------------------------------------------------------------+
///     |               options, to a multiple of 32 bits               |
///     +---------------------------------------------------------------+
///
/// Options are skipped by length but for source routes (`IPv4Options`). The checksum is not compared:
/// captures on the sending host show packets before the network card has filled it in.
struct IPv4Header {
    static let minimumLength = 20

    private let first: UInt64
    private let addresses: UInt64
    let timeToLive: UInt8
    let protocolNumber: UInt8

    @inline(__always)
    init(_ octets: RawSpan, at offset: Int) {
        self.init(
            first: octets.big64(at: offset), middle: octets.big16(at: offset &+ 8),
            addresses: octets.big64(at: offset &+ 12))
    }

    /// From the octets 0 to 7, 8 and 9, and 12 to 19.
    @inline(__always)
    init(first: UInt64, middle: UInt16, addresses: UInt64) {
        self.first = first
        self.addresses = addresses
        timeToLive = UInt8(middle >> 8)
        protocolNumber = UInt8(truncatingIfNeeded: middle)
    }

    @inline(__always) var version: UInt64 { first >> 60 }
    @inline(__always) var headerLength: Int { Int(first >> 56 & 0xf) &* 4 }
    @inline(__always) var totalLength: Int { Int(first >> 32 & 0xffff) }
    @inline(__always) var identification: UInt32 { UInt32(first >> 16 & 0xffff) }
    @inline(__always) var moreFragments: Bool { first >> 13 & 1 == 1 }
    /// In octets.
    @inline(__always) var fragmentOffset: Int { Int(first & 0x1fff) &* 8 }
    @inline(__always) var isFragment: Bool { first & 0x3fff != 0 }
    /// IPv4 without options, and no fragment.
    @inline(__always) var isPlain: Bool { first >> 56 == 0x45 && !isFragment }
    @inline(__always) var source: UInt64 { addresses >> 32 }
    @inline(__always) var destination: UInt64 { addresses & 0xffff_ffff }
}

extension FrameDecoder {
    /// The packet at the cursor. Nil where a frame inside it begins at the cursor.
    @inline(__always)
    func ipv4(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        if let missing = cursor.missing(
            IPv4Header.minimumLength, truncated: .truncatedInIPv4, malformed: .ipv4Short)
        {
            return missing
        }
        let header = IPv4Header(octets, at: cursor.offset)
        guard header.version == 4 else { return .ipv4Version }
        frame.kind = .ip
        frame.timeToLive = header.timeToLive
        frame.key = FlowKey(
            sourceHigh: 0, sourceLow: header.source, destinationHigh: 0,
            destinationLow: header.destination, sourcePort: 0, destinationPort: 0,
            protocolNumber: header.protocolNumber,
            flags: Self.portsUnknown(header.protocolNumber), context: 0)

        let headerLength = header.headerLength
        guard headerLength >= IPv4Header.minimumLength else { return .ipv4HeaderLength }
        let start = cursor.offset
        if header.totalLength != 0 {
            guard header.totalLength >= headerLength, start &+ header.totalLength <= cursor.wireEnd
            else { return .ipv4TotalLength }
            cursor.limit(to: start &+ header.totalLength)
        } else {
            frame.flags.insert(.ipLengthMissing)
        }
        if headerLength > IPv4Header.minimumLength {
            frame.flags.insert(.ipv4Options)
            if let missing = cursor.missing(
                headerLength, truncated: .truncatedInIPv4, malformed: .ipv4HeaderLength)
            {
                return missing
            }
            if IPv4Options.routesBySource(octets, in: start &+ 20..<start &+ headerLength) {
                frame.flags.insert(.sourceRoute)
            }
        }
        cursor.offset = start &+ headerLength
        if header.isFragment {
            frame.fragmentIdentification = header.identification
            if let reason = Self.fragment(
                at: header.fragmentOffset, more: header.moreFragments, bounds: .ipv4FragmentBounds,
                &cursor, &frame)
            {
                return reason
            }
        }
        return transport(header.protocolNumber, octets, &cursor, &frame)
    }
}

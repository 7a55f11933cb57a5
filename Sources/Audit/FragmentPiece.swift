import Capture
import Net

/// One fragment of a packet, as far as it matters for whether others fit to it. Copies of a fragment
/// at about the same time are one piece: were all of them one, a copy sent before would make those
/// that matter look older than they are.
struct FragmentPiece: Hashable, Comparable, Sendable {
    /// Spreads packets evenly over all keys, so that a set that keeps the smallest favours none.
    let order: UInt64
    /// Addresses, protocol and place of the packet, with its identification in the ports' stead.
    let packet: FlowKey
    /// Since 1970, in ticks of `tickInNanoseconds`.
    let tick: Int64
    /// In octets, within the packet put together.
    let offset: UInt32
    let length: UInt32
    let digest: UInt64

    /// The pieces of one packet come in a burst: in one tick and its neighbours.
    static let tickInNanoseconds: Int64 = 10_000_000
    /// Longer than any host waits for the rest of a packet (RFC 8200, section 4.5: 60 s). What is
    /// farther apart is of two packets, since an identification comes again.
    static let ticksOfSpan: Int64 = 6400

    var end: UInt32 { offset + length }
    var span: Int64 { tick / Self.ticksOfSpan }

    init(packet: FlowKey, tick: Int64, offset: UInt32, length: UInt32, digest: UInt64) {
        self.packet = packet
        self.tick = tick
        self.offset = offset
        self.length = length
        self.digest = digest
        order = FixedHash.hash(packet)
    }

    /// The piece that a frame is.
    ///
    /// - Parameter payload: the octets of the fragment.
    init(
        _ frame: DecodedFrame, _ record: FrameRecord, _ place: PlaceNumber, _ payload: RawSpan
    ) {
        let key = frame.key
        var content = ContentDigest(0)
        content.add(payload)
        self.init(
            packet: FlowKey(
                sourceHigh: key.sourceHigh, sourceLow: key.sourceLow,
                destinationHigh: key.destinationHigh, destinationLow: key.destinationLow,
                sourcePort: UInt16(truncatingIfNeeded: frame.fragmentIdentification >> 16),
                destinationPort: UInt16(truncatingIfNeeded: frame.fragmentIdentification),
                protocolNumber: frame.protocolOfFragments.rawValue,
                flags: key.flags.intersection(.ipv6), context: place),
            tick: record.timestamp / Self.tickInNanoseconds, offset: UInt32(frame.fragmentOffset),
            length: UInt32(payload.byteCount), digest: content.value)
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.order != right.order { return left.order < right.order }
        return left.words.lexicographicallyPrecedes(right.words)
    }

    private var words: [UInt64] {
        [
            packet.sourceHigh, packet.sourceLow, packet.destinationHigh, packet.destinationLow,
            packet.rest, UInt64(bitPattern: tick), UInt64(offset) << 32 | UInt64(length), digest,
        ]
    }
}

extension FragmentPiece {
    /// Whether the two are copies of one fragment.
    func isCopy(of other: FragmentPiece) -> Bool {
        offset == other.offset && length == other.length && digest == other.digest
    }
}

/// How a piece came first, and its part of the transport header.
struct FragmentArrival: Equatable, Witness {
    private(set) var frame: EvidenceFrame
    /// What the piece says that the packet carries; behind extension headers in its payload, what
    /// follows these.
    let protocolNumber: IPProtocol
    /// The first 16 octets of the packet's payload, as far as the piece has them and they are of a
    /// header that is read: the others are 0. Nothing of what is behind headers is kept.
    let head: UInt128

    static let headLength = 16

    var packet: PacketReference { frame.packet }

    mutating func shift(by count: UInt64) { frame.shift(by: count) }

    init(_ frame: EvidenceFrame, _ protocolNumber: IPProtocol, head: UInt128) {
        self.frame = frame
        self.protocolNumber = protocolNumber
        self.head = head
    }

    /// - Parameter payload: of the fragment, which belongs at `offset` of the packet; empty where other
    ///   headers are in the place of the transport header.
    init(
        _ frame: EvidenceFrame, at offset: Int, _ payload: RawSpan, _ protocolNumber: IPProtocol
    ) {
        self.frame = frame
        self.protocolNumber = protocolNumber
        var head: UInt128 = 0
        let end = min(Self.headerLength(protocolNumber), offset + payload.byteCount)
        for index in offset..<max(offset, end) {
            let octet = unsafe payload.unsafeLoad(fromByteOffset: index - offset, as: UInt8.self)
            head |= UInt128(octet) << UInt128(8 * (Self.headLength - 1 - index))
        }
        self.head = head
    }

    /// Octets that a reading needs: ports and flags of TCP, ports, the type of ICMP.
    static func headerLength(_ protocolNumber: IPProtocol) -> Int {
        switch protocolNumber {
        case .tcp: 14
        case .udp, .sctp: 4
        case .icmp, .icmpv6: 1
        default: 0
        }
    }
}

import Capture
import Net

/// How receivers put together fragments that overlap: which of two pieces an octet is taken from that
/// both have (Shankar and Paxson 2003; Novak 2005).
enum ReassemblyPolicy: CaseIterable {
    /// The one that came first, or last.
    case first, last
    /// The one that begins first; of two that begin together the one that came first.
    case bsd
    /// The one that came last, unless it begins before the other.
    case bsdRight
    /// The one that begins first; of two that begin together the one that came last.
    case linux

    /// Whether the piece at hand keeps an octet that a later piece has, too.
    func keeps(_ piece: FragmentPiece, against later: FragmentPiece) -> Bool {
        switch self {
        case .first: true
        case .last: false
        case .bsd: piece.offset <= later.offset
        case .bsdRight: piece.offset > later.offset
        case .linux: piece.offset < later.offset
        }
    }
}

/// Pieces of one packet of which some overlap.
struct FragmentOverlap {
    typealias Piece = (key: FragmentPiece, value: FragmentArrival)

    /// As they came.
    let pieces: [Piece]
    /// Two of them that overlap.
    let pair: (Piece, Piece)

    /// In IPv4 an identification comes again, at 10 Gb/s after half a second (RFC 4963): two packets
    /// then look like one. The pieces of one come in a burst.
    private static let sureWithin: Int64 = 10_000_000

    /// Nil where no two pieces overlap within the time that a receiver waits.
    init?(_ pieces: [Piece]) {
        var widest: Piece?
        var found: (Piece, Piece)?
        for piece in pieces.sorted(by: { ($0.key.offset, $0.key) < ($1.key.offset, $1.key) }) {
            guard let known = widest else {
                widest = piece
                continue
            }
            let gap = Self.gap(known, piece)
            if piece.key.offset < known.key.end, gap <= FragmentPiece.spanInNanoseconds,
                found.map({ gap < Self.gap($0.0, $0.1) }) ?? true
            {
                found = (known, piece)
            }
            if piece.key.end > known.key.end { widest = piece }
        }
        guard let found else { return nil }
        pair = found
        self.pieces = pieces.sorted { $0.value.packet < $1.value.packet }
    }

    func isOfSamePackets(as other: FragmentOverlap) -> Bool {
        pair.0.value.packet == other.pair.0.value.packet
            && pair.1.value.packet == other.pair.1.value.packet
    }

    private static func gap(_ one: Piece, _ other: Piece) -> Int64 {
        let (difference, overflows) = one.value.frame.timestamp.subtractingReportingOverflow(
            other.value.frame.timestamp)
        return overflows ? .max : difference.magnitude > UInt64(Int64.max) ? .max : abs(difference)
    }

    /// An overlap soon after is no coincidence; nor is any in IPv6, whose identifications are long.
    var certainty: Certainty {
        pair.0.key.packet.isIPv6 || Self.gap(pair.0, pair.1) <= Self.sureWithin ? .breach : .suspect
    }

    /// The packets that receivers make of the pieces, as keys: one for each policy.
    var readings: Set<FlowKey> {
        Set(ReassemblyPolicy.allCases.map(reading))
    }

    private func reading(_ policy: ReassemblyPolicy) -> FlowKey {
        var head: UInt128 = 0
        for index in 0..<FragmentArrival.headLength {
            let holders = pieces.filter { $0.key.offset <= index && index < Int($0.key.end) }
            guard var holder = holders.first else { continue }
            for later in holders.dropFirst() where !policy.keeps(holder.key, against: later.key) {
                holder = later
            }
            let shift = UInt128(8 * (FragmentArrival.headLength - 1 - index))
            head |= holder.value.head & (0xff << shift)
        }
        let packet = pair.0.key.packet
        let number = packet.protocolNumber
        // TCP: SYN without ACK, in octet 13 (RFC 9293, 3.1). ICMP: an echo request.
        let flags = UInt8(truncatingIfNeeded: head >> 16) & 0x12
        let type = UInt8(truncatingIfNeeded: head >> 120)
        let opens =
            number == .tcp && flags == 0x02 || number == .icmp && type == 8
            || number == .icmpv6 && type == 128
        let hasPorts = number.hasPorts
        return FlowKey(
            sourceHigh: packet.sourceHigh, sourceLow: packet.sourceLow,
            destinationHigh: packet.destinationHigh, destinationLow: packet.destinationLow,
            sourcePort: hasPorts ? UInt16(truncatingIfNeeded: head >> 112) : 0,
            destinationPort: hasPorts ? UInt16(truncatingIfNeeded: head >> 96) : 0,
            protocolNumber: number.rawValue,
            flags: packet.flags.intersection(.ipv6).union(opens ? .opens : []),
            context: packet.context)
    }
}

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

    /// Nil where no two pieces overlap within the time that a receiver waits.
    init?(_ pieces: [Piece]) {
        guard let closest = Self.closest(pieces) else { return nil }
        pair = closest
        self.pieces = pieces.sorted { $0.value.packet < $1.value.packet }
    }

    /// Of the pieces that overlap those two that came soonest one after the other. Pieces that came
    /// before, or lie around them, make no difference: whoever sends others besides hides nothing.
    ///
    /// They are laid one upon the other as they came. What a piece is laid on and comes last is what
    /// lies on top: it alone is compared, since what lies below came before. A piece adds at most two
    /// stretches to those on top and takes away all but two of those that it meets, so n pieces take
    /// O(n log n) comparisons.
    private static func closest(_ pieces: [Piece]) -> (Piece, Piece)? {
        var top: [(start: UInt32, end: UInt32, piece: Piece)] = []
        var found: (Piece, Piece)?
        var least = FragmentPiece.ticksOfSpan + 1
        for piece in pieces.sorted(by: { ($0.key.tick, $0.key) < ($1.key.tick, $1.key) })
        where piece.key.length > 0 {
            let (start, end) = (piece.key.offset, piece.key.end)
            let first = top.partitioningIndex { $0.end > start }
            let last = top.partitioningIndex { $0.start >= end }
            for below in top[first..<last] where !below.piece.key.isCopy(of: piece.key) {
                let gap = gap(below.piece, piece)
                if gap < least { (found, least) = ((below.piece, piece), gap) }
            }
            var laid = [(start: start, end: end, piece: piece)]
            if first < last {
                let (left, right) = (top[first], top[last - 1])
                if left.start < start { laid.insert((left.start, start, left.piece), at: 0) }
                if right.end > end { laid.append((end, right.end, right.piece)) }
            }
            top.replaceSubrange(first..<last, with: laid)
        }
        return found
    }

    func isOfSamePackets(as other: FragmentOverlap) -> Bool {
        pair.0.value.packet == other.pair.0.value.packet
            && pair.1.value.packet == other.pair.1.value.packet
    }

    /// In ticks.
    private static func gap(_ one: Piece, _ other: Piece) -> Int64 {
        let (difference, overflows) = one.key.tick.subtractingReportingOverflow(other.key.tick)
        return overflows ? .max : difference.magnitude > UInt64(Int64.max) ? .max : abs(difference)
    }

    /// An overlap in one burst is no coincidence; nor is any in IPv6, whose identifications are long. In
    /// IPv4 an identification comes again, at 10 Gb/s after half a second (RFC 4963): two packets
    /// then look like one.
    var certainty: Certainty {
        pair.0.key.packet.isIPv6 || Self.gap(pair.0, pair.1) <= 1 ? .breach : .suspect
    }

    /// The packets that receivers make of the pieces, as keys: one for each policy, of all pieces and of
    /// those of each burst, since a receiver may have given up what came before.
    var readings: Set<FlowKey> {
        var result = Set(ReassemblyPolicy.allCases.map { reading($0, of: pieces[...]) })
        let byTime = pieces.sorted {
            ($0.key.tick, $0.value.packet) < ($1.key.tick, $1.value.packet)
        }
        var start = 0
        for index in byTime.indices {
            let isLast = index + 1 == byTime.count || Self.gap(byTime[index], byTime[index + 1]) > 1
            guard isLast else { continue }
            let burst = byTime[start...index]
            start = index + 1
            guard burst.count < pieces.count, Self.hasHeader(burst) else { continue }
            let inOrder = burst.sorted { $0.value.packet < $1.value.packet }
            result.formUnion(ReassemblyPolicy.allCases.map { reading($0, of: inOrder[...]) })
        }
        return result
    }

    /// Whether the pieces make a transport header without others.
    private static func hasHeader(_ pieces: ArraySlice<Piece>) -> Bool {
        guard let first = pieces.first(where: { $0.key.offset == 0 }) else { return false }
        let length = FragmentArrival.headerLength(first.value.protocolNumber)
        return (0..<length).allSatisfy { index in
            pieces.contains { $0.key.offset <= index && index < Int($0.key.end) }
        }
    }

    /// - Parameter pieces: as they came.
    private func reading(_ policy: ReassemblyPolicy, of pieces: ArraySlice<Piece>) -> FlowKey {
        let packet = pair.0.key.packet
        var number = packet.protocolNumber
        var head: UInt128 = 0
        for index in 0..<FragmentArrival.headLength {
            let holders = pieces.filter { $0.key.offset <= index && index < Int($0.key.end) }
            guard var holder = holders.first else { continue }
            for later in holders.dropFirst() where !policy.keeps(holder.key, against: later.key) {
                holder = later
            }
            if index == 0 { number = holder.value.protocolNumber }
            let shift = UInt128(8 * (FragmentArrival.headLength - 1 - index))
            head |= holder.value.head & (0xff << shift)
        }
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

extension Array {
    /// The first index whose element fulfils a condition that all after it do, too; O(log n).
    fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

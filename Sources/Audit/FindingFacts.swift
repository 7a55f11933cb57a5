import Capture
import Net

/// What is known of one finding from some of its frames: what is known from two sets of frames that
/// share none makes what is known from all of them.
struct FindingFacts: Equatable, Sendable {
    let key: FindingKey
    /// From the key's source to its destination, and back.
    var forward = Finding.Traffic()
    var backward = Finding.Traffic()
    /// Packets that began a conversation, in each direction.
    var opensForward: UInt64 = 0
    var opensBackward: UInt64 = 0
    var flows = DistinctFlows()
    var first: PacketReference
    var last: PacketReference
    /// Whether the first packet goes back.
    var startsBackward = false
    /// Nanoseconds since 1970; nil where no frame has a time.
    var firstTime: Int64?
    var lastTime: Int64?
    var places = PlacesSeen()
    /// The first frames, by capture and number.
    var evidence: [EvidenceFrame] = []

    /// - Parameter packet: the first to be counted.
    init(_ key: FindingKey, at packet: PacketReference) {
        self.key = key
        first = packet
        last = packet
    }

    var packets: UInt64 { forward.packets + backward.packets }

    /// Counts a packet, which may be any but one that has been counted.
    mutating func count(
        _ frame: DecodedFrame, _ record: FrameRecord, _ packet: PacketReference,
        isBackward: Bool, at place: PlaceNumber
    ) {
        let opens: UInt64 = frame.opensConversation ? 1 : 0
        if isBackward {
            backward.packets += 1
            backward.octets += UInt64(record.originalLength)
            opensBackward += opens
        } else {
            forward.packets += 1
            forward.octets += UInt64(record.originalLength)
            opensForward += opens
        }
        if packet <= first {
            first = packet
            startsBackward = isBackward
        }
        last = max(last, packet)
        if record.flags.isDisjoint(with: [.timeMissing, .timeInvalid]) {
            firstTime = min(firstTime ?? record.timestamp, record.timestamp)
            lastTime = max(lastTime ?? record.timestamp, record.timestamp)
        }
        places.note(place, packet)
    }

    /// Keeps the frame if it is among the first `limit`; false where it is not, or is there already
    /// for another of its packets. Frames of a batch come almost in order.
    mutating func keep(_ frame: EvidenceFrame, limit: Int) -> Bool {
        guard evidence.count < limit || frame.packet < (evidence.last ?? frame).packet else {
            return false
        }
        let place = evidence.lastIndex { $0.packet <= frame.packet }.map { $0 + 1 } ?? 0
        if place > 0 && evidence[place - 1].packet == frame.packet { return false }
        evidence.insert(frame, at: place)
        if evidence.count > limit { evidence.removeLast() }
        return true
    }

    /// - Parameter limit: frames kept as evidence at most.
    func merged(with other: FindingFacts, evidenceLimit limit: Int) -> FindingFacts {
        var result = self
        result.forward += other.forward
        result.backward += other.backward
        result.opensForward += other.opensForward
        result.opensBackward += other.opensBackward
        result.flows = flows.merged(with: other.flows)
        if other.first < first {
            result.first = other.first
            result.startsBackward = other.startsBackward
        }
        result.last = max(last, other.last)
        result.firstTime = [firstTime, other.firstTime].compactMap(\.self).min()
        result.lastTime = [lastTime, other.lastTime].compactMap(\.self).max()
        result.places = places.merged(with: other.places)
        for frame in other.evidence { _ = result.keep(frame, limit: limit) }
        return result
    }

    /// The same in a capture whose frames were counted from `count` on.
    mutating func shift(by count: UInt64) {
        first.shift(by: count)
        last.shift(by: count)
        places.shift(by: count)
        for index in evidence.indices { evidence[index].packet.shift(by: count) }
    }
}

extension DecodedFrame {
    /// TCP with SYN and without ACK, or an echo request: its sender began.
    fileprivate var opensConversation: Bool {
        switch (key.protocolNumber, message >> 8) {
        case (.icmp, 8), (.icmpv6, 128): true
        default: key.flags.contains(.opens)
        }
    }
}

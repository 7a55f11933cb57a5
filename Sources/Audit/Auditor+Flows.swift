import Capture
import Classifier
import Net

extension Auditor {
    /// Asks the cache about all packets of a batch, decides new flows, and counts every answer.
    ///
    /// The lanes are lent for writing although they are only read: inline arrays that are borrowed are
    /// copied whole at every subscript.
    @inline(never)
    mutating func judge(
        _ batch: borrowing FrameBatch, _ decoded: borrowing DecodedBatch, _ octets: RawSpan,
        _ lanes: inout AuditBatch
    ) {
        let count = lanes.count
        var missCount = 0
        do {
            var answers = lanes.verdicts.mutableSpan
            var unknown = lanes.misses.mutableSpan
            missCount = cache.lookUp(
                lanes.keys.span.extracting(first: count),
                numbers: lanes.numbers.span.extracting(first: count),
                octets: lanes.octets.span.extracting(first: count), into: &answers,
                misses: &unknown)
        }
        if missCount > 0 { decide(batch, &lanes, missCount) }
        tally.judged += UInt64(count)
        guard !countPermitted(&lanes) else { return }
        for lane in 0..<count {
            let frame = Int(lanes.frames[lane])
            let verdict = lanes.verdicts[lane]
            if verdict < 0 {
                countAnswer(
                    FlowVerdict(rawValue: verdict),
                    packet(lane, &lanes, batch, decoded, octets), batch[frame],
                    place: lanes.keys[lane].context)
            } else if decoded[frame].flags.contains(.fragment) {
                noteHidden(verdict, decoded[frame])
            }
        }
    }

    /// Counts places and permissions. True where every packet is permitted and none is a fragment.
    @inline(__always)
    private mutating func countPermitted(_ lanes: inout AuditBatch) -> Bool {
        var arePermitted = true
        var byVerdict = tally.byVerdict.mutableSpan
        for lane in 0..<lanes.count {
            let verdict = lanes.verdicts[lane]
            if verdict >= 0 { byVerdict[Int(verdict)] &+= 1 } else { arePermitted = false }
        }
        // Of a frame with several packets the first says where it is.
        var byPlace = tally.byPlace.mutableSpan
        var last = UInt8.max
        for lane in 0..<lanes.count {
            let frame = lanes.frames[lane]
            byPlace[Int(lanes.keys[lane].context.unmarked)] &+= frame == last ? 0 : 1
            last = frame
        }
        return arePermitted && !lanes.holdsFragments
    }

    /// What was read of the packet in a lane.
    private func packet(
        _ lane: Int, _ lanes: inout AuditBatch, _ batch: borrowing FrameBatch,
        _ decoded: borrowing DecodedBatch, _ octets: RawSpan
    ) -> DecodedFrame {
        let frame = Int(lanes.frames[lane])
        guard lanes.layers[lane] != AuditBatch.whole else { return decoded[frame] }
        let record = batch[frame]
        return layer(Int(lanes.layers[lane]), record, octets.extracting(record.range))
    }

    /// Decides the flows of the packets listed first in `misses` and puts them into the cache.
    private mutating func decide(
        _ batch: borrowing FrameBatch, _ lanes: inout AuditBatch, _ missCount: Int
    ) {
        var askedCount = 0
        for miss in 0..<missCount {
            let lane = Int(lanes.misses[miss])
            let key = lanes.keys[lane]
            let decision = plan.decide(plan.flowCase(key), key)
            if case .askRules(let context) = decision {
                lanes.asked[askedCount] = key
                lanes.asked[askedCount].context = context
                lanes.askedBy[askedCount] = lanes.misses[miss]
                askedCount += 1
            } else {
                lanes.verdicts[lane] = settle(decision, key, batch[Int(lanes.frames[lane])])
            }
        }
        do {
            var answers = lanes.rules.mutableSpan
            table.classify(lanes.asked.span.extracting(first: askedCount), into: &answers)
        }
        for index in 0..<askedCount {
            let lane = Int(lanes.askedBy[index])
            let key = lanes.keys[lane]
            let decision = answer(lanes.rules[index], lanes.asked[index], key)
            lanes.verdicts[lane] = settle(decision, key, batch[Int(lanes.frames[lane])])
        }
        for miss in 0..<missCount {
            let lane = Int(lanes.misses[miss])
            cache.insert(
                lanes.keys[lane], verdict: lanes.verdicts[lane], number: lanes.numbers[lane],
                octets: lanes.octets[lane], onEviction: { _ in })
        }
    }

    /// What the answer of the rules means.
    ///
    /// - Parameters:
    ///   - asked: the key in the context of the rules.
    ///   - key: the same in its place.
    private func answer(_ rule: Int32, _ asked: FlowKey, _ key: FlowKey) -> Decision {
        guard rule == FlowTable.noRule else {
            let isReply = !table.rules[Int(rule)].match.contains(asked)
            let permission = plan.permission(ofRule: Int(rule))
            return .permitted(.permitted(permission, isReply: isReply))
        }
        let anyPort = table.covers(ignoringTransport: asked)
        if anyPort && (asked.flags.contains(.portsUnknown) || asked.hidesProtocol) {
            return .undecided
        }
        return plan.breach(plan.flowCase(key), anyPortPermitted: anyPort)
    }

    /// The verdict of a decision; a breach joins its finding or begins one.
    private mutating func settle(
        _ decision: Decision, _ key: FlowKey, _ record: FrameRecord
    ) -> Int32 {
        switch decision {
        case .permitted(let verdict): return verdict.rawValue
        case .undecided, .askRules: return FlowVerdict.undecided.rawValue
        case .breach(let broken, let source, let destination):
            let isGuess = key.context.marks == .guessedInside
            let rule = isGuess ? AuditRule.guessedTunnel : broken
            let (finding, isBackward) = findingKey(rule, source, destination, key)
            let packet = PacketReference(capture: captures.count, number: record.number)
            guard let index = findings.index(of: finding, at: packet) else {
                return FlowVerdict.beyondLimit.rawValue
            }
            findings.add(flow: key, to: index)
            return FlowVerdict.finding(index, isBackward: isBackward).rawValue
        }
    }

    /// The finding that a flow belongs to, and whether the flow goes back in it.
    ///
    /// The lower port is the service: that holds for either direction of a connection by itself, so
    /// that no order of packets matters.
    private func findingKey(
        _ rule: AuditRule, _ source: Zone, _ destination: Zone, _ key: FlowKey
    ) -> (FindingKey, isBackward: Bool) {
        let place = key.context.unmarked
        switch rule {
        case .foreignAddress:
            let owner = plan.kind(source) == .outside ? destination : source
            return (FindingKey(rule: rule, source: owner, place: place), false)
        case .unknownSource:
            return (FindingKey(rule: rule, destination: destination, place: place), false)
        case .foreignARP:
            return (FindingKey(rule: rule, source: source, place: place), false)
        case .unintendedIPv6:
            return (FindingKey(rule: rule, place: place), false)
        default: break
        }
        let hasPorts = key.protocolNumber.hasPorts && !key.flags.contains(.portsUnknown)
        let service = Finding.Service(
            protocolNumber: key.protocolNumber,
            port: hasPorts ? min(key.sourcePort, key.destinationPort) : nil)
        let isBackward =
            hasPorts && key.sourcePort != key.destinationPort
            ? key.sourcePort < key.destinationPort : destination.rank < source.rank
        return (
            FindingKey(
                rule: rule, source: isBackward ? destination : source,
                destination: isBackward ? source : destination, service: service), isBackward
        )
    }

    /// Counts an answer that is no permission.
    private mutating func countAnswer(
        _ verdict: FlowVerdict, _ frame: DecodedFrame, _ record: FrameRecord, place: PlaceNumber
    ) {
        if let (index, isBackward) = verdict.finding {
            tally.inFindings += 1
            findings.count(
                index, isBackward: isBackward, frame, record, capture: captures.count,
                at: place.unmarked)
        } else if verdict == .beyondLimit {
            tally.inFindings += 1
            findings.packetsBeyondLimit += 1
        } else if frame.outcome == .classified {
            tally.undecidedFragments += 1
        } else {
            tally.undecidedOthers += 1
        }
    }

    /// A later fragment between VTEPs hides a part of a VXLAN packet that nobody sees.
    private mutating func noteHidden(_ verdict: Int32, _ frame: DecodedFrame) {
        if verdict == AuditPlan.infrastructure.rawValue && frame.fragmentOffset > 0
            && frame.key.protocolNumber == .udp
        {
            tally.opaque += 1
        }
    }
}

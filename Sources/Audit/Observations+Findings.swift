import Capture
import Classifier
import IR
import Net

extension Observations {
    /// The findings that only all frames together make.
    func conclusions(
        _ plan: AuditPlan, _ decoder: FrameDecoder, _ options: AuditOptions
    ) -> FindingList {
        var conclusions = Conclusions(decoder: decoder, evidenceLimit: options.evidenceLimit)
        concludeSpeakers(plan, into: &conclusions)
        concludeProbes(plan, into: &conclusions)
        concludeFragments(plan, into: &conclusions)
        return conclusions.list(limit: options.findingLimit)
    }

    /// How sure a finding is, now that everything has been seen.
    func certainty(of finding: FindingFacts) -> Certainty {
        guard finding.key.rule.isSettledAtTheEnd else { return finding.key.certainty }
        switch finding.key.rule {
        case .strayUnicast:
            // Longer than switches remember an address (IEEE 802.1Q, 8.8.3: 300 s).
            guard let first = finding.firstTime, let last = finding.lastTime else { break }
            let (span, overflows) = last.subtractingReportingOverflow(first)
            return overflows || span > 300_000_000_000 ? .breach : .suspect
        case .gatewayHairpin:
            return finding.forward.packets > 0 && finding.backward.packets > 0 ? .breach : .suspect
        case .untaggedOnTrunk:
            guard case .port(let port) = finding.key.subject else { break }
            return (ports[port]?.tagged ?? 0) > 0 ? .breach : .suspect
        default: break
        }
        return finding.key.certainty
    }

    private func concludeSpeakers(_ plan: AuditPlan, into conclusions: inout Conclusions) {
        var owners: [MACAddress: Set<TenantID?>] = [:]
        let speakers = self.speakers.settled().filter {
            plan.stations.station(with: $0.key.mac) == nil
                && !plan.stations.fabricMACs.contains($0.key.mac)
        }
        for (speaker, _) in speakers {
            owners[speaker.mac, default: []].insert(plan.owner(of: speaker.place))
        }
        for (speaker, first) in speakers where owners[speaker.mac, default: []].count > 1 {
            let key = FindingKey(rule: .sharedMAC, subject: .mac(speaker.mac))
            conclusions.add(key, first, at: speaker.place)
        }
    }

    private func concludeProbes(_ plan: AuditPlan, into conclusions: inout Conclusions) {
        var owners: [UInt64: Set<TenantID?>] = [:]
        let probes = self.probes.settled()
        for (probe, _) in probes {
            owners[probe.digest, default: []].insert(plan.owner(of: probe.place))
        }
        for (probe, first) in probes where owners[probe.digest, default: []].count > 1 {
            let source = first.decoded(by: conclusions.decoder).innermostLink.source
            let key = FindingKey(rule: .probeCrosses, subject: .mac(source))
            conclusions.add(key, first, at: probe.place)
        }
    }

    private func concludeFragments(_ plan: AuditPlan, into conclusions: inout Conclusions) {
        var table = plan.table
        for overlap in overlaps {
            let packet = overlap.pair.0.key.packet
            guard plan.concernsFabric(packet) else { continue }
            let verdicts = Set(overlap.readings.map { plan.permits($0, &table) })
            let key = FindingKey(
                rule: verdicts.count > 1 ? .fragmentAmbiguity : .fragmentOverlap,
                place: packet.context, subject: .tunnel(packet.source, packet.destination),
                certainty: overlap.certainty)
            for piece in [overlap.pair.0, overlap.pair.1] {
                conclusions.add(key, piece.value.frame, at: packet.context)
            }
        }
    }

    /// Packets whose pieces overlap, each once; the pieces of a span and of the next one are
    /// compared, as a packet may lie across.
    private var overlaps: [FragmentOverlap] {
        var result: [FragmentOverlap] = []
        let pieces = fragments.settled()
        var start = 0
        while start < pieces.count {
            let packet = pieces[start].key.packet
            let end = pieces[start...].firstIndex { $0.key.packet != packet } ?? pieces.count
            var spans = Dictionary(grouping: pieces[start..<end]) { $0.key.span }
                .sorted { $0.key < $1.key }
            while let (span, own) = spans.first {
                spans.removeFirst()
                let next = spans.first.flatMap { $0.key == span + 1 ? $0.value : nil } ?? []
                // A pair of one span is met again where the span before is compared with it.
                if let overlap = FragmentOverlap(own + next),
                    !(result.last?.isOfSamePackets(as: overlap) ?? false)
                {
                    result.append(overlap)
                }
            }
            start = end
        }
        return result
    }
}

extension AuditPlan {
    /// Whose a network is: a tenant's, or nobody's in particular.
    fileprivate func owner(of place: PlaceNumber) -> TenantID? { fabric.tenant(of: places[place]) }

    /// Whether a packet is permitted in its place, by zones or by rules.
    fileprivate func permits(_ key: FlowKey, _ table: inout FlowTable) -> Bool {
        switch decide(flowCase(key), key) {
        case .permitted: return true
        case .breach: return false
        case .undecided: return true
        case .askRules(let context):
            var asked = key
            asked.context = context
            var rule = InlineArray<1, Int32>(repeating: FlowTable.noRule)
            let keys = InlineArray<1, FlowKey>(repeating: asked)
            var answers = rule.mutableSpan
            table.classify(keys.span, into: &answers)
            return answers[0] != FlowTable.noRule
        }
    }

    /// Whether a packet has a place of the fabric, or an address of somebody in it.
    func concernsFabric(_ key: FlowKey) -> Bool {
        switch key.context {
        case .unknown: return false
        case .unlabelled:
            let flow = flowCase(key)
            return [kind(flow.source), kind(flow.destination)].contains {
                $0 != .outside && $0 != .link
            }
        default: return true
        }
    }
}

/// Findings that are made at the end, of frames that were kept.
private struct Conclusions {
    let decoder: FrameDecoder
    let evidenceLimit: Int
    private var findings: [FindingKey: FindingFacts] = [:]

    init(decoder: FrameDecoder, evidenceLimit: Int) {
        self.decoder = decoder
        self.evidenceLimit = evidenceLimit
    }

    mutating func add(_ key: FindingKey, _ frame: EvidenceFrame, at place: PlaceNumber) {
        var facts = findings[key] ?? FindingFacts(key, at: frame.packet)
        var record = FrameRecord()
        record.originalLength = frame.originalLength
        record.timestamp = frame.timestamp
        if frame.timestamp == 0 { record.flags.insert(.timeMissing) }
        let decoded = frame.decoded(by: decoder)
        facts.count(decoded, record, frame.packet, isBackward: false, at: place)
        facts.flows.insert(FixedHash.hash(connectionOf: decoded.key))
        _ = facts.keep(frame, limit: evidenceLimit)
        findings[key] = facts
    }

    func list(limit: Int) -> FindingList {
        let sorted = findings.values.sorted { $0.key < $1.key }
        return FindingList(
            findings: Array(sorted.prefix(limit)),
            packetsBeyondLimit: sorted.dropFirst(limit).reduce(0) { $0 + $1.packets },
            limit: limit, evidenceLimit: evidenceLimit)
    }
}

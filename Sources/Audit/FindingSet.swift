import Capture
import Net

/// What makes two packets belong to one finding.
struct FindingKey: Hashable {
    var rule: AuditRule
    var source: Zone = .outside
    var destination: Zone = .outside
    var place: PlaceNumber = .unlabelled
    var service: Finding.Service?
    var subject = Finding.Subject.none
}

/// The findings of an audit: bounded in number, in evidence and in flows told apart.
struct FindingSet {
    private(set) var findings: [Finding] = []
    private var indices: [FindingKey: Int] = [:]
    /// Connections of findings, each with the index of its finding as context.
    private var flows: Set<FlowKey> = []
    let limit: Int
    let evidenceLimit: Int
    /// Packets of findings that found no room.
    var packetsBeyondLimit: UInt64 = 0
    /// Evidence whose headers have not been copied yet, by the index of its finding.
    private var unread: [(finding: Int, record: FrameRecord)] = []

    static let flowLimit = 1 << 16

    init(limit: Int, evidenceLimit: Int) {
        precondition((1...Int(UInt16.max)).contains(limit), "1 to 65535 findings")
        self.limit = limit
        self.evidenceLimit = evidenceLimit
    }

    /// The finding of a key, which is begun where there is none. Nil where the limit is reached.
    mutating func index(
        of key: FindingKey, firstPacket frame: DecodedFrame, at place: Place,
        _ packet: PacketReference
    ) -> Int? {
        if let index = indices[key] { return index }
        guard findings.count < limit else { return nil }
        indices[key] = findings.count
        findings.append(
            Finding(
                rule: key.rule, source: key.source, destination: key.destination,
                service: key.service, subject: key.subject,
                sample: Finding.Sample(frame: frame, place: place), first: packet, last: packet,
                places: [place]))
        return findings.count - 1
    }

    /// Notes that a connection belongs to a finding.
    mutating func add(flow key: FlowKey, to index: Int) {
        var flow = FlowKey(
            sourceHigh: key.sourceHigh, sourceLow: key.sourceLow,
            destinationHigh: key.destinationHigh, destinationLow: key.destinationLow,
            sourcePort: key.sourcePort, destinationPort: key.destinationPort,
            protocolNumber: key.protocolNumber.rawValue,
            flags: key.flags.intersection(.ipv6), context: UInt16(index))
        let reversed = flow.reversed
        if reversed.precedes(flow) { flow = reversed }
        guard !flows.contains(flow) else { return }
        guard flows.count < Self.flowLimit else {
            findings[index].flowsAreCut = true
            return
        }
        flows.insert(flow)
        findings[index].flows += 1
    }

    /// Counts a packet of a finding.
    mutating func count(
        _ index: Int, isBackward: Bool, _ frame: DecodedFrame, _ record: FrameRecord,
        capture: Int, at place: Place
    ) {
        let packet = PacketReference(capture: capture, number: record.number)
        let opens: UInt64 = frame.opensConversation ? 1 : 0
        if isBackward {
            findings[index].backward.packets += 1
            findings[index].backward.octets += UInt64(record.originalLength)
            findings[index].opensBackward += opens
        } else {
            findings[index].forward.packets += 1
            findings[index].forward.octets += UInt64(record.originalLength)
            findings[index].opensForward += opens
        }
        if packet <= findings[index].first {
            findings[index].first = packet
            findings[index].sample = Finding.Sample(frame: frame, place: place)
            findings[index].startsBackward = isBackward
        }
        findings[index].last = max(findings[index].last, packet)
        if record.flags.isDisjoint(with: [.timeMissing, .timeInvalid]) {
            let time = record.timestamp
            findings[index].firstTime = min(findings[index].firstTime ?? time, time)
            findings[index].lastTime = max(findings[index].lastTime ?? time, time)
        }
        if findings[index].places.count < Finding.placeLimit,
            !findings[index].places.contains(place)
        {
            findings[index].places.append(place)
        }
        keep(packet, record, of: index)
    }

    /// Keeps the frame if it is among the first. Frames of a batch come almost in order.
    private mutating func keep(_ packet: PacketReference, _ record: FrameRecord, of index: Int) {
        let kept = findings[index].evidence
        guard kept.count < evidenceLimit || packet < (kept.last?.packet ?? packet) else { return }
        let place = kept.lastIndex { $0.packet < packet }.map { $0 + 1 } ?? 0
        let hasTime = record.flags.isDisjoint(with: [.timeMissing, .timeInvalid])
        findings[index].evidence.insert(
            EvidenceFrame(
                packet: packet, interface: record.interface,
                timestamp: hasTime ? record.timestamp : 0, originalLength: record.originalLength),
            at: place)
        if findings[index].evidence.count > evidenceLimit {
            findings[index].evidence.removeLast()
        }
        unread.append((index, record))
    }

    /// Copies the headers of the evidence that was kept since the last call.
    ///
    /// - Parameter octets: those that the records of these frames point into.
    mutating func copyHeaders(from octets: RawSpan, _ decoder: FrameDecoder) {
        for (index, record) in unread {
            // A frame of the same batch may have taken its place meanwhile.
            guard
                let place = findings[index].evidence.lastIndex(where: {
                    $0.packet.number == record.number && $0.headers.isEmpty
                })
            else { continue }
            findings[index].evidence[place].headers = decoder.headers(
                of: octets.extracting(record.range), wireLength: record.wireLength,
                linkLayer: record.linkLayer, limit: EvidenceFrame.headerLimit)
        }
        unread.removeAll(keepingCapacity: true)
    }

    /// All findings in the order of their first packets, sides turned to where connections came from.
    func settled() -> [Finding] {
        let turned = findings.map { finding in
            let isSilent = finding.opensForward + finding.opensBackward == 0
            let turns =
                isSilent
                ? finding.startsBackward && finding.service?.port == nil
                : finding.opensForward == 0
            guard turns else { return finding }
            var result = finding
            swap(&result.source, &result.destination)
            swap(&result.forward, &result.backward)
            return result
        }
        return turned.sorted { ($0.first, $0.rule) < ($1.first, $1.rule) }
    }
}

extension FlowKey {
    /// Some order, for a canonical direction.
    fileprivate func precedes(_ other: FlowKey) -> Bool {
        (sourceHigh, sourceLow, destinationHigh, destinationLow, rest)
            < (
                other.sourceHigh, other.sourceLow, other.destinationHigh, other.destinationLow,
                other.rest
            )
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

import Capture
import Net

extension Auditor {
    /// Puts every packet of a batch into its place and lists those that the cache is to be asked
    /// about.
    ///
    /// The common frames take the short way: an IP packet read to its ports, at most one tag, at most
    /// one VXLAN header between two VTEPs. All others go through `examine`.
    ///
    /// - Parameter octets: those that the records of the batch point into.
    @inline(never)
    mutating func collect(
        _ batch: borrowing FrameBatch, _ decoded: borrowing DecodedBatch, _ octets: RawSpan,
        _ rows: [Int], into lanes: inout AuditBatch
    ) {
        let byVLAN = plan.places.byVLAN
        let byVNI = plan.places.byVNI
        let vteps = plan.vteps
        let firstExamined = plan.firstExamined
        let homes = plan.homes
        lanes.clear()
        for index in 0..<batch.count {
            let record = batch[index]
            let row = record.interface < rows.count ? rows[Int(record.interface)] : 0
            var place = PlaceNumber.unknown
            let depth = decoded[index].tunnelDepth
            if decoded[index].reason == .ip && depth <= 1
                && decoded[index].link.tagCount <= 1
                && decoded[index].flags.isDisjoint(with: Self.uncommon)
            {
                place = byVLAN[row &+ Int(decoded[index].link.firstTag.vlanOnWire)]
                if depth == 1 {
                    let isFabrics =
                        (place == .unlabelled || place == .underlay)
                        && decoded[index].encapsulation == .vxlan
                        && decoded[index].innerLink.tagCount == 0
                        && vteps.containsEnds(of: decoded[index].outer)
                    place =
                        isFabrics ? byVNI[decoded[index].vniOnWire] ?? .unknown : .unknown
                }
            }
            let source =
                depth == 0 ? decoded[index].link.source : decoded[index].innerLink.source
            guard
                place != .unknown && place < firstExamined[row / 4096]
                    && !homes.isAway(source, in: place)
            else {
                examine(
                    decoded[index], index, record, octets.extracting(record.range), row,
                    into: &lanes)
                continue
            }
            var key = decoded[index].key
            key.context = place
            lanes.append(
                key, number: framesBefore &+ record.number, octets: record.originalLength,
                frame: index)
        }
    }

    /// Flags of frames that the short way would not do justice to.
    private static var uncommon: FrameFlags {
        [
            .fragment, .outerFragment, .opaqueContent, .mplsLabels, .pppoe, .heuristic, .icmpError,
            .linkService, .unusualTag, .sourceRoute, .ipv6Extensions, .snapEncapsulated,
            .linkLengthInvalid,
        ]
    }

    /// Looks at what a key does not say: a frame may be a finding by itself, be no packet, prove
    /// nothing, or hold packets in packets, each of which is judged.
    ///
    /// - Parameters:
    ///   - index: of the frame in its batch.
    ///   - octets: of the frame.
    @inline(never)
    mutating func examine(
        _ frame: DecodedFrame, _ index: Int, _ record: FrameRecord, _ octets: RawSpan, _ row: Int,
        into lanes: inout AuditBatch
    ) {
        inspect(frame, record, row, octets)
        var frame = frame
        var layer = AuditBatch.whole
        if frame.outcome == .malformed {
            guard let intact = layerAround(frame, record, octets) else { return }
            frame = intact
            layer = intact.tunnelDepth
        }
        guard frame.kind == .ip || frame.kind == .arp || frame.tunnelDepth > 0 else { return }
        let vlan = frame.link.firstTag.vlanOnWire
        let linkPlace = linkPlace(of: frame, row)
        if frame.link.tagCount > 1 {
            let stack = Finding.Subject.stack(vlan, frame.link.secondTag.vlanOnWire)
            let known = linkPlace == .unknown ? .unlabelled : linkPlace
            found(FindingKey(rule: .doubleTag, place: known, subject: stack), frame, record, known)
            return
        }
        if linkPlace == .unknown {
            found(FindingKey(rule: .unknownTag, subject: .vlan(vlan)), frame, record, linkPlace)
            return
        }
        if linkPlace >= plan.places.firstLAN {
            checkMAC(frame.link.source, frame, record, linkPlace)
        }
        collectLayers(frame, layer, index, record, octets, linkPlace, into: &lanes)
    }

    /// Lists one packet of a frame, in its place.
    ///
    /// - Parameters:
    ///   - octets: of the frame.
    ///   - first: the packet around it that is judged, where there is one.
    mutating func collect(
        _ packet: DecodedFrame, _ layer: UInt8, _ index: Int, _ record: FrameRecord,
        _ octets: RawSpan, _ place: PlaceNumber, around first: FlowKey? = nil,
        into lanes: inout AuditBatch
    ) {
        var key = packet.key
        switch packet.kind {
        case .none, .control: return
        case .arp:
            // What stations tell each other in a tunnel of their own is their own affair.
            guard place.marks == 0 else { return }
            key.context = place | .arp
        case .ip:
            if packet.flags.contains(.icmpError) { key = reported(packet, octets) }
            key.context = place
            noteFragment(packet, record, around: first, &key)
            if packet.flags.contains(.fragment) { lanes.holdsFragments = true }
            countOpaque(packet)
        }
        lanes.append(
            key, number: framesBefore &+ record.number, octets: record.originalLength,
            frame: index, layer: layer)
    }

    /// The key that an ICMP error is judged by. One that the receiver of a packet sends back to its
    /// sender belongs to their conversation, as for a stateful firewall (RFC 5508, section 4): it is
    /// judged as an answer in it. Any other is judged by its own addresses.
    private func reported(_ error: DecodedFrame, _ octets: RawSpan) -> FlowKey {
        guard let quoted = QuotedPacket.key(in: octets, of: error) else { return error.key }
        let answer = quoted.reversed
        let isBetweenTheSame =
            answer.isIPv6 == error.key.isIPv6 && answer.source == error.key.source
            && answer.destination == error.key.destination
        return isBetweenTheSame ? answer : error.key
    }

    mutating func checkMAC(
        _ mac: MACAddress, _ frame: DecodedFrame, _ record: FrameRecord, _ place: PlaceNumber
    ) {
        let bound = plan.boundMACs[Int(place - plan.places.firstLAN)]
        guard !bound.isEmpty && !bound.containsSorted(mac.rawValue) else { return }
        found(
            FindingKey(rule: .unknownMAC, place: place, subject: .mac(mac)), frame, record, place)
    }

    /// Remembers the ports of a first fragment, or gives them to a later one.
    private mutating func noteFragment(
        _ frame: DecodedFrame, _ record: FrameRecord, around first: FlowKey?, _ key: inout FlowKey
    ) {
        guard frame.flags.contains(.fragment) else { return }
        let packet = FragmentedPacket(
            key, frame.protocolOfFragments, identification: frame.fragmentIdentification,
            in: first)
        if frame.fragmentOffset == 0 {
            guard frame.reason == .ip, !key.flags.contains(.portsUnknown) else { return }
            fragments.remember(key, of: packet, at: record.offset)
        } else if key.flags.contains(.portsUnknown) || key.isIPv6 || key.hidesProtocol {
            key = fragments.completed(key, of: packet, at: record.offset) ?? key
        }
    }

    private mutating func countOpaque(_ frame: DecodedFrame) {
        guard frame.flags.contains(.opaqueContent) else { return }
        switch frame.key.protocolNumber.rawValue {
        // IGMP, no next header, OSPF, VRRP: these carry no packets of others.
        case 2, 59, 89, 112: break
        default: tally.opaque += 1
        }
    }

    /// Counts a frame of a finding that is decided frame by frame.
    mutating func found(
        _ key: FindingKey, _ frame: DecodedFrame, _ record: FrameRecord, _ number: PlaceNumber,
        isBackward: Bool = false
    ) {
        let packet = PacketReference(capture: captures.count, number: record.number)
        guard let index = findings.index(of: key, at: packet) else {
            findings.packetsBeyondLimit += 1
            return
        }
        let flow = frame.tunnelDepth > 0 && frame.kind == .none ? frame.outer : frame.key
        findings.add(flow: flow, to: index)
        findings.count(
            index, isBackward: isBackward, frame, record, capture: captures.count, at: number)
    }
}

extension [UInt64] {
    /// Whether an ascending array has the element.
    fileprivate func containsSorted(_ element: UInt64) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == element
    }
}

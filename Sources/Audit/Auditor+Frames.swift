import Capture
import Net

extension Auditor {
    /// Puts every packet of a batch into its place and lists those that the cache is to be asked
    /// about.
    ///
    /// The common frames take the short way: an IP packet read to its ports, at most one tag, at most
    /// one VXLAN header between two VTEPs. All others go through `examine`.
    @inline(never)
    mutating func collect(
        _ batch: borrowing FrameBatch, _ decoded: borrowing DecodedBatch, _ rows: [Int],
        into lanes: inout AuditBatch
    ) {
        let byVLAN = plan.places.byVLAN
        let byVNI = plan.places.byVNI
        let vteps = plan.vteps
        let firstLAN = plan.places.firstLAN
        lanes.count = 0
        for index in 0..<batch.count {
            let record = batch[index]
            let row = record.interface < rows.count ? rows[Int(record.interface)] : 0
            var place = PlaceNumber.unknown
            let depth = decoded[index].tunnelDepth
            if decoded[index].reason == .ip && depth <= 1
                && decoded[index].link.tagCount <= 1
                && decoded[index].flags.isDisjoint(with: Self.uncommon)
            {
                let vlan =
                    decoded[index].link.tagCount == 0
                    ? 0 : Int(decoded[index].link.firstTag.vlanOnWire)
                place = byVLAN[row &+ vlan]
                if depth == 1 {
                    let isFabrics =
                        (place == .unlabelled || place == .underlay)
                        && decoded[index].innerLink.tagCount == 0
                        && !decoded[index].outer.isIPv6
                        && vteps.contains(
                            UInt32(truncatingIfNeeded: decoded[index].outer.sourceLow))
                        && vteps.contains(
                            UInt32(truncatingIfNeeded: decoded[index].outer.destinationLow))
                    place =
                        isFabrics ? byVNI[decoded[index].vniOnWire] ?? .unknown : .unknown
                }
            }
            var key = decoded[index].key
            if place == .unknown || place >= firstLAN {
                guard let found = examine(decoded[index], record, row, &key) else {
                    continue
                }
                place = found
            }
            tally.byPlace[Int(place & ~PlaceNumber.arp)] &+= 1
            key.context = place
            lanes.append(
                key, number: framesBefore &+ record.number, octets: record.originalLength,
                frame: index)
        }
    }

    /// Flags of frames that the short way would not do justice to.
    private static var uncommon: FrameFlags { [.fragment, .outerFragment, .opaqueContent] }

    /// Looks at what a key does not say. Nil where there is nothing to ask the cache about: the
    /// frame has become a finding, is no packet, or proves nothing.
    ///
    /// - Parameter key: of the packet to be judged; becomes the outer one where only that is ours.
    @inline(never)
    mutating func examine(
        _ frame: DecodedFrame, _ record: FrameRecord, _ row: Int, _ key: inout FlowKey
    ) -> PlaceNumber? {
        let isPacket = frame.kind == .ip || frame.kind == .arp
        // A frame that contradicts itself is evidence of nothing.
        guard frame.outcome != .malformed, isPacket || frame.tunnelDepth > 0 else { return nil }
        let vlan = frame.link.tagCount == 0 ? 0 : frame.link.firstTag.vlanOnWire
        let linkPlace = plan.places.byVLAN[row + Int(vlan)]
        if frame.link.tagCount > 1 {
            let stack = Finding.Subject.stack(vlan, frame.link.secondTag.vlanOnWire)
            let known = linkPlace == .unknown ? .unlabelled : linkPlace
            found(FindingKey(rule: .doubleTag, place: known, subject: stack), frame, record, known)
            return nil
        }
        if linkPlace == .unknown {
            found(FindingKey(rule: .unknownTag, subject: .vlan(vlan)), frame, record, linkPlace)
            return nil
        }
        var place = linkPlace
        if frame.tunnelDepth > 0 {
            if tunnelKind(frame, at: linkPlace) == .tenants {
                // The tenant's own: its addresses are judged, its content is its own affair.
                tally.tenantTunnels += 1
                key = frame.outer
                if place >= plan.places.firstLAN {
                    checkMAC(frame.link.source, frame, record, place)
                }
                return place
            }
            guard let inside = enterTunnel(frame, record, linkPlace) else { return nil }
            place = inside
        }
        guard isPacket else { return nil }
        if place >= plan.places.firstLAN {
            checkMAC(frame.innermostLink.source, frame, record, place)
        }
        if frame.kind == .arp { return place | .arp }
        key.context = place
        noteFragment(frame, &key)
        countOpaque(frame)
        return place
    }

    /// The place of what is inside VXLAN between devices. Nil where the frame has become a finding
    /// or cannot be judged.
    private mutating func enterTunnel(
        _ frame: DecodedFrame, _ record: FrameRecord, _ linkPlace: PlaceNumber
    ) -> PlaceNumber? {
        if tunnelKind(frame, at: linkPlace) == .foreign {
            let ends = Finding.Subject.tunnel(frame.outer.source, frame.outer.destination)
            found(FindingKey(rule: .foreignVTEP, subject: ends), frame, record, linkPlace)
            return nil
        }
        guard let first = plan.places.byVNI[frame.outerVNIOnWire] else {
            let subject = Finding.Subject.vni(frame.outerVNIOnWire)
            found(FindingKey(rule: .unknownTag, subject: subject), frame, record, .unknown)
            return nil
        }
        var place = first
        if frame.tunnelDepth > 1 {
            // What stood between the two was not kept. Where the inner VNI is one of ours, the
            // packet inside is judged as if it had come straight; the rest stays open.
            tally.nestedTunnels += 1
            guard let innermost = plan.places.byVNI[frame.vniOnWire] else { return nil }
            place = innermost
        }
        let tags = frame.innerLink.tagCount
        if tags > 1 || tags == 1 && frame.innerLink.firstTag.vlanOnWire != 0 {
            let subject = Finding.Subject.stack(nil, frame.innerLink.firstTag.vlanOnWire)
            found(
                FindingKey(rule: .doubleTag, place: place, subject: subject), frame, record, place)
            return nil
        }
        return place
    }

    private enum TunnelKind { case fabrics, tenants, foreign }

    private func tunnelKind(_ frame: DecodedFrame, at linkPlace: PlaceNumber) -> TunnelKind {
        let outer = frame.outer
        guard linkPlace == .unlabelled || linkPlace == .underlay else { return .tenants }
        let source = UInt32(truncatingIfNeeded: outer.sourceLow)
        let destination = UInt32(truncatingIfNeeded: outer.destinationLow)
        if !outer.isIPv6 && plan.vteps.contains(source) && plan.vteps.contains(destination) {
            return .fabrics
        }
        if linkPlace == .underlay { return .foreign }
        // Without a label the outer addresses have to say whose tunnel it is.
        var key = outer
        key.context = .unlabelled
        let flow = plan.flowCase(key)
        let kinds = [plan.kind(flow.source), plan.kind(flow.destination)]
        if kinds.contains(.infrastructure) { return .foreign }
        let isTenants = kinds.contains(.tenant) || plan.places.byVNI[frame.outerVNIOnWire] == nil
        return isTenants ? .tenants : .foreign
    }

    private mutating func checkMAC(
        _ mac: MACAddress, _ frame: DecodedFrame, _ record: FrameRecord, _ place: PlaceNumber
    ) {
        let bound = plan.boundMACs[Int(place - plan.places.firstLAN)]
        guard !bound.isEmpty && !bound.containsSorted(mac.rawValue) else { return }
        found(
            FindingKey(rule: .unknownMAC, place: place, subject: .mac(mac)), frame, record, place)
    }

    /// Remembers the ports of a first fragment, or gives them to a later one.
    private mutating func noteFragment(_ frame: DecodedFrame, _ key: inout FlowKey) {
        guard frame.flags.contains(.fragment) else { return }
        if frame.fragmentOffset == 0 {
            guard frame.reason == .ip, !key.flags.contains(.portsUnknown) else { return }
            fragments.remember(key, identification: frame.fragmentIdentification)
        } else if key.flags.contains(.portsUnknown) {
            let identification = frame.fragmentIdentification
            key = fragments.completed(key, identification: identification) ?? key
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
    private mutating func found(
        _ key: FindingKey, _ frame: DecodedFrame, _ record: FrameRecord, _ number: PlaceNumber
    ) {
        let place = plan.places[number]
        let packet = PacketReference(capture: captures.count, number: record.number)
        guard let index = findings.index(of: key, firstPacket: frame, at: place, packet) else {
            findings.packetsBeyondLimit += 1
            return
        }
        let flow = frame.tunnelDepth > 0 && frame.kind == .none ? frame.outer : frame.key
        findings.add(flow: flow, to: index)
        findings.count(
            index, isBackward: false, frame, record, capture: captures.count, at: place)
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

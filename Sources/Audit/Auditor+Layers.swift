import Capture
import Net

// Packets in packets. Each layer of a frame is judged by itself: the outermost in the place that its
// tag says, what VXLAN between VTEPs carries in the place of its VNI, and what any other tunnel
// carries as a packet inside that place (`PlaceNumber.inside`).

extension Auditor {
    /// The frame as far as it does not contradict itself: what stands around the header that does. A
    /// transport header that does leaves the packet's addresses, which routers go by. Nil where
    /// nothing is left.
    func layerAround(
        _ frame: DecodedFrame, _ record: FrameRecord, _ octets: RawSpan
    ) -> DecodedFrame? {
        // The fault may be the header of a tunnel, or lie behind one.
        for depth in stride(from: Int(frame.tunnelDepth), through: 0, by: -1) {
            var layer = self.layer(depth, record, octets)
            if layer.outcome == .classified { return layer }
            if layer.kind == .ip && layer.reason.isInTransport {
                layer.key = layer.keyWithoutPorts
                return layer
            }
        }
        return nil
    }

    /// The frame with the packet at `depth` for its innermost.
    func layer(_ depth: Int, _ record: FrameRecord, _ octets: RawSpan) -> DecodedFrame {
        var frame = DecodedFrame()
        decoder.decode(
            octets, wireLength: record.wireLength, linkLayer: record.linkLayer, layer: depth,
            into: &frame)
        return frame
    }

    /// Lists every packet of a frame, from the outermost to the innermost.
    ///
    /// - Parameter layer: which of its layers `frame` is.
    mutating func collectLayers(
        _ frame: DecodedFrame, _ layer: UInt8, _ index: Int, _ record: FrameRecord,
        _ octets: RawSpan, _ linkPlace: PlaceNumber, into lanes: inout AuditBatch
    ) {
        let count = Int(frame.tunnelDepth)
        var place = linkPlace
        var depth = 0
        if frame.outerEncapsulation == .vxlan {
            switch tunnelKind(frame, at: linkPlace) {
            case .tenants: break
            case .fabrics:
                let inner = count == 1 ? frame : self.layer(1, record, octets)
                guard let inside = enterTunnel(inner, record, linkPlace) else { return }
                place = inside
                depth = 1
            case .foreign:
                let ends = Finding.Subject.tunnel(frame.outer.source, frame.outer.destination)
                found(FindingKey(rule: .foreignVTEP, subject: ends), frame, record, linkPlace)
                return
            }
        }
        var isInside = false
        var first: FlowKey?
        while depth < count {
            let outer = self.layer(depth, record, octets)
            collect(
                outer, UInt8(truncatingIfNeeded: depth), index, record, octets,
                place.marked(isInside: isInside, outer), around: first, into: &lanes)
            first = first ?? outer.judgedKey(isInside: isInside)
            isInside = true
            depth += 1
        }
        collect(
            frame, layer, index, record, octets, place.marked(isInside: isInside, frame),
            around: first,
            into: &lanes)
    }

    /// The place of what is inside VXLAN between devices. Nil where the frame has become a finding.
    ///
    /// - Parameter inner: the layer inside.
    private mutating func enterTunnel(
        _ inner: DecodedFrame, _ record: FrameRecord, _ linkPlace: PlaceNumber
    ) -> PlaceNumber? {
        guard let place = plan.places.byVNI[inner.outerVNIOnWire] else {
            let subject = Finding.Subject.vni(inner.outerVNIOnWire)
            found(FindingKey(rule: .unknownTag, subject: subject), inner, record, .unknown)
            return nil
        }
        let tags = inner.innerLink.tagCount
        if tags > 1 || tags == 1 && inner.innerLink.firstTag.vlanOnWire != 0 {
            let subject = Finding.Subject.stack(nil, inner.innerLink.firstTag.vlanOnWire)
            found(
                FindingKey(rule: .doubleTag, place: place, subject: subject), inner, record, place)
            return nil
        }
        if place >= plan.places.firstLAN {
            checkMAC(inner.innerLink.source, inner, record, place)
        }
        return place
    }

    /// The place that the outer tag of a frame says.
    func linkPlace(of frame: DecodedFrame, _ row: Int) -> PlaceNumber {
        plan.places.byVLAN[row + Int(frame.link.firstTag.vlanOnWire)]
    }

    /// Whether the outermost tunnel of a frame is VXLAN between VTEPs, where the fabric has it.
    func isFabrics(_ frame: DecodedFrame, at linkPlace: PlaceNumber) -> Bool {
        frame.outerEncapsulation == .vxlan
            && (linkPlace == .unlabelled || linkPlace == .underlay)
            && plan.vteps.containsEnds(of: frame.outer)
    }

    private enum TunnelKind { case fabrics, tenants, foreign }

    /// Whose a tunnel of VXLAN is.
    private func tunnelKind(_ frame: DecodedFrame, at linkPlace: PlaceNumber) -> TunnelKind {
        if isFabrics(frame, at: linkPlace) { return .fabrics }
        guard linkPlace == .unlabelled || linkPlace == .underlay else { return .tenants }
        if linkPlace == .underlay { return .foreign }
        // Without a label the outer addresses have to say whose tunnel it is.
        var key = frame.outer
        key.context = .unlabelled
        let flow = plan.flowCase(key)
        let kinds = [plan.kind(flow.source), plan.kind(flow.destination)]
        if kinds.contains(.infrastructure) { return .foreign }
        let isTenants = kinds.contains(.tenant) || plan.places.byVNI[frame.outerVNIOnWire] == nil
        return isTenants ? .tenants : .foreign
    }
}

extension PlaceNumber {
    /// The place of a packet, marked where it is in a tunnel that is not the fabric's.
    fileprivate func marked(isInside: Bool, _ packet: DecodedFrame) -> PlaceNumber {
        guard isInside else { return self }
        return self | (packet.flags.contains(.heuristic) ? .guessedInside : .inside)
    }
}

import Capture

// Tags that nobody asked for, and packets behind headers where few look for them.

extension AuditPlan {
    func inspectTags(_ sighting: Sighting, into found: inout [FindingKey]) {
        let frame = sighting.frame
        let link = frame.link
        let isPacket = frame.kind == .ip || frame.kind == .arp
        // Packets with two tags are findings where they are put into their place.
        if link.tagCount > 1 && !isPacket && !sighting.isTunnelled {
            let stack = Finding.Subject.stack(link.firstTag.vlanOnWire, link.secondTag.vlanOnWire)
            found.append(sighting.finding(.doubleTag, stack))
        }
        guard link.tagCount <= 1 else { return }
        let isTagged = link.tagCount == 1 && link.firstTag.vlanOnWire != 0
        if link.tagCount == 1 && link.firstTag.protocolIdentifier != 0x8100 {
            found.append(
                sighting.finding(.tagType, .etherType(link.firstTag.protocolIdentifier)))
        }
        if isTagged && !isPacket && !sighting.isTunnelled && sighting.linkPlace == .unknown
            && frame.outcome != .malformed
        {
            found.append(sighting.finding(.unknownTag, .vlan(link.firstTag.vlanOnWire)))
        }
        if sighting.port.isTaggedOnly && !isTagged && isPacket && frame.outcome != .malformed,
            let port = sighting.port.port
        {
            found.append(sighting.finding(.untaggedOnTrunk, .port(port)))
        }
        let isHidden = frame.flags.contains(.snapEncapsulated) && isPacket
        if isHidden || frame.flags.contains(.linkLengthInvalid),
            sighting.isAmongStations || concernsFabric(sighting)
        {
            found.append(sighting.finding(.hiddenInLLC, .mac(sighting.link.source)))
        }
    }

    /// Whether a frame has to do with the fabric: by its place, or by an address that somebody of the
    /// fabric has. What strangers send each other is nobody's breach here.
    func concernsFabric(_ sighting: Sighting) -> Bool {
        var key = sighting.frame.key
        key.context = sighting.place
        return sighting.frame.kind == .ip ? concernsFabric(key) : sighting.place > .unknown
    }
}

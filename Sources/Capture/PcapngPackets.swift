// The three blocks that hold a frame (draft-ietf-opsawg-pcapng, sections 4.3, 4.4 and appendix A).
//
//     enhanced   interface 4 · time high 4 · time low 4 · captured 4 · original 4 · frame · options
//     simple     original 4 · frame
//     obsolete   interface 2 · drops 2 · time high 4 · time low 4 · captured 4 · original 4 · frame
//
// A block too short for its own fields, or for the length they give, is handed out as a frame with
// a fault, so that it is counted.

extension CaptureReader {
    @inline(__always)
    mutating func enhancedPacket(
        _ octets: RawSpan, _ block: PcapngBlock, _ batch: inout FrameBatch
    ) {
        guard block.body.count >= 20 else { return faultyPacket(block, &batch) }
        let start = block.body.lowerBound
        packet(
            octets, block, interface: octets.file32(at: start, swapped: swapped),
            fields: start &+ 4, &batch)
    }

    @inline(never)
    mutating func obsoletePacket(
        _ octets: RawSpan, _ block: PcapngBlock, _ batch: inout FrameBatch
    ) {
        guard block.body.count >= 20 else { return faultyPacket(block, &batch) }
        let start = block.body.lowerBound
        packet(
            octets, block, interface: UInt32(octets.file16(at: start, swapped: swapped)),
            fields: start + 4, &batch)
    }

    /// The fields that both have in common: time, captured length, original length, frame.
    @inline(__always)
    private mutating func packet(
        _ octets: RawSpan, _ block: PcapngBlock, interface: UInt32, fields: Int,
        _ batch: inout FrameBatch
    ) {
        var record = FrameRecord()
        record.offset = fields &+ 16
        record.capturedLength = octets.file32(at: fields &+ 8, swapped: swapped)
        record.originalLength = octets.file32(at: fields &+ 12, swapped: swapped)
        let available = block.body.upperBound &- record.offset
        if Int(record.capturedLength) > available {
            record.fault = .recordLength
            record.capturedLength = UInt32(truncatingIfNeeded: available)
        }
        let high = octets.file32(at: fields, swapped: swapped)
        let low = octets.file32(at: fields &+ 4, swapped: swapped)
        let index = sectionStart &+ Int(interface)
        guard index < facts.count else {
            record.interface = FrameRecord.unknownInterface
            record.linkLayer = .unsupported
            record.flags.insert(.timeMissing)
            settle(&record, instant: latest == .min ? 0 : latest)
            record.timestamp = 0
            record.fault = .interfaceUnknown
            return batch.append(record)
        }
        let facts = self.facts[index]
        record.interface = UInt32(truncatingIfNeeded: index)
        record.linkLayer = facts.linkLayer
        record.checkSequenceLength = facts.checkSequenceLength
        settle(
            &record,
            instant: facts.clock.nanoseconds(UInt64(high) &<< 32 | UInt64(low)))
        batch.append(record)
    }

    /// A frame without a time, of the first interface of the section.
    @inline(never)
    mutating func simplePacket(
        _ octets: RawSpan, _ block: PcapngBlock, _ batch: inout FrameBatch
    ) {
        guard block.body.count >= 4, sectionStart < facts.count else {
            return faultyPacket(block, &batch)
        }
        let facts = self.facts[sectionStart]
        var record = FrameRecord()
        record.offset = block.body.lowerBound + 4
        record.originalLength = octets.file32(at: block.body.lowerBound, swapped: swapped)
        let available = UInt32(block.body.upperBound - record.offset)
        record.capturedLength = min(record.originalLength, facts.snapLength, available)
        record.interface = UInt32(truncatingIfNeeded: sectionStart)
        record.linkLayer = facts.linkLayer
        record.checkSequenceLength = facts.checkSequenceLength
        record.flags.insert(.timeMissing)
        settle(&record, instant: latest == .min ? 0 : latest)
        record.timestamp = 0
        batch.append(record)
    }

    /// A packet block that is too short for its own fields.
    @inline(never)
    private mutating func faultyPacket(_ block: PcapngBlock, _ batch: inout FrameBatch) {
        var record = FrameRecord()
        record.offset = block.body.lowerBound
        record.interface = FrameRecord.unknownInterface
        record.linkLayer = .unsupported
        record.flags.insert(.timeMissing)
        settle(&record, instant: latest == .min ? 0 : latest)
        record.timestamp = 0
        record.fault = .recordLength
        batch.append(record)
    }
}

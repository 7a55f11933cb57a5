import Capture
import Net

extension Auditor {
    /// Applies the rules that a flow's key cannot answer to one frame, and notes what only all frames
    /// together can say.
    @inline(never)
    mutating func inspect(
        _ frame: DecodedFrame, _ record: FrameRecord, _ row: Int, _ octets: RawSpan
    ) {
        let sighting = sighting(frame, record, row, octets)
        let frame = sighting.frame
        var found: [FindingKey] = []
        plan.inspect(sighting, octets, into: &found)
        for key in found {
            let isBackward = key.rule == .gatewayHairpin && plan.comesBack(sighting)
            self.found(key, frame, record, key.place, isBackward: isBackward)
        }
        let packet = PacketReference(capture: captures.count, number: record.number)
        if sighting.port.isTaggedOnly && frame.outcome != .malformed {
            portCounts[sighting.vantage].noteTag(frame)
        }
        observations.note(sighting, record, packet, octets, decoder)
    }

    /// Counts the frames of a batch by the place where they were captured.
    mutating func observe(_ batch: borrowing FrameBatch, _ rows: [Int]) {
        while portCounts.count < plan.ports.count { portCounts.append(Observations.PortCounts()) }
        var index = 0
        while index < batch.count {
            let interface = batch[index].interface
            let row = interface < rows.count ? rows[Int(interface)] / 4096 : 0
            let longest = plan.ports[row].longestFrame
            var counts = Observations.PortCounts()
            // Frames of one interface come in rows.
            while index < batch.count, batch[index].interface == interface {
                let record = batch[index]
                let length = record.originalLength &- UInt32(record.checkSequenceLength)
                counts.frames &+= 1
                if record.flags.isDisjoint(with: [.timeMissing, .timeInvalid]) {
                    counts.firstTime = min(counts.firstTime, record.timestamp)
                    counts.lastTime = max(counts.lastTime, record.timestamp)
                }
                counts.long &+= length > longest ? 1 : 0
                index += 1
            }
            portCounts[row] += counts
        }
    }

    /// What was observed so far, by port.
    var observed: Observations {
        var result = observations
        for (counts, facts) in zip(portCounts, plan.ports) where counts.frames > 0 {
            result.add(counts, at: facts.port)
        }
        return result
    }
}

import Capture
import Net

extension Auditor {
    /// Takes the frames of other shards out of a batch.
    ///
    /// A frame's shard is chosen by the pair of addresses of the outermost packet that is judged: both
    /// directions, all fragments and all that is inside of a flow are in one shard. A frame without
    /// such a packet goes by its place in the file. Nothing else decides, no state and no seed.
    ///
    /// - Parameter octets: those that the records of the batch point into.
    mutating func retainShard(
        of batch: inout FrameBatch, _ decoded: inout DecodedBatch, _ octets: RawSpan, _ rows: [Int]
    ) {
        var kept: UInt64 = 0
        for index in 0..<batch.count {
            let record = batch[index]
            let row = record.interface < rows.count ? rows[Int(record.interface)] : 0
            let key = firstJudged(decoded[index], record, octets.extracting(record.range), row)
            let hash =
                key.map { FixedHash.hash(pairOf: $0) }
                ?? FixedHash.hash(UInt64(batch.origin + record.offset))
            if shard.contains(hash) { kept |= 1 << UInt64(index) }
        }
        batch.retain(kept)
        decoded.retain(kept)
    }

    /// The outermost packet of a frame that `examine` would list.
    private func firstJudged(
        _ whole: DecodedFrame, _ record: FrameRecord, _ octets: RawSpan, _ row: Int
    ) -> FlowKey? {
        guard
            let frame = whole.outcome == .malformed ? layerAround(whole, record, octets) : whole
        else { return nil }
        let count = Int(frame.tunnelDepth)
        var depth = isFabrics(frame, at: linkPlace(of: frame, row)) ? 1 : 0
        var isInside = false
        while depth < count {
            if let key = layer(depth, record, octets).judgedKey(isInside: isInside) { return key }
            isInside = true
            depth += 1
        }
        return frame.judgedKey(isInside: isInside)
    }
}

extension DecodedFrame {
    /// The key of the packet, where it is one that is judged.
    ///
    /// - Parameter isInside: it is in a tunnel that is not the fabric's.
    func judgedKey(isInside: Bool) -> FlowKey? {
        switch kind {
        case .ip: key
        // What stations tell each other in a tunnel of their own is their own affair.
        case .arp: isInside ? nil : key
        case .none, .control: nil
        }
    }
}

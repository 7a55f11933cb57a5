/// The decoded frames of one `FrameBatch`, in its order. Made once, filled again and again.
///
/// Ownership: as for `FrameBatch`.
@frozen
@safe
public struct DecodedBatch: ~Copyable, @unchecked Sendable {
    @usableFromInline let storage: UnsafeMutablePointer<DecodedFrame>
    public private(set) var count = 0

    public init() {
        unsafe storage = .allocate(capacity: FrameBatch.capacity)
        unsafe storage.initialize(repeating: DecodedFrame(), count: FrameBatch.capacity)
    }

    deinit { unsafe storage.deallocate() }

    /// The frame at `index`, which must be below `count`.
    @inlinable
    public subscript(index: Int) -> DecodedFrame {
        precondition(index >= 0 && index < count, "no such frame in the batch")
        return unsafe storage[index]
    }

    /// Takes out all but the frames whose bit is set in `kept`; the others keep their order.
    package mutating func retain(_ kept: UInt64) {
        var place = 0
        for index in 0..<count where kept >> UInt64(index) & 1 == 1 {
            unsafe storage[place] = storage[index]
            place += 1
        }
        count = place
    }

    /// Makes room for `count` frames and lets `body` fill each of them where it lies.
    @inline(__always)
    mutating func refill(_ count: Int, _ body: (Int, inout DecodedFrame) -> Void) {
        precondition(count <= FrameBatch.capacity, "more frames than a batch holds")
        self.count = count
        for index in 0..<count { unsafe body(index, &storage[index]) }
    }
}

extension FrameDecoder {
    /// Reads every frame of `batch`.
    ///
    /// A record that the reader found faulty keeps that fault as its reason, whatever was read
    /// of it. Allocates nothing.
    ///
    /// - Parameter octets: those that the batch's records were read from.
    public func decode(
        _ batch: borrowing FrameBatch, of octets: RawSpan, into decoded: inout DecodedBatch
    ) {
        // The address does not leave the call, which ends before the span does.
        unsafe octets.withUnsafeBytes { buffer in
            let lent = unsafe LentOctets(buffer)
            var ahead = PrefetchAhead(of: batch)
            decoded.refill(batch.count) { index, frame in
                ahead.step(lent)
                let record = batch[index]
                guard record.isPlain,
                    let captured = lent.extracting(
                        record.offset, count: Int(record.capturedLength)),
                    decodeCommon(captured, wireLength: record.wireLength, into: &frame)
                else { return decodeOther(batch, index, octets, into: &frame) }
            }
        }
    }

    /// A frame that is not of a common shape, or whose record is not.
    @inline(never)
    private func decodeOther(
        _ batch: borrowing FrameBatch, _ index: Int, _ octets: RawSpan,
        into frame: inout DecodedFrame
    ) {
        let record = batch[index]
        decode(
            octets.extracting(record.range), wireLength: record.wireLength,
            linkLayer: record.linkLayer, into: &frame)
        if record.fault != .ip { frame.reason = record.fault }
    }
}

extension FrameRecord {
    /// An Ethernet frame in a record that nothing is wrong with.
    @inline(__always)
    fileprivate var isPlain: Bool { linkLayer == .ethernet && fault == .ip }
}

import Capture
import TestSupport
import Testing

/// The batches own memory behind a pointer: these tests try to reach past it.
struct FrameBatchTests {
    @Test("no element beyond the count can be read")
    func bounds() async {
        await #expect(processExitsWith: .failure) {
            let batch = FrameBatch()
            _ = batch[0]
        }
        await #expect(processExitsWith: .failure) {
            let batch = DecodedBatch()
            _ = batch[0]
        }
        await #expect(processExitsWith: .failure) {
            let batch = DecodedBatch()
            _ = batch[-1]
        }
    }

    @Test("records that lie outside the octets given to the decoder are refused")
    func foreignOctets() async {
        await #expect(processExitsWith: .failure) {
            let octets = CaptureBuilder.onePacket
            var reader = try CaptureReader(octets.span.bytes)
            var batch = FrameBatch()
            _ = reader.next(octets.span.bytes, into: &batch)
            var decoded = DecodedBatch()
            let shorter = Array(octets.dropLast(8))
            FrameDecoder().decode(batch, of: shorter.span.bytes, into: &decoded)
        }
    }

    @Test(
        "batches are full but for the last, at every number of frames",
        arguments: [0, 1, 2, 31, 63, 64, 65, 128, 200])
    func sizes(count: Int) throws {
        var generator = TrafficGenerator(seed: UInt64(count))
        let octets = generator.pcap(frames: count)
        let span = octets.span.bytes
        var reader = try CaptureReader(span)
        var batch = FrameBatch()
        var sizes: [Int] = []
        while reader.next(span, into: &batch) { sizes.append(batch.count) }
        #expect(sizes.dropLast().allSatisfy { $0 == FrameBatch.capacity })
        #expect(sizes.reduce(0, +) == count)
        #expect(batch.count == 0 && reader.end == .complete)
        let again = reader.next(span, into: &batch)
        #expect(!again)
    }
}

extension CaptureBuilder {
    fileprivate static var onePacket: [UInt8] {
        var builder = CaptureBuilder()
        builder.pcapHeader()
        builder.pcapRecord(FrameBuilder.ethernet(FrameSample.tcp))
        return builder.octets
    }
}

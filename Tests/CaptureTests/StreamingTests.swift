import Capture
import TestSupport
import Testing

/// A capture that arrives in pieces against the same capture as a whole.
struct StreamingTests {
    private func expectSame(
        _ octets: [UInt8], capacity: Int, _ context: String, nextLength: () -> Int
    ) {
        let whole = Result { () throws(CaptureError) in try CaptureReading(octets) }
        let pieces = Result { () throws(CaptureError) in
            try CaptureReading(streaming: octets, capacity: capacity, nextLength: nextLength)
        }
        switch (whole, pieces) {
        case (.failure(let expected), .failure(let error)):
            #expect(error == expected, "\(context)")
        case (.success(let expected), .success(let reading)):
            #expect(
                reading.records.map { "\($0)" } == expected.records.map { "\($0)" }, "\(context)")
            #expect(reading.frames.map { "\($0)" } == expected.frames.map { "\($0)" }, "\(context)")
            #expect(reading.reader.end == expected.reader.end, "\(context)")
            #expect(reading.reader.offset == expected.reader.offset, "\(context)")
            #expect(reading.reader.oddities == expected.reader.oddities, "\(context)")
            #expect(reading.reader.interfaces == expected.reader.interfaces, "\(context)")
            #expect(reading.counts.isConserved, "\(context)")
        default: Issue.record("\(whole) as a whole, \(pieces) in pieces: \(context)")
        }
    }

    /// A pcap or pcapng file of either byte order, with some records that contradict themselves.
    private func capture(_ random: inout SeededGenerator) -> [UInt8] {
        var builder = CaptureBuilder(bigEndian: random.oneIn(2))
        let isPcap = random.oneIn(2)
        if isPcap {
            builder.pcapHeader(nanoseconds: random.oneIn(2))
        } else {
            builder.section()
            builder.interface(options: [(2, Array("eth0".utf8)), (9, [9])])
        }
        for _ in 0..<Int.random(in: 0...150, using: &random) {
            let frame = random.pick(FrameSample.all).octets
            let odd = random.oneIn(20)
            if isPcap {
                builder.pcapRecord(frame, original: odd ? 9 : nil)
                continue
            }
            switch Int.random(in: 0..<12, using: &random) {
            case 0: builder.simplePacket(frame)
            case 1: builder.obsoletePacket(frame)
            case 2: builder.interface(linkType: random.pick([1, 101, 9999]))
            case 3: builder.block(4) { $0.append(frame) }
            case 4:
                builder.section()
                builder.interface()
            default: builder.enhancedPacket(frame, captured: odd ? 5000 : nil)
            }
        }
        return builder.octets
    }

    @Test(
        "pieces of any lengths give the same records, oddities and end as the whole file",
        arguments: 1...60 as ClosedRange<UInt64>)
    func pieces(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<5 {
            let valid = capture(&random)
            let octets =
                switch round {
                case 0: valid
                case 1: Array(valid.prefix(Int.random(in: 0...valid.count, using: &random)))
                default: random.mutation(of: valid)
                }
            let capacity = random.pick([1, 3, 28, 64, 200, 4096, StreamBuffer.usualCapacity])
            let longest = random.pick([1, 2, 17, 500, 1 << 20])
            expectSame(octets, capacity: capacity, "seed \(seed), round \(round)") {
                Int.random(in: 1...longest, using: &random)
            }
        }
    }

    @Test("a capture cut in two at any octet is the same capture", arguments: [false, true])
    func everySplit(isPcapng: Bool) {
        var builder = CaptureBuilder(bigEndian: isPcapng)
        let frame = FrameBuilder.ethernet(FrameSample.tcp)
        if isPcapng {
            builder.section()
            builder.interface(options: [(2, Array("eth0".utf8))])
            builder.enhancedPacket(frame)
            builder.section()
            builder.interface()
            builder.enhancedPacket(frame)
        } else {
            builder.pcapHeader()
            for _ in 0..<3 { builder.pcapRecord(frame) }
        }
        for split in 1..<builder.octets.count {
            var lengths = [split, builder.octets.count]
            expectSame(builder.octets, capacity: 4096, "split at \(split)") {
                lengths.isEmpty ? 1 : lengths.removeFirst()
            }
        }
    }

    @Test("a block as long as the format permits makes the buffer as long, and no longer one does")
    func longest() throws {
        var builder = CaptureBuilder()
        builder.section()
        builder.interface()
        builder.block(4) { $0.append(Array(repeating: 0, count: 16 << 20 - 12)) }
        builder.enhancedPacket(FrameBuilder.ethernet(FrameSample.tcp))
        // Claims more than the format permits: refused without being waited for.
        builder.block(4, length: 16 << 20 + 4)
        let reading = try CaptureReading(streaming: builder.octets) { 65536 }
        #expect(reading.records.count == 1)
        #expect(reading.reader.oddities.otherBlocks == 1)
        guard case .cut(_, .blockLength) = reading.reader.end else {
            Issue.record("ended with \(String(describing: reading.reader.end))")
            return
        }
    }
}

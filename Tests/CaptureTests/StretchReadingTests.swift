import TestSupport
import Testing

@testable import Capture

@Suite("a reader resumed in the middle of a file")
struct StretchReadingTests {
    private func capture(_ random: inout SeededGenerator, isPcap: Bool) -> [UInt8] {
        var builder = CaptureBuilder(bigEndian: random.oneIn(2))
        if isPcap {
            builder.pcapHeader()
        } else {
            builder.section()
            builder.interface()
        }
        var seconds: UInt32 = 500
        for _ in 0..<400 {
            let frame = random.pick(FrameSample.plain).octets
            seconds = UInt32(Int(seconds) + Int.random(in: -2...3, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where !isPcap: builder.simplePacket(frame)
            case 1 where isPcap: builder.pcapRecord(frame, seconds: seconds, units: 2_000_000)
            case 2 where isPcap: builder.pcapRecord(frame, seconds: seconds, original: 3)
            default:
                if isPcap {
                    builder.pcapRecord(frame, seconds: seconds)
                } else {
                    builder.enhancedPacket(frame, ticks: UInt64(seconds) * 1_000_000)
                }
            }
        }
        return builder.octets
    }

    @Test(
        "and joined to the one before it has read what one alone reads",
        arguments: [false, true], 1...10 as ClosedRange<UInt64>)
    func join(isPcap: Bool, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let octets = capture(&random, isPcap: isPcap)
        let span = octets.span.bytes
        let whole = try CaptureReading(octets)
        #expect(whole.reader.oddities.timeWentBack > 0)
        for _ in 0..<20 {
            let record = random.pick(whole.records)
            // Where its record or block begins.
            let start =
                record.offset - (isPcap ? 16 : record.flags.contains(.timeMissing) ? 12 : 28)
            var batch = FrameBatch()
            var first = try CaptureReader(span)
            while first.next(span.extracting(first: start), from: 0, isLast: false, into: &batch) {}
            #expect(first.offset == start && first.end == nil, "seed \(seed)")
            var second = first.resumed(at: start)
            while second.next(span, into: &batch) {}
            first.join(second, span)
            #expect(first.frameCount == whole.reader.frameCount, "seed \(seed)")
            #expect(first.oddities == whole.reader.oddities, "seed \(seed), octet \(start)")
            #expect(first.interfaces == whole.reader.interfaces && first.end == whole.reader.end)
            #expect(first.latest == whole.reader.latest && first.offset == whole.reader.offset)
        }
    }

    @Test("begins where a record does, in a file without traps", arguments: [false, true])
    func guess(isPcap: Bool) throws {
        var builder = CaptureBuilder()
        if isPcap {
            builder.pcapHeader()
        } else {
            builder.section()
            builder.interface()
        }
        var random = SeededGenerator(seed: 3)
        var starts: [Int] = []
        for _ in 0..<300 {
            starts.append(builder.octets.count)
            let frame =
                random.pick(FrameSample.plain).octets
                + Array(repeating: 0, count: Int.random(in: 0...60, using: &random))
            if isPcap {
                builder.pcapRecord(frame, seconds: 1_700_000_000)
            } else {
                builder.enhancedPacket(frame)
            }
        }
        let octets = builder.octets
        let span = octets.span.bytes
        var reader = try CaptureReader(span)
        var batch = FrameBatch()
        _ = reader.next(span, into: &batch)
        for offset in stride(from: starts[1], to: starts[250], by: 97) {
            let next = starts.first { $0 >= offset }
            #expect(reader.probableRecord(span, in: offset..<octets.count) == next)
        }
        #expect(reader.probableRecord(span, in: starts[5] + 1..<starts[6]) == nil)
    }
}

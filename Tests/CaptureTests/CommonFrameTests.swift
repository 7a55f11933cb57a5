import Capture
import TestSupport
import Testing

/// A batch reads common frames in a straight line, single frames are walked header by header: both
/// have to see the same in any frame.
struct CommonFrameTests {
    /// Compares every frame of a capture, read both ways; gives how many there were.
    private func compare(_ capture: [UInt8], _ context: String) throws -> Int {
        let decoder = FrameDecoder()
        let reading = try CaptureReading(capture, with: decoder)
        for (record, frame) in zip(reading.records, reading.frames) where record.fault == .ip {
            var walked = DecodedFrame()
            decoder.decode(
                capture.span.bytes.extracting(record.range), wireLength: record.wireLength,
                linkLayer: record.linkLayer, into: &walked)
            #expect(frame == walked, "\(context), frame \(record.number)")
        }
        return reading.frames.count
    }

    private func capture(_ frames: [(octets: [UInt8], wireLength: Int)]) -> [UInt8] {
        var writer = PcapWriter()
        for frame in frames {
            writer.append(
                frame.octets.span.bytes, timestamp: 0, originalLength: UInt32(frame.wireLength))
        }
        return writer.octets
    }

    @Test("samples of every kind, whole and cut anywhere")
    func samples() throws {
        for sample in FrameSample.all where sample.linkLayer == .ethernet {
            let cuts = (0...sample.octets.count).map {
                (octets: Array(sample.octets.prefix($0)), wireLength: sample.octets.count)
            }
            let ends = cuts.map { (octets: $0.octets, wireLength: $0.octets.count) }
            _ = try compare(capture(cuts + ends), sample.name)
        }
    }

    @Test("ICMP and ICMPv6 of every type, in either family, tagged or in VXLAN, whole and cut")
    func echoes() throws {
        var frames: [(octets: [UInt8], wireLength: Int)] = []
        for type in UInt8.min...UInt8.max {
            for (source, target) in [("10.0.0.1", "10.0.0.2"), ("2001:db8::1", "2001:db8::2")] {
                for isV6 in [false, true] {
                    // A message of the other family's protocol, too.
                    let packet = FrameBuilder.ip(
                        source, target,
                        .icmp(type: type, payload: [1, 2, 3, 4, 5, 6, 7, 8], ipv6: isV6))
                    let plain = FrameBuilder.ethernet(packet)
                    let tagged = FrameBuilder.ethernet(tags: [FrameSample.tag(10)], packet)
                    for frame in [plain, tagged, FrameSample.vxlan(5, plain)] {
                        frames.append((frame, frame.count))
                        for cut in [frame.count - 8, frame.count - 12, frame.count - 17] {
                            frames.append((Array(frame.prefix(cut)), frame.count))
                        }
                    }
                }
            }
        }
        #expect(try compare(capture(frames), "echoes") == 256 * 2 * 2 * 3 * 4)
    }

    @Test("generated traffic with one bit or one octet changed", arguments: 1...4)
    func mutated(seed: UInt64) throws {
        var mix = TrafficGenerator.Mix()
        mix.flows = 50
        var traffic = TrafficGenerator(seed: seed, mix: mix)
        let octets = traffic.pcap(frames: 200)
        let records = try CaptureReading(octets).records
        var random = SeededGenerator(seed: seed)
        var frames: [(octets: [UInt8], wireLength: Int)] = []
        for record in records {
            let frame = Array(octets[record.range])
            for _ in 0..<40 {
                var changed = frame
                // Headers, not the payload behind them.
                let index = Int.random(in: 0..<min(changed.count, 110), using: &random)
                if random.oneIn(2) {
                    changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                } else {
                    changed[index] = random.pick([0, 1, 4, 0x11, 0x45, 0x60, 0x7f, 0x80, 0xff])
                }
                let isCut = random.oneIn(4)
                let kept = isCut ? Int.random(in: 0...changed.count, using: &random) : changed.count
                frames.append((Array(changed.prefix(kept)), changed.count))
            }
        }
        #expect(try compare(capture(frames), "seed \(seed)") == 8000)
    }
}

import Capture
import Foundation
import TestSupport
import Testing

/// Corpora under `Fixtures/Fuzz`, and seeded mutations of each of their files.
///
/// `CRISTALLO_RECORD=1` writes the seed files anew. A file that once crashed stays beside them under
/// the name that the fuzzer gave it.
struct CaptureFuzzTests {
    /// Reads a capture to its end: whatever the octets, the law of conservation holds and the walk
    /// stays inside them.
    private func check(capture octets: [UInt8], _ context: String) {
        guard let reading = try? CaptureReading(octets) else { return }
        #expect(reading.counts.isConserved, "\(context)")
        #expect(reading.counts.read == reading.reader.frameCount, "\(context)")
        #expect(reading.reader.end != nil, "\(context)")
        #expect(
            reading.records.allSatisfy { $0.offset >= 0 && $0.range.upperBound <= octets.count },
            "\(context)")
    }

    /// Decodes a corpus frame: its link layer, the octets that the capture cut off, the frame.
    private func check(frame octets: [UInt8], _ context: String) {
        guard octets.count >= 2 else { return }
        let layer = LinkLayer(rawValue: octets[0] % UInt8(LinkLayer.allCases.count))
        let frame = FrameDecoder(additionalVXLANPorts: [8472]).decode(
            Array(octets[2...]), wireLength: octets.count - 2 + Int(octets[1]),
            linkLayer: layer ?? .ethernet)
        #expect(Int(frame.innerOffset) <= octets.count, "\(context)")
        #expect(Int(frame.transportOffset) <= octets.count, "\(context)")
        checkMessages(Array(octets[2...]), frame, context)
        #expect(
            octets[1] > 0 || frame.outcome != .truncated || frame.flags.contains(.outerFragment),
            "\(context): \(frame.reason)")
    }

    /// Reads what rules of the audit read behind headers, wherever it seems to begin.
    private func checkMessages(_ octets: [UInt8], _ frame: DecodedFrame, _ context: String) {
        let span = octets.span.bytes
        let link = Int(frame.innerOffset) + 14 + 4 * Int(frame.innermostLink.tagCount)
        let transport = Int(frame.transportOffset)
        for offset in [link, link + 8, transport, transport + 8] {
            _ = DHCPMessage(span, at: offset)
            _ = NeighbourMessage(span, at: offset)
            _ = PVSTMessage(span, at: offset)
            let range = FragmentPayload(span, at: offset)?.range
            #expect(range.map { $0.upperBound <= octets.count } ?? true, "\(context)")
        }
    }

    private func run(
        _ name: String, seeds: [(name: String, octets: [UInt8])], rounds: Int,
        _ check: ([UInt8], String) -> Void
    ) throws {
        let directory = URL(fileURLWithPath: Repository.root + "/Fixtures/Fuzz/" + name)
        if ProcessInfo.processInfo.environment["CRISTALLO_RECORD"] != nil {
            for seed in seeds {
                try Data(seed.octets).write(to: directory.appendingPathComponent(seed.name))
            }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        try #require(files.count >= seeds.count, "the corpus \(name) is not whole")
        for file in files {
            let octets = [UInt8](try Data(contentsOf: directory.appendingPathComponent(file)))
            check(octets, file)
            var random = SeededGenerator(seed: 7)
            for round in 0..<rounds {
                check(random.mutation(of: octets), "\(file), seed 7, mutation \(round)")
            }
        }
    }

    @Test("no capture, whole or mutated, leads the pcap reader astray")
    func pcap() throws {
        let seeds = [false, true].flatMap { bigEndian in
            [false, true].map { nanoseconds in
                var builder = CaptureBuilder(bigEndian: bigEndian)
                builder.pcapHeader(nanoseconds: nanoseconds)
                for sample in FrameSample.plain + FrameSample.tunnels.prefix(3) {
                    builder.pcapRecord(sample.octets)
                }
                return (
                    "\(bigEndian ? "big" : "little")-\(nanoseconds ? "ns" : "us").pcap",
                    builder.octets
                )
            }
        }
        try run("pcap", seeds: seeds, rounds: 500, check(capture:_:))
    }

    @Test("no capture, whole or mutated, leads the pcapng reader astray")
    func pcapng() throws {
        let seeds = [false, true].map { bigEndian in
            var builder = CaptureBuilder(bigEndian: bigEndian)
            builder.section()
            builder.interface(options: [(2, Array("eth0".utf8)), (9, [9]), (13, [32])])
            builder.interface(linkType: 101, snapLength: 64, options: [(9, [0x8a])])
            for sample in FrameSample.tagged { builder.enhancedPacket(sample.octets) }
            builder.enhancedPacket(FrameSample.tcp.octets, interface: 1)
            builder.simplePacket(FrameSample.plain[0].octets)
            builder.obsoletePacket(FrameSample.plain[1].octets)
            builder.block(10) { $0.append([1, 2, 3, 4]) }
            builder.block(5) {
                $0.append(0 as UInt32)
                $0.append(0 as UInt64)
                $0.option(5, Array(repeating: 1, count: 8))
            }
            builder.section()
            builder.interface()
            builder.enhancedPacket(FrameSample.tunnels[0].octets)
            return ("\(bigEndian ? "big" : "little").pcapng", builder.octets)
        }
        try run("pcapng", seeds: seeds, rounds: 1000, check(capture:_:))
    }

    @Test("no frame, whole or mutated, leads the decoder astray")
    func frames() throws {
        let seeds = FrameSample.all.map { sample in
            let name = sample.name.map { $0.isLetter || $0.isNumber ? $0 : "-" }
            return (String(name) + ".frame", [sample.linkLayer.rawValue, 0] + sample.octets)
        }
        try run("frame", seeds: seeds, rounds: 300, check(frame:_:))
    }
}

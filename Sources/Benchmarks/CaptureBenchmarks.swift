import CLibpcap
import Capture
import Classifier
import Foundation
import Net
import TestSupport

/// Walking and decoding a capture and counting its flows, against libpcap's `pcap_next_ex` with an
/// empty body.
enum CaptureBenchmarks {
    static let usage = "capture [--packets N] [--rounds N] [--dir DIR] [--file FILE]"

    static func run(_ arguments: [String]) throws {
        let options = try Options(arguments)
        let path = options.file ?? options.directory + "/capture-\(options.packets).pcap"
        defer { if options.isTemporary { try? FileManager.default.removeItem(atPath: path) } }
        if options.file == nil {
            try writeCapture(to: path, packets: options.packets, of: TrafficGenerator(seed: 1))
        }
        // Once for the page cache, and to know that all rows see the same.
        var seen = Seen()
        walk(path, &seen)
        var flows = FlowCount()
        countFlows(path, &flows)
        guard decode(path).read == UInt64(seen.packets), flows.frames == seen.packets else {
            throw BenchmarkError(message: "the rows do not agree on the packets")
        }
        print(
            (options.file ?? "seed 1: simple IMIX, 10,000 flows, 30 % VXLAN, 60 % tagged, 20 % IPv6")
                + ": \(seen.packets) packets, \(seen.octets) octets, \(flows.flows) flows; page "
                + "cache, one core; CPU time per packet, median of \(options.rounds) interleaved "
                + "rounds (least … most)")
        let rows = interleaved(
            rounds: options.rounds,
            [
                ("libpcap, empty pcap_next_ex loop", { pcapLoop(path) }),
                ("record walk", { walk(path, &seen) }),
                ("record walk + decode", { _ = decode(path) }),
                ("the same, pages released", { _ = decode(path, releasing: true) }),
                ("record walk + decode + flows", { countFlows(path, &flows) }),
            ])
        for row in rows { print(row.line(items: seen.packets, baseline: rows[0].median)) }
    }

    private struct FlowCount {
        var frames = 0
        var flows = 0
    }

    /// Counts packets and octets of every flow, both directions apart.
    @inline(never)
    private static func countFlows(_ path: String, _ count: inout FlowCount) {
        var total = FlowCount()
        try? MappedFile(path: path).withOctets { octets in
            guard var reader = try? CaptureReader(octets) else { return }
            let decoder = FrameDecoder()
            var batch = FrameBatch()
            var decoded = DecodedBatch()
            var cache = FlowCache(capacity: 1 << 22, seed: 1)
            var keys = InlineArray<64, FlowKey>(repeating: DecodedFrame().key)
            var numbers = InlineArray<64, UInt64>(repeating: 0)
            var lengths = InlineArray<64, UInt32>(repeating: 0)
            var verdicts = InlineArray<64, Int32>(repeating: 0)
            var misses = InlineArray<64, Int32>(repeating: 0)
            while reader.next(octets, into: &batch) {
                decoder.decode(batch, of: octets, into: &decoded)
                total.frames += batch.count
                var lane = 0
                for index in 0..<batch.count where decoded[index].kind == .ip {
                    keys[lane] = decoded[index].key
                    numbers[lane] = batch[index].number
                    lengths[lane] = batch[index].originalLength
                    lane += 1
                }
                var answers = verdicts.mutableSpan
                var unknown = misses.mutableSpan
                let missCount = cache.lookUp(
                    keys.span.extracting(first: lane), numbers: numbers.span, octets: lengths.span,
                    into: &answers, misses: &unknown)
                for miss in 0..<missCount {
                    let lane = Int(unknown[miss])
                    cache.insert(
                        keys[lane], verdict: 0, number: numbers[lane], octets: lengths[lane]
                    ) { _ in }
                }
            }
            total.flows = cache.count
        }
        count = total
    }

    private struct Seen {
        var packets = 0
        var octets: UInt64 = 0
    }

    @inline(never)
    static func pcapLoop(_ path: String) {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_open_offline(path, &message) else { return }
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var data: UnsafePointer<UInt8>?
        while pcap_next_ex(handle, &header, &data) == 1 {}
        pcap_close(handle)
    }

    @inline(never)
    private static func walk(_ path: String, _ seen: inout Seen) {
        seen = Seen()
        var total = Seen()
        try? MappedFile(path: path).withOctets { octets in
            guard var reader = try? CaptureReader(octets) else { return }
            var batch = FrameBatch()
            while reader.next(octets, into: &batch) {
                total.packets += batch.count
                for index in 0..<batch.count { total.octets += UInt64(batch[index].capturedLength) }
            }
        }
        seen = total
    }

    @inline(never)
    private static func decode(_ path: String, releasing: Bool = false) -> FrameCounts {
        var counts = FrameCounts()
        guard let file = try? MappedFile(path: path) else { return counts }
        file.withOctets { octets in
            guard var reader = try? CaptureReader(octets) else { return }
            let decoder = FrameDecoder()
            var batch = FrameBatch()
            var decoded = DecodedBatch()
            var released = 0
            while reader.next(octets, into: &batch) {
                decoder.decode(batch, of: octets, into: &decoded)
                counts.countRead(batch)
                counts.countDecoded(decoded)
                if releasing && reader.offset - released > 16 << 20 {
                    file.releasePages(in: released..<reader.offset)
                    released = reader.offset
                }
            }
        }
        return counts
    }

    static func writeCapture(
        to path: String, packets: Int, of generator: TrafficGenerator
    ) throws {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(TrafficGenerator.header)),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw BenchmarkError(message: "\(path) cannot be written")
        }
        defer { try? handle.close() }
        try handle.seekToEnd()
        var generator = generator
        var left = packets
        while left > 0 {
            var octets: [UInt8] = []
            let count = min(left, 50_000)
            generator.append(count, to: &octets)
            try handle.write(contentsOf: octets)
            left -= count
        }
    }

    struct Options {
        var packets = 1_000_000
        var rounds = 9
        var directory = NSTemporaryDirectory()
        var isTemporary = true
        /// A capture that is there already.
        var file: String?

        init(_ arguments: [String], usage: String = CaptureBenchmarks.usage) throws {
            var flags = try BenchmarkFlags(arguments, usage: usage)
            packets = try flags.number("--packets") ?? packets
            rounds = try flags.number("--rounds") ?? rounds
            file = flags.text("--file")
            let folder = flags.text("--dir")
            directory = folder ?? directory
            isTemporary = file == nil && folder == nil
            try flags.finish()
        }
    }
}

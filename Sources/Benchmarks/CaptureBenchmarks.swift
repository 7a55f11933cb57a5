import CLibpcap
import Capture
import Foundation
import TestSupport

/// Walking and decoding a capture, against libpcap's `pcap_next_ex` with an empty body.
enum CaptureBenchmarks {
    static let usage = "capture [--packets N] [--rounds N] [--dir DIR]"

    static func run(_ arguments: [String]) throws {
        let options = try Options(arguments)
        let path = options.directory + "/capture-\(options.packets).pcap"
        defer { if options.isTemporary { try? FileManager.default.removeItem(atPath: path) } }
        try writeCapture(
            to: path, packets: options.packets, of: TrafficGenerator(seed: 1))

        let file = try MappedFile(path: path)
        print(
            "\(options.packets) packets, \(file.octetCount) octets, seed 1: simple IMIX, 10,000 "
                + "flows, 30 % VXLAN, 60 % tagged, 20 % IPv6; page cache, one core; CPU time per "
                + "packet, median of \(options.rounds) interleaved rounds (least … most)")
        // Once for the page cache, and to know that all rows see the same.
        var seen = Seen()
        walk(path, &seen)
        guard seen.packets == options.packets, decode(path).read == UInt64(options.packets) else {
            throw BenchmarkError(message: "the rows do not agree on the packets")
        }
        let rows = interleaved(
            rounds: options.rounds,
            [
                ("libpcap, empty pcap_next_ex loop", { pcapLoop(path) }),
                ("record walk", { walk(path, &seen) }),
                ("record walk + decode", { _ = decode(path) }),
                ("the same, pages released", { _ = decode(path, releasing: true) }),
            ])
        for row in rows { print(row.line(items: options.packets, baseline: rows[0].median)) }
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

        init(_ arguments: [String], usage: String = CaptureBenchmarks.usage) throws {
            var rest = arguments[...]
            while let flag = rest.popFirst() {
                guard let value = rest.popFirst() else {
                    throw BenchmarkError(message: "usage: \(usage)")
                }
                switch flag {
                case "--packets": packets = try Self.number(value)
                case "--rounds": rounds = try Self.number(value)
                case "--dir":
                    directory = value
                    isTemporary = false
                default: throw BenchmarkError(message: "usage: \(usage)")
                }
            }
        }

        private static func number(_ text: String) throws -> Int {
            guard let value = Int(text), value > 0 else {
                throw BenchmarkError(message: "\(text) is no positive number")
            }
            return value
        }
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

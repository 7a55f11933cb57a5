import Capture
import TestSupport
import Testing

struct CaptureWriterTests {
    @Test("what the pcap writer wrote, the reader reads", arguments: [false, true])
    func pcap(nanoseconds: Bool) throws {
        var writer = PcapWriter(nanoseconds: nanoseconds)
        for (index, sample) in FrameSample.plain.enumerated() {
            writer.append(
                sample.octets.span.bytes,
                timestamp: 1_700_000_000_000_000_000 + Int64(index) * 1000,
                originalLength: UInt32(sample.octets.count + 9))
        }
        let reading = try CaptureReading(writer.octets)
        #expect(reading.reader.end == .complete)
        #expect(reading.records.count == FrameSample.plain.count)
        for (index, sample) in FrameSample.plain.enumerated() {
            let record = reading.records[index]
            #expect(Array(writer.octets[record.range]) == sample.octets)
            #expect(Int(record.originalLength) == sample.octets.count + 9)
            #expect(record.timestamp == 1_700_000_000_000_000_000 + Int64(index) * 1000)
        }
    }

    @Test("what the pcapng writer wrote, the reader reads, comments and names and all")
    func pcapng() throws {
        var writer = PcapngWriter(application: "cristallo")
        let first = writer.addInterface(name: "leaf-01 swp1", snapLength: 96)
        let second = writer.addInterface(name: nil, linkType: .raw)
        for sample in FrameSample.all where sample.linkLayer == .ethernet {
            let kept = Array(sample.octets.prefix(96))
            writer.append(
                kept.span.bytes, interface: first, timestamp: 7,
                originalLength: UInt32(sample.octets.count), comment: sample.name)
        }
        let raw = FrameSample.tcp.octets
        writer.append(
            raw.span.bytes, interface: second,
            timestamp: 1_700_000_000_123_456_789)
        let reading = try CaptureReading(writer.octets)
        #expect(reading.reader.end == .complete)
        #expect(reading.reader.interfaces.map(\.name) == ["leaf-01 swp1", nil])
        #expect(reading.reader.interfaces.map(\.snapLength) == [96, nil])
        #expect(reading.records.last?.timestamp == 1_700_000_000_123_456_789)
        #expect(reading.frames.last?.reason == .ip)
        #expect(reading.counts.isConserved)
    }

    @Test("control, bidirectional and zero-width characters do not reach a comment")
    func sanitised() {
        var writer = PcapngWriter(application: "x")
        let interface = writer.addInterface(name: "a\u{1b}[2Jb")
        let frame: [UInt8] = [1, 2, 3]
        writer.append(
            frame.span.bytes, interface: interface, timestamp: 0,
            comment: "line\nnext \u{202e}evil\u{200b} fine: è")
        let text = String(decoding: writer.octets, as: UTF8.self)
        #expect(text.contains("a?[2Jb"))
        #expect(text.contains("line?next ?evil? fine: è"))
    }

    @Test("filter and statistics of an interface come back, the latest counts")
    func interface() throws {
        var writer = PcapngWriter(application: "x")
        let interface = writer.addInterface(name: "eth0", filter: "udp port 53")
        _ = writer.addInterface(name: "eth1")
        for dropped in [3, 7] as [UInt64] {
            writer.appendStatistics(
                interface: interface, timestamp: 5, received: 100, droppedByInterface: 1,
                droppedBySystem: dropped)
        }
        let interfaces = try CaptureReading(writer.octets).reader.interfaces
        #expect(interfaces.map(\.filter) == ["udp port 53", nil])
        #expect(interfaces.map(\.droppedFrames) == [8, nil])
    }
}

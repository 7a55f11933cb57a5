import Capture
import TestSupport
import Testing

@Suite("the headers of a frame")
struct FrameHeadersTests {
    private let decoder = FrameDecoder()

    private func headers(_ sample: FrameSample, limit: Int = 256) -> [UInt8] {
        decoder.headers(
            of: sample.octets.span.bytes, wireLength: sample.octets.count,
            linkLayer: sample.linkLayer, limit: limit)
    }

    @Test("are a prefix from which the same is read, and one octet less is too little")
    func shortest() {
        for sample in FrameSample.all {
            let headers = headers(sample)
            #expect(sample.octets.starts(with: headers), "\(sample.name)")
            var read = decoder.decode(
                headers, wireLength: sample.octets.count, linkLayer: sample.linkLayer)
            var whole = decoder.decode(sample.octets, linkLayer: sample.linkLayer)
            read.flags.remove(.cut)
            whole.flags.remove(.cut)
            #expect(read == whole, "\(sample.name)")
            guard !headers.isEmpty else { continue }
            var less = decoder.decode(
                headers.dropLast(), wireLength: sample.octets.count, linkLayer: sample.linkLayer)
            less.flags.remove(.cut)
            #expect(less != whole, "\(sample.name)")
        }
    }

    @Test("do not depend on what follows them, and hold nothing of it")
    func payload() {
        let canary = Array("CANARY".utf8)
        let plain = FrameBuilder.ethernet(
            FrameBuilder.ip("10.0.0.1", "10.0.0.2", .tcp(4000, 80)))
        let loaded = FrameBuilder.ethernet(
            FrameBuilder.ip("10.0.0.1", "10.0.0.2", .tcp(4000, 80, payload: canary)))
        let headers = decoder.headers(
            of: loaded.span.bytes, wireLength: loaded.count, linkLayer: .ethernet, limit: 256)
        #expect(headers.count == 14 + 20 + 20 && plain.count == headers.count)
        #expect(loaded.starts(with: headers))
    }

    @Test("are the whole message for ARP", arguments: [0, 18])
    func arp(padding: Int) {
        let message = FrameBuilder.ethernet(
            FrameBuilder.arp(sender: "10.0.0.1", target: "10.0.0.2"))
        let padded = message + Array(repeating: 0xaa, count: padding)
        let headers = decoder.headers(
            of: padded.span.bytes, wireLength: padded.count, linkLayer: .ethernet, limit: 256)
        #expect(headers == message)
    }

    @Test("are never longer than the limit")
    func limit() {
        for sample in FrameSample.all {
            for limit in [0, 1, 20, 54] {
                #expect(headers(sample, limit: limit) == headers(sample).prefix(limit).map(\.self))
            }
        }
    }
}

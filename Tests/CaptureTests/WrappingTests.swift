import Capture
import Net
import TestSupport
import Testing

/// One flow between two tenants, hidden in every way there is.
struct WrappingTests {
    private let decoder = FrameDecoder()
    private static let flow = WrappedFlow(
        ipv4: ("10.10.0.66", "10.20.0.5"), ipv6: ("2001:db8:10::66", "2001:db8:20::5"))

    private func expectFlow(_ frame: DecodedFrame, _ name: String) {
        let flow = Self.flow
        #expect(frame.outcome == .classified, "\(name): \(frame.reason)")
        let ends = frame.key.isIPv6 ? flow.ipv6 : flow.ipv4
        #expect("\(frame.key.source)" == ends.source, "\(name)")
        #expect("\(frame.key.destination)" == ends.destination, "\(name)")
        if frame.reason == .ip {
            #expect(frame.key.sourcePort == flow.ports.source, "\(name)")
            #expect(frame.key.destinationPort == flow.ports.destination, "\(name)")
        }
    }

    @Test("the flow is found in each of the 39 forms, and guesses say so")
    func single() throws {
        #expect(Wrapping.all.count + Self.flow.plainForms.count == 39)
        for (name, octets) in Self.flow.plainForms {
            expectFlow(decoder.decode(octets), name)
        }
        for wrapping in Wrapping.all {
            let content = try #require(Self.flow.wrapped(by: wrapping))
            let frame = decoder.decode(content.frame)
            expectFlow(frame, wrapping.name)
            #expect(frame.flags.contains(.heuristic) == wrapping.isGuess, "\(wrapping)")
        }
    }

    @Test("the flow is found in every pair of forms where one carries the other")
    func nested() {
        var pairs = 0
        for outer in Wrapping.all {
            for inner in Wrapping.all {
                guard let content = Self.flow.wrapped(by: inner, in: outer) else { continue }
                pairs += 1
                let frame = decoder.decode(content.frame)
                expectFlow(frame, "\(inner) in \(outer)")
                #expect(
                    frame.flags.contains(.heuristic) == (inner.isGuess || outer.isGuess),
                    "\(inner) in \(outer)")
            }
        }
        #expect(pairs >= 200)
    }

    @Test("each layer of a nested frame can be read as the innermost one")
    func layers() throws {
        let outer = try #require(Wrapping.all.first { $0.name == "GRE, bridged" })
        let inner = try #require(Wrapping.all.first { $0.name == "VXLAN" })
        let octets = try #require(Self.flow.wrapped(by: inner, in: outer)).frame
        let whole = decoder.decode(octets)
        #expect(whole.tunnelDepth == 2 && whole.encapsulation == .vxlan)
        #expect(whole.outerEncapsulation == .gre && whole.outerKind == .ip)
        var layer = DecodedFrame()
        decoder.decode(
            octets.span.bytes, wireLength: octets.count, linkLayer: .ethernet, layer: 0,
            into: &layer)
        #expect(layer.reason == .ip && layer.tunnelDepth == 0)
        #expect(layer.key == whole.outer)
        decoder.decode(
            octets.span.bytes, wireLength: octets.count, linkLayer: .ethernet, layer: 1,
            into: &layer)
        #expect(layer.reason == .ip && layer.encapsulation == .gre)
        #expect(layer.key.destinationPort == 4789)
    }
}

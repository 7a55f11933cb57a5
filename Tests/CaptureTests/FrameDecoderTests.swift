import Capture
import Net
import TestSupport
import Testing

struct FrameDecoderTests {
    private typealias Build = FrameBuilder
    private let decoder = FrameDecoder()

    @Test("every kind of frame has its reason", arguments: FrameSample.all)
    func reason(sample: FrameSample) {
        let frame = decoder.decode(sample.octets, linkLayer: sample.linkLayer)
        #expect(frame.reason == sample.reason)
    }

    @Test(
        "a frame that ends anywhere before its last header is malformed", arguments: FrameSample.all
    )
    func everyPrefixOnTheWire(sample: FrameSample) {
        for length in 0..<sample.octets.count {
            let octets = Array(sample.octets.prefix(length))
            let frame = decoder.decode(octets, linkLayer: sample.linkLayer)
            #expect(frame.outcome != .truncated, "\(length) octets: \(frame.reason)")
        }
    }

    @Test("a frame cut anywhere by the capture is never malformed", arguments: FrameSample.all)
    func everyPrefixInTheCapture(sample: FrameSample) {
        let whole = decoder.decode(sample.octets, linkLayer: sample.linkLayer)
        var decided = false
        for length in 0..<sample.octets.count {
            let octets = Array(sample.octets.prefix(length))
            let frame = decoder.decode(
                octets, wireLength: sample.octets.count, linkLayer: sample.linkLayer)
            #expect(frame.flags.contains(.cut))
            #expect(
                frame.outcome == .truncated || frame.reason == whole.reason,
                "\(length) octets: \(frame.reason)")
            // Once there is enough for the verdict, more octets do not change it.
            if decided { #expect(frame.reason == whole.reason) }
            // What is only guessed needs more of the content than the headers before it.
            if frame.reason == whole.reason
                && frame.flags.contains(.heuristic) == sample.isGuess
            {
                decided = true
                #expect(frame.key == whole.key)
                #expect(frame.innermostLink == whole.innermostLink)
            }
        }
    }

    @Test("octets behind the wire length are not read", arguments: FrameSample.all)
    func padding(sample: FrameSample) {
        let whole = decoder.decode(sample.octets, linkLayer: sample.linkLayer)
        let padded = decoder.decode(
            sample.octets + Array(repeating: 0xff, count: 64), wireLength: sample.octets.count,
            linkLayer: sample.linkLayer)
        #expect(padded.reason == whole.reason)
        #expect(padded.key == whole.key)
    }

    @Test("a TCP segment gives addresses, ports and whether it opens a connection")
    func tcp() {
        let opening = decoder.decode(Build.ethernet(FrameSample.tcp))
        #expect(
            opening.key
                == FlowKey(
                    source: Build.address("10.0.0.1"), destination: Build.address("10.0.0.2"),
                    protocolNumber: .tcp, sourcePort: 4000, destinationPort: 443, flags: .opens))
        #expect(opening.link.source == Build.source)
        #expect(opening.link.destination == Build.destination)
        #expect(opening.kind == .ip)
        let answer = decoder.decode(
            Build.ethernet(Build.ip("10.0.0.2", "10.0.0.1", .tcp(443, 4000, flags: 0x12))))
        #expect(!answer.key.flags.contains(.opens))
    }

    @Test("an IPv6 datagram gives addresses in the words of the key")
    func udp6() {
        let frame = decoder.decode(Build.ethernet(FrameSample.udp6))
        #expect(
            frame.key
                == FlowKey(
                    source: Build.address("2001:db8::1"), destination: Build.address("2001:db8::2"),
                    protocolNumber: .udp, sourcePort: 4000, destinationPort: 53))
        #expect(frame.timeToLive == 64)
    }

    @Test("two tags are kept with their identifiers, more are counted")
    func tags() {
        let two = decoder.decode(
            Build.ethernet(
                tags: [FrameSample.tag(0x6064, 0x88a8), FrameSample.tag(20)], FrameSample.tcp))
        #expect(two.link.tagCount == 2)
        #expect(two.link.firstTag.protocolIdentifier == 0x88a8)
        #expect(two.link.firstTag.vlan == VLANID(rawValue: 0x64))
        #expect(two.link.firstTag.priority == 3)
        #expect(two.link.secondTag.vlan == VLANID(rawValue: 20))
        let four = decoder.decode(
            Build.ethernet(tags: (1...4).map { FrameSample.tag($0) }, FrameSample.tcp))
        #expect(four.link.tagCount == 4)
        #expect(four.reason == .ip)
    }

    @Test("a priority tag is seen, also in front of another")
    func priorityTag() {
        let frame = decoder.decode(
            Build.ethernet(tags: [FrameSample.tag(0), FrameSample.tag(20)], FrameSample.tcp))
        #expect(frame.flags.contains(.priorityTag))
        #expect(frame.link.firstTag.vlan == nil)
        #expect(frame.link.secondTag.vlan == VLANID(rawValue: 20))
    }

    @Test("VXLAN gives the inner key, the VNI, and the outer key and link apart")
    func vxlan() {
        let inner = Build.ethernet(
            from: MACAddress(rawValue: 0xa), to: MACAddress(rawValue: 0xb),
            tags: [FrameSample.tag(30)], FrameSample.tcp)
        let frame = decoder.decode(FrameSample.vxlan(5010, inner))
        #expect(frame.tunnelDepth == 1)
        #expect(frame.vni == VNI(rawValue: 5010))
        #expect(frame.outerVNI == VNI(rawValue: 5010))
        #expect(frame.key.destination == Build.address("10.0.0.2"))
        #expect(frame.outer.destination == Build.address("192.0.2.2"))
        #expect(frame.outer.destinationPort == 4789)
        #expect(frame.innerLink.source == MACAddress(rawValue: 0xa))
        #expect(frame.innerLink.firstTag.vlan == VLANID(rawValue: 30))
        #expect(frame.link.source == Build.source && frame.link.tagCount == 0)
        #expect(frame.innerOffset == 50)
    }

    @Test("of nested VXLAN the innermost and the outermost VNI are kept")
    func nested() {
        let frame = decoder.decode(
            FrameSample.vxlan(
                1, FrameSample.vxlan(2, FrameSample.vxlan(3, Build.ethernet(FrameSample.udp6)))))
        #expect(frame.tunnelDepth == 3)
        #expect(frame.outerVNI == VNI(rawValue: 1) && frame.vni == VNI(rawValue: 3))
        #expect(frame.key.isIPv6)
    }

    @Test("VXLAN on another port is a guess unless told")
    func otherPort() {
        let octets = Build.ethernet(
            Build.ip(
                "192.0.2.1", "192.0.2.2",
                .vxlan(vni: 77, frame: Build.ethernet(FrameSample.tcp), port: 9999)))
        let guessed = decoder.decode(octets)
        #expect(guessed.vni == VNI(rawValue: 77) && guessed.flags.contains(.heuristic))
        let told = FrameDecoder(additionalVXLANPorts: [9999]).decode(octets)
        #expect(told.vni == VNI(rawValue: 77) && !told.flags.contains(.heuristic))
    }

    @Test("an inner frame that cannot be read leaves the outer key")
    func malformedInside() {
        let frame = decoder.decode(FrameSample.vxlan(9, [1, 2, 3]))
        #expect(frame.reason == .ethernetShort)
        #expect(frame.kind == .none)
        #expect(frame.outer.source == Build.address("192.0.2.1"))
    }

    @Test("a first fragment has ports, a later one says that it has none")
    func fragments() {
        let whole = Build.Transport.udp(9, 10, payload: Array(repeating: 1, count: 8)).octets(
            from: Build.address("10.0.0.1"), to: Build.address("10.0.0.2"))
        let first = decoder.decode(
            Build.ethernet(
                Build.ip(
                    "10.0.0.1", "10.0.0.2", .raw(17, Array(whole.prefix(8))),
                    fragment: .init(offset: 0, more: true, identification: 77))))
        #expect(first.reason == .ip && first.key.destinationPort == 10)
        #expect(first.flags.isSuperset(of: [.fragment, .moreFragments]))
        #expect(first.fragmentIdentification == 77)
        let later = decoder.decode(
            Build.ethernet(
                Build.ip(
                    "10.0.0.1", "10.0.0.2", .raw(17, Array(whole.suffix(8))),
                    fragment: .init(offset: 8, more: false, identification: 77))))
        #expect(later.reason == .ipFragment && later.fragmentOffset == 8)
        #expect(later.key.flags == .portsUnknown && later.key.destinationPort == 0)
    }

    @Test("a first fragment that ends inside the transport header is named so")
    func tinyFragment() {
        let frame = decoder.decode(
            Build.ethernet(
                Build.ip(
                    "10.0.0.1", "10.0.0.2", .raw(6, [0, 1, 0, 2, 0, 0, 0, 0]),
                    fragment: .init(offset: 0, more: true))))
        #expect(frame.reason == .fragmentTiny)
        #expect(frame.kind == .ip && frame.key.flags.contains(.portsUnknown))
    }

    @Test("a fragment beyond 65,535 octets is malformed")
    func fragmentBounds() {
        let frame = decoder.decode(
            Build.ethernet(
                Build.ip(
                    "10.0.0.1", "10.0.0.2", .raw(1, Array(repeating: 0, count: 40)),
                    fragment: .init(offset: 65_528, more: false))))
        #expect(frame.reason == .ipv4FragmentBounds)
    }

    @Test("extension headers out of order are read and flagged")
    func extensionOrder() {
        let ordered = decoder.decode(
            Build.ethernet(
                Build.ip(
                    "2001:db8::1", "2001:db8::2", .udp(1, 2),
                    extensions: [.hopByHop, .destinationOptions, .routing])))
        #expect(ordered.flags.contains(.routingHeader))
        #expect(!ordered.flags.contains(.ipv6ExtensionOrder))
        let wild = decoder.decode(
            Build.ethernet(
                Build.ip(
                    "2001:db8::1", "2001:db8::2", .udp(1, 2),
                    extensions: [.routing, .hopByHop])))
        #expect(wild.flags.contains(.ipv6ExtensionOrder))
        #expect(wild.key.destinationPort == 2 && wild.key.protocolNumber == .udp)
    }

    @Test("lengths that contradict each other have their own reasons")
    func lengths() {
        func changed(_ position: Int, _ value: UInt8) -> ReasonCode {
            var octets = Build.ethernet(FrameSample.tcp)
            octets[position] = value
            return decoder.decode(octets).reason
        }
        #expect(changed(14, 0x35) == .ipv4Version)
        #expect(changed(14, 0x44) == .ipv4HeaderLength)
        #expect(changed(14, 0x4f) == .ipv4TotalLength)
        #expect(changed(17, 19) == .ipv4TotalLength)
        #expect(changed(17, 0xff) == .ipv4TotalLength)
        #expect(changed(17, 39) == .tcpShort)
        #expect(changed(46, 0x40) == .tcpDataOffset)
        #expect(changed(46, 0xf0) == .tcpDataOffset)
        var udp = Build.ethernet(FrameSample.udp6)
        udp[59] = 7
        #expect(decoder.decode(udp).reason == .udpLength)
        udp[59] = 200
        #expect(decoder.decode(udp).reason == .udpLength)
    }

    @Test("an ARP message gives both protocol addresses and the sender's hardware address")
    func arp() {
        let frame = decoder.decode(
            Build.ethernet(
                tags: [FrameSample.tag(7)],
                Build.arp(
                    operation: 2, sender: "10.1.0.1", senderMAC: MACAddress(rawValue: 0xabc),
                    target: "10.1.0.2")))
        #expect(frame.kind == .arp && frame.message == 2)
        #expect(frame.key.source == Build.address("10.1.0.1"))
        #expect(frame.key.destination == Build.address("10.1.0.2"))
        #expect(frame.arpSender == MACAddress(rawValue: 0xabc))
    }

    @Test("each reason has a slug of its own, and an outcome")
    func slugs() {
        let slugs = ReasonCode.allCases.map(\.slug)
        #expect(Set(slugs).count == slugs.count)
        for outcome in FrameOutcome.allCases {
            #expect(ReasonCode.allCases.contains { $0.outcome == outcome })
        }
    }
}

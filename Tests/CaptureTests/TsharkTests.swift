import Capture
import Foundation
import Net
import TestSupport
import Testing

/// The decoder and the writer against Wireshark's dissectors.
@Suite(
    .enabled(
        if: hasTool("tshark"),
        "tshark is not installed; CRISTALLO_REQUIRE_TOOLS=1 makes this a failure"))
struct TsharkTests {
    /// One frame as both sides see it.
    private struct View: Equatable {
        var number: String
        var addresses: [String]
        var ports: [String]
        var vlans: [String]
        var vni: String
    }

    private static let fields = [
        "frame.number", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport",
        "udp.srcport", "udp.dstport", "sctp.srcport", "sctp.dstport", "vlan.id", "vxlan.vni",
        "arp.src.proto_ipv4", "arp.dst.proto_ipv4", "ieee8021ad.id", "frame.protocols",
    ]

    private func tsharkViews(_ path: String) throws -> [View] {
        let output = try tshark(
            ["-n", "-r", path, "-T", "fields", "-E", "separator=;", "-E", "occurrence=a"]
                + [
                    "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE",
                    "-o", "tcp.desegment_tcp_streams:FALSE", "-d", "udp.port==8472,vxlan",
                ] + Self.fields.flatMap { ["-e", $0] })
        return output.split(separator: "\n").map { line in
            let columns = line.split(separator: ";", omittingEmptySubsequences: false).map {
                $0.split(separator: ",").map(String.init)
            }
            // Of tunnelled packets the last occurrence is the innermost.
            let innermost = columns[16].joined().split(separator: ":")
                .last { $0 == "ip" || $0 == "ipv6" }
            let isV6 = innermost == "ipv6"
            let isARP = !columns[13].isEmpty
            let from = isARP ? columns[13] : isV6 ? columns[3] : columns[1]
            let to = isARP ? columns[14] : isV6 ? columns[4] : columns[2]
            var ports: [String] = []
            if !isARP {
                for pair in [(5, 6), (9, 10), (7, 8)] where ports.isEmpty {
                    if let source = columns[pair.0].last, let target = columns[pair.1].last {
                        ports = [source, target]
                    }
                }
            }
            return View(
                number: columns[0].last ?? "", addresses: [from.last ?? "", to.last ?? ""],
                ports: ports, vlans: columns[15] + columns[11], vni: columns[12].last ?? "")
        }
    }

    private func view(_ record: FrameRecord, _ frame: DecodedFrame) -> View {
        func tags(_ header: LinkHeader) -> [String] {
            let both = [header.firstTag, header.secondTag].prefix(Int(header.tagCount))
            return both.map { String($0.vlanOnWire) }
        }
        let hasPorts = frame.key.protocolNumber.hasPorts && frame.reason == .ip
        return View(
            number: String(record.number),
            addresses: [
                String(describing: frame.key.source), String(describing: frame.key.destination),
            ],
            ports: hasPorts
                ? [String(frame.key.sourcePort), String(frame.key.destinationPort)] : [],
            vlans: tags(frame.link) + (frame.tunnelDepth > 0 ? tags(frame.innerLink) : []),
            vni: frame.encapsulation == .vxlan ? String(frame.vniOnWire) : "")
    }

    private func compare(_ octets: [UInt8], suffix: String, _ context: String) throws {
        let reading = try CaptureReading(octets)
        let theirs = try withCapture(octets, suffix: suffix) { try tsharkViews($0) }
        try #require(theirs.count == reading.records.count, "\(context)")
        for index in theirs.indices {
            let ours = view(reading.records[index], reading.frames[index])
            #expect(ours == theirs[index], "\(context), \(reading.frames[index].reason)")
        }
    }

    @Test(
        "generated traffic: addresses, ports, VLANs and VNI of every frame", arguments: [1, 2, 3])
    func traffic(seed: UInt64) throws {
        var mix = TrafficGenerator.Mix()
        mix.flows = 200
        var generator = TrafficGenerator(seed: seed, mix: mix)
        try compare(generator.pcap(frames: 400), suffix: "pcap", "seed \(seed)")
    }

    @Test("every classified sample of an IP packet or an ARP message")
    func samples() throws {
        var writer = PcapngWriter(application: "test")
        let interface = writer.addInterface(name: nil)
        for sample in FrameSample.all
        where sample.linkLayer == .ethernet
            && [.ip, .ipFragment, .arp].contains(sample.reason)
            // tshark 4.0 takes these TPIDs for loop detection and for unknown EtherTypes.
            && sample.name != "odd TPIDs"
            // It opens no GUE, does not guess, and shows every tag of a long stack.
            && !sample.isGuess && !sample.name.contains("GUE")
            && sample.name != "wrapped: four tags"
        {
            writer.append(sample.octets.span.bytes, interface: interface, timestamp: 1)
        }
        try compare(writer.octets, suffix: "pcapng", "samples")
    }

    @Test("comments, names and lengths of written evidence are read back as written")
    func comments() throws {
        var writer = PcapngWriter(application: "cristallo")
        let interface = writer.addInterface(name: "leaf-01 swp3")
        let frame = FrameBuilder.ethernet(FrameSample.tcp)
        writer.append(
            frame.span.bytes, interface: interface,
            timestamp: 1_700_000_000_123_456_789, originalLength: 1500,
            comment: "health-a in VLAN 310: contradicts sct.yaml:41")
        let line = try withCapture(writer.octets, suffix: "pcapng") {
            try tshark(
                [
                    "-r", $0, "-T", "fields", "-E", "separator=;", "-e", "frame.comment", "-e",
                    "frame.interface_name", "-e", "frame.len", "-e", "frame.cap_len", "-e",
                    "frame.time_epoch",
                ])
        }
        #expect(
            line
                == "health-a in VLAN 310: contradicts sct.yaml:41;leaf-01 swp3;1500;56;"
                + "1700000000.123456789\n")
    }

    /// The standard output of a run that ends well.
    private func tshark(_ arguments: [String]) throws -> String {
        let result = try runTool("tshark", arguments)
        try #require(result.status == 0, "\(result.errorText)")
        return result.outputText
    }

    /// Gives `body` the path of a file with the octets.
    private func withCapture<Result>(
        _ octets: [UInt8], suffix: String, _ body: (String) throws -> Result
    ) throws -> Result {
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/capture.\(suffix)"
            try Data(octets).write(to: URL(fileURLWithPath: path))
            return try body(path)
        }
    }
}

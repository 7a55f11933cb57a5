import Capture
import Net

/// Traffic that a seed decides: flows drawn with equal chance, sizes of the simple IMIX, VLAN tags,
/// VXLAN and both families, as pcap octets with microseconds.
///
/// Every 1,000 frames come to about 390,000 octets. A frame's payload is zero; its headers are right
/// but for the transport checksum.
public struct TrafficGenerator: Sendable {
    public struct Mix: Sendable {
        public var flows = 10_000
        /// Of a hundred flows, how many are inside VXLAN, tagged, and IPv6.
        public var vxlanPercent = 30
        public var taggedPercent = 60
        public var ipv6Percent = 20

        public init() {}
    }

    /// A flow's frame up to its transport header, and where the lengths in it stand.
    private struct Template {
        var octets: [UInt8]
        /// Each: where a length of 16 bits stands, and the octets of the frame that it leaves out.
        var lengths: [(position: Int, excluded: Int)]
    }

    private var templates: [Template] = []
    private var random: SeededGenerator
    private var microseconds: UInt64 = 1_700_000_000_000_000

    public init(seed: UInt64, mix: Mix = Mix()) {
        random = SeededGenerator(seed: seed)
        for index in 0..<mix.flows { templates.append(template(index, mix)) }
    }

    /// Traffic of given flows, each a frame of a builder without payload: Ethernet with at most one
    /// tag, IP without options, VXLAN at most once.
    public init(seed: UInt64, frames: [[UInt8]]) {
        random = SeededGenerator(seed: seed)
        templates = frames.map { Template(octets: $0, lengths: Self.lengths(in: $0, from: 0)) }
    }

    /// Where the lengths stand in a frame that begins at `start`.
    private static func lengths(
        in frame: [UInt8], from start: Int
    ) -> [(position: Int, excluded: Int)] {
        func field(_ position: Int) -> Int { Int(frame[position]) << 8 | Int(frame[position + 1]) }
        let network = field(start + 12) == 0x8100 ? start + 18 : start + 14
        let isIPv6 = field(network - 2) == 0x86dd
        guard isIPv6 || field(network - 2) == 0x0800 else { return [] }
        let transport = network + (isIPv6 ? 40 : 20)
        let lengths = [isIPv6 ? (network + 4, network + 40) : (network + 2, network)]
        guard frame[network + (isIPv6 ? 6 : 9)] == 17 else { return lengths }
        let inner =
            field(transport + 2) == 4789 ? Self.lengths(in: frame, from: transport + 16) : []
        return lengths + [(transport + 4, transport)] + inner
    }

    /// The header of a pcap file.
    public static var header: [UInt8] {
        var builder = CaptureBuilder()
        builder.pcapHeader()
        return builder.octets
    }

    /// Appends `count` records to `octets`.
    public mutating func append(_ count: Int, to octets: inout [UInt8]) {
        for _ in 0..<count {
            let template = templates[Int.random(in: 0..<templates.count, using: &random)]
            // The simple IMIX: seven small, four middling, one large of twelve.
            let size: Int
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<7: size = 64
            case 7..<11: size = 576
            default: size = 1500
            }
            let length = max(size, template.octets.count + 4)
            microseconds += UInt64.random(in: 1...20, using: &random)
            append(little: UInt32(microseconds / 1_000_000), to: &octets)
            append(little: UInt32(microseconds % 1_000_000), to: &octets)
            append(little: UInt32(length), to: &octets)
            append(little: UInt32(length), to: &octets)
            let start = octets.count
            octets += template.octets
            octets += repeatElement(0, count: length - template.octets.count)
            for field in template.lengths {
                let value = UInt16(length - field.excluded)
                octets[start + field.position] = UInt8(value >> 8)
                octets[start + field.position + 1] = UInt8(truncatingIfNeeded: value)
            }
        }
    }

    /// A whole pcap file of `count` frames.
    public mutating func pcap(frames count: Int) -> [UInt8] {
        var octets = Self.header
        append(count, to: &octets)
        return octets
    }

    private func append(little value: UInt32, to octets: inout [UInt8]) {
        octets.append(UInt8(truncatingIfNeeded: value))
        octets.append(UInt8(truncatingIfNeeded: value >> 8))
        octets.append(UInt8(truncatingIfNeeded: value >> 16))
        octets.append(UInt8(truncatingIfNeeded: value >> 24))
    }

    // MARK: flows

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func template(_ index: Int, _ mix: Mix) -> Template {
        let isIPv6 = chance(mix.ipv6Percent)
        let isTCP = chance(80)
        let from = UInt16.random(in: 1024...65535, using: &random)
        let to = random.pick([53, 80, 123, 443, 5432] as [UInt16])
        let transport: FrameBuilder.Transport =
            isTCP ? .tcp(from, to, flags: index % 16 == 0 ? 2 : 0x10) : .udp(from, to)
        // Each flow has a host of its own, so that no two share a key.
        let host = (index >> 16 & 255, index >> 8 & 255, index & 255)
        let peer = Int.random(in: 1..<255, using: &random)
        let packet =
            isIPv6
            ? FrameBuilder.ip(
                "2001:db8:\(String(index >> 16, radix: 16))::"
                    + "\(String(index & 0xffff, radix: 16))",
                "2001:db8:ffff::\(String(peer, radix: 16))", transport)
            : FrameBuilder.ip("10.\(host.0).\(host.1).\(host.2)", "10.255.0.\(peer)", transport)
        let tags =
            chance(mix.taggedPercent)
            ? [
                VLANTag(
                    protocolIdentifier: 0x8100,
                    control: UInt16.random(in: 1...4094, using: &random))
            ] : []
        let network = 14 + 4 * tags.count
        let inner = FrameBuilder.ethernet(tags: tags, packet)
        var lengths: [(position: Int, excluded: Int)] = [
            isIPv6 ? (network + 4, network + 40) : (network + 2, network)
        ]
        if !isTCP {
            let start = network + (isIPv6 ? 40 : 20)
            lengths.append((start + 4, start))
        }
        guard chance(mix.vxlanPercent) else { return Template(octets: inner, lengths: lengths) }
        let vni = UInt32.random(in: 1...0xff_ffff, using: &random)
        let frame = FrameBuilder.ethernet(
            FrameBuilder.ip(
                "192.0.2.\(index % 16 + 1)", "192.0.2.\(index % 13 + 17)",
                .vxlan(vni: vni, frame: inner)))
        let outer = 14 + 20 + 8 + 8
        lengths = lengths.map { ($0.position + outer, $0.excluded + outer) }
        lengths += [(14 + 2, 14), (14 + 20 + 4, 14 + 20)]
        return Template(octets: frame, lengths: lengths)
    }
}

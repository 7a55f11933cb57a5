import Audit
import Capture
import Diagnostics
import TestSupport

/// Audits of parts, and what a report says in all its forms that carry every fact.
enum PartOfAudit {
    static let scope = AuditScope(topology: "digest of the topology", program: "1.0")

    static func part(
        _ captures: [[UInt8]], _ plan: AuditPlan, shard: AuditShard = .whole,
        options: AuditOptions = AuditOptions(), seed: UInt64 = 1
    ) throws -> AuditPart {
        var auditor = Auditor(plan, options: options, shard: shard, seed: seed)
        for (index, octets) in captures.enumerated() {
            try auditor.audit(octets.span.bytes, name: "capture-\(index)")
        }
        return try auditor.part(of: scope)
    }

    /// One part for each shard.
    static func parts(
        _ captures: [[UInt8]], _ plan: AuditPlan, count: Int,
        options: AuditOptions = AuditOptions()
    ) throws -> [AuditPart] {
        try (1...count).map { number in
            try part(
                captures, plan, shard: AuditShard(number, of: count) ?? .whole, options: options,
                seed: UInt64(number))
        }
    }

    /// Text, JSON and evidence: equal exactly where the reports are.
    static func octets(_ part: AuditPart, _ plan: AuditPlan) -> [[UInt8]] {
        let report = AuditReport(plan, part)
        var style = TextStyle()
        style.limit = nil
        return [
            Array(report.text(of: report.report(), style).utf8),
            Array(report.json().text().utf8), report.evidence,
        ]
    }

    /// Packets of few hosts in tunnels between few hosts, fragments inside and outside.
    static func tunnelled(_ plan: AuditPlan, _ random: inout SeededGenerator) -> [UInt8] {
        let hosts = ["10.41.10.17", "10.41.10.18", "10.21.10.17", "10.13.10.17", "10.244.0.1"]
        func fragment() -> FrameBuilder.Fragment? {
            guard random.oneIn(3) else { return nil }
            let isFirst = random.oneIn(2)
            return FrameBuilder.Fragment(
                offset: isFirst ? 0 : 64, more: isFirst,
                identification: UInt32.random(in: 0..<3, using: &random))
        }
        func packet(_ transport: FrameBuilder.Transport) -> FrameBuilder.Packet {
            FrameBuilder.ip(
                random.pick(hosts), random.pick(hosts), transport, fragment: fragment())
        }
        var inner = packet(
            random.pick([
                .tcp(50_000, 443, payload: Array(repeating: 0, count: 12)), .udp(53, 40_000),
                .icmp(type: 8, payload: Array(repeating: 0, count: 8)),
            ]))
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let frame = FrameBuilder.ethernet(inner)
            inner = packet(
                random.pick([
                    .raw(4, inner.octets), .raw(47, [0, 0, 8, 0] + inner.octets),
                    .vxlan(vni: 5, frame: frame),
                    .vxlan(vni: plan.vni("comune-prato/prod/anagrafe"), frame: frame),
                ]))
        }
        let content = Wrapping.Content.packet(inner)
        if random.oneIn(3) { return (random.pick(Wrapping.all)(content) ?? content).frame }
        let place = random.pick(["comune-prato/prod/anagrafe", "asl-centro/prod/cartella"])
        let frame = FrameBuilder.ethernet(tags: [AuditOfFrames.tag(plan.vlan(place))], inner)
        return random.oneIn(8) ? frame.dropLast(Int.random(in: 1...60, using: &random)) : frame
    }

    /// Captures of the kinds that there are: the demonstration, traffic full of findings, tunnels, cut
    /// and mutated files.
    static func captures(_ plan: AuditPlan, seed: UInt64) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        var traffic = FabricTraffic(plan.fabric, seed: seed)
        let pool = (0..<250).map { _ in traffic.anyFrame() }
        let drawn = AuditOfFrames.capture((0..<500).map { _ in random.pick(pool) })
        let fresh = AuditOfFrames.capture((0..<300).map { _ in traffic.anyFrame() })
        var mutated = random.oneIn(2) ? DemoCapture.octets(plan.fabric) : drawn
        for _ in 0..<300 {
            let index = Int.random(in: 200..<mutated.count, using: &random)
            mutated[index] = random.oneIn(2) ? UInt8.random(in: 0...255, using: &random) : 0
        }
        if random.oneIn(2) { mutated.removeLast(Int.random(in: 1..<5000, using: &random)) }
        let tunnels = AuditOfFrames.capture(
            (0..<300).map { _ in tunnelled(plan, &random) })
        return [drawn, mutated, tunnels, fresh]
    }
}

import Capture
import Net
import TestSupport
import Testing

@testable import Audit

@Suite("findings beyond the limit")
struct FindingLimitTests {
    /// Draws few keys, of every kind of subject.
    private func key(_ random: inout SeededGenerator) -> FindingKey {
        let number = UInt16.random(in: 0..<12, using: &random)
        let subjects: [Finding.Subject] = [
            .none, .vlan(number), .vni(UInt32(number)), .stack(nil, number), .stack(number, 3),
            .mac(MACAddress(rawValue: UInt64(number))),
            .tunnel(FrameBuilder.address("10.0.0.\(number)"), FrameBuilder.address("10.0.0.1")),
            .tunnel(FrameBuilder.address("10.0.0.1"), FrameBuilder.address("2001:db8::\(number)")),
        ]
        return FindingKey(
            rule: random.pick([.unintendedFlow, .unknownTag, .doubleTag]),
            source: random.pick([.outside, .link, .infrastructure(Int(number))]),
            place: random.pick([1, 2]),
            service: random.pick([
                nil, .init(protocolNumber: .tcp, port: number),
                .init(protocolNumber: .icmp, port: nil),
            ]),
            subject: random.pick(subjects))
    }

    @Test(
        "leave the least by key, each whole, and the others counted",
        arguments: 1...20 as ClosedRange<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = random.pick([1, 2, 7, 40, 1000])
        var set = FindingSet(limit: limit, evidenceLimit: 2)
        var packetsByKey: [FindingKey: [UInt64]] = [:]
        // Verdicts are kept by flows: an index is used again without asking.
        var indices: [FindingKey: Int] = [:]
        var beyond: UInt64 = 0
        for number in 1...2000 as ClosedRange<UInt64> {
            let key = key(&random)
            let packet = PacketReference(capture: 0, number: number)
            packetsByKey[key, default: []].append(number)
            if random.oneIn(2) || indices[key] == nil {
                indices[key] = set.index(of: key, at: packet)
            }
            var record = FrameRecord()
            record.number = number
            record.originalLength = 60
            if let index = indices[key] {
                set.count(index, isBackward: false, DecodedFrame(), record, capture: 0, at: 0)
            } else {
                set.packetsBeyondLimit += 1
            }
            set.copyHeaders(from: [0].span.bytes, FrameDecoder())
            if number % 500 == 0 {
                let renumbered = set.renumber()
                for (key, index) in indices { indices[key] = renumbered[index] }
            }
        }
        let least = packetsByKey.keys.sorted().prefix(limit)
        for key in packetsByKey.keys.sorted().dropFirst(limit) {
            beyond += UInt64(packetsByKey[key]?.count ?? 0)
        }
        let list = set.list
        #expect(list.findings.map(\.key) == Array(least), "seed \(seed)")
        #expect(list.packetsBeyondLimit == beyond, "seed \(seed)")
        for facts in list.findings {
            let packets = packetsByKey[facts.key] ?? []
            #expect(facts.packets == UInt64(packets.count), "seed \(seed)")
            #expect(facts.first.number == packets.first && facts.last.number == packets.last)
            #expect(facts.evidence.map(\.packet.number) == Array(packets.prefix(2)))
        }
    }

    @Test("never crowd out what the topology bounds")
    func order() {
        let bounded = FindingKey(rule: .unintendedFlow, source: .infrastructure(9))
        let made = [
            Finding.Subject.vlan(1), .vni(1), .stack(nil, 1), .mac(MACAddress(rawValue: 1)),
            .tunnel(FrameBuilder.address("0.0.0.1"), FrameBuilder.address("0.0.0.1")),
        ].map { FindingKey(rule: .doubleTag, subject: $0) }
        #expect(made.allSatisfy { bounded < $0 })
        #expect(made == made.sorted())
    }

    @Test("never crowd out what becomes a breach when all has been seen")
    func hardening() throws {
        let hosts = (1...9).map { MACAddress(rawValue: UInt64($0)) }
        let suspects = hosts.map { FindingKey(rule: .arpMismatch, subject: .mac($0)) }
        for rule in [AuditRule.strayUnicast, .gatewayHairpin, .untaggedOnTrunk] {
            let key = FindingKey(
                rule: rule, place: 9, subject: .mac(MACAddress(rawValue: 1 << 40)))
            #expect(suspects.allSatisfy { key < $0 }, "\(rule)")
            #expect(FindingKey(rule: .doubleTag, subject: .mac(hosts[0])) < key, "\(rule)")
        }
    }

    @Test("leave a breach that shows at the end alone, whatever a sender makes up")
    func crowd() throws {
        let plan = try AuditOfFrames.sct.get()
        let gateway = plan.fabric.parameters.gatewayMAC
        func hairpin(isBack: Bool) -> [UInt8] {
            FrameBuilder.ethernet(
                from: isBack ? gateway : FrameBuilder.source,
                to: isBack ? FrameBuilder.destination : gateway,
                FrameBuilder.ip("10.11.30.17", "10.11.30.18", .tcp(50_000, 22)))
        }
        let crowd = (1...40).map { number in
            let mac = MACAddress(rawValue: UInt64(number))
            return FrameBuilder.ethernet(
                from: mac, FrameBuilder.ip("10.11.30.17", "10.11.30.18", .raw(0, [0, 0, 0, 0])))
        }
        var options = AuditOptions()
        options.findingLimit = 5
        for frames in [
            crowd + [hairpin(isBack: false), hairpin(isBack: true)],
            [hairpin(isBack: false), hairpin(isBack: true)] + crowd,
        ] {
            let report = try AuditOfFrames.report(
                frames, plan, at: "leaf-b1:swp1", options: options)
            #expect(report.findings.count == 5)
            #expect(report.findings.contains { $0.rule == .gatewayHairpin })
            #expect(report.verdict == .breach)
        }
    }

    @Test("leave every port its packets without a tag, however many senders there are")
    func ports() throws {
        let plan = try AuditOfFrames.sct.get()
        let tag = AuditOfFrames.tag(plan.vlan("asl-centro/prod/cartella"))
        func packet(_ number: UInt64, tags: [VLANTag] = []) -> [UInt8] {
            FrameBuilder.ethernet(
                from: MACAddress(rawValue: number), tags: tags,
                FrameBuilder.ip("10.21.10.17", "10.21.10.18", .tcp(50_000, 22)))
        }
        var options = AuditOptions()
        options.findingLimit = 5
        var auditor = Auditor(plan, options: options, seed: 1)
        // One port shows no tag at all; two others show both.
        for (port, frames) in [
            ("leaf-h1:swp2", (1...40).map { packet($0) }),
            ("leaf-h2:swp2", [packet(1 << 40, tags: [tag]), packet(1 << 40)]),
            ("sleaf-1:swp1", [packet(1 << 40), packet(1 << 40, tags: [tag])]),
        ] {
            let capture = AuditOfFrames.capture(frames, at: port)
            try auditor.audit(capture.span.bytes, name: port)
        }
        let report = try auditor.report()
        let sure = report.findings.filter { $0.rule == .untaggedOnTrunk && $0.certainty == .breach }
        #expect(sure.count == 2)
    }
}

import Audit
import Capture
import Net
import TestSupport
import Testing

@Suite("what a capture does not show")
struct BlindSpotTests {
    private let own = "asl-centro/prod/cartella"

    private func tagged(_ plan: AuditPlan, payload: Int = 0) -> [UInt8] {
        FrameBuilder.ethernet(
            tags: [AuditOfFrames.tag(plan.vlan(own))],
            FrameBuilder.ip(
                "10.21.10.17", "10.21.10.18",
                .tcp(50_000, 22, payload: [UInt8](repeating: 0, count: payload))))
    }

    private func report(
        _ frames: [(octets: [UInt8], time: Int64)], port: String? = nil,
        snapLength: UInt32? = nil
    ) throws -> AuditReport {
        var writer = PcapngWriter(application: "test")
        let interface = writer.addInterface(
            name: port, snapLength: snapLength)
        for frame in frames {
            let kept = Array(frame.octets.prefix(Int(snapLength ?? .max)))
            writer.append(
                kept.span.bytes, interface: interface, timestamp: frame.time,
                originalLength: UInt32(frame.octets.count))
        }
        var auditor = Auditor(try AuditOfFrames.sct.get(), seed: 1)
        let octets = writer.octets
        try auditor.audit(octets.span.bytes, name: "blind.pcapng")
        return try auditor.report()
    }

    private func expect(
        _ report: AuditReport, _ kinds: [BlindSpot.Kind], _ verdict: AuditVerdict,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(report.blindSpots.map(\.kind) == kinds, sourceLocation: sourceLocation)
        #expect(report.verdict == verdict, sourceLocation: sourceLocation)
        for kind in kinds { #expect(report.text().contains(kind.code)) }
    }

    private let minutes: [Int64] = [0, 600_000_000_000]

    @Test("a capture longer than switches remember has none, a shorter one a remark")
    func short() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = tagged(plan)
        expect(try report(minutes.map { (frame, $0) }), [], .clean)
        expect(try report([(frame, 0), (frame, 299_000_000_000)]), [.short], .clean)
    }

    @Test("times that go back are a remark")
    func clock() throws {
        let frame = tagged(try AuditOfFrames.sct.get())
        expect(
            try report([(frame, 700_000_000_000), (frame, 0), (frame, 1)]), [.clock], .clean)
    }

    @Test("a trunk where no packet has a tag: the card may have taken them off")
    func tags() throws {
        let bare = FrameBuilder.ethernet(
            FrameBuilder.ip("10.21.10.17", "10.21.10.18", .tcp(50_000, 22)))
        expect(
            try report(minutes.map { (bare, $0) }, port: "leaf-h1:swp2"), [.tagsStripped],
            .inconclusive)
        let frames = [bare, tagged(try AuditOfFrames.sct.get())]
        let both = try report(Array(zip(frames, minutes)), port: "leaf-h1:swp2")
        #expect(both.blindSpots.isEmpty && both.verdict == .breach)
    }

    @Test("frames longer than the port's MTU were merged; one octet less is none")
    func merged() throws {
        let plan = try AuditOfFrames.sct.get()
        // 18 octets of Ethernet and tag, 40 of IPv4 and TCP.
        for (payload, kinds) in [(1464, []), (1465, [.mergedFrames])]
            as [(Int, [BlindSpot.Kind])]
        {
            let frame = tagged(plan, payload: payload)
            expect(
                try report(minutes.map { (frame, $0) }, port: "leaf-h1:swp2"), kinds,
                kinds.isEmpty ? .clean : .inconclusive)
            // Without a port the links between devices are the measure.
            expect(try report(minutes.map { (frame, $0) }), [], .clean)
        }
    }

    @Test("a snap length below the headers matters where frames were cut")
    func snapLength() throws {
        let frame = tagged(try AuditOfFrames.sct.get(), payload: 100)
        expect(
            try report(minutes.map { (frame, $0) }, snapLength: 96), [.snapLength], .inconclusive)
        let short = tagged(try AuditOfFrames.sct.get())
        expect(try report(minutes.map { (short, $0) }, snapLength: 96), [], .clean)
    }

    @Test("many packets of a contract one way and none back: one direction was captured")
    func oneDirection() throws {
        let plan = try AuditOfFrames.sct.get()
        func frame(_ port: UInt16, isBack: Bool) -> [UInt8] {
            FrameBuilder.ethernet(
                tags: [AuditOfFrames.tag(plan.vlan("comune-prato/prod/anagrafe"))],
                isBack
                    ? FrameBuilder.ip("10.13.10.17", "10.41.10.17", .tcp(443, port, flags: 0x10))
                    : FrameBuilder.ip("10.41.10.17", "10.13.10.17", .tcp(port, 443, flags: 0x10)))
        }
        let there = (0..<20).map { (frame(50_000 + $0, isBack: false), Int64($0) * 60_000_000_000) }
        expect(try report(there), [.oneDirection], .inconclusive)
        expect(try report(Array(there.dropLast())), [], .clean)
        let answered = there + [(frame(50_000, isBack: true), 1_200_000_000_000)]
        expect(try report(answered), [], .clean)
    }
}

@Suite("what a rule needs to see")
struct VantageCoverageTests {
    @Test("a rule is covered exactly where a capture shows one of the things that it needs")
    func needs() throws {
        let plan = try AuditOfFrames.tix.get()
        let packet = FrameBuilder.ip("192.0.2.10", "192.0.2.12", .tcp(50_000, 179))
        let member = FrameBuilder.ethernet(
            from: MACAddress(rawValue: 0x0200_000c_0101), packet)
        let cases: [([UInt8], String?, VantageKinds)] = [
            (FrameBuilder.ethernet(FrameBuilder.ip("9.9.9.9", "8.8.8.8", .udp(1, 2))), nil, []),
            (member, "edge-1:swp1", [.exchange, .placed]),
            (
                FrameBuilder.ethernet(FrameBuilder.ip("fe80::1", "fe80::2", .tcp(179, 50_000))),
                "edge-1:swp31", .underlay
            ),
            (
                FrameBuilder.ethernet(
                    FrameBuilder.ip("10.11.10.17", "10.11.10.18", .tcp(50_000, 22))),
                "edge-1:swp20", [.access, .placed]
            ),
        ]
        for (frame, port, kinds) in cases {
            let coverage = try AuditOfFrames.report([frame], plan, at: port).vantages
            #expect(coverage.seen == kinds)
            let uncovered = AuditRuleFacts.all.filter {
                !$0.needs.isEmpty && $0.needs.isDisjoint(with: kinds)
            }
            #expect(coverage.uncovered == uncovered.map(\.rule))
        }
    }

    @Test("what was not covered is said in the report, with what it would take")
    func text() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = FrameBuilder.ethernet(
            tags: [AuditOfFrames.tag(plan.vlan("asl-centro/prod/cartella"))],
            FrameBuilder.ip("10.21.10.17", "10.21.10.18", .tcp(50_000, 22)))
        let report = try AuditOfFrames.report([frame], plan)
        #expect(report.vantages.seen == .placed)
        #expect(report.vantages.uncovered.contains(.spoofedSource))
        #expect(!report.vantages.uncovered.contains(.rogueRouter))
        // There is no exchange in this fabric.
        #expect(!report.vantages.uncovered.contains(.proxyARP))
        #expect(report.text().contains("audit.spoofed-source"))
        let object = report.json()["not_covered"]?.array?.first {
            $0["code"]?.string == "audit.spoofed-source"
        }
        #expect(
            object?["needs"]?.array?.compactMap(\.string) == [
                "at ports of stations", "at ports of the exchange",
            ])
    }
}

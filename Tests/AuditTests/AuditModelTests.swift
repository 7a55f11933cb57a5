import Audit
import Capture
import IR
import Net
import TestSupport
import Testing

@Suite("the audit against its model")
struct AuditModelTests {
    @Test(
        "every frame gets the answer that reading the fabric line by line gives",
        arguments: 1...12 as ClosedRange<UInt64>)
    func generated(seed: UInt64) throws {
        let topology = TopologyGenerator(
            seed: seed, devices: 12, tenants: 4, segmentsPerTenant: 2, contracts: 14)
        try compare(
            try CompiledTopology.fabric(topology.text, path: "generated.yaml"), seed: seed,
            frames: 1500)
    }

    @Test(
        "the same holds for the topologies of the repository", arguments: ["sct", "tix"],
        [1, 2] as [UInt64])
    func written(name: String, seed: UInt64) throws {
        try compare(try CompiledTopology.fabric(named: name), seed: seed, frames: 400)
    }

    @Test(
        "tenants with the same addresses are told apart by tag and VNI",
        arguments: 1...4 as ClosedRange<UInt64>)
    func overlapping(seed: UInt64) throws {
        try compare(
            try CompiledTopology.fabric(Self.overlapping, path: "overlapping.yaml"), seed: seed,
            frames: 1500)
    }

    @Test("an address that two tenants have is taken for that of the one with a contract")
    func partner() throws {
        let fabric = try CompiledTopology.fabric(Self.overlapping, path: "overlapping.yaml")
        let plan = try AuditPlan(fabric)
        let frame = FrameBuilder.ethernet(
            tags: [AuditOfFrames.tag(plan.vlan("gamma/prod/uffici"))],
            FrameBuilder.ip("10.1.0.17", "10.3.0.17", .tcp(50_000, 22)))
        let report = try AuditOfFrames.report([frame], plan)
        #expect(
            report.diagnostics.map(\.message) == [
                "beta/prod/uffici reaches gamma/prod/uffici on tcp/22, and no contract permits it"
            ])
    }

    /// Three tenants, two of them with the same addresses, one of those with a contract.
    static let overlapping = """
        fabric: overlapping
        pools: {management: [192.0.2.0/24, 2001:db8:ff::/64]}
        classes: [{name: municipal, default: deny}]
        devices:
          - {name: spine-1, role: spine, platform: linux-frr, ports: [swp1-3]}
          - {name: leaf-1, role: leaf, platform: linux-frr, ports: [swp1-9]}
          - {name: leaf-2, role: leaf, platform: linux-frr, ports: [swp1-9]}
          - {name: sleaf-1, role: service-leaf, platform: linux-frr, ports: [swp1-9]}
          - {name: fw-1, role: firewall, platform: linux-frr, ports: [eth1]}
        links:
          - {a: leaf-1:swp9, b: spine-1:swp1}
          - {a: leaf-2:swp9, b: spine-1:swp2}
          - {a: sleaf-1:swp9, b: spine-1:swp3}
          - {a: fw-1:eth1, b: sleaf-1:swp1}
        firewalls: [{name: fw, devices: [fw-1]}]
        tenants:
          - name: alfa
            class: municipal
            vrfs: [{name: prod, segments: [{name: uffici, ipv4: 10.1.0.0/24}]}]
            attachments: [{port: leaf-1:swp1, access: uffici}]
          - name: beta
            class: municipal
            vrfs: [{name: prod, segments: [{name: uffici, ipv4: 10.1.0.0/24}]}]
            attachments: [{port: leaf-2:swp1, access: uffici}]
          - name: gamma
            class: municipal
            vrfs: [{name: prod, segments: [{name: uffici, ipv4: 10.3.0.0/24}]}]
            attachments: [{port: leaf-2:swp2, access: uffici}]
        contracts:
          - {name: beta-gamma, from: {tenant: beta}, to: {tenant: gamma}, allow: [tcp/443]}
        """

    private func compare(_ fabric: Fabric, seed: UInt64, frames count: Int) throws {
        var traffic = FabricTraffic(fabric, seed: seed)
        let frames = (0..<count).map { _ in traffic.anyFrame() }
        let report = try AuditOfFrames.report(frames, AuditPlan(fabric))
        var expected = AnswerCounts()
        var model = AuditModel(fabric)
        for frame in frames {
            let decoded = readable(frame)
            expected.add(model.answer(decoded), decoded)
        }
        let seen = AnswerCounts(report)
        guard seen != expected else { return }
        // Somewhere they differ: find out where, for the message.
        var single = AuditModel(fabric)
        for (index, frame) in frames.enumerated() {
            let decoded = readable(frame)
            guard !decoded.flags.contains(.fragment) else { continue }
            var alone = AnswerCounts()
            alone.add(single.answer(decoded), decoded)
            let one = AnswerCounts(try AuditOfFrames.report([frame], AuditPlan(fabric)))
            if one != alone {
                Issue.record("seed \(seed), frame \(index): \(one), not \(alone): \(decoded)")
                return
            }
        }
        Issue.record("seed \(seed): \(seen), not \(expected)")
    }

    /// The frame, and of one that contradicts itself inside a tunnel the packet around that.
    private func readable(_ octets: [UInt8]) -> DecodedFrame {
        let decoder = FrameDecoder()
        var frame = decoder.decode(octets)
        for depth in stride(from: Int(frame.tunnelDepth), through: 0, by: -1)
        where frame.outcome == .malformed {
            var layer = DecodedFrame()
            decoder.decode(
                octets.span.bytes, wireLength: octets.count, linkLayer: .ethernet, layer: depth,
                into: &layer)
            if layer.outcome == .classified {
                frame = layer
            } else if layer.kind == .ip && layer.reason.isInTransport {
                // Addresses are known, ports are not.
                frame = layer
                frame.key = layer.keyWithoutPorts
                frame.reason = .truncatedInTCP
            }
        }
        return frame
    }
}

/// Answers counted, from either side.
struct AnswerCounts: Equatable {
    var byRule: [AuditRule: UInt64] = [:]
    var forward: [ContractID: UInt64] = [:]
    var replies: [ContractID: UInt64] = [:]
    var within: UInt64 = 0
    var others: [Permission: UInt64] = [:]
    var undecided: UInt64 = 0

    init() {}

    /// What the model has sentences for. The rules that look at more than places and addresses
    /// have their captures in `Fixtures/Captures/attacks`.
    private static let modelled: Set<AuditRule> = [
        .unintendedFlow, .foreignAddress, .unknownSource, .unknownTag, .tenantToInfrastructure,
        .exchangeToTenant, .foreignVTEP, .foreignARP, .doubleTag, .unintendedIPv6, .gatewaySession,
    ]

    init(_ report: AuditReport) {
        for finding in report.findings where Self.modelled.contains(finding.rule) {
            byRule[finding.rule, default: 0] += finding.packets
        }
        for use in report.coverage.contracts {
            if use.forward > 0 { forward[use.contract] = use.forward }
            if use.replies > 0 { replies[use.contract] = use.replies }
        }
        within = report.coverage.withinVRFs
        let counts: [(Permission, UInt64)] = [
            (.link, report.coverage.link), (.infrastructure, report.coverage.infrastructure),
            (.exchange, report.coverage.exchange), (.unrelated, report.coverage.unrelated),
        ]
        for (permission, count) in counts where count > 0 { others[permission] = count }
        undecided = report.doubts.first { $0.kind == .fragments }?.count ?? 0
    }

    mutating func add(_ answer: AuditModel.Answer, _ frame: DecodedFrame) {
        switch answer {
        case .skipped: break
        case .found(let rule): byRule[rule, default: 0] += 1
        case .undecided: undecided += frame.outcome == .classified ? 1 : 0
        case .permitted(.contract(let id), let isReply):
            if isReply { replies[id, default: 0] += 1 } else { forward[id, default: 0] += 1 }
        case .permitted(.within, _): within += 1
        case .permitted(let permission, _): others[permission, default: 0] += 1
        }
    }
}

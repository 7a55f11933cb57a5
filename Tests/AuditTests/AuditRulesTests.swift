import Audit
import Capture
import Diagnostics
import Net
import TestSupport
import Testing

/// A frame that a rule must find, and the frame most like it that it must not.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let rule: AuditRule
    let topology: Topology
    var port: String?
    let wrong: @Sendable (AuditPlan) -> [UInt8]
    let right: @Sendable (AuditPlan) -> [UInt8]
    let name: String

    enum Topology: Sendable { case sct, tix }

    var testDescription: String { "\(rule.rawValue): \(name)" }

    var plan: AuditPlan {
        get throws { try (topology == .sct ? AuditOfFrames.sct : AuditOfFrames.tix).get() }
    }
}

private typealias Build = FrameBuilder
private let prato = "comune-prato/prod/anagrafe"
private let asl = "asl-centro/prod/cartella"

private func tagged(_ vlan: UInt16..., packet: FrameBuilder.Packet) -> [UInt8] {
    Build.ethernet(tags: vlan.map(AuditOfFrames.tag), packet)
}

private func tcp(
    _ source: String, _ destination: String, _ from: UInt16 = 50_000, _ to: UInt16 = 443
) -> FrameBuilder.Packet {
    Build.ip(source, destination, .tcp(from, to))
}

private func vxlan(
    _ vni: UInt32, _ packet: FrameBuilder.Packet, from: String = "10.255.0.1",
    to: String = "10.255.0.2", tags: [VLANTag] = []
) -> [UInt8] {
    Build.ethernet(Build.ip(from, to, .vxlan(vni: vni, frame: Build.ethernet(tags: tags, packet))))
}

private let cases: [RuleCase] = [
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: {
            tagged(
                $0.vlan("asl-centro/prod/laboratorio"),
                packet: Build.ip("10.21.20.17", "10.11.20.50", .icmp(type: 8)))
        },
        right: {
            tagged(
                $0.vlan("asl-centro/prod/laboratorio"),
                packet: Build.ip("10.21.20.17", "10.11.20.50", .icmp(type: 0)))
        },
        name: "an echo request against the direction of a contract, and the reply along it"),
    RuleCase(
        rule: .exchangeToTenant, topology: .tix,
        wrong: { _ in Build.ethernet(tcp("192.0.2.10", "10.255.0.1")) },
        right: { _ in Build.ethernet(tcp("192.0.2.10", "192.0.2.12")) },
        name: "a member that reaches for a loopback of the fabric, and for another member"),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: { tagged($0.vlan(prato), packet: tcp("10.41.10.17", "10.21.10.17")) },
        right: { tagged($0.vlan(prato), packet: tcp("10.41.10.17", "10.13.10.17")) },
        name: "a tenant without a contract, and one with"),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: { tagged($0.vlan(prato), packet: tcp("10.41.10.17", "10.13.10.17", 50_000, 22)) },
        right: { tagged($0.vlan(prato), packet: tcp("10.13.10.17", "10.41.10.17", 443, 50_000)) },
        name: "another port of a contract, and its answer"),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: {
            tagged(
                $0.vlan(prato),
                packet: Build.ip("10.13.10.17", "10.41.10.17", .tcp(443, 50_000, flags: 0x02)))
        },
        right: {
            tagged(
                $0.vlan(prato),
                packet: Build.ip("10.13.10.17", "10.41.10.17", .tcp(443, 50_000, flags: 0x12)))
        },
        name: "an answer that opens a connection, and one that does not"),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: { tagged($0.vlan(asl), packet: tcp("10.21.10.17", "203.0.113.5")) },
        right: {
            tagged($0.vlan("asl-centro/prod/uffici"), packet: tcp("10.21.30.17", "203.0.113.5"))
        },
        name: "the Web from where no contract leads out, and from where one does"),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: { tagged($0.vlan(prato), packet: tcp("10.21.10.17", "10.41.10.17", 443, 50_000)) },
        right: { tagged($0.vlan(prato), packet: tcp("203.0.113.5", "10.41.10.17", 443, 50_000)) },
        name: "an answer from the Web that comes from another tenant, and one that does not"),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: { _ in Build.ethernet(tcp("10.41.10.17", "10.21.10.17")) },
        right: { _ in Build.ethernet(tcp("10.41.10.17", "10.13.10.17")) },
        name: "addresses alone"),
    RuleCase(
        rule: .foreignAddress, topology: .sct,
        wrong: { vxlan($0.vni(asl), tcp("10.41.10.17", "10.41.20.17")) },
        right: { vxlan($0.vni(prato), tcp("10.41.10.17", "10.41.20.17")) },
        name: "one tenant's packets in another's VNI, and in its own"),
    RuleCase(
        rule: .foreignAddress, topology: .sct,
        wrong: { tagged($0.vlan(asl), packet: Build.ip("10.41.10.17", "224.0.0.251", .udp(1, 2))) },
        right: {
            tagged($0.vlan(prato), packet: Build.ip("10.41.10.17", "224.0.0.251", .udp(1, 2)))
        },
        name: "a group in another tenant's VLAN, and in its own"),
    RuleCase(
        rule: .foreignAddress, topology: .sct, port: "leaf-h5:swp49",
        wrong: { _ in Build.ethernet(tcp("10.41.10.17", "10.41.10.18")) },
        right: { _ in Build.ethernet(Build.ip("10.255.0.1", "10.255.0.2", .tcp(179, 50_000))) },
        name: "a tenant on a link between devices, and the fabric itself"),
    RuleCase(
        rule: .foreignAddress, topology: .sct,
        wrong: { tagged($0.vlan(prato), packet: tcp("10.41.20.17", "10.41.20.18")) },
        right: { tagged($0.vlan(prato), packet: tcp("10.41.20.17", "10.41.10.18")) },
        name: "another segment's packets in a VLAN, and packets from there to here"),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: {
            tagged(
                $0.vlan(prato),
                packet: icmpError(
                    "10.13.10.17", "10.41.10.17",
                    about: tcp("10.41.10.17", "10.13.10.17", 50_000, 22)))
        },
        right: {
            tagged(
                $0.vlan(prato),
                packet: icmpError(
                    "10.13.10.17", "10.41.10.17",
                    about: tcp("10.41.10.17", "10.13.10.17", 50_000, 443)))
        },
        name: "an error about a packet that no contract permits, and about one that a contract does"
    ),
    RuleCase(
        rule: .unintendedFlow, topology: .sct,
        wrong: {
            tagged(
                $0.vlan(prato),
                packet: icmpError(
                    "10.21.10.17", "10.41.10.17",
                    about: tcp("10.41.10.17", "10.13.10.17", 50_000, 443)))
        },
        right: {
            tagged(
                $0.vlan(prato),
                packet: icmpError(
                    "10.41.10.1", "10.41.10.17",
                    about: tcp("10.41.10.17", "10.21.10.17", 50_000, 22)))
        },
        name: "an error from a third tenant, and from one's own gateway"),
    RuleCase(
        rule: .unknownSource, topology: .sct,
        wrong: { tagged($0.vlan(asl), packet: tcp("172.17.0.2", "10.21.10.17")) },
        right: {
            tagged($0.vlan(asl), packet: Build.ip("0.0.0.0", "255.255.255.255", .udp(68, 67)))
        },
        name: "nobody's address, and one that asks for an address"),
    RuleCase(
        rule: .unknownTag, topology: .sct,
        wrong: { _ in tagged(777, packet: tcp("10.41.10.17", "10.41.10.18")) },
        right: { tagged($0.vlan(prato), packet: tcp("10.41.10.17", "10.41.10.18")) },
        name: "a VLAN of no segment"),
    RuleCase(
        rule: .unknownTag, topology: .sct,
        wrong: { _ in vxlan(77, tcp("10.41.10.17", "10.41.10.18")) },
        right: { vxlan($0.vni(prato), tcp("10.41.10.17", "10.41.10.18")) },
        name: "a VNI of no segment"),
    RuleCase(
        rule: .unknownTag, topology: .sct, port: "leaf-h1:swp2",
        wrong: { tagged($0.vlan(prato), packet: tcp("10.41.10.17", "10.41.10.18")) },
        right: { tagged($0.vlan(asl), packet: tcp("10.21.10.17", "10.21.10.18")) },
        name: "a VLAN that the port does not carry, and one that it does"),
    RuleCase(
        rule: .tenantToInfrastructure, topology: .sct,
        wrong: { tagged($0.vlan(prato), packet: tcp("10.41.10.17", "192.0.2.11", 50_000, 22)) },
        right: { tagged($0.vlan(prato), packet: tcp("10.41.10.17", "10.41.10.1", 50_000, 22)) },
        name: "the management network, and the gateway"),
    RuleCase(
        rule: .tenantToInfrastructure, topology: .sct,
        wrong: { tagged($0.vlan(prato), packet: tcp("10.255.16.1", "10.41.10.17")) },
        right: {
            tagged(
                $0.vlan(prato),
                packet: Build.ip("10.255.16.1", "10.41.10.17", .icmp(type: 11, payload: [0])))
        },
        name: "a firewall's own connection, and its error message"),
    RuleCase(
        rule: .exchangeToTenant, topology: .tix,
        wrong: {
            from(
                member,
                tagged($0.vlan("exchange/peering"), packet: tcp("192.0.2.10", "10.11.10.17")))
        },
        right: {
            from(member, tagged($0.vlan("exchange/peering"), packet: tcp("192.0.2.10", "8.8.8.8")))
        },
        name: "from a member to a tenant, and to the rest of the world"),
    RuleCase(
        rule: .foreignAddress, topology: .tix,
        wrong: {
            from(
                member,
                tagged($0.vlan("exchange/peering"), packet: tcp("10.11.10.17", "192.0.2.10")))
        },
        right: {
            from(
                member, tagged($0.vlan("exchange/peering"), packet: tcp("198.18.0.1", "192.0.2.10"))
            )
        },
        name: "a tenant's address on the LAN"),
    RuleCase(
        rule: .foreignVTEP, topology: .sct,
        wrong: { vxlan($0.vni(prato), tcp("10.41.10.17", "10.41.10.18"), from: "10.255.0.99") },
        right: { vxlan($0.vni(prato), tcp("10.41.10.17", "10.41.10.18")) },
        name: "an address of the underlay that is no VTEP"),
    RuleCase(
        rule: .foreignVTEP, topology: .sct, port: "leaf-h5:swp49",
        wrong: { _ in vxlan(77, tcp("10.1.0.1", "10.1.0.2"), from: "203.0.113.1", to: "203.0.113.2")
        },
        right: { vxlan($0.vni(prato), tcp("10.41.10.17", "10.41.10.18")) },
        name: "strangers on a link between devices"),
    RuleCase(
        rule: .doubleTag, topology: .sct,
        wrong: { tagged(0, $0.vlan(asl), packet: tcp("10.21.10.17", "10.21.10.18")) },
        right: { _ in tagged(0, packet: tcp("10.21.10.17", "10.21.10.18")) },
        name: "a VLAN behind a priority tag, and a priority tag alone"),
    RuleCase(
        rule: .doubleTag, topology: .sct,
        wrong: {
            vxlan($0.vni(asl), tcp("10.21.10.17", "10.21.10.18"), tags: [AuditOfFrames.tag(5)])
        },
        right: {
            vxlan($0.vni(asl), tcp("10.21.10.17", "10.21.10.18"), tags: [AuditOfFrames.tag(0)])
        },
        name: "a tag inside VXLAN"),
    RuleCase(
        rule: .unknownMAC, topology: .tix,
        wrong: { tagged($0.vlan("exchange/peering"), packet: tcp("192.0.2.10", "192.0.2.12")) },
        right: {
            from(
                member, tagged($0.vlan("exchange/peering"), packet: tcp("192.0.2.10", "192.0.2.12"))
            )
        },
        name: "an address bound to no port, and a member's"),
    RuleCase(
        rule: .foreignARP, topology: .sct,
        wrong: {
            tagged($0.vlan(prato), packet: Build.arp(sender: "10.21.10.17", target: "10.41.10.1"))
        },
        right: {
            tagged($0.vlan(prato), packet: Build.arp(sender: "0.0.0.0", target: "10.41.10.1"))
        },
        name: "another tenant's address, and a probe"),
    RuleCase(
        rule: .guessedTunnel, topology: .sct,
        wrong: {
            tagged(
                $0.vlan(prato), packet: hidden(tcp("10.41.10.17", "10.21.10.17"), in: 10_000))
        },
        right: {
            tagged(
                $0.vlan(prato), packet: hidden(tcp("10.41.10.17", "10.41.20.17"), in: 10_000))
        },
        name: "a packet for a payload, to another tenant and to one's own"),
]

/// "Port unreachable" from one to the other, about a packet.
private func icmpError(
    _ source: String, _ destination: String, about packet: Build.Packet
) -> Build.Packet {
    Build.ip(source, destination, .icmp(type: 3, code: 3, payload: packet.octets))
}

/// A datagram within one segment whose payload is a packet, on a port that announces nothing.
private func hidden(_ packet: Build.Packet, in port: UInt16) -> Build.Packet {
    Build.ip("10.41.10.17", "10.41.10.18", .udp(port, port, payload: packet.octets))
}

/// The frame with another source MAC address.
private func from(_ mac: [UInt8], _ frame: [UInt8]) -> [UInt8] {
    frame[..<6] + mac + frame[12...]
}

private let member: [UInt8] = [2, 0, 0, 0x0c, 1, 1]

@Suite("the rules of the audit")
struct AuditRulesTests {
    @Test("a rule finds its frame, and not the one most like it", arguments: cases)
    func pair(_ example: RuleCase) throws {
        let plan = try example.plan
        let wrong = try AuditOfFrames.report([example.wrong(plan)], plan, at: example.port)
        #expect(wrong.findings.map(\.rule) == [example.rule])
        let isSure = example.rule.facts.certainty == .breach
        #expect(wrong.verdict == (isSure ? .breach : .inconclusive))
        let right = try AuditOfFrames.report([example.right(plan)], plan, at: example.port)
        #expect(right.findings.map(\.rule) == [])
        #expect(right.verdict == .clean)
    }

    @Test("every rule has a case here or in the corpus of attacks, and an explanation")
    func complete() {
        let examples = cases.map(\.rule) + AttackCase.all.flatMap(\.findings.keys)
        #expect(Set(examples) == Set(AuditRule.allCases))
        let codes =
            AuditRule.allCases.map(\.code) + BlindSpot.Kind.allCases.map(\.code)
            + Admission.rules.map(\.code) + ["audit.unreadable"]
        #expect(auditRules.map(\.code) == codes.sorted())
    }

    @Test("a finding stands at the line it contradicts and names the nearest contract")
    func origin() throws {
        let plan = try AuditOfFrames.sct.get()
        let frame = tagged(plan.vlan(prato), packet: tcp("10.41.10.17", "10.13.10.17", 50_000, 22))
        let report = try AuditOfFrames.report([frame], plan)
        let diagnostic = try #require(report.diagnostics.first)
        let municipal = plan.fabric.classes.first { $0.name.text == "municipal" }
        let contract = plan.fabric.contracts.first { $0.name.text == "anagrafe-prato-api" }
        #expect(diagnostic.span == municipal?.defaultRuleOrigin)
        let note = try #require(diagnostic.notes.last)
        #expect(note.message == "the nearest contract 'anagrafe-prato-api' permits tcp/443")
        #expect(note.span == contract?.allowOrigin)
    }
}

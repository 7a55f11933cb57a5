import Audit
import Capture
import IR
import Net
import TestSupport
import Testing

private typealias Build = FrameBuilder

private let prato = "comune-prato/prod/anagrafe"

/// Packets in packets: each layer is judged in its place.
@Suite("traffic in tunnels")
struct LayerTests {
    private static let crossing = WrappedFlow(
        ipv4: ("10.41.10.17", "10.21.10.17"),
        ipv6: ("2001:db8:41:10::11", "2001:db8:21:10::11"))

    @Test("a flow between two tenants is found in each of the 39 forms")
    func single() throws {
        let plan = try AuditOfFrames.sct.get()
        let forms = Self.crossing.plainForms
        // Of fragments the first has to have been there.
        let fragments = forms.filter { $0.name.hasPrefix("tiny") }.map(\.frame)
        for (name, frame) in forms {
            let frames = fragments.contains(frame) ? fragments : [frame]
            let report = try AuditOfFrames.report(frames, plan)
            #expect(report.findings.contains { $0.rule == .unintendedFlow }, "\(name)")
        }
        for wrapping in Wrapping.all {
            let frame = try #require(Self.crossing.wrapped(by: wrapping)).frame
            let report = try AuditOfFrames.report([frame], plan)
            #expect(!report.findings.isEmpty, "\(wrapping)")
            // Where tags do not speak first, it is the flow itself that is found.
            let rules = Set(report.findings.map(\.rule))
            #expect(
                wrapping.isGuess
                    ? rules == [.guessedTunnel]
                    : !rules.isDisjoint(with: [.unintendedFlow, .unknownTag, .doubleTag]),
                "\(wrapping): \(rules)")
        }
    }

    @Test("a flow between two tenants is found in every pair of forms")
    func nested() throws {
        let plan = try AuditOfFrames.sct.get()
        for outer in Wrapping.all {
            for inner in Wrapping.all {
                guard let content = Self.crossing.wrapped(by: inner, in: outer) else { continue }
                let report = try AuditOfFrames.report([content.frame], plan)
                #expect(!report.findings.isEmpty, "\(inner) in \(outer)")
            }
        }
    }

    private func inSegment(_ packet: FrameBuilder.Packet, _ plan: AuditPlan) -> [UInt8] {
        Build.ethernet(tags: [AuditOfFrames.tag(plan.vlan(prato))], packet)
    }

    private func vxlan(
        _ source: String, _ destination: String, _ vni: UInt32, _ inner: FrameBuilder.Packet
    ) -> FrameBuilder.Packet {
        Build.ip(source, destination, .vxlan(vni: vni, frame: Build.ethernet(inner)))
    }

    @Test("a tenant's own overlay may carry addresses of its own making")
    func ownOverlay() throws {
        let plan = try AuditOfFrames.sct.get()
        let inner = Build.ip("10.244.0.1", "10.244.1.1", .tcp(50_000, 443))
        let report = try AuditOfFrames.report(
            [inSegment(vxlan("10.41.10.17", "10.41.10.18", 5, inner), plan)], plan)
        #expect(report.findings.isEmpty && report.doubts.isEmpty && report.verdict == .clean)
    }

    @Test("a tunnel to another tenant is found by its ends, whatever it carries")
    func outerCrosses() throws {
        let plan = try AuditOfFrames.sct.get()
        let inner = Build.ip("10.244.0.1", "10.244.1.1", .tcp(50_000, 443))
        let whole = inSegment(vxlan("10.41.10.17", "10.21.10.17", 5, inner), plan)
        // A VXLAN header without the flag that makes it one.
        var broken = whole
        broken[14 + 4 + 20 + 8] = 0
        for frame in [whole, broken, Array(whole.prefix(14 + 4 + 20 + 8 + 8 + 5))] {
            let report = try AuditOfFrames.report([frame], plan)
            let isCut = frame.count != whole.count
            #expect(report.findings.map(\.rule) == (isCut ? [] : [.unintendedFlow]))
        }
    }

    @Test("a tenant's packet inside VXLAN of a segment to another tenant is found in both layers")
    func bothLayers() throws {
        let plan = try AuditOfFrames.sct.get()
        let inner = Build.ip("10.41.10.17", "10.21.10.17", .tcp(50_000, 443))
        let middle = vxlan("10.41.10.17", "10.41.10.18", 9, inner)
        let frame = Build.ethernet(
            vxlan("10.255.0.1", "10.255.0.2", plan.vni(prato), middle))
        let report = try AuditOfFrames.report([frame], plan)
        #expect(report.findings.map(\.rule) == [.unintendedFlow])
        #expect(report.coverage.withinVRFs == 1)
    }

    @Test("IPv6 over IPv4 to the fabric's own addresses is found")
    func infrastructure() throws {
        let plan = try AuditOfFrames.sct.get()
        let inner = Build.ip("2001:db8:41:10::11", "2001:db8:ffff:3::11", .tcp(50_000, 22))
        let frame = inSegment(
            Build.ip("10.41.10.17", "10.41.10.18", .raw(41, inner.octets)), plan)
        let report = try AuditOfFrames.report([frame], plan)
        #expect(report.findings.map(\.rule) == [.tenantToInfrastructure])
    }

    @Test("what only looks like VXLAN is a guess, also with a VNI of the fabric")
    func guessedVXLAN() throws {
        let plan = try AuditOfFrames.sct.get()
        let inner = Build.ip("10.41.10.17", "10.21.10.17", .tcp(50_000, 443))
        for vni in [5, plan.vni(prato)] {
            let frame = inSegment(
                Build.ip(
                    "10.41.10.17", "10.41.10.18",
                    .vxlan(vni: vni, frame: Build.ethernet(inner), port: 7789)), plan)
            let report = try AuditOfFrames.report([frame], plan)
            #expect(report.findings.map(\.rule) == [.guessedTunnel], "VNI \(vni)")
            #expect(report.verdict == .inconclusive)
        }
    }

    @Test("a broken transport header hides ports, not addresses")
    func brokenTransport() throws {
        let plan = try AuditOfFrames.sct.get()
        for (target, isBreach) in [("10.21.10.17", true), ("10.41.10.18", false)] {
            var frame = inSegment(Build.ip("10.41.10.17", target, .udp(50_000, 53)), plan)
            // A datagram longer than its packet.
            frame[14 + 4 + 20 + 4] = 1
            let report = try AuditOfFrames.report([frame], plan)
            #expect(report.findings.map(\.rule) == (isBreach ? [.unintendedFlow] : []))
            #expect(report.verdict == (isBreach ? .breach : .inconclusive))
        }
    }
}

import Audit
import Capture
import IR
import Net
import TestSupport
import Testing

/// One packet of a contract, in one place.
private struct ContractPacket {
    var flow: FabricTraffic.Flow
    let contract: String
    let isReply: Bool
}

@Suite("the traffic of contracts")
struct ContractTrafficTests {
    /// For every contract of `sct.yaml`, each of its flows and ports, both families and both
    /// directions, in the L3VNI of the source and of the destination.
    private func packets() throws -> (AuditPlan, [ContractPacket]) {
        let plan = try AuditOfFrames.sct.get()
        let fabric = plan.fabric
        var traffic = FabricTraffic(fabric, seed: 5)
        var result: [ContractPacket] = []
        for contract in fabric.contracts {
            for flow in contract.flows {
                for port in contract.ports {
                    for family in AddressFamily.allCases {
                        for (isReply, atSource) in [
                            (false, true), (false, false), (true, true), (true, false),
                        ] {
                            guard
                                case (var drawn, let vrf, _)? = traffic.flow(
                                    of: flow, on: port, family, isReply: isReply,
                                    atSource: atSource)
                            else { continue }
                            drawn.label = .vni(fabric[vrf].vni.rawValue, 0, 1)
                            result.append(
                                ContractPacket(
                                    flow: drawn, contract: contract.name.text, isReply: isReply))
                        }
                    }
                }
            }
        }
        return (plan, result)
    }

    @Test("what contracts permit raises nothing, in either direction, family and VRF")
    func permitted() throws {
        let (plan, packets) = try packets()
        let traffic = FabricTraffic(plan.fabric, seed: 0)
        let report = try AuditOfFrames.report(packets.map { traffic.frame($0.flow) }, plan)
        #expect(packets.count > 1000)
        #expect(report.findings.map { "\($0.rule) \($0.first)" } == [])
        #expect(report.verdict == .clean)
        #expect(report.coverage.contracts.count == plan.fabric.contracts.count)
        #expect(report.coverage.contracts.allSatisfy { $0.forward > 0 && $0.replies > 0 })
    }

    @Test("with the service moved to another port every packet is a breach")
    func moved() throws {
        try expectBreaches { packet, _ in
            func port(_ value: UInt16) -> UInt16 { value >= 49_152 ? value : value + 20_000 }
            switch packet.flow.transport {
            case .tcp(let from, let to, let flags, _):
                packet.flow.transport = .tcp(port(from), port(to), flags: flags)
            case .udp(let from, let to, _): packet.flow.transport = .udp(port(from), port(to))
            case .icmp: packet.flow.transport = .udp(50_000, 50_001)
            default: return false
            }
            return true
        }
    }

    @Test("with the service on the other side of an opening packet every packet is a breach")
    func turned() throws {
        try expectBreaches { packet, _ in
            guard !packet.isReply, case .tcp(let from, let to, _, _) = packet.flow.transport else {
                return false
            }
            packet.flow.transport = .tcp(to, from, flags: 0x02)
            return true
        }
    }

    @Test("with the tenant that asks exchanged for one without a contract it is a breach")
    func swapped() throws {
        // Municipal tenants have no contract with the record service, nor with each other.
        try expectBreaches { packet, _ in
            guard packet.contract.hasPrefix("fascicolo") || packet.contract.hasPrefix("referti")
            else { return false }
            let isIPv6 = packet.flow.source.family == .ipv6
            let stranger = FrameBuilder.address(isIPv6 ? "2001:db8:43:10::11" : "10.43.10.17")
            if packet.isReply {
                packet.flow.destination = stranger
            } else {
                packet.flow.source = stranger
            }
            return true
        }
    }

    /// Changes every packet that `change` accepts; each alone must then be a breach.
    private func expectBreaches(
        _ change: (inout ContractPacket, AuditPlan) -> Bool
    ) throws {
        let (plan, packets) = try packets()
        let traffic = FabricTraffic(plan.fabric, seed: 0)
        var frames: [[UInt8]] = []
        for var packet in packets where change(&packet, plan) {
            frames.append(traffic.frame(packet.flow))
        }
        #expect(frames.count > 20)
        let report = try AuditOfFrames.report(frames, plan)
        #expect(report.findings.map(\.packets).reduce(0, +) == UInt64(frames.count))
        #expect(report.coverage.contracts == [])
    }
}

import Compiler
import Forwarding
import IR
import Net
import TestSupport
import Testing

@testable import Verifier

@Suite("The proof of a network")
struct ProverTests {
    private func proof(of network: Network, _ fabric: Fabric) -> Proof {
        var prover = Prover(network, against: Policy(fabric))
        prover.prove()
        return prover.proof(intended: Network(fabric))
    }

    @Test("the topologies of the repository are proved", arguments: CompiledTopology.names)
    func repository(name: String) throws {
        let fabric = try CompiledTopology.fabric(named: name)
        let proof = proof(of: Network(fabric), fabric)
        #expect(proof.outcome == .proved)
        #expect(proof.count(of: .violated) == 0 && proof.count(of: .unknown) == 0)
    }

    @Test("topologies on EOS are proved", arguments: EOSTopology.names)
    func onEOS(name: String) throws {
        let fabric = try EOSTopology.fabric(named: name)
        #expect(proof(of: Network(fabric), fabric).outcome == .proved)
    }

    @Test("topologies on SONiC are proved", arguments: SONiCTopology.names)
    func onSONiC(name: String) throws {
        let fabric = try SONiCTopology.fabric(named: name)
        #expect(proof(of: Network(fabric), fabric).outcome == .proved)
    }

    @Test(
        "topologies on SR Linux, and with EOS beside it, are proved",
        arguments: SRLinuxTopology.names + [SRLinuxTopology.mixed])
    func onSRLinux(name: String) throws {
        let fabric = try SRLinuxTopology.fabric(named: name)
        #expect(proof(of: Network(fabric), fabric).outcome == .proved)
    }

    @Test("generated fabrics are proved", arguments: 1...4)
    func generated(seed: Int) throws {
        let generator = TopologyGenerator(
            seed: UInt64(seed), devices: 12, tenants: 8, contracts: 12)
        let fabric = try CompiledTopology.fabric(generator.text, path: "generated.yaml")
        #expect(proof(of: Network(fabric), fabric).outcome == .proved)
    }

    @Test("a route target of another tenant is a leak, and that line alone is to blame")
    func wrongRouteTarget() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        var network = Network(fabric)
        let device = try #require(network.devices.firstIndex { $0.name == "leaf-h1" })
        let vrf = try #require(fabric.vrfs.first { fabric.path(of: $0) == "asl-centro/prod" })
        let other = try #require(fabric.vrfs.first { fabric.path(of: $0) == "comune-prato/prod" })
        let position = try #require(
            network.devices[device].statements.firstIndex { statement in
                if case .importTarget(.vrf, vrf.routeTargets[0]) = statement.fact {
                    true
                } else {
                    false
                }
            })
        guard case .importTarget(let scope, _) = network.devices[device].statements[position].fact
        else { return }
        network.devices[device].statements[position].fact = .importTarget(
            scope, other.routeTargets[0])
        let proof = proof(of: network, fabric)
        #expect(proof.outcome == .violated)
        let finding = try #require(proof.findings.first)
        #expect(proof.findings.count == 1, "one cause, one finding")
        let blamed = finding.repairs.first?.parts.map(\.statement.fact)
        #expect(blamed?.first == .importTarget(scope, other.routeTargets[0]))
        #expect(!finding.counterexample.hops.isEmpty)
    }

    @Test("a port in another tenant's VLAN joins two broadcast domains")
    func joinedDomains() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        var network = Network(fabric)
        let device = try #require(network.devices.firstIndex { $0.name == "leaf-a1" })
        let meant = Fact.untagged("swp1", .of(143))
        let position = try #require(
            network.devices[device].statements.firstIndex { $0.fact == meant })
        network.devices[device].statements[position].fact = .untagged("swp1", .of(113))
        let proof = proof(of: network, fabric)
        let finding = try #require(proof.findings.first)
        #expect(finding.breach.kind.rule.code == "verify.shared-broadcast-domain")
        #expect(finding.counterexample.packet == nil, "a frame does it")
        #expect(
            finding.repairs.flatMap(\.parts).map(\.statement.fact)
                == [.untagged("swp1", .of(113)), meant])
        #expect(proof.findings.count == 1, "one cause, one finding")
    }

    @Test("a line that nobody understands makes UNKNOWN what depends on it, and nothing PROVED")
    func unmodelled() throws {
        let fabric = try CompiledTopology.fabric(named: "smallest")
        var network = Network(fabric)
        network.devices[0].unmodelled = [
            UnmodelledLine(line: nil, text: "meta mark 7 accept", reason: "not understood")
        ]
        let proof = proof(of: network, fabric)
        #expect(proof.outcome == .unknown)
        #expect(proof.count(of: .separate) < proof.verdicts.count)
        #expect(proof.count(of: .unknown) > 0)
    }
}

extension Fabric {
    fileprivate func path(of vrf: VRF) -> String { "\(self[vrf.tenant].name)/\(vrf.name)" }
}

import CertificateChecker
import Forwarding
import IR
import Net
import TestSupport
import Testing
import Verifier

@Suite struct CertificateCheckerTests {
    @Test(arguments: CompiledTopology.names)
    func `certificates of the topologies of the repository hold`(name: String) throws {
        let certified = try CertifiedNetwork.named(name)
        #expect(certified.refusal == nil)
    }

    @Test(arguments: 1...6) func `certificates of generated fabrics hold`(seed: Int) throws {
        let certified = try CertifiedNetwork.generated(seed)
        #expect(certified.refusal == nil, "seed \(seed)")
    }

    @Test func `a certificate is the same octets each time`() throws {
        #expect(
            try CertifiedNetwork.generated(1).lines == CertifiedNetwork.generated(1).lines)
    }

    @Test func `a certificate says what was proved and by which program`() throws {
        let certificate = try Certificate(reading: try CertifiedNetwork.named("smallest").text)
        #expect(certificate.tool == "0.1.0")
        #expect(certificate.files.map(\.path) == ["a topology.yaml"])
        #expect(certificate.files.map(\.digest) == ["00ff"])
    }

    @Test func `with a route target of another tenant the old certificate is refused`() throws {
        let certified = try CertifiedNetwork.named("sct")
        var network = certified.network
        let device = try #require(network.devices.firstIndex { $0.name == "leaf-h1" })
        let imports = network.devices[device].statements.indices.filter {
            if case .importTarget(.vrf, _) = network.devices[device].statements[$0].fact {
                true
            } else {
                false
            }
        }
        let first = try #require(imports.first)
        guard
            case .importTarget(let scope, let own) = network.devices[device].statements[first].fact,
            case .importTarget(_, let other) = network.devices[device].statements[
                try #require(imports.last)
            ].fact
        else { return }
        try #require(own != other)
        network.devices[device].statements[first].fact = .importTarget(scope, other)
        #expect(CertifiedNetwork(network, certified.policy).breaches.isEmpty == false)
        #expect(certified.refusal(for: network)?.condition == .steps)
    }

    @Test func `frames that stations of another zone hear are refused`() throws {
        let certified = try CertifiedNetwork.named("tix")
        var refusals = 0
        for device in certified.network.devices.indices {
            var network = certified.network
            var vlans: Set<VLANID> = []
            for position in network.devices[device].statements.indices {
                guard
                    case .untagged(let port, let vlan) = network.devices[device].statements[
                        position
                    ].fact,
                    port.hasPrefix("swp")
                else { continue }
                vlans.insert(vlan)
                network.devices[device].statements[position].fact = .untagged(
                    port, vlans.min() ?? vlan)
            }
            guard vlans.count > 1 else { continue }
            #expect(certified.refusal(for: network)?.condition == .frames)
            refusals += 1
        }
        #expect(refusals > 0)
    }

    @Test func `a line that nobody understands is refused`() throws {
        let certified = try CertifiedNetwork.named("smallest")
        var network = certified.network
        network.devices[0].unmodelled = [
            UnmodelledLine(line: nil, text: "meta mark 7 accept", reason: "not understood")
        ]
        #expect(certified.refusal(for: network)?.condition == .coverage)
    }

    @Test func `a refusal names the packet, its zone, the device and the node`() throws {
        let certified = try CertifiedNetwork.named("smallest")
        var lines = certified.lines
        let line = try #require(lines.firstIndex { $0.hasPrefix("at 3") })
        lines.remove(at: line)
        let refusal = try #require(certified.refusal(of: lines))
        #expect(
            refusal.description == """
                line 53: protocol 0 0.0.0.0 > 224.0.0.0 of comune/prod at leaf-1, table \
                3000000001000000 (steps)
                """)
    }
}

import ConfigReader
import Forwarding
import TestSupport
import Testing

@Suite("What was generated is what was meant")
struct RoundTripTests {
    private func expectEqual(_ release: GeneratedRelease, _ context: String) {
        let network = release.read()
        for device in network.devices {
            #expect(device.unmodelled == [], "\(context)")
            #expect(!device.statements.isEmpty, "\(context)")
            #expect(device.statements.allSatisfy { $0.line != nil }, "\(context)")
        }
        let differences = network.differences(from: release.intended)
        #expect(differences.isEmpty, "\(context): \(differences.prefix(20))")
    }

    @Test("for each topology of the repository", arguments: CompiledTopology.names)
    func topology(name: String) throws {
        expectEqual(try GeneratedRelease(topology: name), name)
    }

    @Test("for topologies on EOS", arguments: EOSTopology.names)
    func onEOS(name: String) throws {
        expectEqual(GeneratedRelease(try EOSTopology.fabric(named: name)), name)
    }

    @Test("for generated fabrics on EOS", arguments: 1...12 as ClosedRange<UInt64>)
    func generatedOnEOS(seed: UInt64) throws {
        let generator = TopologyGenerator(
            seed: seed, devices: 12, tenants: 5, segmentsPerTenant: 3, contracts: 16,
            hostsPerSegment: 1)
        let text = EOSTopology.onEOS(generator.text)
        var variation = FabricVariation(
            try CompiledTopology.fabric(text, path: "generated.yaml"), seed: seed)
        expectEqual(GeneratedRelease(variation.fabric), "seed \(seed)")
        variation.vary()
        let varied = EOSTopology.expressible(variation.fabric)
        expectEqual(GeneratedRelease(varied), "varied, seed \(seed)")
    }

    @Test("for topologies on SONiC", arguments: SONiCTopology.names)
    func onSONiC(name: String) throws {
        expectEqual(GeneratedRelease(try SONiCTopology.fabric(named: name)), name)
    }

    @Test("for generated fabrics on SONiC", arguments: 1...12 as ClosedRange<UInt64>)
    func generatedOnSONiC(seed: UInt64) throws {
        let generator = TopologyGenerator(
            seed: seed, devices: 12, tenants: 5, segmentsPerTenant: 3, contracts: 16,
            hostsPerSegment: 1)
        let text = SONiCTopology.onSONiC(generator.text)
        var variation = FabricVariation(
            try CompiledTopology.fabric(text, path: "generated.yaml"), seed: seed)
        expectEqual(GeneratedRelease(variation.fabric), "seed \(seed)")
        variation.vary()
        let varied = SONiCTopology.expressible(variation.fabric)
        expectEqual(GeneratedRelease(varied), "varied, seed \(seed)")
    }

    @Test("for topologies on SR Linux", arguments: SRLinuxTopology.names)
    func onSRLinux(name: String) throws {
        expectEqual(GeneratedRelease(try SRLinuxTopology.fabric(named: name)), name)
    }

    @Test("for a topology with Linux, EOS and SR Linux")
    func mixed() throws {
        let fabric = try SRLinuxTopology.fabric(named: SRLinuxTopology.mixed)
        #expect(Set(fabric.devices.map(\.platform)) == ["linux-frr", "eos", "srlinux"])
        expectEqual(GeneratedRelease(fabric), "mixed")
    }

    @Test("for generated fabrics on SR Linux", arguments: 1...12 as ClosedRange<UInt64>)
    func generatedOnSRLinux(seed: UInt64) throws {
        let generator = TopologyGenerator(
            seed: seed, devices: 12, tenants: 5, segmentsPerTenant: 3, contracts: 16,
            hostsPerSegment: 1)
        let text = SRLinuxTopology.onSRLinux(generator.text)
        var variation = FabricVariation(
            try CompiledTopology.fabric(text, path: "generated.yaml"), seed: seed)
        expectEqual(GeneratedRelease(variation.fabric), "seed \(seed)")
        variation.vary()
        let varied = SRLinuxTopology.expressible(variation.fabric)
        expectEqual(GeneratedRelease(varied), "varied, seed \(seed)")
    }

    @Test("for generated fabrics", arguments: 1...24 as ClosedRange<UInt64>)
    func generated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let generator = TopologyGenerator(
            seed: seed, devices: Int.random(in: 10...30, using: &random),
            tenants: Int.random(in: 0...12, using: &random),
            segmentsPerTenant: Int.random(in: 1...4, using: &random),
            contracts: Int.random(in: 0...30, using: &random),
            hostsPerSegment: Int.random(in: 0...2, using: &random))
        let fabric = try CompiledTopology.fabric(generator.text, path: "generated.yaml")
        expectEqual(GeneratedRelease(fabric), "seed \(seed)")
    }

    @Test("for fabrics as no topology makes them", arguments: 1...30 as ClosedRange<UInt64>)
    func varied(seed: UInt64) throws {
        for name in ["smallest", "tix"] {
            var variation = FabricVariation(
                try CompiledTopology.fabric(named: name), seed: seed)
            variation.vary()
            expectEqual(GeneratedRelease(variation.fabric), "\(name), seed \(seed)")
        }
        let generator = TopologyGenerator(seed: seed, devices: 10, tenants: 4, contracts: 12)
        var variation = FabricVariation(
            try CompiledTopology.fabric(generator.text, path: "generated.yaml"), seed: seed)
        variation.vary()
        expectEqual(GeneratedRelease(variation.fabric), "generated, seed \(seed)")
    }
}

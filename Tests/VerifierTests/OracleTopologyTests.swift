import Compiler
import Forwarding
import IR
import Net
import Oracle
import TestSupport
import Testing

@Suite("the oracle and the topologies of the repository")
struct OracleTopologyTests {
    @Test("no zone reaches another without being permitted", arguments: ["smallest", "tix"])
    func isolated(name: String) throws {
        let fabric = try CompiledTopology.fabric(named: name)
        let verdict = OracleVerdict(Network(fabric), Policy(fabric))
        #expect(verdict.layer2 == [:])
        #expect(verdict.layer3 == [:])
    }

    @Test("nor do two tenants of the cloud")
    func cloud() throws {
        let sct = try SCT()
        #expect(sct.verdict.layer2 == [:])
        #expect(sct.verdict.layer3 == [:])
    }

    @Test("a VLAN open on the port of another tenant is enough")
    func openVLAN() throws {
        var sct = try SCT(only: ["leaf-a1", "leaf-a2"])
        #expect(sct.verdict.layer2Pairs == [])
        sct.replace("leaf-a1", .untagged("swp1", .of(143)), by: .untagged("swp1", .of(113)))
        #expect(
            sct.verdict.layer2Pairs == [
                .init(from: sct.firenze, to: sct.giunta), .init(from: sct.giunta, to: sct.firenze),
            ])
    }

    @Test("a route target of another VRF leaks where the ingress filter is gone, too")
    func importedTarget() throws {
        let firenze = "v-comune-fir-61"
        let plants: [Plant] = [
            { $0.add("leaf-a2", .importTarget(.vrf(firenze), .of(2_651_043))) },
            { $0.remove("leaf-a2", .ingressFilter("vlan113")) },
        ]
        try expectLeak(plants)
    }

    @Test("SVIs without a VRF leak where neither ingress nor forward filter are left")
    func withoutVRF() throws {
        let plants: [Plant] = [
            { $0.remove("leaf-a1", .inVRF("vlan113", vrf: "v-comune-fir-61")) },
            { $0.remove("leaf-a1", .inVRF("vlan143", vrf: "v-regione-gi-75")) },
            { $0.remove("leaf-a1", .ingressFilter("vlan113")) },
            { $0.remove("leaf-a1", .forwardFilter) },
        ]
        try expectLeak(plants)
    }

    typealias Plant = (inout SCT) -> Void

    /// All plants together let Firenze reach the regional government; all but any one do not.
    func expectLeak(_ plants: [Plant]) throws {
        let clean = try SCT(only: ["leaf-a1", "leaf-a2"])
        var sct = clean
        for plant in plants { plant(&sct) }
        #expect(sct.verdict.layer3Pairs == [.init(from: sct.firenze, to: sct.giunta)])
        for spared in plants.indices {
            var sct = clean
            for (index, plant) in plants.enumerated() where index != spared { plant(&sct) }
            #expect(sct.verdict.layer3Pairs == [], "without plant \(spared)")
        }
    }

    /// The cloud of the topology `sct`, and what a station of Firenze says to one of the regional
    /// government. VLAN IDs, VNIs and VRFs are those of the ledger.
    struct SCT {
        var network: Network
        let policy: Policy
        let firenze: Int
        let giunta: Int
        let origins: [OracleVerdict.Origin]
        let universe = OracleUniverse(
            sources: [.of("10.42.10.17"), .of("2001:db8:42:10::11")],
            destinations: [.of("10.12.10.17"), .of("2001:db8:12:10::11")],
            protocols: [.tcp, .icmp], ports: [443])

        /// - Parameter only: the devices that are told anything; all by default.
        init(only: [String]? = nil) throws {
            let fabric = try CompiledTopology.fabric(named: "sct")
            network = Network(fabric)
            for index in network.devices.indices
            where only?.contains(network.devices[index].name) == false {
                network.devices[index].statements = []
            }
            let policy = Policy(fabric)
            self.policy = policy
            firenze = try #require(policy.zones.firstIndex { $0.name == "comune-firenze/prod" })
            giunta = try #require(policy.zones.firstIndex { $0.name == "regione-giunta/prod" })
            origins = OracleVerdict.origins(network, policy).filter { origin in
                guard let scope = origin.scope.map({ policy.scopes[$0].name }) else { return false }
                return scope == "comune-firenze/prod/anagrafe"
                    || scope == "regione-giunta/prod/uffici"
            }
        }

        var verdict: OracleVerdict {
            OracleVerdict(network, policy, universe: universe, origins: origins)
        }

        mutating func add(_ device: String, _ fact: Fact) {
            for index in network.devices.indices where network.devices[index].name == device {
                network.devices[index].statements.append(Statement(fact))
            }
        }

        mutating func remove(_ device: String, _ fact: Fact) {
            for index in network.devices.indices where network.devices[index].name == device {
                let all = network.devices[index].statements
                network.devices[index].statements = all.filter { $0.fact != fact }
                precondition(all.count > network.devices[index].statements.count, "\(fact) is said")
            }
        }

        mutating func replace(_ device: String, _ fact: Fact, by other: Fact) {
            remove(device, fact)
            add(device, other)
        }
    }
}

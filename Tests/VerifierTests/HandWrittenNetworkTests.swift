import Forwarding
import IR
import TestSupport
import Testing

@testable import Verifier

/// Networks of a few statements on which prover and oracle must agree, each for one sentence of the
/// model.
@Suite("Prover and oracle on hand-written networks")
struct HandWrittenNetworkTests {
    /// - Parameter permitsAll: from addresses of the first zone to those of the second, everything.
    private func pairs(_ network: FailureNetwork, permitsAll: Bool = false) -> ViolatedPairs {
        var policy = network.policy
        if permitsAll {
            policy.permits = [
                Policy.Permit(
                    contract: ContractID(0), from: 2, to: 3, sources: [.of("10.1.0.0/24")],
                    destinations: [.of("10.2.0.0/24")], ports: [])
            ]
        }
        var prover = Prover(network.network, against: policy)
        prover.prove()
        let found = ViolatedPairs(prover)
        #expect(found == ViolatedPairs(OracleVerdict(network.network, policy)))
        return found
    }

    /// One router with a port of each of two zones.
    private func router(_ more: [Fact]) -> FailureNetwork {
        var network = FailureNetwork()
        network.devices = [
            (
                name: "r",
                facts: routes + port("one", "10.1.0.1/24") + port("two", "10.2.0.1/24") + more
            )
        ]
        network.stations = [("r:one", "10.1.0.0/24", 0), ("r:two", "10.2.0.0/24", 1)]
        return network
    }

    @Test("where the reverse path is checked, a contract is open to its own sources alone")
    func reversePath() {
        let tcp: [Fact] = [
            .ingressFilter("one"),
            .ingressRule(
                "one", FilterRule(action: .permit, family: .ipv4, protocols: [6...6])),
        ]
        #expect(pairs(router(tcp), permitsAll: true).layer3.contains([2, 3]))
        let checked = router(tcp + [.reversePath("one")])
        #expect(!pairs(checked, permitsAll: true).layer3.contains([2, 3]))
    }

    @Test("a stateful filter lets answers pass, and nothing that opens a connection")
    func answers() {
        let rule = FilterRule(
            action: .permit, family: .ipv4, inInterface: "one", outInterface: "two",
            sources: [.of("10.1.0.0/24")], destinations: [.of("10.2.0.0/24")])
        let firewall = router([.forwardFilter, .stateful, .forwardRule(rule)])
        let found = pairs(firewall, permitsAll: true)
        #expect(!found.layer3.contains([2, 3]) && !found.layer3.contains([3, 2]))
    }

    @Test("a lookup that finds nothing goes on in the default VRF, unless the table ends")
    func fallingThrough() {
        let apart = router([.inVRF("one", vrf: "v")])
        #expect(pairs(apart).layer3.contains([2, 3]))
        let ended = router([.inVRF("one", vrf: "v"), .endsLookup(vrf: "v", .ipv4)])
        #expect(!pairs(ended).layer3.contains([2, 3]))
    }

    @Test("a port that is down carries nothing, in either direction")
    func down() {
        #expect(pairs(router([])).layer3.isSuperset(of: [[2, 3], [3, 2]]))
        #expect(pairs(router([.down("two")])).layer3.isDisjoint(with: [[2, 3], [3, 2]]))
    }

    @Test("of routes that hold a destination the longest prefix counts, then the least distance")
    func bestRoute() {
        func network(_ routes: Fact...) -> FailureNetwork {
            var network = router(port("three", "10.3.0.1/24") + routes)
            network.stations.append(("r:three", "10.3.0.0/24", 2))
            // What the second and the third have themselves is none of the matter.
            network.devices[0].facts += [.ingressFilter("one")]
            network.devices[0].facts.append(
                .ingressRule(
                    "one",
                    FilterRule(
                        action: .permit, family: .ipv4, destinations: [.of("10.9.9.0/24")])))
            return network
        }
        let long = route("10.9.9.0/24", via: "10.2.0.9")
        let found = pairs(network(long, route("10.9.0.0/16", via: "10.3.0.9"))).layer3
        #expect(found.contains([2, 3]) && !found.contains([2, 4]))
        let other = pairs(network(long, route("10.9.9.0/24", via: "10.3.0.9", distance: 9))).layer3
        #expect(other.contains([2, 3]) && !other.contains([2, 4]))
    }

    @Test("a tag behind the first one counts where the frame arrives without its own")
    func hiddenTags() {
        var network = FailureNetwork()
        network.devices = [
            (name: "a", facts: routes + access("swp1", 10) + access("up", 10)),
            (
                name: "b",
                facts: routes + access("swp1", 20) + trunk("up", tagged: [20], native: 10)
            ),
        ]
        network.cables = [("a:up", "b:up")]
        network.stations = [("a:swp1", "10.1.0.0/24", 0), ("b:swp1", "10.2.0.0/24", 1)]
        #expect(pairs(network).layer2 == [[2, 3]])
    }

    @Test("one broadcast domain is told before what is routed, whichever zones come first")
    func layersInOrder() {
        var network = FailureNetwork()
        network.devices = [
            (
                name: "r",
                facts: routes + port("first", "10.1.0.1/24") + access("swp1", 10)
                    + access("swp2", 10) + svi(10, "10.2.0.1/24")
            )
        ]
        network.stations = [
            ("r:first", "10.1.0.0/24", 0), ("r:swp1", "10.2.0.0/24", 1),
            ("r:swp2", "10.2.0.0/24", 2),
        ]
        var prover = Prover(network.network, against: network.policy)
        prover.prove()
        let kinds = prover.proof().findings.map(\.breach.kind)
        #expect(kinds.first == .layer2 && kinds.contains(.layer3))
        #expect(kinds == kinds.sorted())
    }

    @Test("a VRF takes in no route of its own device")
    func ownDevice() {
        var network = FailureNetwork()
        network.devices = [
            (
                name: "a",
                facts: routes + [.advertisesVNIs]
                    + l3vni("v", 201, vlan: 110, imports: [201, 202], exports: [201])
                    + l3vni("w", 202, vlan: 120, imports: [202], exports: [202])
                    + port("one", vrf: "v", "10.1.0.1/24") + port("two", vrf: "w", "10.2.0.1/24")
                    + advertises("w", "10.2.0.0/24")
            )
        ]
        network.stations = [("a:one", "10.1.0.0/24", 0), ("a:two", "10.2.0.0/24", 1)]
        #expect(!pairs(network).layer3.contains([2, 3]))
    }

    @Test("an edge port in a VRF lets packets in without an address of its own")
    func portWithoutAddress() {
        var network = FailureNetwork()
        network.devices = [
            (name: "r", facts: routes + port("host", vrf: "v", "10.1.0.1/24") + port("open"))
        ]
        network.stations = [("r:host", "10.1.0.0/24", 0)]
        #expect(!pairs(network).layer3.contains([Policy.unassigned, 2]), "in another VRF")
        network.devices[0].facts.append(.inVRF("open", vrf: "v"))
        #expect(pairs(network).layer3.contains([Policy.unassigned, 2]))
    }

    @Test("routes to stations of an L2VNI carry the targets of the VRF that routes for it")
    func hostRoutes() {
        var network = FailureNetwork()
        let vrf = l3vni("v", 201, vlan: 110, imports: [201], exports: [201])
        network.devices = [
            (
                name: "a",
                facts: routes + [.advertisesVNIs] + vrf + port("host", vrf: "v", "10.1.0.1/24")
            ),
            (
                name: "b",
                facts: routes + vrf + l2vni(101, vlan: 10, imports: [], exports: [])
                    + svi(10, vrf: "v", "10.2.0.1/24") + access("swp1", 10)
            ),
        ]
        network.stations = [("a:host", "10.1.0.0/24", 0), ("b:swp1", "10.2.0.0/24", 1)]
        #expect(pairs(network).layer3.contains([2, 3]))
        network.devices[1].facts.removeAll { $0 == .exportTarget(.vrf("v"), .of(201)) }
        #expect(!pairs(network).layer3.contains([2, 3]))
    }
}

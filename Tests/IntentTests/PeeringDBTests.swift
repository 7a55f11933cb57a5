import Net
import TestSupport
import Testing

@testable import Intent

/// What PeeringDB fills, and what it leaves alone.
@Suite struct PeeringDBTests {
    private func member(_ fields: String, _ network: String) throws -> Topology {
        let text = """
            fabric: f
            exchange:
              name: ix
              members: [{name: a, asn: 64496\(fields)}]
            peeringdb:
              never_via_route_servers: [64510]
              networks: [{asn: 64496\(network)}, {asn: 64497, max_prefix_ipv4: 7}]
            """
        let outcome = readTopology([("a.yaml", Array(text.utf8))])
        #expect(outcome.diagnostics.isEmpty)
        return outcome.topology
    }

    @Test func `what a member leaves open is filled, with the place where it stands`() throws {
        let topology = try member(
            "", ", as_sets: [AS-A], max_prefix_ipv4: 5, policy_page: 'https://a.example/'")
        let member = try #require(topology.exchange?.members.first)
        #expect(member.maxPrefixIPv4?.value == 5)
        #expect(member.maxPrefixIPv4?.span.line == 7)
        #expect(member.maxPrefixIPv6 == nil)
        #expect(member.asSet?.value.text == "AS-A")
        #expect(member.registration?.peeringPolicyPage?.value.text == "https://a.example/")
    }

    @Test func `what a member says stays, and of several AS-SETs none is chosen`() throws {
        let said = try member(
            ", as_set: AS-B, max_prefix_ipv4: 9", ", as_sets: [AS-A], max_prefix_ipv4: 5")
        #expect(said.exchange?.members.first?.maxPrefixIPv4?.value == 9)
        #expect(said.exchange?.members.first?.asSet?.value.text == "AS-B")
        let several = try member("", ", as_sets: [AS-A, AS-C]")
        #expect(several.exchange?.members.first?.asSet == nil)
    }

    @Test func `networks that want no route server are added to the policy`() throws {
        let list = try member("", "").exchange?.policy?.neverViaRouteServers
        #expect(list?.map(\.value.rawValue) == [64510])
        #expect(list?.first?.span.line == 6)
    }
}

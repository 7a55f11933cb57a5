import ConfigReader
import Forwarding
import Net
import TestSupport
import Testing

/// Policies of FRR are interpreted, not recognised by their names.
@Suite("frr.conf")
struct FRRTrapTests {
    private let leaf: DeviceFiles
    private let service: DeviceFiles

    init() throws {
        let release = try GeneratedRelease(topology: "sct")
        leaf = try release.device("leaf-a1")
        service = try release.device("sleaf-2")
    }

    private func changes(
        _ files: DeviceFiles, _ right: String, _ wrong: String
    ) -> (differences: [NetworkDifference], unmodelled: [UnmodelledLine]) {
        let changed = files.replacing(right, with: wrong, in: "frr.conf")
        #expect(changed.text(of: "frr.conf") != files.text(of: "frr.conf"))
        return (changed.differences, changed.read().unmodelled)
    }

    @Test("a route-map without its match permits everything")
    func missingMatch() {
        for line in [
            " match ip address prefix-list own-ipv4\n",
            " match ip address prefix-list loopbacks-ipv4\n",
            " match ip address prefix-list v-asl-centro-55-ipv4\n",
        ] {
            #expect(!changes(leaf, line, "").unmodelled.isEmpty, "\(line)")
        }
        // Without its match the policy of EVPN lets routes of others pass, of one family.
        let (differences, unmodelled) = changes(leaf, " match as-path own\n", "")
        #expect(!unmodelled.isEmpty)
        #expect(differences.isEmpty)
    }

    @Test("who announces what it accepted passes routes on")
    func transit() {
        var changed = leaf
        for family in ["ipv4", "ipv6"] {
            let word = family == "ipv4" ? "ip" : "ipv6"
            changed = changed.replacing(
                " match \(word) address prefix-list own-\(family)",
                with: " match \(word) address prefix-list loopbacks-\(family)", in: "frr.conf")
        }
        #expect(!changed.read().unmodelled.isEmpty, "not in EVPN")
        changed = changed.replacing(" match as-path own\n", with: "", in: "frr.conf")
        #expect(changed.read().unmodelled.isEmpty)
        #expect(changed.differences.map(\.fact) == [.transits])
        #expect(changed.differences.map(\.kind) == [.extra])
    }

    @Test("a prefix that the policy does not permit is not announced")
    func announcement() {
        let (differences, unmodelled) = changes(
            leaf, "network 10.255.0.3/32", "network 10.255.0.4/32")
        #expect(differences.contains { $0.kind == .missing })
        #expect(!differences.contains { $0.fact == .announces(prefix("10.255.0.4/32")) })
        // Nobody's own prefix is permitted now.
        #expect(!unmodelled.isEmpty)
    }

    @Test("of connected prefixes those are advertised that the list permits, in its order")
    func connected() {
        let list = "ip prefix-list v-asl-centro-55-ipv4 seq"
        let own = "\(list) 5 permit 10.21.20.0/24\n"
        let fact = Fact.advertisesConnected(vrf: "v-asl-centro-55", prefix("10.21.20.0/24"))
        #expect(
            changes(leaf, own, "\(list) 5 permit 10.21.21.0/24\n").differences.map(\.fact) == [fact]
        )
        #expect(
            changes(leaf, own, "\(list) 5 deny 10.21.20.0/24\n").differences.map(\.fact) == [fact])
        let denied = "\(list) 10 permit 10.21.20.0/24\n\(list) 5 deny 10.0.0.0/8 le 32\n"
        #expect(changes(leaf, own, denied).differences.map(\.fact) == [fact])
        let permitted = "\(list) 10 deny any\n\(list) 5 permit 10.0.0.0/8 le 24\n"
        #expect(changes(leaf, own, permitted).differences.isEmpty)
        #expect(changes(leaf, own, permitted).unmodelled.isEmpty)
    }

    @Test("without a policy every connected prefix is advertised, links to firewalls as well")
    func withoutPolicy() {
        let (differences, _) = changes(
            service, "redistribute connected route-map v-asl-centro-55-ipv4",
            "redistribute connected")
        #expect(
            differences.map(\.fact) == [
                .advertisesConnected(vrf: "v-asl-centro-55", prefix("10.255.16.54/31"))
            ])
        #expect(differences.map(\.kind) == [.extra])
    }

    /// What stands there, and what nobody can interpret any more once it is replaced.
    static let refused: [(String, String)] = [
        // What FRR would make up.
        ("  rd 10.255.0.3:55\n", ""), ("  route-target import 64900:2560887\n", ""),
        ("  route-target export 64900:2560887\n", ""), ("   rd 10.255.0.3:2\n", ""),
        (" bgp ebgp-requires-policy\n", ""), (" no bgp default ipv4-unicast\n", ""),
        ("frr defaults datacenter\n", ""), ("frr version 8.4", "frr version 10.1"),
        ("  neighbor fabric route-map underlay-ipv4-in in\n", ""),
        ("  neighbor fabric route-map evpn-out out\n", ""),
        // What is not there.
        ("prefix-list loopbacks-ipv4\n", "prefix-list loopbacks\n"),
        ("route-map underlay-ipv4-in in", "route-map underlay-in in"),
        (
            "redistribute connected route-map v-asl-centro-55-ipv4",
            "redistribute connected route-map x"
        ),
        ("match as-path own", "match as-path others"),
        ("router bgp 4200000003 vrf v-asl-centro-55", "router bgp 4200000003 vrf v-asl-55"),
        // Twice, or in another node.
        ("vrf v-comune-fir-61\n", "vrf v-asl-centro-55\n"), ("exit-vrf\n", ""),
        ("  exit-vni\n", ""), (" exit-address-family\n", ""),
        ("ip prefix-list v-comune-fir-61-ipv4 seq 10", "ip prefix-list v-comune-fir-61-ipv4 seq 5"),
        ("route-map underlay-ipv4-out permit 10", "route-map underlay-ipv4-in permit 10"),
        // Another AS, another router.
        ("router bgp 4200000003 vrf", "router bgp 4200000004 vrf"),
        ("^4200000003_4200000003$", "^4200000004_4200000004$"), ("permit ^$", "permit .*"),
        ("remote-as external", "remote-as internal"),
        // More than single addresses.
        ("10.255.0.0/24 ge 32", "10.255.0.0/24 ge 25"), ("10.255.0.0/24 ge 32", "10.255.0.0/24"),
        ("10.255.0.0/24 ge 32", "10.255.0.0/24 ge 33"),
        ("10.255.0.0/24 ge 32", "10.255.0.1/24 ge 32"),
        // Words that are not known, or not whole.
        ("advertise-all-vni", "advertise-all"),
        ("  maximum-paths 64\n", "  import vrf v-comune-fir-61\n"),
        (" neighbor fabric bfd\n", " neighbor swp49 route-map x out\n"),
        (
            "match ip address prefix-list own-ipv4",
            "match ip address prefix-list own-ipv4\n on-match next"
        ),
        ("redistribute connected route-map v-asl-centro-55-ipv4", "redistribute kernel"),
        ("interface swp49", "interface swp1"), ("rd 10.255.0.3:55", "rd 10.255.0.3:65536"),
        ("import 64900:2560887", "import *:2560887"),
        ("import 64900:2560887", "both 64900:2560887"),
    ]

    @Test("what is not known is unmodelled", arguments: refused)
    func refusal(right: String, wrong: String) {
        #expect(!changes(leaf, right, wrong).unmodelled.isEmpty)
    }

    static let floating: [(String, String)] = [
        ("10.255.16.55 tag 250 250", "10.255.16.55 250"),
        ("10.255.16.55 tag 250 250", "10.255.16.55 tag 251 250"),
        ("10.255.16.55 tag 250 250", "10.255.16.55 tag 250"),
        ("10.255.16.55 tag 250 250", "10.255.16.55 tag 250 250 nexthop-vrf default"),
        (" match tag 250\n", ""), (" set weight 0\n", ""),
        (" set local-preference 50", " set local-preference 150"),
        ("redistribute static route-map static", "redistribute static"),
        ("route-map static permit 20", "route-map static deny 20"),
        ("route-map static permit 10", "route-map static permit 30"),
    ]

    @Test("a floating route that would win is unmodelled", arguments: floating)
    func floatingRoute(right: String, wrong: String) {
        #expect(!changes(service, right, wrong).unmodelled.isEmpty)
    }

    @Test("a route of another distance or next hop is another route")
    func staticRoute() {
        let route = "10.255.16.55 tag 250 250"
        for wrong in ["10.255.16.55", "10.255.16.55 5", "10.255.16.57 tag 250 250"] {
            let (differences, unmodelled) = changes(service, route, wrong)
            #expect(unmodelled.isEmpty)
            #expect(Set(differences.map(\.kind)) == [.missing, .extra], "\(wrong)")
        }
    }

    private func prefix(_ text: String) -> IPPrefix {
        guard let prefix = try? IPPrefix(text) else { preconditionFailure("\(text) is a prefix") }
        return prefix
    }
}

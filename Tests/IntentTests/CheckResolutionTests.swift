import Diagnostics
import Net
import TestSupport
import Testing

@testable import Intent

@Suite struct CheckResolutionTests {
    static let text = """
        fabric: f
        classes: [{name: municipal, default: deny}]
        devices: [{name: leaf-1, role: leaf, platform: linux-frr, ports: [swp1]}]
        tenants:
          - name: town
            class: municipal
            vrfs:
              - name: prod
                segments:
                  - {name: web, ipv4: 10.1.20.0/24, ipv6: "2001:db8:20::/64"}
                  - {name: office, ipv4: 10.1.10.0/24}
          - name: region
            class: municipal
            vrfs:
              - {name: prod, segments: [{name: register, ipv4: 10.2.10.0/24}]}
              - {name: test}
        services:
          - {name: register, tenant: region, vrf: prod, prefixes: [10.2.10.16/28], ports: [tcp/443]}
        contracts:
          - {name: whole, from: {tenant: town}, to: {class: municipal}, allow: [any]}
          - {name: part, from: {tenant: town, segments: [web]}, to: {service: register}}
          - {name: narrow, from: {tenant: town, prefixes: [10.1.10.16/28]}, to: {service: register}, allow: [icmp]}
          - {name: ambiguous, from: {tenant: region}, to: {service: register}}
        """

    let index = TopologyIndex(readTopology([("r.yaml", Array(text.utf8))]).topology)

    @Test func `a tenant means all segments of its VRF, prefixes in order`() throws {
        let from = try #require(index.contracts[0]).from
        #expect(from.map(\.segments) == [[0, 1]])
        #expect(from[0].ipv4.map(\.description) == ["10.1.10.0/24", "10.1.20.0/24"])
        #expect(from[0].ipv6.map(\.description) == ["2001:db8:20::/64"])
    }

    @Test func `a class means every VRF of every tenant in it`() throws {
        let to = try #require(index.contracts[0]).to
        #expect(to.map { index.vrfs[$0.vrf].path } == ["town/prod", "region/prod", "region/test"])
        #expect(to[2].prefixes.isEmpty && to[2].segments.isEmpty)
    }

    @Test func `segments and prefixes narrow what a tenant means`() throws {
        let part = try #require(index.contracts[1])
        #expect(part.from.flatMap(\.segments) == [0])
        let narrow = try #require(index.contracts[2])
        #expect(narrow.from.flatMap(\.prefixes).map(\.description) == ["10.1.10.16/28"])
        #expect(narrow.from.flatMap(\.segments) == [1])
    }

    @Test func `a service means its prefixes, and its ports where the contract gives none`() throws
    {
        let part = try #require(index.contracts[1])
        #expect(part.to.flatMap(\.prefixes).map(\.description) == ["10.2.10.16/28"])
        #expect(
            part.to.flatMap(\.segments).map { index.segments[$0].path } == ["region/prod/register"])
        #expect(part.ports.map(\.description) == ["tcp/443"])
        #expect(try #require(index.contracts[2]).ports == [.icmp])
    }

    @Test func `a tenant of several VRFs is no answer without one`() throws {
        #expect(index.contracts[3] == nil)
        let region = try Name("region")
        #expect(throws: ResolutionFailure.vrfNotNamed(tenant: region)) {
            try index.resolve(index.topology.contracts[3].from)
        }
    }

    @Test func `a reference to what could not be read is no error of its own`() {
        let text = Self.text.replacing(
            "- name: region\n    class: municipal\n", with: "- name: region\n")
        let read = readTopology([("r.yaml", Array(text.utf8))])
        #expect(read.topology.unreadNames == ["region"])
        let outcome = check(read.topology)
        #expect(!outcome.diagnostics.contains { $0.code == "intent.unknown-reference" })
        #expect(outcome.checked == nil)
    }

    @Test(arguments: ["10.1.0.0/24", "10.1.0.1/24"])
    func `a host of a prefix that could not be read is no error of its own`(prefix: String) {
        let text = """
            fabric: small
            classes: [{name: municipal, default: deny}]
            devices: [{name: leaf-1, role: leaf, platform: linux-frr, ports: [swp1]}]
            tenants:
              - name: town
                class: municipal
                vrfs: [{name: prod, segments: [{name: web, ipv4: \(prefix)}]}]
                attachments:
                  - {port: "leaf-1:swp1", access: web, hosts: [{ipv4: 10.1.0.17}]}
            """
        let read = readTopology([("r.yaml", Array(text.utf8))])
        #expect(check(read.topology).diagnostics.isEmpty)
        #expect(
            read.diagnostics.map(\.code) == (prefix.hasSuffix(".0/24") ? [] : ["read.bad-value"]))
    }

    @Test(arguments: [
        ("default: deny", "default: alow", "read.bad-value"),
        ("ports: [swp1]", "ports: [swp1, 2]", "read.bad-value"),
        ("ports: [swp1]", "ports: [swp9-1]", "read.bad-value"),
        ("vrfs:", "vrf:", "read.unknown-key"),
        ("segments:", "segmnets:", "read.unknown-key"),
        ("{name: web, ipv4:", "{name: web, ip4:", "read.unknown-key"),
        ("tenants:", "tenant:", "read.unknown-key"),
        ("name: town", "name: Town", "read.bad-value"),
    ])
    func `what follows from a part that could not be read is no error of its own`(
        right: String, wrong: String, code: String
    ) {
        let text = """
            fabric: small
            classes: [{name: municipal, default: deny}]
            devices: [{name: leaf-1, role: leaf, platform: linux-frr, ports: [swp1]}]
            tenants:
              - name: town
                class: municipal
                vrfs: [{name: prod, segments: [{name: web, ipv4: 10.1.0.0/24}]}]
                attachments:
                  - {port: "leaf-1:swp1", access: web, hosts: [{ipv4: 10.1.0.17}]}
            services:
              - {name: dns, tenant: town, prefixes: [10.1.0.16/28], ports: [udp/53]}
            """
        let clean = readTopology([("r.yaml", Array(text.utf8))])
        #expect(clean.diagnostics.isEmpty && check(clean.topology).diagnostics.isEmpty)
        let read = readTopology([("r.yaml", Array(text.replacing(right, with: wrong).utf8))])
        let found = read.isComplete ? check(read.topology).diagnostics : []
        #expect((read.diagnostics + found).map(\.code) == [code])
    }

    /// Two tenants with the prefixes given, each with a contract of its own through one firewall.
    private func meeting(_ first: String, _ second: String, to: (String, String)) -> [String] {
        let text = """
            fabric: small
            classes: [{name: municipal, default: deny}]
            devices:
              - {name: sleaf-1, role: service-leaf, platform: linux-frr, ports: [swp1-9]}
              - {name: fw-1, role: firewall, platform: linux-frr, ports: [eth1]}
            links: [{a: "fw-1:eth1", b: "sleaf-1:swp9"}]
            firewalls: [{name: perimeter, devices: [fw-1]}]
            tenants:
              - {name: a, class: municipal, vrfs: [{name: p, segments: [{name: s, ipv4: \(first)}]}]}
              - {name: b, class: municipal, vrfs: [{name: p, segments: [{name: s, ipv4: \(second)}]}]}
              - {name: c, class: municipal, vrfs: [{name: p, segments: [{name: s, ipv4: 10.8.0.0/24}]}]}
              - {name: d, class: municipal, vrfs: [{name: p, segments: [{name: s, ipv4: 10.9.0.0/24}]}]}
            contracts:
              - {name: one, from: {tenant: a}, to: {tenant: \(to.0)}, allow: [tcp/443]}
              - {name: two, from: {tenant: b}, to: {tenant: \(to.1)}, allow: [tcp/443]}
            """
        let read = readTopology([("r.yaml", Array(text.utf8))])
        #expect(read.diagnostics.isEmpty)
        return check(read.topology).diagnostics.filter { $0.severity == .error }.map(\.message)
    }

    @Test func `tenants with one prefix do not meet at a firewall, even in different contracts`() {
        #expect(meeting("10.1.0.0/24", "10.2.0.0/24", to: ("c", "d")) == [])
        #expect(
            meeting("10.1.0.0/24", "10.1.0.0/28", to: ("c", "d")) == [
                "contract 'two' brings 10.1.0.0/28 of 'b/p' to firewall 'perimeter', which has "
                    + "10.1.0.0/24 of 'a/p'"
            ])
    }
}

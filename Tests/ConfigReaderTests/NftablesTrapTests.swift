import ConfigReader
import Forwarding
import Net
import TestSupport
import Testing

/// A filter is what its first matching rules make of it.
@Suite("nftables.conf")
struct NftablesTrapTests {
    private let leaf: DeviceFiles
    private let firewall: DeviceFiles
    private let edge: DeviceFiles

    init() throws {
        let release = try GeneratedRelease(topology: "sct")
        leaf = try release.device("leaf-a1")
        firewall = try release.device("fw-1")
        edge = try GeneratedRelease(topology: "tix").device("edge-1")
    }

    private func changed(_ files: DeviceFiles, _ right: String, _ wrong: String) -> DeviceFiles {
        let changed = files.replacing(right, with: wrong, in: "nftables.conf")
        #expect(changed.text(of: "nftables.conf") != files.text(of: "nftables.conf"))
        return changed
    }

    @Test("rules in another order are moved")
    func order() throws {
        let rules = leaf.text(of: "nftables.conf").lines("ip saddr 10.42.10.0/24 ip daddr")
        try #require(rules.count > 5)
        let text = leaf.text(of: "nftables.conf")
        var swapped = leaf
        swapped.set(
            "nftables.conf",
            to: text.replacing(rules[1], with: "RULE", maxReplacements: 1)
                .replacing(rules[3], with: rules[1], maxReplacements: 1)
                .replacing("RULE", with: rules[3]))
        #expect(swapped.read().unmodelled.isEmpty)
        let differences = swapped.differences
        #expect(differences.count == 2)
        #expect(
            differences.allSatisfy { $0.kind == .moved && $0.line != nil && !$0.origins.isEmpty })
    }

    @Test("a guard behind the permit that it guards is moved")
    func guardBehind() throws {
        let text = leaf.text(of: "nftables.conf")
        let guardLine =
            "        ip daddr @inside-1 meta nfproto ipv4 counter drop comment \"inside the fabric\"\n"
        let chain = try #require(text.range(of: "chain segment-113 {"))
        let end = try #require(text[chain.upperBound...].range(of: "        counter drop comment"))
        var changed = leaf
        changed.set(
            "nftables.conf",
            to: text[..<chain.upperBound]
                + text[chain.upperBound..<end.lowerBound].replacing(guardLine, with: "") + guardLine
                + text[end.lowerBound...])
        #expect(changed.read().unmodelled.isEmpty)
        #expect(changed.differences.map(\.kind) == [.moved])
    }

    @Test("with policy accept everything passes")
    func policy() {
        for files in [leaf, firewall] {
            let accepts = changed(
                files, "type filter hook forward priority filter; policy drop;",
                "type filter hook forward priority filter; policy accept;")
            #expect(accepts.differences.map(\.fact) == [.forwardFilter])
            #expect(accepts.differences.map(\.kind) == [.missing])
        }
    }

    @Test("a gateway that the map leaves out has no filter")
    func leftOut() {
        let left = changed(leaf, "            \"vlan101\" : goto segment-101,\n", "")
        #expect(left.differences.contains { $0.fact == .ingressFilter("vlan101") })
        let other = changed(leaf, "\"vlan101\" : goto", "\"vlan111\" : goto")
        #expect(
            other.differences.contains { $0.fact == .ingressFilter("vlan111") && $0.kind == .extra }
        )
    }

    @Test("an action or a prefix that is another is another rule")
    func otherRule() {
        for (right, wrong) in [
            ("comment \"contract health-dns\"", "comment \"another\""),
            ("tcp dport 53 counter accept", "tcp dport 53 counter drop"),
            ("tcp dport { 88, 636 }", "tcp dport { 88, 637 }"),
            ("tcp dport { 88, 636 }", "tcp dport 88-636"),
            ("tcp sport 2575 tcp flags & (syn | ack) != syn", "tcp sport 2575"),
            ("            10.11.10.0/24,\n", ""), ("10.11.20.16/28 udp", "10.11.20.0/24 udp"),
        ] {
            let files = changed(leaf, right, wrong)
            #expect(files.read().unmodelled.isEmpty, "\(wrong)")
            #expect(files.differences.isEmpty == wrong.hasPrefix("comment"), "\(wrong)")
        }
    }

    @Test("equal sets in another spelling are equal")
    func spelling() {
        for (right, wrong) in [
            ("tcp dport { 88, 636 }", "tcp dport { 636, 88, }"),
            ("tcp dport 9102-9103", "tcp dport { 9102, 9103 }"),
            (
                "{ 10.42.10.0/24, 10.42.20.0/24, 10.42.30.0/24 }",
                "{ 10.42.30.0/24, 10.42.10.0/24, 10.42.20.0/24 }"
            ),
            (
                "ip saddr 10.21.20.0/24 ip daddr 10.11.20.16/28",
                "ip daddr 10.11.20.16/28 ip saddr 10.21.20.0/24"
            ),
            (" counter accept", " accept"),
        ] {
            let files = changed(leaf, right, wrong)
            #expect(files.read().unmodelled.isEmpty, "\(wrong)")
            #expect(files.differences.isEmpty, "\(wrong)")
        }
    }

    /// What stands there, and what nobody can interpret any more once it is replaced.
    static let refused: [(String, String)] = [
        // The end of a filter.
        ("        counter drop comment \"no contract\"\n", ""),
        ("counter drop comment \"no contract\"", "counter accept"),
        ("counter drop comment \"no contract\"\n", "drop\n        accept\n"),
        // What is not there, or twice.
        ("goto segment-101", "goto segment-1"), ("jump segment-local", "jump segment-remote"),
        ("@inside-1", "@inside-9"), ("ip daddr @inside-1", "ip6 daddr @inside-1"),
        ("chain segment-113 {", "chain segment-101 {"), ("\"vlan113\" :", "\"vlan101\" :"),
        ("delete table inet cristallo\n", ""), ("table inet cristallo {}\n", ""),
        ("iifname \"mgmt\" jump management", "iifname \"mgmt\" accept"),
        // Values outside their range, or that overlap.
        ("tcp dport 443", "tcp dport 65536"), ("tcp dport 443", "tcp dport 443-442"),
        ("tcp dport { 88, 636 }", "tcp dport { 88, 80-90 }"), ("10.11.10.0/24,", "10.11.10.1/24,"),
        ("10.11.10.0/24,", "10.11.10.0/33,"), ("10.11.10.0/24,", "10.0.0.0/8,"),
        // Expressions that are not known here.
        ("tcp dport 443 counter", "tcp dport 443 ct mark 1 counter"),
        ("tcp dport 443 counter", "th dport 443 counter"),
        ("tcp dport 443 counter accept", "tcp dport 443 counter queue num 1"),
        ("tcp dport 443 counter accept", "tcp dport 443 counter accept accept"),
        ("ip saddr 10.21.20.0/24 ip daddr", "ip saddr != 10.21.20.0/24 ip daddr"),
        ("ip saddr 10.21.20.0/24 ip daddr", "ip6 saddr fe80::/10 ip daddr"),
        ("ip saddr 10.21.20.0/24 ip daddr", "ip saddr 10.0.0.0/8 ip saddr 10.21.20.0/24 ip daddr"),
        ("icmp type { echo-reply,", "icmp type { echo-request,"),
        ("ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit", "icmpv6 type { nd-neighbor-solicit"),
        (
            "hook prerouting priority raw; policy accept",
            "hook prerouting priority -350; policy accept"
        ),
        ("hook prerouting priority raw; policy accept", "hook ingress priority raw; policy accept"),
        ("hook input priority filter; policy drop", "hook input priority filter; policy accept"),
        ("#!/usr/sbin/nft -f", "include \"/etc/more\""), ("#!/usr/sbin/nft -f", "flush ruleset"),
        ("#!/usr/sbin/nft -f", "add rule inet cristallo forward accept"),
        // What is heard of what is sent to the device.
        ("iifname { \"swp49\", \"swp50\",", "iifname { \"vlan101\", \"swp50\","),
        ("iifname \"lo\" accept", "iifname \"vlan101\" accept"),
        (
            "ip saddr 10.255.0.0/24 ip daddr 10.255.0.3 udp",
            "ip saddr 0.0.0.0/0 ip daddr 10.255.0.3 udp"
        ),
        ("ip daddr 10.255.0.3 udp dport 4789", "ip daddr 10.255.0.4 udp dport 4789"),
        ("tcp dport 179 accept", "tcp accept"), ("tcp dport 22 accept", "tcp dport 23 accept"),
        ("limit rate 1000/second accept", "accept"),
    ]

    @Test("what is not known is unmodelled", arguments: refused)
    func refusal(right: String, wrong: String) {
        #expect(!changed(leaf, right, wrong).read().unmodelled.isEmpty)
    }

    /// The same for the stateful filter of a firewall.
    static let refusedStateful: [(String, String)] = [
        ("        ct state invalid counter drop\n", ""),
        ("        ct state established,related accept\n", ""),
        ("ct state established,related accept", "ct state established,related,new accept"),
        ("ct state new counter accept", "counter accept"),
        ("ct state new counter accept", "ct state new,untracked counter accept"),
        ("fib saddr . iif oif missing counter drop", "fib saddr oif missing counter drop"),
        ("ip6 saddr { ::, fe80::/10 } accept", "accept"),
    ]

    @Test("what is not known of connections is unmodelled", arguments: refusedStateful)
    func statefulRefusal(right: String, wrong: String) {
        #expect(!changed(firewall, right, wrong).read().unmodelled.isEmpty)
    }

    @Test("a link whose sources are not checked is missed")
    func reversePath() {
        let files = changed(firewall, "iifname { \"eth1.3500\", ", "iifname { ")
        #expect(files.differences.map(\.fact) == [.reversePath("eth1.3500")])
    }

    /// The same for ports.
    static let refusedPorts: [(String, String)] = [
        ("        ether type != { ip, ip6, arp } counter drop comment \"other ethertype\"\n", ""),
        ("ether type != { ip, ip6, arp }", "ether type != { ip, ip6, arp, 8021q }"),
        ("ether type != { ip, ip6, arp } counter drop", "ether type { ip, ip6, arp } accept"),
        ("nd-router-advert, nd-redirect } counter drop", "nd-redirect } counter drop"),
        ("udp dport { 67, 68, 546, 547 }", "udp dport { 67, 68 }"),
        ("icmp type { redirect, ", "icmp type { "),
        ("        meta pkttype broadcast ether type arp accept\n", ""),
        ("broadcast ether type arp accept", "broadcast ether type { arp, ip } accept"),
        ("meta pkttype multicast ip6 hoplimit 255 icmpv6", "meta pkttype multicast icmpv6"),
        ("meta pkttype { broadcast, multicast } counter drop", "meta pkttype broadcast drop"),
        ("meta pkttype { broadcast, multicast } counter drop", "counter"),
        ("comment \"other group\"\n        accept\n", "comment \"other group\"\n"),
        ("ether saddr != 02:00:00:0c:01:01 counter drop", "ether saddr 02:00:00:0c:01:01 accept"),
        ("broadcast limit rate over 1000/second", "broadcast limit rate over 1000000/second"),
        ("multicast limit rate over 1000/second", "multicast limit rate 1000/second"),
        (
            "burst 1000 packets counter drop comment \"storm",
            "burst 9000 packets drop comment \"storm"
        ),
        ("ether daddr != @stations-100 ", "ether daddr != @stations-999 "),
        ("        type ether_addr\n", "        type ether_addr\n        flags interval\n"),
        (
            "            02:00:00:0c:01:01,\n",
            "            02:00:00:0c:01:01,\n            02:00:00:0c:01:01,\n"
        ),
        ("            02:00:00:0c:01:01,\n", "            02:00:00:0c:01,\n"),
        ("hook input priority filter; policy accept", "hook output priority filter; policy accept"),
        ("hook input priority filter; policy accept", "hook input priority -300; policy accept"),
        ("counter drop comment \"nothing for the device\"", "counter comment \"nothing\""),
        ("counter drop comment \"nothing for the device\"", "ether type ip drop"),
    ]

    /// What stands there, what takes its place, and what is then missing.
    @Test(
        "a guard that is taken away is missed",
        arguments: [
            ("\"swp1\", \"swp2\", ", "\"swp2\", ", "the device hears nothing"),
            ("            02:00:00:0c:04:01,\n", "", "storms"),
            ("ether daddr != @stations-100 ", "ether daddr != @stations-101 ", "storms"),
            ("        counter drop comment \"quarantine\"\n", permitted, "nothing may enter"),
        ])
    func missingGuard(right: String, wrong: String, missed: String) {
        let files = changed(edge, right, wrong)
        #expect(files.read().unmodelled.isEmpty)
        #expect(
            files.differences.contains {
                $0.kind == .missing && $0.fact.description.contains(missed)
            }, "\(files.differences)")
    }

    private static let permitted = """
                meta pkttype broadcast ether type arp accept
                meta pkttype multicast ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                meta pkttype { broadcast, multicast } counter drop comment "other group"
                accept

        """

    @Test("a port without limits for storms has none")
    func storms() throws {
        let text = edge.text(of: "nftables.conf")
        var files = edge
        files.set(
            "nftables.conf",
            to: text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.contains("limit rate over") }.joined(separator: "\n"))
        #expect(files.read().unmodelled.isEmpty)
        #expect(!files.differences.isEmpty)
        #expect(
            files.differences.allSatisfy {
                if case .stormLimits = $0.fact { $0.kind == .missing } else { false }
            })
    }

    @Test("what is not known of ports is unmodelled", arguments: refusedPorts)
    func portRefusal(right: String, wrong: String) {
        #expect(!changed(edge, right, wrong).read().unmodelled.isEmpty)
    }

    @Test("a port without its stations lets every one speak")
    func stations() throws {
        let line =
            "        ether saddr != 02:00:00:0c:01:01 counter drop comment \"unknown station\"\n"
        let files = changed(edge, line, "")
        #expect(files.read().unmodelled.isEmpty)
        #expect(
            files.differences.map(\.fact) == [
                .allowedMACs("swp1", [try MACAddress("02:00:00:0c:01:01")])
            ])
    }
}

extension AuditRuleFacts {
    /// Overlay and routing.
    static let overlayRules: [AuditRuleFacts] = [
        AuditRuleFacts(
            .tenantVXLAN, needs: [.edge, .placed],
            meaning:
                "A station sends VXLAN with a VNI of the fabric. Where it is opened, its content is in "
                + "the segment of that VNI; a tenant's own overlay has numbers of its own.",
            bad: "VLAN 129: 10.41.10.17 > 10.41.10.18, VXLAN with the VNI of asl-centro",
            good: "VLAN 129: 10.41.10.17 > 10.41.10.18, VXLAN with VNI 5"),
        AuditRuleFacts(
            .labelFromEdge, needs: [.edge, .placed],
            meaning:
                "A frame with MPLS labels is where stations are: a router that accepts it there sends "
                + "its content wherever the label says.",
            bad: "access port: EtherType 8847, label 100", good: "access port: EtherType 0800"),
        AuditRuleFacts(
            .routingProtocol, needs: [.edge, .placed],
            meaning:
                "A routing protocol (OSPF, IS-IS, RIP, PIM, EIGRP, LDP) is spoken where stations are: "
                + "somebody offers routes. VRRP, HSRP and GLBP in a tenant's segment are suspect.",
            bad: "peering LAN: 192.0.2.10 > 224.0.0.5, OSPF",
            good: "peering LAN: 192.0.2.10 > 192.0.2.1, BGP"),
    ]

    /// Evasion.
    static let evasionRules: [AuditRuleFacts] = [
        AuditRuleFacts(
            .tinyFragment,
            meaning:
                "A first fragment ends before its headers do, or one begins inside those of TCP: "
                + "filters find no ports (RFC 1858, RFC 3128, RFC 7112). No host sends it.",
            bad: "10.41.10.17 > 10.21.10.17, tcp, fragment of 8 octets, more follow",
            good: "10.41.10.17 > 10.41.10.18, tcp, fragment of 1480 octets, more follow"),
        AuditRuleFacts(
            .fragmentOverlap,
            meaning:
                "Fragments of one packet overlap, and not as copies of each other. No host sends it; in "
                + "IPv6 it is forbidden (RFC 5722, RFC 8200).",
            bad: "octets 0 to 63 and 32 to 95 of one packet",
            good: "octets 0 to 63 twice, the same"),
        AuditRuleFacts(
            .fragmentAmbiguity,
            meaning:
                "Fragments overlap so that one way of putting them together gives a packet that is "
                + "permitted and another one that is not: which it was, the receiver decides.",
            bad: "octets 0 to 15 twice: to port 443 in one, to port 22 in the other",
            good: "octets 0 to 15 once"),
        AuditRuleFacts(
            .atomicFragment, certainty: .suspect,
            meaning:
                "An IPv6 packet has a fragment header and is whole. Some translators still make it "
                + "(RFC 8021); others use it to pass filters.",
            bad: "2001:db8:41:10::11 > 2001:db8:41:10::12, fragment 0, none follow",
            good: "the same packet without a fragment header"),
        AuditRuleFacts(
            .extensionChain, certainty: .suspect,
            meaning:
                "IPv6 extension headers are repeated or in an unusual order. More of them than any "
                + "host needs are a breach: filters give up before they find the ports.",
            bad: "nine destination options, tcp", good: "hop-by-hop options, tcp"),
        AuditRuleFacts(
            .sourceRoute,
            meaning:
                "A packet gives its own way: IPv4 options 131 or 137, or an IPv6 routing header of type "
                + "0, which is deprecated (RFC 5095). It goes round filters.",
            bad: "10.41.10.17 > 10.41.10.1, loose source route over 10.21.10.17",
            good: "10.41.10.17 > 10.41.10.18, no options"),
        AuditRuleFacts(
            .protocolZero, basis: .statistics, certainty: .suspect,
            meaning:
                "An IPv4 packet has protocol 0. Nothing speaks it; flow tables of switches have been "
                + "led astray by it (CVE-2023-1668).",
            bad: "10.41.10.17 > 10.41.10.18, protocol 0",
            good: "10.41.10.17 > 10.41.10.18, protocol 6"),
    ]
}

extension AuditRuleFacts {
    /// Tags and encapsulation.
    static let tagRules: [AuditRuleFacts] = [
        AuditRuleFacts(
            .doubleTag,
            meaning:
                "A frame has a second VLAN tag, or a tag inside VXLAN. No port of the fabric asks for "
                + "one; where the first is stripped, the frame is in the VLAN of the second.",
            bad: "vlan 10, vlan 20, 10.41.10.17 > 10.21.10.17",
            good: "vlan 0 (priority 5), 10.41.10.17 > 10.41.10.18"),
        AuditRuleFacts(
            .tagType,
            meaning:
                "A tag is announced by another EtherType than 8100. The fabric has none of these; a "
                + "switch that does not know it forwards the frame as untagged.",
            bad: "88a8 vlan 129, 10.41.10.17 > 10.41.10.18",
            good: "8100 vlan 129, 10.41.10.17 > 10.41.10.18"),
        AuditRuleFacts(
            .untaggedOnTrunk, certainty: .suspect, needs: .trunk,
            meaning:
                "A packet without a tag passes a port where every segment has one. A network card that "
                + "takes tags off makes all frames look so: it is a breach where the same "
                + "interface shows tagged frames, too.",
            bad: "leaf-h1:swp2, which carries tagged segments alone: no tag, 10.21.10.17 > …",
            good: "leaf-h1:swp2: vlan 110, 10.21.10.17 > …; no tag: LLDP"),
        AuditRuleFacts(
            .hiddenInLLC,
            meaning:
                "An IP packet or ARP message is behind an LLC and a SNAP header, or the length in an "
                + "802.3 frame is longer than the frame. Hosts accept both; filters at ports look "
                + "for an EtherType and find none (CVE-2021-27861, CVE-2021-27862).",
            bad: "length 68, aa-aa-03 00-00-00 0800, 10.41.10.17 > 10.21.10.17",
            good: "EtherType 0800, 10.41.10.17 > 10.41.10.18"),
    ]

    /// Protocols of switches where stations are.
    static let controlRules: [AuditRuleFacts] = [
        AuditRuleFacts(
            .switchProtocol, needs: [.edge, .placed],
            meaning:
                "A station speaks a protocol by which switches of one vendor make trunks and bundles: "
                + "DTP, VTP, PAgP or UDLD. A port that answers becomes a trunk.",
            bad: "access port: DTP from 02:00:0a:15:0a:11",
            good: "access port: ARP from 02:00:0a:15:0a:11"),
        AuditRuleFacts(
            .spanningTree, needs: [.edge, .placed],
            meaning:
                "A bridge protocol data unit is where stations are: somebody bridges, or wants to be "
                + "the root of the tree.",
            bad: "access port: 01:80:c2:00:00:00, configuration BPDU",
            good: "a link between switches of others: the same"),
        AuditRuleFacts(
            .pvstMismatch, needs: [.edge, .placed],
            meaning:
                "A BPDU of a per-VLAN spanning tree names another VLAN than the one that it is seen "
                + "in: on its way a tag was stripped, translated, or two VLANs are joined.",
            bad: "vlan 129: PVST of VLAN 110", good: "no PVST where stations are"),
        AuditRuleFacts(
            .discoveryLeak, certainty: .suspect, needs: [.edge, .placed],
            meaning:
                "LLDP, CDP or MNDP where stations are tells them names, versions and addresses of "
                + "devices; so do mDNS, LLMNR, NetBIOS and SSDP at the exchange. It leaks, "
                + "and nothing more.",
            bad: "peering LAN: LLDP from a member's switch",
            good: "a link between devices: LLDP"),
        AuditRuleFacts(
            .linkAggregation, needs: [.edge, .placed],
            meaning:
                "LACP or another slow protocol is where no LAG ends. At an exchange such frames have "
                + "brought down ports of others.",
            bad: "a member's single port: LACP", good: "a LAG: LACP"),
        AuditRuleFacts(
            .pauseFrame, needs: [.edge, .placed],
            meaning:
                "A PAUSE frame asks to send nothing for a while: from a station it can stop a port, and "
                + "with it those who share it. In a tenant's segment it is suspect, as storage "
                + "may want it.",
            bad: "a member's port: 01:80:c2:00:00:01, PAUSE", good: "no flow control at the edge"),
        AuditRuleFacts(
            .forbiddenEtherType, needs: .exchange,
            meaning:
                "A frame at the exchange is neither IPv4 nor ARP nor IPv6. Exchanges permit these three.",
            bad: "peering LAN: EtherType 9000, loop test",
            good: "peering LAN: EtherTypes 0800, 0806, 86dd"),
        AuditRuleFacts(
            .forbiddenMulticast, needs: .exchange,
            meaning: "A packet at the exchange goes to a group or to everybody, and is neither "
                + "neighbour discovery nor a listener report, which discovery needs. All members "
                + "have to look at it.",
            bad: "peering LAN: 192.0.2.10 > 239.1.2.3, udp",
            good: "peering LAN: who-has 192.0.2.12, and its IPv6 twin"),
        AuditRuleFacts(
            .probeCrosses, needs: .placed,
            meaning:
                "The same loop test or connectivity check is seen in networks of two owners: it has "
                + "come from one to the other, and everything else can.",
            bad: "CFM of 02:00:0a:15:0a:11 in a VLAN of asl-centro and in one of comune-prato",
            good: "CFM of 02:00:0a:15:0a:11 in VLANs of asl-centro"),
    ]
}

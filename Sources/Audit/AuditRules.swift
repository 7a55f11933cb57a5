import Diagnostics

/// What each code of the audit means, in the order of the codes. The examples are packets: what
/// was seen, and what might have been seen in its place.
public let auditRules: [Diagnostics.Rule] = [
    Rule(
        code: AuditRule.foreignARP.code,
        meaning: "An ARP message in a segment gives an address outside the segment's prefix as its "
            + "sender's: somebody answers for an address that cannot be there.",
        bad: "VLAN 129 (10.41.10.0/24): who-has 10.41.10.1 tell 10.21.10.17",
        good: "VLAN 129 (10.41.10.0/24): who-has 10.41.10.1 tell 10.41.10.17"),
    Rule(
        code: AuditRule.doubleTag.code,
        meaning: "A frame has a second VLAN tag, or a tag inside VXLAN. No port of the fabric asks "
            + "for one; where the first is stripped, the frame is in the VLAN of the second.",
        bad: "vlan 10, vlan 20, 10.41.10.17 > 10.21.10.17",
        good: "vlan 0 (priority 5), 10.41.10.17 > 10.41.10.18"),
    Rule(
        code: AuditRule.exchangeToTenant.code,
        meaning: "A packet passes between the exchange and the network of a tenant or of the "
            + "fabric itself. Nothing permits that: members meet on the LAN alone.",
        bad: "peering LAN: 192.0.2.10 > 10.21.10.17",
        good: "peering LAN: 192.0.2.10 > 192.0.2.12"),
    Rule(
        code: AuditRule.foreignAddress.code,
        meaning: "A packet of one network is in the VLAN or VNI of another that has no part in "
            + "it: tag and addresses name different tenants.",
        bad: "VLAN of asl-centro: 10.41.10.17 > 10.41.20.17, both of comune-prato",
        good: "VLAN of comune-prato: 10.41.10.17 > 10.41.20.17"),
    Rule(
        code: AuditRule.foreignVTEP.code,
        meaning: "A VXLAN packet comes from or goes to an address that is no VTEP of the fabric: "
            + "frames are put into or taken out of segments behind its back.",
        bad: "10.41.10.17 > 10.255.0.3, VXLAN with a VNI of the fabric",
        good: "10.255.0.1 > 10.255.0.3, both loopbacks of leaves"),
    Rule(
        code: AuditRule.guessedTunnel.code,
        meaning: "What looks like a packet inside another one, without a header that announces it, "
            + "passes between networks that no contract joins. All its fields agree, but it may still "
            + "be chance.",
        bad: "UDP port 5555 with an IPv4 packet for payload: 10.41.10.17 > 10.21.10.17",
        good: "UDP port 5555 with payload of another kind"),
    Rule(
        code: AuditRule.tenantToInfrastructure.code,
        meaning: "A packet passes between a tenant and the underlay, the transits or the "
            + "management network, which no tenant may reach.",
        bad: "10.41.10.17 > 192.0.2.11, port 22",
        good: "10.41.10.17 > 10.41.10.1, its gateway"),
    Rule(
        code: AuditRule.unintendedFlow.code,
        meaning: "A packet passes between networks without a contract that permits it, in "
            + "either direction. What no contract permits is forbidden.",
        bad: "10.41.10.17 > 10.21.10.17, port 1433, and no contract between the two tenants",
        good: "10.41.10.17 > 10.13.10.17, port 443, as contract anagrafe-prato-api permits"),
    Rule(
        code: AuditRule.unknownMAC.code,
        meaning: "A frame on a LAN of the exchange, where every port has its MAC addresses, comes "
            + "from an address that none of them has.",
        bad: "peering LAN: from 02:00:00:00:be:ef",
        good: "peering LAN: from the MAC address of a member"),
    Rule(
        code: AuditRule.unknownSource.code,
        meaning: "A packet in a segment comes from an address that belongs to nobody, and no "
            + "contract lets anything outside answer: it is made up or has leaked in.",
        bad: "VLAN 129 (10.41.10.0/24): 172.17.0.2 > 10.41.10.18",
        good: "VLAN 129 (10.41.10.0/24): 10.41.10.17 > 10.41.10.18"),
    Rule(
        code: AuditRule.unknownTag.code,
        meaning: "A frame has a VLAN or a VNI that no segment has, or that the port where it was "
            + "captured does not carry.",
        bad: "vlan 777, 10.41.10.17 > 10.41.10.18",
        good: "vlan 129, 10.41.10.17 > 10.41.10.18"),
]

extension AuditRuleFacts {
    /// Addresses, places and contracts.
    static let flowRules: [AuditRuleFacts] = [
        AuditRuleFacts(
            .unintendedFlow,
            meaning:
                "A packet passes between networks without a contract that permits it, in either "
                + "direction. What no contract permits is forbidden.",
            bad: "10.41.10.17 > 10.21.10.17, port 1433, and no contract between the two tenants",
            good: "10.41.10.17 > 10.13.10.17, port 443, as contract anagrafe-prato-api permits"),
        AuditRuleFacts(
            .foreignAddress, needs: .placed,
            meaning:
                "A packet of one network is in the VLAN or VNI of another that has no part in it: tag "
                + "and addresses name different tenants.",
            bad: "VLAN of asl-centro: 10.41.10.17 > 10.41.20.17, both of comune-prato",
            good: "VLAN of comune-prato: 10.41.10.17 > 10.41.20.17"),
        AuditRuleFacts(
            .unknownSource, needs: .placed,
            meaning:
                "A packet in a segment comes from an address that belongs to nobody, and no contract "
                + "lets anything outside answer: it is made up or has leaked in.",
            bad: "VLAN 129 (10.41.10.0/24): 172.17.0.2 > 10.41.10.18",
            good: "VLAN 129 (10.41.10.0/24): 10.41.10.17 > 10.41.10.18"),
        AuditRuleFacts(
            .unknownTag,
            meaning:
                "A frame has a VLAN or a VNI that no segment has, or that the port where it was "
                + "captured does not carry: at a port without tags, any.",
            bad: "vlan 777, 10.41.10.17 > 10.41.10.18",
            good: "vlan 129, 10.41.10.17 > 10.41.10.18"),
        AuditRuleFacts(
            .guessedTunnel, certainty: .suspect,
            meaning: "What looks like a packet inside another one, without a header that announces "
                + "it, passes between networks that no contract joins. All its fields agree, but "
                + "it may still be chance.",
            bad: "UDP port 5555 with an IPv4 packet for payload: 10.41.10.17 > 10.21.10.17",
            good: "UDP port 5555 with payload of another kind"),
        AuditRuleFacts(
            .tenantToInfrastructure,
            meaning:
                "A packet passes between a tenant and the underlay, the transits or the management "
                + "network, which no tenant may reach.",
            bad: "10.41.10.17 > 192.0.2.11, port 22",
            good: "10.41.10.17 > 10.41.10.1, its gateway"),
        AuditRuleFacts(
            .exchangeToTenant,
            meaning:
                "A packet passes between the exchange and the network of a tenant or of the fabric "
                + "itself. Nothing permits that: members meet on the LAN alone.",
            bad: "peering LAN: 192.0.2.10 > 10.21.10.17",
            good: "peering LAN: 192.0.2.10 > 192.0.2.12"),
        AuditRuleFacts(
            .foreignVTEP, basis: .binding,
            meaning:
                "A VXLAN packet comes from or goes to an address that is no VTEP of the fabric: frames "
                + "are put into or taken out of segments behind its back.",
            bad: "10.41.10.17 > 10.255.0.3, VXLAN with a VNI of the fabric",
            good: "10.255.0.1 > 10.255.0.3, both loopbacks of leaves"),
        AuditRuleFacts(
            .unknownMAC, basis: .binding, needs: .exchange,
            meaning:
                "A frame on a LAN of the exchange, where every port has its MAC addresses, comes from "
                + "an address that none of them has.",
            bad: "peering LAN: from 02:00:00:00:be:ef",
            good: "peering LAN: from the MAC address of a member"),
        AuditRuleFacts(
            .foreignARP, needs: .placed,
            meaning:
                "An ARP message in a segment gives an address outside the segment's prefix as its "
                + "sender's: somebody answers for an address that cannot be there.",
            bad: "VLAN 129 (10.41.10.0/24): who-has 10.41.10.1 tell 10.21.10.17",
            good: "VLAN 129 (10.41.10.0/24): who-has 10.41.10.1 tell 10.41.10.17"),
        AuditRuleFacts(
            .unintendedIPv6, needs: .placed,
            meaning:
                "A segment without an IPv6 prefix carries IPv6 beyond the link: filters that know IPv4 "
                + "alone do not see it. Neighbour discovery and groups are let be.",
            bad: "a segment with ipv4 alone: 2001:db8:9::5 > 2001:db8:a::1, port 443",
            good: "the same segment: fe80::5 > ff02::1, neighbour discovery"),
        AuditRuleFacts(
            .gatewaySession, needs: .placed,
            meaning:
                "A station opens or answers a BGP session with the gateway of a segment. The fabric "
                + "takes routes from nobody there.",
            bad: "10.41.10.17 > 10.41.10.1, tcp port 179",
            good: "10.41.10.17 > 10.41.10.18, tcp port 179, two stations of the tenant"),
    ]
}

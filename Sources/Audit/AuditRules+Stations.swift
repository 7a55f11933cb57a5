extension AuditRuleFacts {
    /// Stations, and who answers for what.
    static let stationRules: [AuditRuleFacts] = [
        AuditRuleFacts(
            .stationElsewhere, basis: .binding, needs: .placed,
            meaning:
                "A MAC address that the topology binds to a port sends in a network that this port "
                + "does not have.",
            bad: "VLAN of asl-centro: ARP from 02:00:0a:29:0a:11, a host of comune-prato",
            good: "VLAN of comune-prato: ARP from 02:00:0a:29:0a:11"),
        AuditRuleFacts(
            .sharedMAC, basis: .statistics, certainty: .suspect, needs: .placed,
            meaning:
                "A MAC address that is bound to no port speaks ARP or neighbour discovery in networks "
                + "of two owners: one station is in both, or they are joined. Gateways are exempt.",
            bad: "ARP from 02:00:00:00:00:07 in VLANs of asl-centro and comune-prato",
            good: "ARP from 02:00:00:00:00:07 in two VLANs of asl-centro"),
        AuditRuleFacts(
            .strayUnicast, basis: .binding, certainty: .suspect, needs: .edge,
            meaning:
                "A frame for a station of another port comes out of this one. Switches do that for a "
                + "moment after a change; where it lasts longer than switches remember an address, "
                + "300 s, it is a breach.",
            bad: "port of cartella-1: frames for the MAC address of cartella-2, for ten minutes",
            good: "port of cartella-1: frames for cartella-1, and broadcasts"),
        AuditRuleFacts(
            .gatewayHairpin, basis: .binding, certainty: .suspect, needs: .access,
            meaning:
                "A packet between two addresses of one segment goes to the gateway's MAC address: "
                + "stations that are kept apart at layer 2 meet at layer 3. It is a breach where "
                + "the gateway sends such packets back.",
            bad: "to 02:00:5e:00:00:01: 10.21.10.17 > 10.21.10.18",
            good: "to the MAC address of the neighbour: 10.21.10.17 > 10.21.10.18"),
        AuditRuleFacts(
            .spoofedSource, basis: .binding, needs: .edge,
            meaning:
                "A station sends from an address of its segment that is not its own. An address that "
                + "nobody has may be missing in the topology and is suspect (BCP 38).",
            bad: "from the MAC address of cartella-1: 10.21.10.18 > …",
            good: "from the MAC address of cartella-1: 10.21.10.17 > …"),
    ]

    static let neighbourRules: [AuditRuleFacts] = [
        AuditRuleFacts(
            .addressClaimed, basis: .binding, needs: .placed,
            meaning:
                "ARP or neighbour discovery gives the address of a gateway or of a station to another "
                + "MAC address than is bound to it: what is sent to it goes elsewhere.",
            bad: "10.21.10.1 is at 02:00:0a:15:0a:12, a host",
            good: "10.21.10.1 is at 02:00:5e:00:00:01, the gateway"),
        AuditRuleFacts(
            .arpMismatch, certainty: .suspect, needs: .placed,
            meaning:
                "The sender's hardware address in an ARP message is not the one that the frame comes "
                + "from: one station speaks for another.",
            bad: "from 02:00:00:00:00:07: 10.21.10.99 is at 02:00:00:00:00:08",
            good: "from 02:00:00:00:00:07: 10.21.10.99 is at 02:00:00:00:00:07"),
        AuditRuleFacts(
            .proxyARP, basis: .binding, needs: .exchange,
            meaning:
                "A member answers ARP on the LAN for an address that is not its own: with proxy ARP "
                + "left on, it takes the traffic of every address that nobody answers for.",
            bad: "peering LAN: 192.0.2.99 is at the MAC address of the member with 192.0.2.10",
            good: "peering LAN: 192.0.2.10 is at its MAC address"),
        AuditRuleFacts(
            .arpBeyondLAN, needs: .exchange,
            meaning: "ARP at the exchange asks for an address outside the LAN: a router takes the "
                + "LAN for larger than it is, or has a route that points at no member.",
            bad: "peering LAN (192.0.2.0/25): who-has 192.0.2.200",
            good: "peering LAN (192.0.2.0/25): who-has 192.0.2.12"),
        AuditRuleFacts(
            .rogueDHCP, basis: .binding, needs: [.edge, .placed],
            meaning:
                "A DHCP server answers that is none of the VRF's services on udp/67 or udp/547; where "
                + "it has none, the answer is suspect. Gateways relay. At the exchange "
                + "nobody asks for an address, nor gives one.",
            bad: "10.21.10.66, port 67 > 255.255.255.255, port 68: offer",
            good: "10.21.10.1, the gateway, port 67 > 10.21.10.17, port 68: offer"),
        AuditRuleFacts(
            .rogueRouter, basis: .binding, needs: [.edge, .placed],
            meaning:
                "A router advertisement comes from a MAC address that is no gateway's: stations take "
                + "it for their router. At the exchange every one is wrong.",
            bad: "fe80::7 > ff02::1, router advertisement from 02:00:00:00:00:07",
            good: "fe80::1 > ff02::1, router advertisement from the gateway"),
        AuditRuleFacts(
            .hiddenDiscovery,
            meaning:
                "Neighbour discovery is in fragments or behind extension headers, where guards at ports "
                + "do not look. No host needs it, and hosts must not accept it (RFC 6980).",
            bad: "fe80::7 > ff02::1, destination options, router advertisement",
            good: "fe80::7 > ff02::1, router solicitation"),
        AuditRuleFacts(
            .redirect, needs: [.edge, .placed],
            meaning:
                "An ICMP redirect or a message of ICMP router discovery changes the way of others' "
                + "packets. At the exchange it is a breach, elsewhere suspect.",
            bad: "192.0.2.10 > 192.0.2.12, ICMP redirect",
            good: "192.0.2.10 > 192.0.2.12, ICMP time exceeded"),
    ]
}

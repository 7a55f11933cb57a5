import Capture
import IR
import Net

// Who gives out addresses, routers and routes: DHCP, router advertisements, redirects, routing
// protocols, and names spoken to everybody.

extension AuditPlan {
    func inspectServices(
        _ sighting: Sighting, _ octets: RawSpan, into found: inout [FindingKey]
    ) {
        let frame = sighting.frame
        guard frame.kind == .ip, frame.outcome != .malformed else { return }
        let source = sighting.link.source
        switch frame.key.protocolNumber {
        case .icmp, .icmpv6:
            guard frame.flags.contains(.linkService) else { return }
            inspectMessage(sighting, into: &found)
        case .udp:
            guard frame.flags.contains(.linkService),
                let spoken = LinkProtocol(udpPort: frame.key.destinationPort)
            else { return }
            inspect(spoken, sighting, octets, into: &found)
        default:
            if let spoken = LinkProtocol(routingProtocol: frame.key.protocolNumber.rawValue) {
                found.append(routing(spoken, sighting, source))
            }
        }
    }

    /// At the exchange a packet for more than one station is neighbour discovery or MLD, if no other
    /// rule has anything to say of it.
    func inspectGroups(_ sighting: Sighting, into found: inout [FindingKey]) {
        let frame = sighting.frame
        guard sighting.isAtExchange, sighting.link.destination.isGroup, frame.kind == .ip,
            frame.outcome != .malformed, found.isEmpty
        else { return }
        let type = frame.message >> 8
        let isNeeded =
            frame.key.protocolNumber == .icmpv6
            && (130...132 ~= type || 133...136 ~= type || type == 143)
        if !isNeeded {
            found.append(sighting.finding(.forbiddenMulticast, .mac(sighting.link.source)))
        }
    }

    private func inspectMessage(_ sighting: Sighting, into found: inout [FindingKey]) {
        let frame = sighting.frame
        let source = sighting.link.source
        let certainty: Certainty = sighting.isAtExchange ? .breach : .suspect
        let isIPv6 = frame.key.protocolNumber == .icmpv6
        switch (isIPv6, frame.message >> 8) {
        // Hidden discovery is a finding of its own.
        case (true, 134) where !isHiddenDiscovery(frame):
            guard sighting.isAtExchange || !stations.fabricMACs.contains(source) else { return }
            found.append(sighting.finding(.rogueRouter, .control(.routerAdvertisement, source)))
        case (true, 137), (false, 5):
            found.append(sighting.finding(.redirect, .control(.icmpRedirect, source), certainty))
        case (false, 9), (false, 10):
            found.append(sighting.finding(.redirect, .control(.routerDiscovery, source), certainty))
        default: break
        }
    }

    private func inspect(
        _ spoken: LinkProtocol, _ sighting: Sighting, _ octets: RawSpan,
        into found: inout [FindingKey]
    ) {
        let subject = Finding.Subject.control(spoken, sighting.link.source)
        switch spoken {
        case .rip, .ripng, .ldp, .hsrp, .glbp:
            found.append(routing(spoken, sighting, sighting.link.source))
        case .mndp: found.append(sighting.finding(.discoveryLeak, subject))
        case .mdns, .llmnr, .netbios, .ssdp:
            // In its own segment it is a matter of taste; at the exchange it has no place.
            if sighting.isAtExchange { found.append(sighting.finding(.discoveryLeak, subject)) }
        case .dhcp, .dhcpv6:
            if let certainty = certaintyOfRogue(spoken, sighting, octets) {
                found.append(sighting.finding(.rogueDHCP, subject, certainty))
            }
        default: break
        }
    }

    /// At the exchange nobody asks for addresses. Elsewhere a server has to be one that the topology
    /// names for the VRF, since others may have the same address in theirs; where it names none, an
    /// unknown one is only suspect. Relays answer as the gateway: from a MAC address of the fabric.
    private func certaintyOfRogue(
        _ spoken: LinkProtocol, _ sighting: Sighting, _ octets: RawSpan
    ) -> Certainty? {
        if sighting.isAtExchange { return .breach }
        let key = sighting.frame.key
        let payload = Int(sighting.frame.transportOffset) + 8
        let servesIPv4 =
            spoken == .dhcp && DHCPMessage(octets, at: payload)?.operation == .reply
        let servesIPv6 = spoken == .dhcpv6 && key.destinationPort == 546
        guard servesIPv4 || servesIPv6, !stations.fabricMACs.contains(sighting.link.source) else {
            return nil
        }
        let port: UInt16 = servesIPv4 ? 67 : 547
        let vrf = places.vrfs[Int(sighting.place)]
        let servers = fabric.services.filter { service in
            (vrf == nil || service.vrf == vrf) && service.ports.contains { $0.covers(udp: port) }
        }
        if servers.contains(where: { $0.prefixes.contains { $0.contains(key.source) } }) {
            return nil
        }
        return servers.isEmpty ? .suspect : .breach
    }

    /// Who routes in a segment is the fabric. Stations of a tenant may share an address by VRRP or
    /// HSRP among themselves.
    private func routing(
        _ spoken: LinkProtocol, _ sighting: Sighting, _ source: MACAddress
    ) -> FindingKey {
        let sharesAddress = spoken == .vrrp || spoken == .hsrp || spoken == .glbp
        return sighting.finding(
            .routingProtocol, .control(spoken, source),
            sharesAddress && !sighting.isAtExchange ? .suspect : .breach)
    }
}

extension ServicePort {
    /// Whether the port is named on purpose: "any" is not.
    fileprivate func covers(udp port: UInt16) -> Bool {
        if case .ports(.udp, let range) = self { range.contains(port) } else { false }
    }
}

import Capture
import IR
import Net

// Who says that it has an address: ARP, and neighbour discovery.

extension AuditPlan {
    func inspectNeighbours(
        _ sighting: Sighting, _ octets: RawSpan, into found: inout [FindingKey]
    ) {
        let frame = sighting.frame
        guard sighting.isBridged else { return }
        if frame.kind == .arp {
            inspectARP(sighting, into: &found)
        } else if frame.key.protocolNumber == .icmpv6, frame.flags.contains(.linkService),
            let message = NeighbourMessage(octets, at: Int(frame.transportOffset))
        {
            let address = message.isAdvertisement ? .ipv6(message.target) : frame.key.source
            let mac = message.hardwareAddress ?? sighting.link.source
            if isClaim(of: address, by: mac, at: sighting.place) {
                found.append(sighting.finding(.addressClaimed, .claim(address, mac)))
            }
        }
    }

    private func inspectARP(_ sighting: Sighting, into found: inout [FindingKey]) {
        let frame = sighting.frame
        let address = frame.key.source
        let mac = frame.arpSender
        if asksBeyond(sighting) {
            found.append(sighting.finding(.arpBeyondLAN, .mac(sighting.link.source)))
        }
        // A probe asks and claims nothing (RFC 5227, 1.1).
        guard !AddressWords(sourceOf: frame.key).isLinkScopeAsSource else { return }
        if isClaim(of: address, by: mac, at: sighting.place) {
            found.append(sighting.finding(.addressClaimed, .claim(address, mac)))
        } else if isProxy(address, mac, sighting) {
            found.append(sighting.finding(.proxyARP, .mac(mac)))
        } else if mac != sighting.link.source && !stations.fabricMACs.contains(mac) {
            found.append(sighting.finding(.arpMismatch, .claim(address, mac)))
        }
    }

    /// Whether ARP on the LAN asks for an address that is not on it.
    private func asksBeyond(_ sighting: Sighting) -> Bool {
        let target = sighting.frame.key.destination
        guard sighting.isOnLAN, let lan = segment(at: sighting.place),
            !AddressWords(destinationOf: sighting.frame.key).isLinkScopeAsDestination
        else { return false }
        return target.bits != 0 && lan.prefixes.contains { $0.prefix.family == .ipv4 }
            && !lan.prefixes.contains { $0.prefix.contains(target) }
    }

    /// Whether an address is bound to somebody else than who says that it has it.
    private func isClaim(of address: IPAddress, by mac: MACAddress, at place: PlaceNumber) -> Bool {
        if stations.isGateway(address, in: place) { return !stations.fabricMACs.contains(mac) }
        guard let station = stations.station(with: address, in: place) else { return false }
        let macs = stations.stations[station].macs
        return !macs.isEmpty && !macs.contains(mac)
    }

    /// Whether a member answers on the LAN for an address of it that is nobody's.
    private func isProxy(_ address: IPAddress, _ mac: MACAddress, _ sighting: Sighting) -> Bool {
        guard sighting.isOnLAN, let station = stations.station(with: mac) else { return false }
        let own = stations.stations[station].addresses
        return own.contains { $0.family == .ipv4 } && !own.contains(address)
            && segment(at: sighting.place)?.prefixes.contains { $0.prefix.contains(address) }
                ?? false
    }
}

import Capture
import IR
import Net

// Stations that send, or are sent to, where they are not bound.

extension AuditPlan {
    func inspectStations(_ sighting: Sighting, into found: inout [FindingKey]) {
        guard sighting.frame.kind == .ip || sighting.frame.kind == .arp,
            sighting.frame.outcome != .malformed
        else { return }
        let link = sighting.link
        let sender = stations.station(with: link.source)
        if let sender, sighting.isBridged,
            !stations.stations[sender].places.contains(sighting.place)
        {
            found.append(sighting.finding(.stationElsewhere, .mac(link.source)))
        }
        guard sighting.port.isEdge, !sighting.isTunnelled, sighting.isBridged else { return }
        if let target = strayTarget(sighting, sender) {
            found.append(sighting.finding(.strayUnicast, .mac(target)))
        }
        guard sighting.frame.kind == .ip else { return }
        if let sender, sighting.port.stations.contains(sender) {
            inspectSource(sighting, sender, into: &found)
        }
        if isHairpin(sighting) { found.append(sighting.finding(.gatewayHairpin)) }
    }

    /// The station of another port that a frame from the fabric is for.
    private func strayTarget(_ sighting: Sighting, _ sender: Int?) -> MACAddress? {
        let own = sighting.port.stations
        let comesFromFabric =
            stations.fabricMACs.contains(sighting.link.source)
            || sender.map { !own.contains($0) } ?? false
        guard comesFromFabric, !own.isEmpty,
            let target = stations.station(with: sighting.link.destination),
            !own.contains(target)
        else { return nil }
        return sighting.link.destination
    }

    /// The source address must be one that the station has. One that another has is a breach; one in
    /// the segment that nobody has may be missing in the topology.
    private func inspectSource(
        _ sighting: Sighting, _ sender: Int, into found: inout [FindingKey]
    ) {
        let address = sighting.frame.key.source
        let own = stations.stations[sender].addresses.filter { $0.family == address.family }
        guard !own.isEmpty, !own.contains(address),
            !AddressWords(sourceOf: sighting.frame.key).isLinkScopeAsSource,
            let segment = segment(at: sighting.place),
            segment.prefixes.contains(where: { $0.prefix.contains(address) }),
            !isServiceAddress(address, at: sighting.place)
        else { return }
        let isOthers =
            stations.station(with: address, in: sighting.place) != nil
            || stations.isGateway(address, in: sighting.place)
        found.append(
            sighting.finding(
                .spoofedSource, .claim(address, sighting.link.source),
                isOthers ? .breach : .suspect))
    }

    /// A service may be answered by any station of its segment.
    private func isServiceAddress(_ address: IPAddress, at place: PlaceNumber) -> Bool {
        guard let vrf = places.vrfs[Int(place)] else { return false }
        return fabric.services.contains { service in
            service.vrf == vrf && service.prefixes.contains { $0.contains(address) }
        }
    }

    /// Two stations of one segment talk through its gateway, on the way there or back: what is kept
    /// apart at layer 2 meets at layer 3.
    private func isHairpin(_ sighting: Sighting) -> Bool {
        guard let segment = segment(at: sighting.place), segment.owner != .exchange else {
            return false
        }
        let (source, destination) = (sighting.frame.key.source, sighting.frame.key.destination)
        let isPair = segment.prefixes.contains {
            $0.prefix.contains(source) && $0.prefix.contains(destination)
                && $0.gateway != source && $0.gateway != destination
                && $0.prefix.lastAddress != destination
        }
        return isPair
            && (sighting.link.destination == fabric.parameters.gatewayMAC || comesBack(sighting))
    }

    /// Whether a packet of a hairpin comes from the gateway.
    func comesBack(_ sighting: Sighting) -> Bool {
        stations.fabricMACs.contains(sighting.link.source)
    }

    func segment(at place: PlaceNumber) -> Segment? {
        switch places[place] {
        case .segment(let id), .lan(let id): fabric[id]
        default: nil
        }
    }
}

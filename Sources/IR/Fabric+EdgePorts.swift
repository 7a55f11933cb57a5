import Net

extension Fabric {
    /// The LAN of the exchange that untagged frames of the interface belong to, or else the first
    /// that it has; nil for a port without any. Such a port is an edge of the exchange.
    public func peeringLAN(of interface: Interface) -> SegmentID? {
        switch interface.role {
        case .access(let segment): [segment].first(where: isLAN)
        case .trunk(let tagged, let native):
            ([native].compactMap(\.self) + tagged).first(where: isLAN)
        case .loopback, .unused, .underlay, .member, .carrier, .gateway, .vrfTransit,
            .firewallTransit, .exit, .management, .exchange:
            nil
        }
    }

    /// Whether nothing may enter the LAN, so that who is on it reaches nobody.
    public func isQuarantine(_ lan: SegmentID) -> Bool {
        exchange?.lans.contains { $0.segment == lan && $0.purpose == .quarantine } ?? false
    }

    /// The stations of every LAN of the exchange: those that its edges let in, ascending, each once.
    /// O(n log n) in the number of interfaces.
    public func stationsOfLANs() -> [SegmentID: [MACAddress]] {
        var stations: [SegmentID: Set<MACAddress>] = [:]
        for interface in devices.lazy.flatMap(\.interfaces) {
            guard let lan = peeringLAN(of: interface) else { continue }
            stations[lan, default: []].formUnion(interface.allowedMACs)
        }
        return stations.mapValues { $0.sorted() }
    }

    private func isLAN(_ segment: SegmentID) -> Bool { self[segment].owner == .exchange }
}

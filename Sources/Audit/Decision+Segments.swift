import IR
import Net

extension AuditPlan {
    /// What is wrong with a packet in a segment whatever the contracts say: a family of addresses that
    /// the segment does not have, and a routing session with its gateway. Nil where nothing is.
    ///
    /// Neighbour discovery and groups of link scope are chatter of every host with two families.
    func decideWithoutContracts(_ flow: FlowCase, _ key: FlowKey) -> Decision? {
        guard case .segment(let segment) = flow.place else { return nil }
        let isForeign = flow.source == .outside || flow.source == .link
        let isChatter = flow.source == .link && flow.destination == .link
        if key.isIPv6, isForeign, !isChatter,
            !fabric[segment].prefixes.contains(where: { $0.prefix.family == .ipv6 })
        {
            return .breach(.unintendedIPv6, flow.source, .segment(segment))
        }
        let isSession =
            key.protocolNumber == .tcp && (key.sourcePort == 179 || key.destinationPort == 179)
        if isSession,
            isGateway(key.source, of: flow.source)
                || isGateway(key.destination, of: flow.destination)
        {
            return .breach(.gatewaySession, flow.source, flow.destination)
        }
        return nil
    }

    private func isGateway(_ address: IPAddress, of zone: Zone) -> Bool {
        guard case .segment(let id) = zone else { return false }
        return fabric[id].prefixes.contains { $0.gateway == address }
    }
}

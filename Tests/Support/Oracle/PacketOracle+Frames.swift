import Forwarding
import Net

extension PacketOracle {
    /// What a frame of the station behind a port can reach by bridging, whatever its MAC addresses.
    public func frames(from device: Int, port: String, tag: VLANID?) -> Set<Endpoint> {
        let reach = reach(fromStation: Interface(device: device, port: port), tag)
        let routed = reach.interfaces.map {
            isHost($0.device) ? station($0) : .interface(device: $0.device, name: $0.port)
        }
        return reach.edges.union(routed).subtracting([.edge(device: device, port: port, tag: tag)])
    }

    package struct Reach {
        package var edges: Set<Endpoint> = []
        package var interfaces: Set<Interface> = []
        let hidesTags: Bool
        /// Where it came into a bridge, with its VLAN as tag.
        var flooded: Set<Endpoint> = []
    }

    package func reach(fromStation port: Interface, _ tag: VLANID?) -> Reach {
        var reach = Reach(hidesTags: true)
        // A host sends by its cable; into a port without one sends whoever is behind it.
        let isItself = isHost(port.device) && !self[port].isBridged && !farEnds(port).isEmpty
        guard isUp(port) else { return reach }
        for start in isItself ? farEnds(port) : [port] { arrive(start, tag, &reach) }
        return reach
    }

    func reach(fromRouter it: Interface) -> Reach {
        var reach = Reach(hidesTags: false)
        guard isUp(it) else { return reach }
        switch self[it].kind {
        case .port: leave(it, nil, &reach)
        case .subinterface(let port, let vlan):
            leave(.init(device: it.device, port: port), vlan, &reach)
        case .svi(let vlan): flood(it.device, vlan, from: it.port, &reach)
        case .loopback, .tunnel: break
        }
        reach.interfaces.remove(it)
        return reach
    }

    private func leave(_ port: Interface, _ tag: VLANID?, _ reach: inout Reach) {
        guard isUp(port) else { return }
        let ends = farEnds(port) + tunnelEnds(port)
        for end in ends { arrive(end, tag, orAny: tag == nil && reach.hidesTags, &reach) }
        if ends.isEmpty && self[port].kind == .port {
            reach.edges.insert(.edge(device: port.device, port: port.port, tag: tag))
        }
    }

    /// - Parameter orAny: whether a frame without a tag may turn out to have any.
    func arrive(_ it: Interface, _ tag: VLANID?, orAny: Bool = false, _ reach: inout Reach) {
        guard isUp(it) else { return }
        let port = self[it]
        if port.isBridged {
            let untagged = port.untagged.filter { tag == nil || tag == $0 }
            for vlan in untagged + port.tagged.filter({ orAny || tag == $0 }) {
                flood(it.device, vlan, from: it.port, &reach)
            }
        } else if port.kind == .port {
            if tag == nil { reach.interfaces.insert(it) }
            let tagged = interfaces(it.device) {
                guard case .subinterface(it.port, let vlan) = $0.kind else { return false }
                return orAny || tag == vlan
            }
            reach.interfaces.formUnion(tagged)
        }
    }

    /// Sends by every member of the VLAN but the one that the frame came by.
    private func flood(_ device: Int, _ vlan: VLANID, from: String, _ reach: inout Reach) {
        let place = Endpoint.edge(device: device, port: from, tag: vlan)
        guard reach.flooded.insert(place).inserted else { return }
        let isHeard = says(device, .bridgeVLAN(vlan))
        if self[Interface(device: device, port: from)].kind == .svi(vlan) && !isHeard { return }
        for (name, port) in ports[device] where name != from {
            let out = Interface(device: device, port: name)
            if port.isBridged && port.tagged.contains(vlan) { leave(out, vlan, &reach) }
            if port.isBridged && port.untagged.contains(vlan) { leave(out, nil, &reach) }
            if port.kind == .svi(vlan) && isHeard && isUp(out) { reach.interfaces.insert(out) }
        }
    }

    /// The tunnels of other devices that a frame sent by a tunnel comes out of.
    private func tunnelEnds(_ it: Interface) -> [Interface] {
        guard case .tunnel(let vni) = self[it].kind else { return [] }
        let wanted = says(it.device, .advertisesVNIs) ? imports(it.device, .vni(vni)) : []
        return advertisedVNIs.filter {
            $0.device != it.device && !$0.targets.isDisjoint(with: wanted)
        }.flatMap { far in
            interfaces(far.device) { [.tunnel(vni), .tunnel(far.vni)].contains($0.kind) }
        }
    }
}

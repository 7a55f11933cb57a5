import Forwarding
import Net

extension PacketOracle {
    public struct Fate: Hashable, Sendable {
        public var deliveries: Set<Endpoint> = []
        /// Devices with a stateful filter that sent it on, on some path.
        public var firewalls: Set<Int> = []
        public var drops: Set<Drop> = []
        /// Whether it comes back to an interface that received it.
        public var canLoop = false
        fileprivate var received: Set<Interface> = []
    }

    public enum Drop: Hashable, Sendable {
        case ingressFilter, reversePath, linkScope, inputFilter, noRoute, forwardFilter
    }

    /// Where routers bring a packet, whatever its frame reaches besides.
    package func fate(of packet: Packet, receivedBy interfaces: Set<Interface>) -> Fate {
        var fate = Fate()
        for it in interfaces where !isHost(it.device) { take(packet, at: it, [], &fate) }
        return fate
    }

    private func take(_ packet: Packet, at it: Interface, _ way: [Interface], _ fate: inout Fate) {
        if way.contains(it) { fate.canLoop = true }
        guard fate.received.insert(it).inserted else { return }
        if isHost(it.device) { fate.deliveries.insert(station(it)) }
        guard says(it.device, .routes(packet.family)) else { return }
        for vrf in self[it].vrfs {
            for receiver in route(packet, from: it, vrf, &fate) {
                take(packet, at: receiver, way + [it], &fate)
            }
        }
    }

    /// The interfaces that receive the packet next.
    private func route(
        _ packet: Packet, from it: Interface, _ vrf: String, _ fate: inout Fate
    ) -> Set<Interface> {
        let device = it.device
        func drop(_ reason: Drop) -> Set<Interface> {
            fate.drops.insert(reason)
            return []
        }
        if says(device, .ingressFilter(it.port)) {
            let all = told(device) {
                if case .ingressRule(it.port, let it) = $0 { it } else { nil }
            }
            if !packet.passes(all, from: it.port) { return drop(.ingressFilter) }
        }
        let ends = vrf.isEmpty || says(device, .endsLookup(vrf: vrf, packet.family))
        let lookups = (ends ? [vrf] : [vrf, ""]).map { tables[device][$0] ?? [] }
        func routes(for address: IPAddress) -> Set<Route> {
            lookups.map { Self.best($0, for: address) }.first { !$0.isEmpty } ?? []
        }
        if says(device, .reversePath(it.port)) {
            let back = routes(for: packet.source).filter { $0.out == it && $0.via != .itself }
            if back.isEmpty { return drop(.reversePath) }
        }
        guard !packet.isForLink else { return drop(.linkScope) }
        let found = routes(for: packet.destination)
        if found.isEmpty { return drop(.noRoute) }
        if found.contains(where: { $0.via == .itself }) {
            let isKnown = says(device, .session(it.port)) || self[it].vrfs.contains("mgmt")
            if !isKnown && !packet.isICMP && says(device, .inputFilter) {
                return drop(.inputFilter)
            }
            fate.deliveries.insert(.device(device))
            return []
        }
        let open = found.filter { sends(packet, from: it, vrf, by: $0.out.port) }
        if open != found { fate.drops.insert(.forwardFilter) }
        if !open.isEmpty && says(device, .stateful) { fate.firewalls.insert(device) }
        return Set(open.flatMap { send(packet, by: $0, &fate) })
    }

    private func sends(_ packet: Packet, from it: Interface, _ vrf: String, by out: String) -> Bool
    {
        let device = it.device
        let rules = told(device) { if case .forwardRule(let rule) = $0 { rule } else { nil } }
        return !says(device, .forwardFilter) || says(device, .forwardPair(vrf: vrf, out: out))
            || says(device, .session(it.port)) && says(device, .forwardUnderlay(out))
            || packet.kind != .discovery && packet.passes(rules, from: it.port, to: out)
            || packet.kind == .continues && says(device, .stateful)
                && packet.questions.contains { $0.passes(rules, from: out, to: it.port) }
    }

    private func send(_ packet: Packet, by route: Route, _ fate: inout Fate) -> Set<Interface> {
        var reach = reach(fromRouter: route.out)
        func owners(of address: IPAddress) -> Set<Interface> {
            reach.interfaces.filter { self[$0].addresses.contains { $0.address == address } }
        }
        var receivers = owners(of: packet.destination)
        if case .nextHop(let address) = route.via {
            receivers = owners(of: address)
            if !receivers.isEmpty { return receivers }
        } else if case .tunnel(let far, let vni) = route.via {
            guard case .svi(let vlan) = self[route.out].kind,
                says(route.out.device, .bridgeVLAN(vlan))
            else { return [] }
            reach = Reach(hidesTags: false)
            for tunnel in interfaces(far, where: { $0.kind == .tunnel(vni) }) {
                arrive(tunnel, nil, &reach)
            }
            receivers = reach.interfaces.intersection(svis(far, vni))
        }
        let hosts = reach.interfaces.filter { isHost($0.device) }
        fate.deliveries.formUnion(reach.edges.union(hosts.map(station)))
        return receivers
    }
}

extension Packet {
    /// Whether it is ICMP of its family.
    public var isICMP: Bool { protocolNumber == (family == .ipv4 ? .icmp : .icmpv6) }

    /// Whether no router sends it on.
    fileprivate var isForLink: Bool {
        destination.isMulticast
            || (family == .ipv4 ? destination.bits == 0xffff_ffff : destination.isLinkLocal)
    }

    /// What it may be an answer to.
    fileprivate var questions: [Packet] {
        var opening = reversed
        opening.kind = .opens
        let opens = PacketKinds.possible(for: protocolNumber).contains(.opens)
        return opens ? [reversed, opening] : [reversed]
    }

    /// Whether the first rule that matches permits it.
    fileprivate func passes(_ rules: [FilterRule], from: String, to: String? = nil) -> Bool {
        rules.first { matches($0, from: from, to: to) }?.action == .permit
    }

    /// Whether all fields of a rule match: empty ones do; ports not of a protocol without any.
    private func matches(_ rule: FilterRule, from: String, to: String?) -> Bool {
        func holds<Value>(_ list: [Value], _ test: (Value) -> Bool) -> Bool {
            list.isEmpty || list.contains(where: test)
        }
        return rule.family == family && rule.kinds.contains(kind)
            && [nil, from].contains(rule.inInterface) && [nil, to].contains(rule.outInterface)
            && holds(rule.sources) { $0.contains(source) }
            && holds(rule.destinations) { $0.contains(destination) }
            && holds(rule.protocols) { $0.contains(protocolNumber.rawValue) }
            && (protocolNumber.hasPorts || (rule.sourcePorts + rule.destinationPorts).isEmpty)
            && holds(rule.sourcePorts) { $0.contains(sourcePort) }
            && holds(rule.destinationPorts) { $0.contains(destinationPort) }
    }
}

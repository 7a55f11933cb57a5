import Forwarding
import Net

extension PacketOracle {
    /// What becomes of a packet.
    public struct Fate: Hashable, Sendable {
        public var deliveries: Set<Endpoint> = []
        /// Devices with a stateful filter that sent it on, on some path.
        public var firewalls: Set<Int> = []
        public var drops: Set<Drop> = []
        /// Whether it comes back to an interface that it was received by.
        public var canLoop = false
    }

    public struct Drop: Hashable, Sendable {
        public var device: Int
        public var interface: String
        public var reason: Reason

        public enum Reason: Hashable, Sendable {
            case ingressFilter, reversePath, linkScope, inputFilter, noRoute, forwardFilter
        }
    }

    /// Where routers, and hosts, bring a packet of the station behind a port. What its frame
    /// reaches by bridging alone is the matter of `frames(from:port:tag:)`.
    public func packet(
        _ packet: ConcretePacket, from device: Int, port: String, tag: VLANID?
    ) -> Fate {
        fate(of: packet, receivedBy: stationReach(device, port, tag).interfaces)
    }

    func fate(of packet: ConcretePacket, receivedBy interfaces: Set<RoutedInterface>) -> Fate {
        var fate = Fate()
        var next: [RoutedInterface: Set<RoutedInterface>] = [:]
        var waiting = interfaces
        while let interface = waiting.popFirst() {
            guard next[interface] == nil else { continue }
            let receivers = receive(packet, at: interface, &fate)
            next[interface] = receivers
            waiting.formUnion(receivers)
        }
        fate.canLoop = next.keys.contains { start in
            var seen: Set<RoutedInterface> = []
            var waiting = next[start, default: []]
            while let interface = waiting.popFirst() {
                guard seen.insert(interface).inserted else { continue }
                waiting.formUnion(next[interface, default: []])
            }
            return seen.contains(start)
        }
        return fate
    }

    /// The interfaces that receive the packet next.
    private func receive(
        _ packet: ConcretePacket, at interface: RoutedInterface, _ fate: inout Fate
    ) -> Set<RoutedInterface> {
        guard !isHost(interface.device) else {
            fate.deliveries.insert(station(interface))
            return []
        }
        guard says(interface.device, .routes(packet.family)) else { return [] }
        var receivers: Set<RoutedInterface> = []
        for vrf in vrfs(interface.device, interface.name) {
            receivers.formUnion(route(packet, from: interface, vrf, &fate))
        }
        return receivers
    }

    private func route(
        _ packet: ConcretePacket, from interface: RoutedInterface, _ vrf: String,
        _ fate: inout Fate
    ) -> Set<RoutedInterface> {
        let (device, name) = (interface.device, interface.name)
        func drop(_ reason: Drop.Reason) -> Set<RoutedInterface> {
            fate.drops.insert(Drop(device: device, interface: name, reason: reason))
            return []
        }
        guard passesIngress(packet, interface) else { return drop(.ingressFilter) }
        guard !says(device, .reversePath(name)) || isRoutedBack(packet, to: interface, vrf) else {
            return drop(.reversePath)
        }
        guard !packet.destination.isLinkScope else { return drop(.linkScope) }
        for table in tables(device, vrf, packet.family) {
            if table.own.contains(packet.destination) {
                guard hears(packet, interface) else { return drop(.inputFilter) }
                fate.deliveries.insert(.device(device))
                return []
            }
            let hops = table.hops(to: packet.destination)
            guard !hops.isEmpty else { continue }
            var receivers: Set<RoutedInterface> = []
            for hop in hops {
                if forwards(packet, from: interface, vrf, to: hop.out) {
                    if says(device, .stateful) { fate.firewalls.insert(device) }
                    receivers.formUnion(send(packet, by: hop, of: device, &fate))
                } else {
                    _ = drop(.forwardFilter)
                }
            }
            return receivers
        }
        return drop(.noRoute)
    }

    // MARK: Filters

    private func passesIngress(_ packet: ConcretePacket, _ interface: RoutedInterface) -> Bool {
        guard says(interface.device, .ingressFilter(interface.name)) else { return true }
        let rules = told(interface.device, of: interface.name) {
            if case .ingressRule(interface.name, let rule) = $0 { rule } else { nil }
        }
        return permits(packet, rules, from: interface.name, to: nil)
    }

    /// Whether the table that knows the source leads to it by the interface.
    private func isRoutedBack(
        _ packet: ConcretePacket, to interface: RoutedInterface, _ vrf: String
    ) -> Bool {
        for table in tables(interface.device, vrf, packet.family) {
            let hops = table.hops(to: packet.source)
            guard hops.isEmpty else { return hops.contains { $0.out == interface.name } }
        }
        return false
    }

    private func hears(_ packet: ConcretePacket, _ interface: RoutedInterface) -> Bool {
        !says(interface.device, .inputFilter)
            || says(interface.device, .session(interface.name))
            || vrfs(interface.device, interface.name).contains("mgmt")
            || packet.isICMP
    }

    private func forwards(
        _ packet: ConcretePacket, from interface: RoutedInterface, _ vrf: String, to out: String
    ) -> Bool {
        let (device, name) = (interface.device, interface.name)
        if !says(device, .forwardFilter) || says(device, .forwardPair(vrf: vrf, out: out)) {
            return true
        }
        if says(device, .session(name)) && says(device, .forwardUnderlay(out)) { return true }
        let rules = told(device) { if case .forwardRule(let rule) = $0 { rule } else { nil } }
        guard packet.kind != .discovery else { return false }
        if permits(packet, rules, from: name, to: out) { return true }
        return says(device, .stateful) && packet.kind == .continues
            && [.continues, .opens].contains { kind in
                PacketKinds.possible(for: packet.protocolNumber).contains(kind)
                    && permits(packet.reversed(kind: kind), rules, from: out, to: name)
            }
    }

    private func permits(
        _ packet: ConcretePacket, _ rules: [FilterRule], from: String, to: String?
    ) -> Bool {
        rules.first { $0.matches(packet, from: from, to: to) }?.action == .permit
    }

    // MARK: Sending

    private func send(
        _ packet: ConcretePacket, by hop: Hop, of device: Int, _ fate: inout Fate
    ) -> Set<RoutedInterface> {
        let reach: Reach
        let receivers: Set<RoutedInterface>
        switch hop {
        case .connected(let out):
            reach = routerReach(RoutedInterface(device: device, name: out))
            receivers = reach.interfaces.filter { owns($0, packet.destination) }
        case .next(let nextHop, let out):
            reach = routerReach(RoutedInterface(device: device, name: out))
            receivers = reach.interfaces.filter { owns($0, nextHop) }
            if !receivers.isEmpty { return receivers }
        case .tunnel(let far, let vni, _):
            let ends = tunnels(far, vni).map { FramePlace.arriving(far, port: $0, .none) }
            reach = self.reach(from: ends, hidesTags: false)
            receivers = reach.interfaces.filter {
                $0.device == far && svis(far, vni).contains($0.name)
            }
        }
        let hosts = reach.interfaces.filter { isHost($0.device) }
        fate.deliveries.formUnion(reach.edges.union(hosts.map(station)))
        return receivers
    }

    private func owns(_ interface: RoutedInterface, _ address: IPAddress) -> Bool {
        let own = told(interface.device, of: interface.name) {
            if case .address(_, let own) = $0 { own.address } else { nil }
        }
        return own.contains(address)
    }
}

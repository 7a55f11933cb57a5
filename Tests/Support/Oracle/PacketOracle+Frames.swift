import Forwarding
import Net

extension PacketOracle {
    /// Every edge and routed interface that a frame of the station behind a port can reach by
    /// bridging, whatever MAC addresses it has.
    ///
    /// - Parameter tag: the outer tag of the frame; nil for none.
    public func frames(from device: Int, port: String, tag: VLANID?) -> Set<Endpoint> {
        let reach = stationReach(device, port, tag)
        return reach.edges.union(
            reach.interfaces.map { interface in
                isHost(interface.device)
                    ? station(interface)
                    : .interface(device: interface.device, name: interface.name)
            }
        ).subtracting([.edge(device: device, port: port, tag: tag)])
    }

    struct Reach {
        var edges: Set<Endpoint> = []
        var interfaces: Set<RoutedInterface> = []
    }

    enum Tag: Hashable {
        case none
        case vlan(VLANID)
        /// None or any: what hidden tags make of none.
        case any

        init(_ vlan: VLANID?) { self = vlan.map { .vlan($0) } ?? .none }
    }

    /// Where a frame is on its way.
    enum FramePlace: Hashable {
        case leaving(Int, port: String, Tag)
        case arriving(Int, port: String, Tag)
        case bridged(Int, VLANID, cameBy: String)
    }

    func stationReach(_ device: Int, _ port: String, _ tag: VLANID?) -> Reach {
        let isHosts =
            isHost(device) && !says(device, .bridged(port))
        let start: FramePlace =
            isHosts && !farEnds(device, port).isEmpty
            ? .leaving(device, port: port, Tag(tag)) : .arriving(device, port: port, Tag(tag))
        return reach(from: [start], hidesTags: true)
    }

    func routerReach(_ interface: RoutedInterface) -> Reach {
        let (device, name) = (interface.device, interface.name)
        let starts = told(device, of: name) { fact -> FramePlace? in
            switch fact {
            case .svi(name, let vlan): .bridged(device, vlan, cameBy: name)
            case .subinterface(name, let parent, let vlan):
                .leaving(device, port: parent, .vlan(vlan))
            default: nil
            }
        }
        let asPort = isPort(device, name) ? [FramePlace.leaving(device, port: name, .none)] : []
        var reach = reach(from: isUp(device, name) ? starts + asPort : [], hidesTags: false)
        reach.interfaces.remove(interface)
        return reach
    }

    func reach(from starts: [FramePlace], hidesTags: Bool) -> Reach {
        var reach = Reach()
        var seen: Set<FramePlace> = []
        var waiting = starts
        while let place = waiting.popLast() {
            guard seen.insert(place).inserted else { continue }
            switch place {
            case .leaving(let device, let port, let tag):
                guard isUp(device, port) else { continue }
                let arrivals = tunnelEnds(device, port) + farEnds(device, port)
                waiting += arrivals.map { .arriving($0.device, port: $0.port, tag) }
                if arrivals.isEmpty && isPort(device, port) {
                    var seen: VLANID?
                    if case .vlan(let vlan) = tag { seen = vlan }
                    reach.edges.insert(.edge(device: device, port: port, tag: seen))
                }
            case .arriving(let device, let port, let tag):
                guard isUp(device, port) else { continue }
                if says(device, .bridged(port)) {
                    waiting += vlans(device, port, tag).map {
                        .bridged(device, $0, cameBy: port)
                    }
                } else if isPort(device, port) {
                    reach.interfaces.formUnion(routedInterfaces(device, port, tag))
                }
            case .bridged(let device, let vlan, let cameBy):
                for case .bridged(let port) in facts[device] where port != cameBy {
                    if taggedVLANs(device, port).contains(vlan) {
                        waiting.append(.leaving(device, port: port, .vlan(vlan)))
                    }
                    if untaggedVLANs(device, port).contains(vlan) {
                        waiting.append(.leaving(device, port: port, hidesTags ? .any : .none))
                    }
                }
                guard says(device, .bridgeVLAN(vlan)) else { continue }
                for name in svis(device, vlan) where name != cameBy {
                    reach.interfaces.insert(RoutedInterface(device: device, name: name))
                }
            }
        }
        return reach
    }

    private func vlans(_ device: Int, _ port: String, _ tag: Tag) -> [VLANID] {
        let untagged = untaggedVLANs(device, port)
        let all = untagged + taggedVLANs(device, port)
        return switch tag {
        case .none: untagged
        case .vlan(let vlan): all.filter { $0 == vlan }
        case .any: all
        }
    }

    private func routedInterfaces(
        _ device: Int, _ port: String, _ tag: Tag
    ) -> [RoutedInterface] {
        let tagged = subinterfaces(device, port).filter { isUp(device, $0.name) }
        let names: [String] =
            switch tag {
            case .none: [port]
            case .vlan(let vlan): tagged.filter { $0.vlan == vlan }.map(\.name)
            case .any: [port] + tagged.map(\.name)
            }
        return names.map { RoutedInterface(device: device, name: $0) }
    }

    /// The tunnels of other devices that a frame sent by a tunnel comes out of.
    private func tunnelEnds(_ device: Int, _ port: String) -> [Network.End] {
        guard says(device, .advertisesVNIs) else { return [] }
        let vnis = told(device, of: port) {
            if case .tunnel(_, let vni, _) = $0 { vni } else { nil }
        }
        return vnis.flatMap { vni in
            let wanted = imports(device, .vni(vni))
            return advertised.filter {
                $0.device != device && !$0.targets.isDisjoint(with: wanted)
            }.flatMap { far in
                (tunnels(far.device, vni) + tunnels(far.device, far.vni)).map {
                    Network.End(device: far.device, port: $0)
                }
            }
        }
    }

    /// What a device advertises for a VNI.
    struct AdvertisedVNI {
        var device: Int
        var vni: VNI
        var targets: Set<RouteTarget>
    }

    func advertisedVNIs() -> [AdvertisedVNI] {
        facts.indices.filter { says($0, .advertisesVNIs) }.flatMap { device in
            let vnis = told(device) { if case .tunnel(_, let vni, _) = $0 { vni } else { nil } }
            let l3vnis = told(device) { if case .l3vni(_, let vni) = $0 { vni } else { nil } }
            return vnis.map { vni in
                var targets = exports(device, .vni(vni))
                if !l3vnis.contains(vni) {
                    for vrf in svis(device, vni).flatMap({ vrfs(device, $0) }) {
                        targets.formUnion(exports(device, .vrf(vrf)))
                    }
                }
                return AdvertisedVNI(device: device, vni: vni, targets: targets)
            }
        }
    }
}

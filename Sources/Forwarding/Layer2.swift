import Net

/// Where frames go: through bridges, over cables and through tunnels.
///
/// A frame of a station may hide tags behind the first one; one of a router does not. A bridge does
/// not send a frame back through the port that it came by. See `Network` for the rest.
struct Layer2: Sendable {
    /// What a frame can reach.
    struct Reach: Sendable {
        /// Edges, each with the tag that the frame has there; ascending.
        var stations: [Node] = []
        /// Routed interfaces; ascending.
        var routers: [InterfaceID] = []
        /// Devices that the frame passes; ascending.
        var devices: [Int] = []
        /// Ports with a cable that it leaves by, in the order in which it came there.
        var cabled: [InterfaceID] = []
        /// Bridge domains that it passes, each once.
        var vlans: Set<DeviceVLAN> = []
    }

    /// A VLAN of a device, whatever frame is in it.
    struct DeviceVLAN: Hashable, Sendable, BitwiseCopyable {
        var device: Int32
        var vlan: UInt16
    }

    /// A frame inside a bridge.
    struct Domain: Hashable, Sendable, BitwiseCopyable {
        var device: Int32
        var vlan: UInt16
        var hidesTags: Bool
        /// The port it came by, where it could go back through it: a cable's or a tunnel.
        var inInterface: Int32
    }

    /// One step of a frame, for those who want to see the way.
    struct Step: Sendable {
        var from: Domain?
        /// What is reached: another bridge, a station, a router.
        var to: Place
        /// Statements by device.
        var grounds: Grounds
        var wire: Wire?
    }

    enum Place: Hashable, Sendable {
        case domain(Domain)
        case station(Node)
        case router(InterfaceID)
    }

    /// What a frame looks like between two devices.
    enum Wire: Hashable, Sendable {
        /// Nil where the frame has no tag that the sender put there.
        case cable(from: InterfaceID, to: InterfaceID, tag: VLANID?, hidden: VLANID?)
        case tunnel(from: Int32, to: Int32, VNI)
    }

    var planes: [DevicePlane]
    var members: [Members]
    var overlay: Overlay
    /// Nil where all devices are taken for joined.
    var underlay: Underlay?

    /// Ports and routed interfaces of each VLAN of a device.
    struct Members: Sendable {
        struct Member: Sendable {
            var interface: Int
            var isTagged: Bool
            var statement: Int32
        }

        var ofVLAN: [UInt16: [Member]] = [:]
        var svis: [UInt16: [Int]] = [:]
        /// Sub-interfaces by parent.
        var subinterfaces: [Int: [(interface: Int, vlan: VLANID)]] = [:]
        var tunnels: [VNI: Int] = [:]

        init(_ plane: DevicePlane) {
            for (position, interface) in plane.interfaces.enumerated() {
                switch interface.kind {
                case .svi(let vlan):
                    if plane.bridgeVLANs[vlan] != nil, !interface.isDown {
                        svis[vlan.rawValue, default: []].append(position)
                    }
                case .subinterface(let parent, let vlan):
                    if interface.isUp {
                        subinterfaces[parent, default: []].append((position, vlan))
                    }
                case .tunnel(let vni, _):
                    if tunnels[vni] == nil, interface.isUp { tunnels[vni] = position }
                case .port, .loopback: break
                }
                guard interface.isBridged, interface.isUp else { continue }
                for vlan in interface.untagged {
                    ofVLAN[vlan.value.rawValue, default: []].append(
                        Member(
                            interface: position, isTagged: false, statement: vlan.statement))
                }
                for vlan in interface.tagged {
                    ofVLAN[vlan.value.rawValue, default: []].append(
                        Member(interface: position, isTagged: true, statement: vlan.statement))
                }
            }
        }
    }

    // MARK: Questions

    /// What a frame reaches that a station sends, under a tag or none.
    func reach(fromStation device: Int, _ interface: Int, _ tag: VLANID?) -> Reach {
        explore { visit in
            arrive(
                device, interface, tag.map { .tag($0) } ?? .station, hides: true, nil, &visit)
        }
    }

    /// What a frame reaches that a device sends which is a station itself, from an interface or,
    /// with a tag, from a sub-interface of it.
    func reach(fromHost device: Int, _ interface: Int, _ tag: VLANID?) -> Reach {
        explore { visit in leave(host: device, interface, tag, &visit) }
    }

    /// What a frame reaches that a router sends through its interface.
    func reach(fromRouter id: InterfaceID) -> Reach {
        explore { visit in leave(id, &visit) }
    }

    /// What a packet reaches that comes out of a tunnel, besides the router behind it.
    func reach(fromTunnel id: InterfaceID) -> Reach {
        explore { visit in
            for vlan in planes[Int(id.device)].interfaces[Int(id.interface)].untagged {
                visit.go(
                    .domain(
                        Domain(
                            device: id.device, vlan: vlan.value.rawValue, hidesTags: false,
                            inInterface: id.interface)), nil, Grounds(), nil)
            }
        }
    }

    // MARK: Search

    /// Places still to be expanded, and the steps that led to all.
    struct Search {
        var known: Set<Place> = []
        var queue: [Domain] = []
        var reach = Reach()
        /// Ports in `reach.cabled`.
        var left: Set<InterfaceID> = []
        /// Filled only where somebody wants to see the way.
        var steps: [Step] = []
        var keepsSteps = false

        mutating func go(
            _ place: Place, _ from: Domain?, _ grounds: Grounds,
            _ wire: Wire?
        ) {
            guard known.insert(place).inserted else { return }
            switch place {
            case .domain(let domain): queue.append(domain)
            case .station(let node): reach.stations.append(node)
            case .router(let id): reach.routers.append(id)
            }
            if keepsSteps {
                steps.append(Step(from: from, to: place, grounds: grounds, wire: wire))
            }
        }
    }

    private func explore(_ start: (inout Search) -> Void) -> Reach {
        var search = Search()
        run(&search, start)
        return search.reach
    }

    /// The steps from the start to a place, in order; nil where it is not reached.
    func way(to place: Place, _ start: (inout Search) -> Void) -> [Step]? {
        var search = Search()
        search.keepsSteps = true
        run(&search, start)
        var result: [Step] = []
        var wanted: Place? = place
        while let here = wanted {
            guard let step = search.steps.first(where: { $0.to == here }) else { return nil }
            result.append(step)
            wanted = step.from.map { .domain($0) }
        }
        return result.reversed()
    }

    private func run(_ search: inout Search, _ start: (inout Search) -> Void) {
        start(&search)
        var next = 0
        var devices: Set<Int> = []
        while next < search.queue.count {
            let domain = search.queue[next]
            next += 1
            devices.insert(Int(domain.device))
            search.reach.vlans.insert(DeviceVLAN(device: domain.device, vlan: domain.vlan))
            flood(domain, &search)
        }
        search.reach.stations.sort()
        search.reach.routers.sort()
        search.reach.devices = devices.sorted()
    }

    // MARK: Frames

    /// The first tag of a frame that arrives at a port.
    enum FirstTag {
        case none
        case tag(VLANID)
        /// No tag that a switch put there, and whatever the sender hid.
        case hidden
        /// A station's own frame without a tag, or with VLAN 0.
        case station
    }

    func arrive(
        _ device: Int, _ position: Int, _ first: FirstTag, hides: Bool, _ from: Domain?,
        _ search: inout Search, _ grounds: Grounds = Grounds(),
        _ wire: ((VLANID?) -> Wire)? = nil
    ) {
        let interface = planes[device].interfaces[position]
        guard interface.isUp else { return }
        guard interface.isBridged else {
            route(device, position, first, from, &search, grounds, wire)
            return
        }
        func enter(_ vlan: DevicePlane.Said<VLANID>, hidden: VLANID?) {
            let returns = interface.far != nil || !interface.isPort
            let domain = Domain(
                device: Int32(device), vlan: vlan.value.rawValue, hidesTags: hides,
                inInterface: returns ? Int32(position) : -1)
            search.go(
                .domain(domain), from, grounds.adding(device, vlan.statement), wire?(hidden))
        }
        switch first {
        case .none, .station: for vlan in interface.untagged { enter(vlan, hidden: nil) }
        case .tag(let tag):
            for vlan in interface.untagged + interface.tagged where vlan.value == tag {
                enter(vlan, hidden: nil)
            }
        case .hidden:
            for vlan in interface.untagged { enter(vlan, hidden: nil) }
            for vlan in interface.tagged { enter(vlan, hidden: vlan.value) }
        }
    }

    /// A frame at a port that is not the bridge's.
    private func route(
        _ device: Int, _ position: Int, _ first: FirstTag, _ from: Domain?,
        _ search: inout Search, _ grounds: Grounds,
        _ wire: ((VLANID?) -> Wire)?
    ) {
        let interface = planes[device].interfaces[position]
        guard interface.isPort else { return }
        func router(_ position: Int, hidden: VLANID?) {
            let kind = planes[device].interfaces[position].kindStatement
            search.go(
                .router(InterfaceID(device, position)), from,
                grounds.adding(device, kind), wire?(hidden))
        }
        let subinterfaces = members[device].subinterfaces[position] ?? []
        switch first {
        case .none, .station: router(position, hidden: nil)
        case .tag(let tag):
            for (position, vlan) in subinterfaces where vlan == tag {
                router(position, hidden: nil)
            }
        case .hidden:
            router(position, hidden: nil)
            for (position, vlan) in subinterfaces { router(position, hidden: vlan) }
        }
    }

    /// A router's frame through its interface.
    func leave(_ id: InterfaceID, _ search: inout Search) {
        let device = Int(id.device)
        let interface = planes[device].interfaces[Int(id.interface)]
        guard interface.isUp else { return }
        let grounds = Grounds().adding(device, interface.kindStatement)
        switch interface.kind {
        case .svi(let vlan):
            guard planes[device].bridgeVLANs[vlan] != nil else { return }
            // The router hears no frame of its own.
            search.known.insert(.router(id))
            search.go(
                .domain(
                    Domain(
                        device: id.device, vlan: vlan.rawValue, hidesTags: false, inInterface: -1)),
                nil, grounds, nil)
        case .subinterface(let parent, let vlan):
            guard !planes[device].interfaces[parent].isBridged else { return }
            transmit(device, parent, vlan, hides: false, nil, &search, grounds)
        case .port:
            guard !interface.isBridged else { return }
            transmit(device, Int(id.interface), nil, hides: false, nil, &search, grounds)
        case .loopback, .tunnel: break
        }
    }

    /// A host's frame by the cable of its port. Who is behind a port without one reaches nobody else.
    func leave(host device: Int, _ position: Int, _ tag: VLANID?, _ search: inout Search) {
        let interface = planes[device].interfaces[position]
        let near = InterfaceID(device, position)
        guard interface.isPort else { return leave(near, &search) }
        guard interface.isUp, let far = interface.far else { return }
        search.reach.cabled.append(near)
        arrive(
            Int(far.device), Int(far.interface), tag.map { .tag($0) } ?? .none, hides: true, nil,
            &search
        ) { hidden in .cable(from: near, to: far, tag: tag, hidden: hidden) }
    }

    private func transmit(
        _ device: Int, _ position: Int, _ tag: VLANID?, hides: Bool, _ from: Domain?,
        _ search: inout Search, _ grounds: Grounds
    ) {
        let interface = planes[device].interfaces[position]
        guard interface.isUp else { return }
        guard let far = interface.far else {
            search.go(.station(.station(device, position, tag)), from, grounds, nil)
            return
        }
        let first: FirstTag = tag.map { .tag($0) } ?? (hides ? .hidden : .none)
        let near = InterfaceID(device, position)
        if search.left.insert(near).inserted { search.reach.cabled.append(near) }
        arrive(
            Int(far.device), Int(far.interface), first, hides: hides, from, &search, grounds
        ) { hidden in .cable(from: near, to: far, tag: tag, hidden: hidden) }
    }

    /// A frame leaves a bridge domain by all members but the one it came by.
    private func flood(_ domain: Domain, _ search: inout Search) {
        let device = Int(domain.device)
        let plane = planes[device]
        guard let vlan = VLANID(rawValue: domain.vlan) else { return }
        for position in members[device].svis[domain.vlan] ?? [] {
            search.go(
                .router(InterfaceID(device, position)), domain,
                Grounds().adding(device, plane.interfaces[position].kindStatement), nil)
        }
        for member in members[device].ofVLAN[domain.vlan] ?? []
        where member.interface != domain.inInterface {
            let tag = member.isTagged ? vlan : nil
            let grounds = Grounds().adding(device, member.statement)
            switch plane.interfaces[member.interface].kind {
            case .tunnel(let vni, _):
                send(device, vni, tag, domain, &search, grounds)
            case .port:
                transmit(
                    device, member.interface, tag, hides: domain.hidesTags, domain, &search,
                    grounds)
            case .svi, .subinterface, .loopback: break
            }
        }
    }

    private func send(
        _ device: Int, _ vni: VNI, _ tag: VLANID?, _ domain: Domain, _ search: inout Search,
        _ grounds: Grounds
    ) {
        for destination in overlay.destinations(of: vni, on: device, planes, members) {
            let far = Int(destination.device)
            guard underlay?.joins(device, far) ?? true,
                let tunnel = members[far].tunnels[destination.vni],
                planes[far].interfaces[tunnel].isBridged
            else { continue }
            let first: FirstTag =
                tag.map { .tag($0) } ?? (domain.hidesTags ? .hidden : .none)
            let wire = Wire.tunnel(
                from: domain.device, to: destination.device, destination.vni)
            let kind = planes[far].interfaces[tunnel].kindStatement
            arrive(
                far, tunnel, first, hides: domain.hidesTags, domain, &search,
                grounds.adding(device, destination.imported).adding(far, destination.export)
                    .adding(far, kind)
            ) { _ in wire }
        }
    }
}

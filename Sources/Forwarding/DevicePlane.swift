import Net

/// The statements of one device, sorted by what they are about, each remembered by its position.
/// O(n) in the number of statements.
struct DevicePlane: Sendable {
    /// A value and the position of the statement that gives it.
    struct Said<Value: Sendable>: Sendable {
        var value: Value
        var statement: Int32
    }

    struct Interface: Sendable {
        enum Kind: Hashable, Sendable {
            case port
            case loopback
            case svi(VLANID)
            /// Position of the parent.
            case subinterface(parent: Int, VLANID)
            case tunnel(VNI, local: IPv4Address)
        }

        var name: String
        /// Whether a statement names it: one that none names any more keeps its position.
        var isPresent = true
        var kind = Kind.port
        /// The statement that makes it more than a port.
        var kindStatement: Int32 = -1
        var isBridged = false
        var bridgedStatement: Int32 = -1
        /// A sub-interface of a port that is not up is down, too.
        var isDown = false
        var isLeg = false
        var untagged: [Said<VLANID>] = []
        var tagged: [Said<VLANID>] = []
        /// Position in `tables`.
        var vrf = 0
        var vrfStatement: Int32 = -1
        var addresses: [Said<InterfaceAddress>] = []
        var hasIngressFilter = false
        var ingressStatement: Int32 = -1
        var ingressRules: [Said<FilterRule>] = []
        var reversePathStatement: Int32 = -1
        var hasSession = false
        var forwardUnderlayStatement: Int32 = -1
        /// The other end of its cable.
        var far: InterfaceID?

        /// Whether frames can pass it.
        var isUp: Bool { isPresent && !isDown && !isLeg }
        var isPort: Bool { kind == .port }
        /// Whether it is an edge: a port that leads out of the network.
        var isEdge: Bool { isPort && far == nil && isUp }
    }

    struct Table: Sendable {
        var name: String
        var statement: Int32 = -1
        var ends: [AddressFamily: Int32] = [:]
        var staticRoutes: [Said<Route>] = []
        var l3vni: Said<VNI>?
        var imports: [Said<RouteTarget>] = []
        var exports: [Said<RouteTarget>] = []
        var advertisesRoutes: [AddressFamily: Int32] = [:]
        var advertisesStatic: [AddressFamily: Int32] = [:]
        var advertisedConnected: [Said<IPPrefix>] = []
        /// Interfaces in it.
        var interfaces: [Int] = []
        /// Interfaces that its packets may leave by.
        var pairs: [Int: Int32] = [:]
    }

    struct Route: Hashable, Sendable {
        var prefix: IPPrefix
        var nextHop: IPAddress
        var distance: UInt8
    }

    /// An L2VNI's route targets.
    struct Targets: Sendable {
        var imports: [Said<RouteTarget>] = []
        var exports: [Said<RouteTarget>] = []
    }

    /// What a forward rule says of interfaces: by position, -1 for any.
    struct Passage: Hashable, Sendable {
        var from: Int32
        var to: Int32
    }

    var interfaces: [Interface] = []
    /// The default VRF first.
    var tables: [Table] = [Table(name: "")]
    var targets: [VNI: Targets] = [:]
    var bridgeVLANs: [VLANID: Int32] = [:]
    var advertisesVNIs: Int32?
    /// Whether packets of others pass the device in the underlay.
    var transits = false
    var routes: [AddressFamily: Int32] = [:]
    var forwardFilter: Int32?
    var stateful: Int32?
    var forwardRules: [Said<FilterRule>] = []
    /// Positions in `forwardRules`, ascending, by the interfaces that they name.
    private var rulesOfPassage: [Passage: [Int32]] = [:]
    /// Interfaces that a permit names together with one, in either direction; ascending.
    private var passagesOfInterface: [Int32: [Int]] = [:]
    /// Whether a rule, and whether a permit, leaves an interface open.
    private var hasOpenRule = false
    private var hasOpenPermit = false
    var inputFilter: Int32?
    /// Next hops of static routes, each once.
    var nextHops: [IPAddress] = []
    private(set) var nextHopPosition: [IPAddress: Int] = [:]

    /// Positions of the first VXLAN device of each VNI, of those of each VLAN, and of the routed
    /// interfaces of each VLAN; the L3VNIs.
    private var tunnelOfVNI: [VNI: Int] = [:]
    private var vlansOfVNI: [VNI: [VLANID]] = [:]
    private(set) var tunnelsOfVLAN: [VLANID: [Int]] = [:]
    private(set) var svisOfVLAN: [VLANID: [Int]] = [:]
    private(set) var l3vnis: Set<VNI> = []

    private var interfacePosition: [String: Int] = [:]
    private var tablePosition: [String: Int] = ["": 0]

    /// - Parameter old: the device with other statements; interfaces, tables and next hops that it has
    ///   keep their positions.
    init(_ device: NetworkDevice, keeping old: DevicePlane? = nil) {
        if let old { keepPositions(of: old) }
        for (position, statement) in device.statements.enumerated() {
            add(statement.fact, Int32(position))
        }
        for position in interfaces.indices where interfaces[position].isPresent {
            tables[interfaces[position].vrf].interfaces.append(position)
            if case .subinterface(let parent, _) = interfaces[position].kind,
                !interfaces[parent].isUp
            {
                interfaces[position].isDown = true
            }
        }
        indexVLANs()
        indexPassages()
        for table in tables {
            for route in table.staticRoutes where nextHopPosition[route.value.nextHop] == nil {
                nextHopPosition[route.value.nextHop] = nextHops.count
                nextHops.append(route.value.nextHop)
            }
        }
    }

    func interface(named name: String) -> Int? {
        interfacePosition[name].flatMap { interfaces[$0].isPresent ? $0 : nil }
    }

    /// Where packets that came in by an interface may leave, as far as permits name both; nil where
    /// some permit does not.
    func passages(from interface: Int) -> [Int]? {
        hasOpenPermit ? nil : passagesOfInterface[Int32(interface)] ?? []
    }

    /// The forward rules for packets from one interface to another, in order. O(those).
    func rules(from: Int, to: Int) -> [FilterRule] {
        let source = Int32(from)
        let destination = Int32(to)
        var positions = rulesOfPassage[Passage(from: source, to: destination)] ?? []
        if hasOpenRule {
            for passage in [
                Passage(from: source, to: -1), Passage(from: -1, to: destination),
                Passage(from: -1, to: -1),
            ] { positions += rulesOfPassage[passage] ?? [] }
            positions.sort()
        }
        return positions.map { forwardRules[Int($0)].value }
    }

    /// The interface that a cable ends at. One that the device is told nothing of is known by no name:
    /// frames to it are lost, and nobody else is at the other end.
    mutating func cabledInterface(_ name: String) -> Int {
        if let known = interfacePosition[name] { return known }
        let position = interface(name)
        interfaces[position].isPresent = false
        return position
    }

    /// Takes a port down, and what is tagged on it.
    mutating func takeDown(_ port: Int) {
        interfaces[port].isDown = true
        for position in interfaces.indices {
            if case .subinterface(port, _) = interfaces[position].kind {
                interfaces[position].isDown = true
            }
        }
    }

    /// Whether no failure of another device or of a cable takes the interface down: it is behind no
    /// cable of the network.
    func isFirm(_ position: Int) -> Bool {
        switch interfaces[position].kind {
        case .subinterface(let parent, _): interfaces[parent].far == nil
        case .port: interfaces[position].far == nil
        case .loopback, .svi, .tunnel: true
        }
    }

    /// The VXLAN device of a VNI.
    func tunnel(_ vni: VNI) -> Int? { tunnelOfVNI[vni] }

    /// VNIs of VXLAN devices, each once.
    var vnisOfTunnels: Dictionary<VNI, [VLANID]>.Keys { vlansOfVNI.keys }

    /// VLANs whose frames a VNI may carry.
    func vlans(of vni: VNI) -> [VLANID] { vlansOfVNI[vni] ?? [] }

    private mutating func indexVLANs() {
        for (position, interface) in interfaces.enumerated() where interface.isPresent {
            switch interface.kind {
            case .tunnel(let vni, _):
                if tunnelOfVNI[vni] == nil { tunnelOfVNI[vni] = position }
                vlansOfVNI[vni, default: []] += (interface.untagged + interface.tagged)
                    .map(\.value)
                for vlan in interface.untagged {
                    tunnelsOfVLAN[vlan.value, default: []].append(position)
                }
            case .svi(let vlan): svisOfVLAN[vlan, default: []].append(position)
            case .port, .subinterface, .loopback: break
            }
        }
        for table in tables {
            if let vni = table.l3vni?.value { l3vnis.insert(vni) }
        }
    }

    private mutating func indexPassages() {
        var known: Set<Passage> = []
        for (position, rule) in forwardRules.enumerated() {
            func place(_ name: String?) -> Int32? {
                guard let name else { return -1 }
                return interface(named: name).map { Int32($0) }
            }
            // A rule about an interface that is not there is about no packet.
            guard let from = place(rule.value.inInterface), let to = place(rule.value.outInterface)
            else { continue }
            let passage = Passage(from: from, to: to)
            rulesOfPassage[passage, default: []].append(Int32(position))
            let isOpen = from < 0 || to < 0
            if isOpen { hasOpenRule = true }
            // What is nobody's connection no permit lets pass.
            guard rule.value.action == .permit, rule.value.kinds != .discovery else { continue }
            if isOpen {
                hasOpenPermit = true
            } else if known.insert(passage).inserted {
                passagesOfInterface[from, default: []].append(Int(to))
                passagesOfInterface[to, default: []].append(Int(from))
            }
        }
        for (interface, others) in passagesOfInterface {
            passagesOfInterface[interface] = Set(others).sorted()
        }
    }

    private mutating func keepPositions(of old: DevicePlane) {
        interfaces = old.interfaces.map {
            var interface = Interface(name: $0.name, kind: $0.name == "lo" ? .loopback : .port)
            interface.isPresent = false
            return interface
        }
        interfacePosition = old.interfacePosition
        tables = old.tables.map { Table(name: $0.name) }
        tablePosition = old.tablePosition
        nextHops = old.nextHops
        nextHopPosition = old.nextHopPosition
    }

    private mutating func interface(_ name: String) -> Int {
        if let known = interfacePosition[name] {
            interfaces[known].isPresent = true
            return known
        }
        interfacePosition[name] = interfaces.count
        interfaces.append(Interface(name: name, kind: name == "lo" ? .loopback : .port))
        return interfaces.count - 1
    }

    private mutating func table(_ name: String) -> Int {
        if let known = tablePosition[name] { return known }
        tablePosition[name] = tables.count
        tables.append(Table(name: name))
        return tables.count - 1
    }

    private mutating func add(_ fact: Fact, _ at: Int32) {
        switch fact {
        case .bridged(let name):
            let position = interface(name)
            interfaces[position].isBridged = true
            interfaces[position].bridgedStatement = at
        case .untagged(let name, let vlan):
            interfaces[interface(name)].untagged.append(Said(value: vlan, statement: at))
        case .tagged(let name, let vlan):
            interfaces[interface(name)].tagged.append(Said(value: vlan, statement: at))
        case .tunnel(let name, let vni, let local):
            set(name, .tunnel(vni, local: local), at)
        case .svi(let name, let vlan): set(name, .svi(vlan), at)
        case .subinterface(let name, let parent, let vlan):
            let parent = interface(parent)
            set(name, .subinterface(parent: parent, vlan), at)
        case .bridgeVLAN(let vlan): bridgeVLANs[vlan] = at
        case .leg(let name, _): interfaces[interface(name)].isLeg = true
        case .down(let name): interfaces[interface(name)].isDown = true
        case .inVRF(let name, let vrf):
            let position = interface(name)
            interfaces[position].vrf = table(vrf)
            interfaces[position].vrfStatement = at
        case .address(let name, let address):
            interfaces[interface(name)].addresses.append(Said(value: address, statement: at))
        case .allowedMACs(let name, _), .exchangeFrames(let name), .stormLimits(let name, _),
            .quarantined(let name), .unheard(let name), .hardwareAddress(let name, _),
            .mtu(let name, _), .neighbourASN(let name, _):
            _ = interface(name)
        case .ignoresReserved, .routeDistinguisher, .asn, .routerID, .overlaySession, .announces,
            .underlayPrefix, .managementPrefix,
            .routeServer, .routeServerSetting, .routeServerRule, .routeServerLAN,
            .routeServerBogon, .routeServerBogonASNs, .routeServerTransitFree,
            .routeServerNeverHere, .routeServerCache, .routeServerPayload, .routeServerProviders,
            .routeServerClient,
            .routeServerClientSetting, .routeServerPrefix, .routeServerOrigin,
            .routeServerNextHop:
            break
        case .transits: transits = true
        case .session(let name): interfaces[interface(name)].hasSession = true
        case .vrf, .endsLookup, .staticRoute, .l3vni, .importTarget, .exportTarget,
            .advertisesRoutes, .advertisesConnected, .advertisesStatic:
            addRouting(fact, at)
        case .advertisesVNIs: advertisesVNIs = at
        case .routes(let family): routes[family] = at
        case .ingressFilter, .ingressRule, .forwardFilter, .forwardPair, .forwardUnderlay,
            .stateful, .forwardRule, .reversePath, .inputFilter:
            addFilter(fact, at)
        }
    }

    private mutating func set(_ name: String, _ kind: Interface.Kind, _ at: Int32) {
        let position = interface(name)
        interfaces[position].kind = kind
        interfaces[position].kindStatement = at
    }

    private mutating func addRouting(_ fact: Fact, _ at: Int32) {
        switch fact {
        case .vrf(let name): tables[table(name)].statement = at
        case .endsLookup(let vrf, let family): tables[table(vrf)].ends[family] = at
        case .staticRoute(let vrf, let prefix, let nextHop, let distance):
            tables[table(vrf)].staticRoutes.append(
                Said(
                    value: Route(prefix: prefix, nextHop: nextHop, distance: distance),
                    statement: at))
        case .l3vni(let vrf, let vni): tables[table(vrf)].l3vni = Said(value: vni, statement: at)
        case .importTarget(.vrf(let vrf), let target):
            tables[table(vrf)].imports.append(Said(value: target, statement: at))
        case .exportTarget(.vrf(let vrf), let target):
            tables[table(vrf)].exports.append(Said(value: target, statement: at))
        case .importTarget(.vni(let vni), let target):
            targets[vni, default: Targets()].imports.append(Said(value: target, statement: at))
        case .exportTarget(.vni(let vni), let target):
            targets[vni, default: Targets()].exports.append(Said(value: target, statement: at))
        case .advertisesRoutes(let vrf, let family):
            tables[table(vrf)].advertisesRoutes[family] = at
        case .advertisesStatic(let vrf, let family):
            tables[table(vrf)].advertisesStatic[family] = at
        case .advertisesConnected(let vrf, let prefix):
            tables[table(vrf)].advertisedConnected.append(Said(value: prefix, statement: at))
        default: break
        }
    }

    private mutating func addFilter(_ fact: Fact, _ at: Int32) {
        switch fact {
        case .ingressFilter(let name):
            let position = interface(name)
            interfaces[position].hasIngressFilter = true
            interfaces[position].ingressStatement = at
        case .ingressRule(let name, let rule):
            interfaces[interface(name)].ingressRules.append(Said(value: rule, statement: at))
        case .forwardFilter: forwardFilter = at
        case .forwardPair(let vrf, let out):
            let out = interface(out)
            tables[table(vrf)].pairs[out] = at
        case .forwardUnderlay(let name):
            interfaces[interface(name)].forwardUnderlayStatement = at
        case .stateful: stateful = at
        case .forwardRule(let rule):
            forwardRules.append(Said(value: rule, statement: at))
        case .reversePath(let name): interfaces[interface(name)].reversePathStatement = at
        case .inputFilter: inputFilter = at
        default: break
        }
    }
}

/// An interface of a device of the network.
public struct InterfaceID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let device: Int32
    public let interface: Int32

    package init(_ device: Int, _ interface: Int) {
        self.device = Int32(device)
        self.interface = Int32(interface)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.device, left.interface) < (right.device, right.interface)
    }
}

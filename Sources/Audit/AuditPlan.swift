import Classifier
import IR
import Net

/// What an audit needs to know of a fabric, made once: places, owners of addresses, rules.
///
/// A value that is only read: many audits may share one.
public struct AuditPlan: Sendable {
    public let fabric: Fabric
    var places: PlaceTable
    let book: AddressBook
    /// Loopbacks that VXLAN packets come from.
    let vteps: NumberTable
    let stations: StationBook
    let homes: StationHomes
    /// By the number of a vantage, as rows of `places`; the first is that of nowhere.
    private(set) var ports: [PortFacts]
    /// For each of them the least place whose frames are looked at one by one.
    private(set) var firstExamined: [PlaceNumber]
    let table: FlowTable
    /// By number. Some that the zones alone decide, one for each VRF's own packets, then one for each
    /// rule of the table.
    let permissions: [Permission]
    /// The VRF of each segment; nil for a LAN of the exchange.
    let vrfOfSegment: [VRFID?]
    /// For each VRF those that it has a contract with, in either direction.
    let partners: [Set<VRFID>]
    /// Whether the outside belongs to a VRF: it has an exit, or contracts lead out through it.
    let ownsOutside: [Bool]
    /// MAC addresses bound to each LAN of the exchange, ascending, by place from `firstLAN`; empty
    /// where a port of the LAN has none bound.
    let boundMACs: [[UInt64]]
    /// What members announce that are tenants.
    let announced: [(tenant: TenantID, prefix: IPPrefix)]

    /// Throws where the contracts of the fabric make more rules than a flow table can hold.
    public init(_ fabric: Fabric) throws(PolicyTooLarge) {
        self.fabric = fabric
        let places = PlaceTable(fabric)
        self.places = places
        book = AddressBook(fabric)
        stations = StationBook(fabric, places)
        homes = StationHomes(stations, places)
        ports = [PortFacts(unknownIn: fabric)]
        firstExamined = [places.firstLAN]
        vteps = NumberTable(fabric.devices.compactMap(\.vtep).map { ($0.rawValue, 1) })
        vrfOfSegment = fabric.segments.map { segment in
            if case .vrf(let vrf) = segment.owner { vrf } else { nil }
        }
        var partners = Array(repeating: Set<VRFID>(), count: fabric.vrfs.count)
        var ownsOutside = Array(repeating: false, count: fabric.vrfs.count)
        for flow in fabric.contracts.flatMap(\.flows) {
            partners[flow.source.index].insert(flow.destination)
            partners[flow.destination.index].insert(flow.source)
            if flow.destinationPrefixes.contains(where: { $0.length == 0 }) {
                ownsOutside[flow.destination.index] = true
            }
        }
        for interface in fabric.devices.flatMap(\.interfaces) {
            if case .exit(let vrf) = interface.role { ownsOutside[vrf.index] = true }
        }
        self.partners = partners
        self.ownsOutside = ownsOutside
        boundMACs = places.places[Int(places.firstLAN)...].map { place in
            if case .lan(let segment) = place { fabric.boundMACs(of: segment) } else { [] }
        }
        announced = fabric.announcedByTenants()
        let rules = AuditRuleSet(fabric)
        table = try FlowTable(rules.rules)
        permissions =
            AuditPlan.decidedByZones + fabric.vrfs.indices.map { .within(VRFID($0)) }
            + rules.permissions
        // A verdict of the flow cache has 24 bits, one of them for the way and one for the sign.
        guard permissions.count <= 1 << 22 else {
            throw PolicyTooLarge(ruleCount: permissions.count, limit: 1 << 22)
        }
    }

    /// The permissions that need no rule, in the order of their numbers.
    static let decidedByZones: [Permission] = [.unrelated, .link, .infrastructure, .exchange]
    static let unrelated = FlowVerdict.permitted(0)
    static let link = FlowVerdict.permitted(1)
    static let infrastructure = FlowVerdict.permitted(2)
    static let exchange = FlowVerdict.permitted(3)

    /// The number of the permission that a rule of the table stands for.
    func permission(ofRule rule: Int) -> Int {
        Self.decidedByZones.count + fabric.vrfs.count + rule
    }

    /// Whether a member of the exchange is connected to a port.
    public func isMembers(_ port: PortReference) -> Bool {
        fabric.exchange?.members.flatMap(\.connections).contains {
            fabric[$0.device].name == port.device && $0.port == port.port
        } ?? false
    }

    /// Adds a port where frames were captured: its role says what its frames may carry. Nil where the
    /// fabric has no such port, or where the port is not used.
    public mutating func addVantage(_ port: PortReference) -> VantageIndex? {
        guard let index = places.addVantage(port, in: fabric) else { return nil }
        if index.rawValue == ports.count, let facts = PortFacts(port, in: fabric, stations) {
            ports.append(facts)
            let looksAtEach = facts.isEdge || facts.isTaggedOnly
            firstExamined.append(looksAtEach ? .unlabelled : places.firstLAN)
        }
        return index
    }
}

extension Fabric {
    /// The MAC addresses that may send on a LAN, ascending; empty where some port has none bound.
    fileprivate func boundMACs(of lan: SegmentID) -> [UInt64] {
        var macs: Set<UInt64> = []
        for interface in devices.flatMap(\.interfaces) {
            guard case .access(lan) = interface.role else { continue }
            if interface.allowedMACs.isEmpty { return [] }
            macs.formUnion(interface.allowedMACs.map(\.rawValue))
        }
        return macs.sorted()
    }

    /// What members announce that are tenants, in the order of the route servers' clients.
    fileprivate func announcedByTenants() -> [(tenant: TenantID, prefix: IPPrefix)] {
        var result: [(tenant: TenantID, prefix: IPPrefix)] = []
        for client in devices.compactMap(\.routeServer).flatMap(\.clients) {
            guard let tenant = exchange?.members[client.member].tenant else { continue }
            for prefix in client.prefixes
            where !result.contains(where: { $0.tenant == tenant && $0.prefix == prefix }) {
                result.append((tenant, prefix))
            }
        }
        return result
    }
}

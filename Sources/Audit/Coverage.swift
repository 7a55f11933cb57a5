import Capture
import IR

/// How much of the topology a capture showed.
public struct Coverage: Sendable {
    /// Frames by place, for the places that had any, in the order of the fabric.
    public let places: [(place: Place, frames: UInt64)]
    /// Tenants that frames were seen of, ascending.
    public let tenants: [TenantID]
    public let segments: [SegmentID]
    /// What contracts were used for, for those that were, ascending.
    public let contracts: [ContractUse]
    /// Permitted packets that no contract was needed for, by what permitted them.
    public let withinVRFs: UInt64
    public let link: UInt64
    public let infrastructure: UInt64
    public let exchange: UInt64
    public let unrelated: UInt64
    /// Frames that were decided: classified, and nothing about them left open.
    public let decided: UInt64
    /// Different flows, each direction for itself; there were more where `flowsAreCut`.
    public let flows: Int
    public let flowsAreCut: Bool
    /// Whether any frame had to do with the topology.
    public let concernsFabric: Bool

    /// Packets of a contract.
    public struct ContractUse: Equatable, Sendable {
        public let contract: ContractID
        public internal(set) var forward: UInt64
        public internal(set) var replies: UInt64
    }

    init(_ plan: AuditPlan, _ tally: AuditTally, _ flows: FlowCount) {
        let fabric = plan.fabric
        places = zip(plan.places.places, tally.byPlace).filter { $0.1 > 0 }.map { ($0, $1) }
        var contracts = fabric.contracts.indices.map {
            ContractUse(contract: ContractID($0), forward: 0, replies: 0)
        }
        var within = Array(repeating: UInt64(0), count: fabric.vrfs.count)
        var others: [Permission: UInt64] = [:]
        for (index, permission) in plan.permissions.enumerated() {
            let forward = tally.byVerdict[2 * index]
            let replies = tally.byVerdict[2 * index + 1]
            switch permission {
            case .contract(let id):
                contracts[id.index].forward += forward
                contracts[id.index].replies += replies
            case .within(let vrf): within[vrf.index] += forward + replies
            case .unrelated, .link, .infrastructure, .exchange:
                others[permission, default: 0] += forward + replies
            }
        }
        self.contracts = contracts.filter { $0.forward + $0.replies > 0 }
        withinVRFs = within.reduce(0, +)
        link = others[.link] ?? 0
        infrastructure = others[.infrastructure] ?? 0
        exchange = others[.exchange] ?? 0
        unrelated = others[.unrelated] ?? 0

        var tenants: Set<TenantID> = []
        var segments: Set<SegmentID> = []
        for (number, place) in plan.places.places.enumerated() where tally.byPlace[number] > 0 {
            if let vrf = plan.places.vrfs[number] { tenants.insert(fabric[vrf].tenant) }
            switch place {
            case .segment(let segment), .lan(let segment): segments.insert(segment)
            default: break
            }
        }
        for (vrf, packets) in zip(fabric.vrfs, within) where packets > 0 {
            tenants.insert(vrf.tenant)
        }
        self.tenants = tenants.sorted()
        self.segments = segments.sorted()
        let open = tally.undecidedFragments + tally.opaque
        decided = tally.frames.classified - min(open, tally.frames.classified)
        self.flows = flows.count
        flowsAreCut = flows.isBeyondLimit
        let placed = tally.byPlace.dropFirst(Int(PlaceNumber.underlay)).contains { $0 > 0 }
        let known = tally.byVerdict.dropFirst(2).contains { $0 > 0 }
        concernsFabric =
            placed || known || tally.inFindings > 0
            || tally.undecidedFragments + tally.undecidedOthers > 0
    }
}

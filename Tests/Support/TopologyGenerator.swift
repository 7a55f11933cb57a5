/// Fabrics of any size, made from a seed: the text of a topology that passes every check.
///
/// Two or more spines, leaves in pairs, a border pair, two service leaves with a firewall each; a
/// tenant `core` that owns the shared services and the exits; tenants of three classes with
/// segments of IPv4 and IPv6, attached to both leaves of a pair and now and then to a third; and
/// contracts, most of them to services, some between tenants. VLAN IDs, VNIs, AS numbers and
/// loopbacks are left to be allocated.
///
/// The same values make the same text. What a tenant or a contract looks like follows from the
/// seed and its own number, and a number is never used again: edits leave all others as they were.
///
///     let before = TopologyGenerator(seed: 1, devices: 40, tenants: 12)
///     let after = before.addingTenant().removingTenant(3).reorderingLists(seed: 7)
///     after.text                        // the same names with the same values, but for two tenants
public struct TopologyGenerator: Sendable {
    public let seed: UInt64
    public let segmentsPerTenant: Int
    public let hostsPerSegment: Int
    /// How many contracts were asked for; edits may take some of them away, with their tenants.
    public let contracts: Int
    public let spines: Int
    /// The leaves that tenants attach to; leaves added later stay empty.
    let occupiedLeaves: Int
    /// Numbers of the leaves that exist, and the next one.
    private(set) var leafNumbers: [Int]
    private var nextLeaf: Int
    /// Numbers of the tenants that exist, from 1, and how many there were at first and ever.
    public private(set) var tenantNumbers: [Int]
    let tenantsAtFirst: Int
    private(set) var tenantsEver: Int
    /// Where the order of lists comes from; they stand in the order of their numbers if nil.
    private(set) var order: UInt64?

    /// The fewest devices: two each of spine, border, service leaf, firewall and leaf.
    public static let fewestDevices = 10
    /// As many as fit on a spine of 1,024 ports, with some room for edits.
    public static let mostDevices = 1_010
    /// As many tenants as the VLAN IDs towards firewalls suffice for.
    public static let mostTenants = 350

    /// - Parameters:
    ///   - devices: in total, from `fewestDevices` to `mostDevices`.
    ///   - tenants: besides `core`, at most `mostTenants`; with their segments at most 2,800.
    ///   - contracts: at most; fewer come out where few tenants leave nothing more to permit.
    ///   - hostsPerSegment: known stations in each segment, up to 200.
    public init(
        seed: UInt64, devices: Int = 24, tenants: Int = 25, segmentsPerTenant: Int = 3,
        contracts: Int = 40, hostsPerSegment: Int = 2
    ) {
        precondition(
            (Self.fewestDevices...Self.mostDevices).contains(devices),
            "a fabric has 10 to 1,010 devices")
        precondition((0...Self.mostTenants).contains(tenants), "a fabric has 0 to 350 tenants")
        precondition(segmentsPerTenant >= 1, "a tenant has a segment")
        precondition(tenants * segmentsPerTenant <= 2_800, "VLAN IDs suffice for 2,800 segments")
        precondition((0...200).contains(hostsPerSegment), "a segment has 0 to 200 known hosts")
        self.seed = seed
        self.segmentsPerTenant = segmentsPerTenant
        self.hostsPerSegment = hostsPerSegment
        self.contracts = contracts
        spines = devices < 24 ? 2 : 4
        occupiedLeaves = devices - spines - 6
        leafNumbers = Array(1...occupiedLeaves)
        nextLeaf = occupiedLeaves + 1
        tenantNumbers = Array(1..<tenants + 1)
        tenantsAtFirst = tenants
        tenantsEver = tenants
    }

    public var devices: Int { spines + leafNumbers.count + 6 }

    /// The topology as YAML.
    public var text: String {
        var writer = TopologyWriter(self)
        return writer.text()
    }
}

// MARK: Edits

extension TopologyGenerator {
    /// With one tenant more, at the end.
    public func addingTenant() -> TopologyGenerator {
        var edited = self
        edited.tenantsEver += 1
        edited.tenantNumbers.append(edited.tenantsEver)
        precondition(edited.tenantNumbers.count <= Self.mostTenants, "350 tenants at most")
        return edited
    }

    /// Without the tenant of that number, its attachments and contracts; nothing happens if there
    /// is none.
    public func removingTenant(_ number: Int) -> TopologyGenerator {
        var edited = self
        edited.tenantNumbers.removeAll { $0 == number }
        return edited
    }

    /// With one leaf more, which is cabled and empty.
    public func addingDevice() -> TopologyGenerator {
        var edited = self
        edited.leafNumbers.append(nextLeaf)
        edited.nextLeaf += 1
        precondition(edited.devices <= Self.mostDevices, "1,010 devices at most")
        return edited
    }

    /// Without the newest of the leaves that were added; nothing happens if there is none.
    public func removingDevice() -> TopologyGenerator {
        var edited = self
        if let last = leafNumbers.last, last > occupiedLeaves { edited.leafNumbers.removeLast() }
        return edited
    }

    /// The same objects with every list in another order.
    public func reorderingLists(seed: UInt64) -> TopologyGenerator {
        var edited = self
        edited.order = seed
        return edited
    }

    /// After one edit that the generator of random numbers chooses.
    public func edited(using random: inout some RandomNumberGenerator) -> TopologyGenerator {
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where tenantNumbers.count < Self.mostTenants: return addingTenant()
        case 1 where devices < Self.mostDevices: return addingDevice()
        case 2: return removingDevice()
        case 3: return reorderingLists(seed: random.next())
        default:
            guard let number = tenantNumbers.randomElement(using: &random) else {
                return addingTenant()
            }
            return removingTenant(number)
        }
    }
}

/// Which devices the underlay joins, so that EVPN carries routes and tunnels carry frames between
/// them: there is a way over sessions whose cables are up, and every device in between passes on
/// what is not its own. O(devices x groups of passing devices next to each, devices / 64).
struct Underlay: Sendable {
    /// By device, a bit for each that it is joined with, itself included.
    private(set) var joined: [BitSet]
    /// By device, the groups of devices that pass packets on to each other which it is in or next to,
    /// each named by its first device; ascending.
    let groups: [[Int]]
    /// By device, a number that those share who are joined with the same devices.
    private(set) var views: [Int32]

    init(_ planes: [DevicePlane]) {
        let sessions = planes.indices.map { Self.neighbours(of: $0, planes) }
        let groups = Self.groups(planes, sessions)
        self.groups = groups
        var members: [Int: BitSet] = [:]
        for device in planes.indices {
            for group in groups[device] {
                members[group, default: BitSet(count: planes.count)].insert(device)
            }
        }
        var ofGroups: [[Int]: BitSet] = [:]
        joined = planes.indices.map { device in
            let own = groups[device]
            var set =
                ofGroups[own]
                ?? own.reduce(into: BitSet(count: planes.count)) { $0.formUnion(members[$1]) }
            ofGroups[own] = set
            set.insert(device)
            for neighbour in sessions[device] { set.insert(neighbour) }
            return set
        }
        var first: [BitSet: Int32] = [:]
        views = []
        for (device, set) in joined.enumerated() {
            let view = first[set] ?? Int32(device)
            first[set] = view
            views.append(view)
        }
    }

    /// Whether a packet of one gets to the other. O(1).
    func joins(_ first: Int, _ second: Int) -> Bool { joined[first].contains(second) }

    /// Devices at the other ends of its sessions, ascending.
    static func neighbours(of device: Int, _ planes: [DevicePlane]) -> [Int] {
        var result: Set<Int> = []
        for interface in planes[device].interfaces where interface.hasSession && interface.isUp {
            guard let far = interface.far,
                Int(far.interface) < planes[Int(far.device)].interfaces.count
            else { continue }
            let other = planes[Int(far.device)].interfaces[Int(far.interface)]
            if other.hasSession, other.isUp { result.insert(Int(far.device)) }
        }
        return result.sorted()
    }

    private static func groups(_ planes: [DevicePlane], _ sessions: [[Int]]) -> [[Int]] {
        var group = [Int](repeating: -1, count: planes.count)
        for start in planes.indices where planes[start].transits && group[start] < 0 {
            group[start] = start
            var queue = [start]
            while let device = queue.popLast() {
                for next in sessions[device] where planes[next].transits && group[next] < 0 {
                    group[next] = start
                    queue.append(next)
                }
            }
        }
        return planes.indices.map { device in
            Set((sessions[device] + [device]).lazy.map { group[$0] }.filter { $0 >= 0 }).sorted()
        }
    }
}

/// A set of small numbers.
struct BitSet: Hashable, Sendable {
    private var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    func contains(_ element: Int) -> Bool { words[element >> 6] >> UInt64(element & 63) & 1 == 1 }

    mutating func insert(_ element: Int) { words[element >> 6] |= 1 << UInt64(element & 63) }

    mutating func remove(_ element: Int) { words[element >> 6] &= ~(1 << UInt64(element & 63)) }

    mutating func formUnion(_ other: BitSet?) {
        guard let other else { return }
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// What is in one of both alone.
    func symmetricDifference(_ other: BitSet) -> BitSet {
        var result = self
        for index in words.indices { result.words[index] ^= other.words[index] }
        return result
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
}

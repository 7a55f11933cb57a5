/// The elements with the smallest keys of all that were ever added, at most `limit`, and whether there
/// were more.
///
/// That makes it a set that frames can be split over: the union of two is the same in any order and
/// grouping, adding twice changes nothing, and which elements are kept does not depend on when
/// they came. Of two values with one key the earlier is kept. Adding takes O(1) on average.
struct SmallestSet<Key: Hashable & Comparable & Sendable, Value: Witness>: Sendable {
    let limit: Int
    private var kept: [Key: Value] = [:]
    /// Whether keys were left out.
    private(set) var isCut = false
    /// Keys from here on are not among the smallest.
    private var bound: Key?

    init(limit: Int) {
        precondition(limit > 0, "a set has room for one element")
        self.limit = limit
    }

    /// Whether `insert` would change anything but `isCut`: a value may be dear to make.
    func lacks(_ key: Key, at packet: PacketReference) -> Bool {
        if let bound, key >= bound { return false }
        return kept[key].map { packet < $0.packet } ?? true
    }

    mutating func insert(_ key: Key, _ value: Value) {
        if let bound, key >= bound {
            isCut = true
            return
        }
        if let known = kept[key] {
            if value.packet < known.packet { kept[key] = value }
            return
        }
        kept[key] = value
        if kept.count >= 2 * limit { trim() }
    }

    private mutating func trim() {
        guard kept.count > limit else { return }
        let keys = kept.keys.sorted()
        bound = keys[limit]
        for key in keys[limit...] { kept.removeValue(forKey: key) }
        isCut = true
    }

    /// The elements, ascending by key.
    func settled() -> [(key: Key, value: Value)] {
        var result = self
        result.trim()
        return result.kept.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }

    /// Whether more than `limit` keys were ever added.
    var hasOverflown: Bool { isCut || kept.count > limit }

    /// - Parameter hasOverflown: whether there were more than these.
    init(_ elements: [(key: Key, value: Value)], hasOverflown: Bool, limit: Int) {
        self.init(limit: limit)
        for element in elements { insert(element.key, element.value) }
        isCut = isCut || hasOverflown
    }

    /// The same in a capture whose frames were counted from `count` on.
    mutating func shift(by count: UInt64) {
        kept = kept.mapValues { value in
            var value = value
            value.shift(by: count)
            return value
        }
    }

    mutating func merge(_ other: Self) {
        precondition(limit == other.limit, "sets of one limit are joined")
        for (key, value) in other.kept { insert(key, value) }
        if other.isCut { isCut = true }
        if let theirs = other.bound { bound = bound.map { min($0, theirs) } ?? theirs }
        if let bound {
            let beyond = kept.keys.filter { $0 >= bound }
            for key in beyond { kept.removeValue(forKey: key) }
        }
        trim()
    }
}

extension SmallestSet: Equatable where Value: Equatable {
    /// Whether the same was kept of what was ever added.
    static func == (left: Self, right: Self) -> Bool {
        left.hasOverflown == right.hasOverflown
            && left.settled().elementsEqual(right.settled()) {
                $0.key == $1.key && $0.value == $1.value
            }
    }
}

/// A value of which the one of the earliest packet is kept.
protocol Witness: Sendable {
    var packet: PacketReference { get }
    /// The same in a capture whose frames were counted from `count` on.
    mutating func shift(by count: UInt64)
}

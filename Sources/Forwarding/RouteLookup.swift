import Net

/// Where a packet goes next.
enum NextHop: Hashable, Sendable {
    /// It is for the device itself.
    case local
    /// Its destination is on the link.
    case connected(interface: Int)
    /// To a router on the link, by position in `DevicePlane.nextHops`.
    case via(interface: Int, nextHop: Int)
    case tunnel(device: Int32, VNI)
}

/// A route that a table may use.
struct CandidateRoute: Sendable {
    var prefix: IPPrefix
    /// -1 for an own address, 0 for a connected prefix, as configured for a static route, 20 for BGP.
    var distance: Int16
    /// Of BGP routes of one prefix the floating ones lose.
    var isFloating = false
    /// Whether no failure withdraws it while its device works.
    var isFirm = false
    var nextHop: NextHop
    var grounds: Grounds

    /// Of routes of one prefix the least ranks win.
    var rank: (Int16, Int) { (distance, distance == 20 && isFloating ? 1 : 0) }
}

/// A table, flattened: for every destination the next hops of the best route, or of each route that
/// could become the best.
struct RouteLookup: Sendable {
    struct Entry: Sendable {
        var prefix: IPPrefix
        /// Of the prefix itself, then, where all are kept, of shorter ones that cover it.
        var routes: [CandidateRoute]
        /// Whether its destinations have a route whatever fails.
        var isFirm = true
    }

    /// Ascending, disjoint; gaps have no route.
    private(set) var runs: [(range: AddressRange, entry: Int32)] = []
    private(set) var entries: [Entry] = []

    /// O(n log n): sorted by prefix, then one pass with a stack of the prefixes that are open.
    ///
    /// - Parameter keepsAll: whether routes are kept that some failure could make the best: of each
    ///   prefix all that a firm one does not beat, and, where none is firm, those of the next shorter
    ///   prefix that covers it, too.
    init(_ candidates: [CandidateRoute], keepsAll: Bool = false) {
        let sorted = candidates.indices.sorted {
            (candidates[$0].prefix, $0) < (candidates[$1].prefix, $1)
        }
        var position = 0
        while position < sorted.count {
            let prefix = candidates[sorted[position]].prefix
            var routes: [CandidateRoute] = []
            while position < sorted.count, candidates[sorted[position]].prefix == prefix {
                routes.append(candidates[sorted[position]])
                position += 1
            }
            let isFirm = !keepsAll || routes.contains { $0.isFirm }
            routes = keepsAll ? Self.possible(of: routes) : Self.best(of: routes)
            entries.append(Entry(prefix: prefix, routes: routes, isFirm: isFirm))
        }
        flatten()
    }

    static func best(of routes: [CandidateRoute]) -> [CandidateRoute] {
        guard routes.count > 1, let least = routes.map(\.rank).min(by: <) else { return routes }
        return routes.filter { $0.rank == least }
    }

    /// Routes of one prefix of which each could be the best.
    private static func possible(of routes: [CandidateRoute]) -> [CandidateRoute] {
        guard let least = routes.lazy.filter(\.isFirm).map(\.rank).min(by: <) else {
            return routes
        }
        return routes.filter { $0.rank <= least }
    }

    /// What a prefix falls back to when all of its own routes are withdrawn.
    private mutating func inherit(_ index: Int32, from shorter: Int32) {
        guard !entries[Int(index)].isFirm else { return }
        for route in entries[Int(shorter)].routes
        where !entries[Int(index)].routes.contains(where: { $0.nextHop == route.nextHop }) {
            entries[Int(index)].routes.append(route)
        }
        entries[Int(index)].isFirm = entries[Int(shorter)].isFirm
    }

    private mutating func flatten() {
        var open: [Int32] = []
        var next: UInt128 = 0
        func last(_ entry: Int32) -> UInt128 { entries[Int(entry)].prefix.lastAddress.bits }
        func emit(until end: UInt128, _ entry: Int32) {
            guard next <= end else { return }
            if let previous = runs.last, previous.entry == entry,
                previous.range.last &+ 1 == next, previous.range.last != .max
            {
                runs[runs.count - 1].range.last = end
            } else {
                runs.append((AddressRange(next, end), entry))
            }
        }
        func close(before start: UInt128) {
            while let top = open.last, last(top) < start {
                emit(until: last(top), top)
                next = max(next, last(top) &+ 1)
                open.removeLast()
            }
        }
        for index in entries.indices {
            let prefix = entries[index].prefix
            let start = prefix.address.bits
            close(before: start)
            if let top = open.last {
                if start > next { emit(until: start - 1, top) }
                inherit(Int32(index), from: top)
            }
            next = max(next, start)
            open.append(Int32(index))
        }
        while let top = open.popLast() {
            emit(until: last(top), top)
            let end = last(top)
            if end == .max { break }
            next = max(next, end + 1)
        }
    }

    /// The entry that a destination has; nil where there is none. O(log n).
    func entry(of destination: UInt128) -> Entry? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].range.last < destination { low = middle + 1 } else { high = middle }
        }
        guard low < runs.count, runs[low].range.first <= destination else { return nil }
        return entries[Int(runs[low].entry)]
    }

    /// Destinations by next hop, in order of first appearance.
    func rangesByNextHop() -> [(nextHop: NextHop, ranges: [AddressRange])] {
        var result: [(nextHop: NextHop, ranges: [AddressRange])] = []
        var position: [NextHop: Int] = [:]
        for run in runs {
            for route in entries[Int(run.entry)].routes {
                if let known = position[route.nextHop] {
                    result[known].ranges.join(run.range)
                } else {
                    position[route.nextHop] = result.count
                    result.append((route.nextHop, [run.range]))
                }
            }
        }
        return result
    }

    /// Destinations without a route or, where all routes are kept, that could be without one.
    func gaps(_ family: AddressFamily) -> [AddressRange] {
        var taken: [AddressRange] = []
        for run in runs where entries[Int(run.entry)].isFirm { taken.join(run.range) }
        return [AddressRange(0, family == .ipv4 ? 0xffff_ffff : .max)].removing(taken)
    }
}

extension [AddressRange] {
    /// Adds a range that begins at no less than all others, to the last where they meet.
    package mutating func join(_ range: AddressRange) {
        if let previous = last, previous.last == .max || previous.last + 1 >= range.first {
            self[count - 1].last = Swift.max(previous.last, range.last)
        } else {
            append(range)
        }
    }

    /// The addresses that are in no range of `others`; both ascending and disjoint.
    public func removing(_ others: [AddressRange]) -> [AddressRange] {
        var result: [AddressRange] = []
        var position = 0
        for range in self {
            var start = range.first
            var isDone = false
            while position < others.count, others[position].last < start { position += 1 }
            var index = position
            while index < others.count, others[index].first <= range.last {
                let other = others[index]
                if other.first > start { result.append(AddressRange(start, other.first - 1)) }
                if other.last >= range.last {
                    isDone = true
                    break
                }
                start = Swift.max(start, other.last + 1)
                index += 1
            }
            if !isDone { result.append(AddressRange(start, range.last)) }
        }
        return result
    }
}

/// Finds the rings of devices that packets of an atom go round in, through one device.
///
/// `closes` follows a single way and is what nearly every update needs; `findRing` follows every
/// way where devices spread packets, depth first, and says which devices the ring is made of.
struct LoopSearch: Sendable {
    /// The devices of the ring found last, in the order packets pass them.
    private(set) var ring: [Int32] = []
    /// For each device of `ring`, the way to try next where this one leads nowhere; -1 for none.
    private var others: [Int32] = []
    /// By device: the search that came by last.
    private var marks: [UInt32]
    private var search: UInt32 = 0

    init(devices: Int) { marks = Array(repeating: 0, count: devices) }

    /// Whether packets that `device` sends on may come back to it: they do, or their ways part, so
    /// that `findRing` has to tell.
    ///
    /// A ring further on that `device` is no part of ends the walk (Brent, "An improved Monte
    /// Carlo factorization algorithm", 1980): it was found when it was closed.
    ///
    /// - Parameters:
    ///   - row: where the row of the atom begins.
    ///   - steps: counts the hops that were followed.
    @inline(__always)
    static func closes(
        from device: Int32, _ hops: Span<Hop>, row: Int, steps: inout Int
    ) -> Bool {
        var here = hops[row &+ Int(device)].code
        var mark = device
        var taken = 0
        var limit = 16
        while here >= 0 && here != device && here != mark {
            taken &+= 1
            if taken == limit {
                mark = here
                limit &*= 2
            }
            here = hops[row &+ Int(here)].code
        }
        steps &+= taken
        return here == device || here < Hop.end.code
    }

    /// Whether packets that `device` sends to `next` can come back to it; `ring` is one way how.
    mutating func findRing(
        through device: Int32, by next: Int32, _ hops: Span<Hop>, row: Int, _ routes: RouteTable
    ) -> Bool {
        begin(at: device)
        var here = next
        while here != device {
            if here >= 0 && marks[Int(here)] != search {
                here = enter(here, hops[row + Int(here)], routes)
            } else if let other = nextOther(routes) {
                here = other
            } else {
                return false
            }
        }
        return true
    }

    private mutating func begin(at device: Int32) {
        if search == .max {
            for index in marks.indices { marks[index] = 0 }
            search = 0
        }
        search += 1
        ring.removeAll(keepingCapacity: true)
        others.removeAll(keepingCapacity: true)
        ring.append(device)
        others.append(-1)
    }

    /// Goes on to a device; the first device it sends to, -1 for none.
    private mutating func enter(_ device: Int32, _ hop: Hop, _ routes: RouteTable) -> Int32 {
        marks[Int(device)] = search
        ring.append(device)
        guard let route = hop.routeOfSeveralWays else {
            others.append(-1)
            return hop.code
        }
        let way = routes.ways[routes.routes[route].firstWay]
        others.append(way.following)
        return way.device
    }

    /// Goes back to the last device that has another way, and takes it; nil where none has.
    private mutating func nextOther(_ routes: RouteTable) -> Int32? {
        while let other = others.last {
            if other >= 0 {
                others[others.count - 1] = routes.ways[other].following
                return routes.ways[other].device
            }
            others.removeLast()
            ring.removeLast()
        }
        return nil
    }
}

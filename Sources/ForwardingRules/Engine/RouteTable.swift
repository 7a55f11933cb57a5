/// What devices have for their prefixes. The rules of a device that agree in prefix and priority
/// are one route of several ways: a packet takes any of them (ECMP).
///
/// The routes of a device for one prefix are a chain from the highest rank to the lowest, the ways
/// of a route another: both are short, and walked from the front.
struct RouteTable: Sendable {
    struct Route: BitwiseCopyable, Sendable {
        var firstWay: Int32
        /// The route of the same device and prefix that is next in rank; -1 at the last.
        var lower: Int32
    }

    struct Way: BitwiseCopyable, Sendable {
        /// What tells the ways of a route apart: port and next hop, as a number.
        let path: UInt32
        /// The next device; -1 where there is none.
        let device: Int32
        /// The next way of the route; -1 at the last.
        var following: Int32
    }

    /// What adding a rule came to.
    enum Addition: Equatable {
        case repeated
        case newRoute(Int32)
        case newWay(of: Int32)
    }

    /// What removing a rule came to.
    enum Removal: Equatable {
        case absent
        /// The route is out of its chain and has no way; its number is kept until `free`.
        case lastWay(of: Int32)
        case way(of: Int32)
    }

    /// Stands for "no route" wherever a number is kept: lower than every route in rank.
    static let none: Int32 = 0

    /// The route of the highest rank for each device and prefix that has one.
    private var heads = FlatTable(filler: RoutePlace(device: 0, prefix: 0))
    private(set) var routes = Pool<Route>()
    private(set) var ways = Pool<Way>()
    /// By route, apart from the rest because the hot loop reads nothing else: the priority, then
    /// the length of the prefix, so that of two routes for an address the greater one holds.
    private(set) var ranks: [UInt64] = [0]
    private(set) var hops: [Hop] = [.end]

    init() { _ = routes.add(Route(firstWay: -1, lower: -1)) }

    /// Rules that are installed.
    var ruleCount: Int { ways.count }

    /// The rank of a route; greater than that of `none`.
    static func rank(priority: UInt32, length: UInt8) -> UInt64 {
        (UInt64(priority) << 8) + UInt64(length) + 1
    }

    /// The route of the highest rank at a place; -1 where it has none.
    @inline(__always)
    func best(at place: RoutePlace) -> Int32 { heads[place] }

    /// Adds a way by `path` to the route of that rank, which begins with it where it is new.
    mutating func add(
        path: UInt32, to device: Int32, rank: UInt64, at place: RoutePlace
    ) -> Addition {
        let (higher, found) = neighbours(at: place, of: rank)
        guard found >= 0 && ranks[Int(found)] == rank else {
            let route = newRoute(rank: rank, above: found, path: path, to: device)
            link(route, behind: higher, at: place)
            return .newRoute(route)
        }
        if way(of: found, path: path).number >= 0 { return .repeated }
        routes[found].firstWay = ways.add(
            Way(path: path, device: device, following: routes[found].firstWay))
        hops[Int(found)] = hop(of: found)
        return .newWay(of: found)
    }

    /// Takes the way by `path` from the route of that rank; the route ends with its last way.
    mutating func remove(path: UInt32, rank: UInt64, at place: RoutePlace) -> Removal {
        let (higher, found) = neighbours(at: place, of: rank)
        guard found >= 0 && ranks[Int(found)] == rank else { return .absent }
        let (before, number) = way(of: found, path: path)
        guard number >= 0 else { return .absent }
        if before >= 0 {
            ways[before].following = ways[number].following
        } else {
            routes[found].firstWay = ways[number].following
        }
        ways.remove(number)
        hops[Int(found)] = hop(of: found)
        guard routes[found].firstWay < 0 else { return .way(of: found) }
        link(routes[found].lower, behind: higher, at: place)
        return .lastWay(of: found)
    }

    /// Gives the number of a removed route free.
    mutating func free(_ route: Int32) { routes.remove(route) }

    /// The last route of a chain above a rank, and the first that is not above it; -1 for none.
    @inline(__always)
    private func neighbours(at place: RoutePlace, of rank: UInt64) -> (Int32, Int32) {
        var higher: Int32 = -1
        var found = heads[place]
        while found >= 0 && ranks[Int(found)] > rank {
            higher = found
            found = routes[found].lower
        }
        return (higher, found)
    }

    /// Makes `route`, which may be -1, the one below `higher`, or the head where that is -1.
    private mutating func link(_ route: Int32, behind higher: Int32, at place: RoutePlace) {
        if higher >= 0 {
            routes[higher].lower = route
        } else if route >= 0 {
            heads.set(route, for: place)
        } else {
            heads.remove(place)
        }
    }

    private mutating func newRoute(
        rank: UInt64, above lower: Int32, path: UInt32, to device: Int32
    ) -> Int32 {
        let way = ways.add(Way(path: path, device: device, following: -1))
        let route = routes.add(Route(firstWay: way, lower: lower))
        if Int(route) == ranks.count {
            ranks.append(rank)
            hops.append(.to(device))
        } else {
            ranks[Int(route)] = rank
            hops[Int(route)] = .to(device)
        }
        return route
    }

    /// The way of a route by its path, and the way before it; -1 for none.
    private func way(of route: Int32, path: UInt32) -> (before: Int32, number: Int32) {
        var before: Int32 = -1
        var number = routes[route].firstWay
        while number >= 0 && ways[number].path != path {
            before = number
            number = ways[number].following
        }
        return (before, number)
    }

    /// Ways that lead to one device are one: the walk asks where a packet goes, not how.
    private func hop(of route: Int32) -> Hop {
        var way = routes[route].firstWay
        guard way >= 0 else { return .end }
        let device = ways[way].device
        while way >= 0 {
            if ways[way].device != device { return .severalWays(of: route) }
            way = ways[way].following
        }
        return .to(device)
    }
}

/// A device and a prefix that it may have routes for.
struct RoutePlace: FlatKey {
    let device: Int32
    let prefix: Int32

    @inline(__always)
    var hash: UInt64 {
        foldedHash(
            UInt64(UInt32(bitPattern: device)), UInt64(UInt32(bitPattern: prefix)))
    }
}

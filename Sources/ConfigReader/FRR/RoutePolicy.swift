import Net

/// Entries that are tried in order of their sequence numbers.
struct Sequenced<Entry> {
    private var entries: [UInt32: Entry] = [:]

    /// False where there is an entry of that number: FRR would change it.
    mutating func insert(_ entry: Entry, at number: UInt32) -> Bool {
        guard entries[number] == nil else { return false }
        entries[number] = entry
        return true
    }

    /// O(n log n).
    var inOrder: [Entry] { entries.sorted { $0.key < $1.key }.map(\.value) }
}

/// An entry of a prefix-list. The first that matches decides; what none matches is denied.
struct PrefixListEntry {
    var permits: Bool
    var prefix: IPPrefix
    var lengths: ClosedRange<Int>
    var line: Int

    func matches(_ route: IPPrefix) -> Bool {
        prefix.contains(route) && lengths.contains(route.length)
    }
}

/// A list of AS paths, in so far as we write any: all of a list's entries permit, and each is one
/// of these.
enum PathPattern: Hashable {
    /// `^$`: the route begins here.
    case empty
    /// `^A_A$`: the path is the AS number twice.
    case twice(ASN)
}

/// One entry of a route-map: all must match, then all actions are done.
struct RouteMapEntry {
    enum Match: Hashable {
        case prefixList(AddressFamily, String)
        case pathList(String)
        case tag(UInt32)
    }

    enum Action: Hashable {
        case prepend([ASN])
        case localPreference(UInt32)
        case weight(UInt32)
    }

    var permits: Bool
    var line: Int
    var matches: [(match: Match, line: Int)] = []
    var actions: [Action] = []
}

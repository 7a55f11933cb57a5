import Net

// Entries of policies in the words that FRR and EOS share.

/// Entries that are tried in order of their sequence numbers.
struct Sequenced<Entry> {
    private var entries: [UInt32: Entry] = [:]

    /// False where there is an entry of that number: it would be changed.
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

// MARK: Notation

/// Whether the word permits; nil where it is neither `permit` nor `deny`.
func isPermit(_ word: String) -> Bool? {
    switch word {
    case "permit": true
    case "deny": false
    default: nil
    }
}

/// The family in the words that begin lists, routes and matches: `ip`, `ipv6`.
func family(of word: String) -> AddressFamily? {
    switch word {
    case "ip": .ipv4
    case "ipv6": .ipv6
    default: nil
    }
}

extension PrefixListEntry {
    /// `permit|deny PREFIX|any [ge N] [le N]`
    init?(reading words: ArraySlice<String>, of family: AddressFamily, at line: Int) {
        var rest = words
        guard let permits = rest.popFirst().flatMap(isPermit), let matched = rest.popFirst() else {
            return nil
        }
        if matched == "any" {
            guard rest.isEmpty else { return nil }
            let all = IPPrefix(containing: IPAddress(family: family, bits: 0), length: 0)
            self.init(permits: permits, prefix: all, lengths: 0...family.bitWidth, line: line)
            return
        }
        guard let prefix = IPPrefix(reading: matched), prefix.family == family,
            let lengths = Self.lengths(of: prefix, rest)
        else { return nil }
        self.init(permits: permits, prefix: prefix, lengths: lengths, line: line)
    }

    /// Without bounds the prefix alone; `ge` alone reaches to the end, `le` alone begins at the
    /// prefix. Bounds that are not longer than the prefix are refused.
    private static func lengths(
        of prefix: IPPrefix, _ bounds: ArraySlice<String>
    ) -> ClosedRange<Int>? {
        var least: Int?
        var most: Int?
        var rest = bounds
        while let word = rest.popFirst() {
            guard let text = rest.popFirst(), let length = Int(reading: text),
                length > prefix.length, length <= prefix.family.bitWidth
            else { return nil }
            switch word {
            case "ge" where least == nil && most == nil: least = length
            case "le" where most == nil: most = length
            default: return nil
            }
        }
        if least == nil, most == nil { return prefix.length...prefix.length }
        let range = (least ?? prefix.length, most ?? prefix.family.bitWidth)
        return range.0 <= range.1 ? range.0...range.1 : nil
    }
}

extension PathPattern {
    init?(reading text: String) {
        if text == "^$" {
            self = .empty
            return
        }
        guard text.hasPrefix("^"), text.hasSuffix("$") else { return nil }
        let parts = text.dropFirst().dropLast().split(
            separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == parts[1], let asn = ASN(reading: String(parts[0]))
        else { return nil }
        self = .twice(asn)
    }
}

extension RouteMapEntry.Match {
    /// `match as-path NAME`, `match tag N`, `match ip address prefix-list NAME`
    init?(reading words: [String]) {
        switch words.count {
        case 3 where words[1] == "as-path": self = .pathList(words[2])
        case 3 where words[1] == "tag":
            guard let tag = UInt32(reading: words[2]) else { return nil }
            self = .tag(tag)
        case 5 where words[2] == "address" && words[3] == "prefix-list":
            guard let family = family(of: words[1]) else { return nil }
            self = .prefixList(family, words[4])
        default: return nil
        }
    }
}

extension RouteMapEntry.Action {
    /// `set local-preference N`, `set weight N`, `set as-path prepend ASN …`
    init?(reading words: [String]) {
        switch (words.dropFirst().first, words.last.flatMap { UInt32(reading: $0) }) {
        case ("local-preference", let value?) where words.count == 3:
            self = .localPreference(value)
        case ("weight", let value?) where words.count == 3: self = .weight(value)
        case ("as-path", _) where words.count > 3 && words[2] == "prepend":
            let path = words.dropFirst(3).compactMap { ASN(reading: $0) }
            guard path.count == words.count - 3 else { return nil }
            self = .prepend(path)
        default: return nil
        }
    }
}

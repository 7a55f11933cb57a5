import Net

/// What `nftables.conf` says, each part with its line, before anything is interpreted.
struct NftablesRuleset {
    struct Table {
        var line: Int
        var chains: [Chain] = []
        var sets: [String: AddressSet] = [:]
        /// Sets of MAC addresses, ascending.
        var stationSets: [String: [MACAddress]] = [:]
    }

    struct AddressSet {
        var family: AddressFamily
        /// In the normal form of `FilterRule`.
        var prefixes: [IPPrefix]
    }

    struct Chain {
        var name: String
        var line: Int
        /// Nil for a chain that others jump to.
        var hook: Hook?
        var rules: [Rule] = []
    }

    /// `type filter hook H priority P; policy V;`
    struct Hook: Hashable {
        var name: String
        var priority: String
        var drops: Bool
    }

    struct Rule {
        var line: Int
        /// All must match.
        var matches: [Match] = []
        /// Nil where the rule only counts.
        var verdict: Verdict?
    }

    enum Side: Hashable { case source, destination }

    enum Match: Hashable {
        case inInterface([String])
        case outInterface([String])
        /// `iifname . oifname { … }`
        case interfacePairs([Pair])
        case family(AddressFamily)
        /// In the normal form of `FilterRule`: empty for every address.
        case addresses(Side, AddressFamily, [IPPrefix])
        /// Ranges in order.
        case protocols([ClosedRange<UInt8>])
        case ports(Side, IPProtocol, [ClosedRange<UInt16>])
        /// `tcp flags & (syn | ack) != syn`
        case tcpWithoutOpening
        /// `sctp chunk init missing`
        case sctpWithoutOpening
        case icmpTypes(AddressFamily, Set<String>)
        case hopLimit(UInt8)
        case connection(Set<String>)
        case rate(String)
        /// `fib saddr . iif oif missing`
        case sourceNotRoutedBack
        /// Ascending.
        case etherSourceNot([MACAddress])
        case etherDestinationNot([MACAddress])
        case etherTypes(Set<String>)
        case etherTypesNot(Set<String>)
        /// `meta pkttype`: whom the frame is for.
        case packetTypes(Set<String>)
        case packetTypesNot(Set<String>)
        /// `limit rate over R burst B packets`
        case rateOver(String, burst: String)
    }

    struct Pair: Hashable {
        var inInterface: String
        var outInterface: String
        var line: Int
    }

    enum Verdict: Hashable {
        case accept
        case drop
        case jump(String)
        /// `iifname vmap { "NAME" : goto CHAIN, … }`
        case map([MapElement])
    }

    struct MapElement: Hashable {
        var interface: String
        var chain: String
        var line: Int
    }

    /// By family: `inet`, `bridge`.
    var tables: [String: Table] = [:]
}

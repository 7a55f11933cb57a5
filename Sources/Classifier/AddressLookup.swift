import Net

/// Longest-prefix match of one side's addresses, of both families.
struct AddressLookup {
    /// Nil where direct blocks would take too much memory; `ipv4Ranges` then has the answer.
    private let ipv4Direct: DirectLookup?
    private let ipv4Ranges: RangeLookup
    private let ipv6Ranges: RangeLookup

    /// 16 MiB of blocks on each side.
    static let blockLimit = 16384

    init(_ tree: PrefixTree, blockLimit: Int = Self.blockLimit) {
        ipv4Direct = DirectLookup(tree, blockLimit: blockLimit)
        ipv4Ranges = RangeLookup(ipv4Direct == nil ? tree.boundaries(of: .ipv4) : [])
        ipv6Ranges = RangeLookup(tree.boundaries(of: .ipv6))
    }

    /// Replaces the first `count` IPv4 addresses by the places of their longest prefixes.
    @inline(__always)
    func findIPv4(_ lanes: inout Lanes<UInt32>, count: Int) {
        if let ipv4Direct { return ipv4Direct.find(&lanes, count: count) }
        var high = Lanes<UInt64>(repeating: 0)
        for lane in 0..<count { high[lane] = UInt64(lanes[lane]) << 32 }
        // All of an IPv4 address stands in the high word: the other is not looked at.
        ipv4Ranges.find(high: high.span, low: high.span, count: count, into: &lanes)
    }

    /// The places of the longest prefixes of the first `count` IPv6 addresses.
    @inline(__always)
    func findIPv6(
        high: Span<UInt64>, low: Span<UInt64>, count: Int,
        into places: inout Lanes<UInt32>
    ) {
        ipv6Ranges.find(high: high, low: low, count: count, into: &places)
    }
}

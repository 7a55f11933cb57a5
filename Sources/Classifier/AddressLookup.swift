import Net

/// Longest-prefix match of one side's addresses, of both families.
struct AddressLookup {
    /// Nil where direct blocks would take too much memory; `ipv4Ranges` then has the answer.
    private let ipv4Direct: DirectLookup?
    private let ipv4Ranges: IPv4RangeLookup
    private let ipv6Ranges: IPv6RangeLookup

    /// Blocks of a direct table at most, 2 MiB: a larger one falls out of the caches, and searching
    /// is faster.
    static let blockLimit = 2048

    init(_ tree: PrefixTree, blockLimit: Int = Self.blockLimit) {
        ipv4Direct = DirectLookup(tree, blockLimit: blockLimit)
        ipv4Ranges = IPv4RangeLookup(ipv4Direct == nil ? tree.boundaries(of: .ipv4) : [])
        ipv6Ranges = IPv6RangeLookup(tree.boundaries(of: .ipv6))
    }

    /// Replaces the first `count` IPv4 addresses by the places of their longest prefixes.
    @inline(__always)
    func findIPv4(_ lanes: inout Lanes<UInt32>, count: Int) {
        if let ipv4Direct { return ipv4Direct.find(&lanes, count: count) }
        ipv4Ranges.find(&lanes, count: count)
    }

    /// The places of the longest prefixes of the first `count` IPv6 addresses.
    @inline(__always)
    func findIPv6(
        high: Span<UInt64>, low: Span<UInt64>, count: Int,
        into places: inout Lanes<UInt32>
    ) {
        ipv6Ranges.find(high: high, low: low, count: count, into: &places)
    }

    /// The place of the longest prefix of a left-aligned address.
    func place(of address: UInt128, _ family: AddressFamily) -> UInt32 {
        switch family {
        case .ipv4:
            var lanes = Lanes<UInt32>(repeating: 0)
            lanes[0] = UInt32(truncatingIfNeeded: address >> 96)
            findIPv4(&lanes, count: 1)
            return lanes[0]
        case .ipv6:
            let high: InlineArray<1, UInt64> = [UInt64(truncatingIfNeeded: address >> 64)]
            let low: InlineArray<1, UInt64> = [UInt64(truncatingIfNeeded: address)]
            var places = Lanes<UInt32>(repeating: 0)
            findIPv6(high: high.span, low: low.span, count: 1, into: &places)
            return places[0]
        }
    }

    var memoryInOctets: Int {
        (ipv4Direct?.memoryInOctets ?? 0) + ipv4Ranges.memoryInOctets + ipv6Ranges.memoryInOctets
    }
}

import Net

/// A block of addresses with its bits left-aligned in 128, so that both families sort and nest by
/// the same arithmetic.
struct AlignedPrefix: Hashable {
    let family: AddressFamily
    let bits: UInt128
    let length: UInt8

    init(family: AddressFamily, bits: UInt128, length: UInt8) {
        self.family = family
        self.bits = bits
        self.length = length
    }

    init(_ prefix: IPPrefix) {
        family = prefix.family
        bits = prefix.address.bits << UInt128(128 - prefix.family.bitWidth)
        length = UInt8(prefix.length)
    }

    static func everything(_ family: AddressFamily) -> AlignedPrefix {
        AlignedPrefix(family: family, bits: 0, length: 0)
    }

    /// The last left-aligned address of the block.
    var last: UInt128 { length == 128 ? bits : bits | UInt128.max >> UInt128(length) }

    func contains(_ other: AlignedPrefix) -> Bool {
        family == other.family && other.bits >= bits && other.last <= last
    }
}

/// The distinct prefixes that rules name on one side, nested.
///
/// A prefix is known by its place in the order by family, first address and length: an ancestor
/// comes before its descendants. The blocks of all addresses of each family are always among
/// them, so that every address lies in some prefix.
struct PrefixTree {
    /// Where a stretch of addresses begins that have the same longest prefix, and that prefix.
    struct Boundary {
        let start: UInt128
        let prefix: UInt32
    }

    static let none = UInt32.max

    let prefixes: [AlignedPrefix]
    /// The next shorter prefix around each; `none` around all addresses of a family.
    let parents: [UInt32]
    private let places: [AlignedPrefix: UInt32]

    init(_ members: some Sequence<AlignedPrefix>) {
        var distinct: Set<AlignedPrefix> = [.everything(.ipv4), .everything(.ipv6)]
        distinct.formUnion(members)
        prefixes = distinct.sorted {
            ($0.family, $0.bits, $0.length) < ($1.family, $1.bits, $1.length)
        }
        var places = [AlignedPrefix: UInt32](minimumCapacity: prefixes.count)
        var parents: [UInt32] = []
        parents.reserveCapacity(prefixes.count)
        var open: [UInt32] = []
        for (place, prefix) in prefixes.enumerated() {
            while let last = open.last, !prefixes[Int(last)].contains(prefix) { open.removeLast() }
            parents.append(open.last ?? Self.none)
            open.append(UInt32(place))
            places[prefix] = UInt32(place)
        }
        self.parents = parents
        self.places = places
    }

    /// The place of a prefix that the tree was made of.
    func place(of prefix: AlignedPrefix) -> UInt32 {
        guard let place = places[prefix] else {
            preconditionFailure("a prefix is looked up in the tree that was made of it")
        }
        return place
    }

    /// The places of the prefixes of a family.
    func places(of family: AddressFamily) -> Range<Int> {
        let ipv6 = Int(place(of: .everything(.ipv6)))
        return family == .ipv4 ? 0..<ipv6 : ipv6..<prefixes.count
    }

    /// The address space of a family cut into stretches with one longest prefix each: ascending,
    /// the first at zero, neighbours with different prefixes. Linear in the number of prefixes.
    func boundaries(of family: AddressFamily) -> [Boundary] {
        var boundaries: [Boundary] = []
        func begin(_ start: UInt128, _ prefix: UInt32) {
            if boundaries.last?.start == start { boundaries.removeLast() }
            if boundaries.last?.prefix == prefix { return }
            boundaries.append(Boundary(start: start, prefix: prefix))
        }
        var open: [UInt32] = []
        func close() {
            let ended = prefixes[Int(open.removeLast())]
            if let around = open.last, ended.last < .max { begin(ended.last + 1, around) }
        }
        for place in places(of: family) {
            while let last = open.last, !prefixes[Int(last)].contains(prefixes[place]) { close() }
            begin(prefixes[place].bits, UInt32(place))
            open.append(UInt32(place))
        }
        while !open.isEmpty { close() }
        return boundaries
    }
}

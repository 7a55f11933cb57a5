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

    private(set) var prefixes: [AlignedPrefix] = []
    /// The next shorter prefix around each; `none` around all addresses of a family.
    private(set) var parents: [UInt32] = []
    /// The place of each prefix that the tree was made of, in their order.
    private(set) var places: [UInt32]
    /// The place of all IPv6 addresses, behind the last prefix of IPv4.
    private(set) var firstIPv6: UInt32 = 0

    /// Both families sorted apart, IPv4 as words of 64 bits.
    ///
    /// - Precondition: at most 2^26 - 1 members.
    init(_ members: [AlignedPrefix]) {
        precondition(members.count < 1 << 26, "a member's number fits into a sorting key")
        places = Array(repeating: 0, count: members.count)
        // From bit 63: address 32, length 6, number 26; a number beyond the last stands for nobody.
        var short = [UInt64(members.count)]
        var long: [(prefix: AlignedPrefix, member: Int)] = [(.everything(.ipv6), members.count)]
        for (member, prefix) in members.enumerated() {
            if prefix.family == .ipv4 {
                short.append(
                    UInt64(truncatingIfNeeded: prefix.bits >> 96) << 32 | UInt64(prefix.length)
                        << 26
                        | UInt64(member))
            } else {
                long.append((prefix, member))
            }
        }
        short.sort()
        long.sort { ($0.prefix.bits, $0.prefix.length) < ($1.prefix.bits, $1.prefix.length) }

        var open: [UInt32] = []
        for key in short {
            let prefix = AlignedPrefix(
                family: .ipv4, bits: UInt128(key >> 32) << 96, length: UInt8(key >> 26 & 63))
            add(prefix, of: Int(key & (1 << 26 - 1)), &open)
        }
        firstIPv6 = UInt32(prefixes.count)
        for (prefix, member) in long { add(prefix, of: member, &open) }
    }

    /// Takes the next in order.
    private mutating func add(_ prefix: AlignedPrefix, of member: Int, _ open: inout [UInt32]) {
        if prefixes.last != prefix {
            while let last = open.last, !prefixes[Int(last)].contains(prefix) { open.removeLast() }
            parents.append(open.last ?? Self.none)
            open.append(UInt32(prefixes.count))
            prefixes.append(prefix)
        }
        if member < places.count { places[member] = UInt32(prefixes.count - 1) }
    }

    /// The places of the prefixes of a family.
    func places(of family: AddressFamily) -> Range<Int> {
        family == .ipv4 ? 0..<Int(firstIPv6) : Int(firstIPv6)..<prefixes.count
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

/// Numbers for names, in the order in which they first occur. A name met again costs a hash and a
/// comparison and allocates nothing.
struct NameTable {
    /// The octets of all names, one after the other, and where each ends.
    private var octets: [UInt8] = []
    private var ends: [Int] = []
    private var newest = FlatTable(filler: NameHash(value: 0))
    /// By name: another one of the same hash; -1 for none.
    private var others: [Int32] = []

    /// The number of the name that stands at `range`.
    mutating func number(of text: Span<UInt8>, _ range: Range<Int>) -> Int32 {
        let hash = Self.hash(text, range)
        let first = newest[hash]
        var number = first
        while number >= 0 {
            if matches(number, text, range) { return number }
            number = others[Int(number)]
        }
        for index in range { octets.append(text[index]) }
        ends.append(octets.count)
        others.append(first)
        newest.set(Int32(ends.count - 1), for: hash)
        return Int32(ends.count - 1)
    }

    var names: [String] {
        ends.indices.map { String(decoding: octets[start(of: $0)..<ends[$0]], as: UTF8.self) }
    }

    private func start(of number: Int) -> Int { number == 0 ? 0 : ends[number - 1] }

    private func matches(_ number: Int32, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let start = start(of: Int(number))
        guard ends[Int(number)] - start == range.count else { return false }
        for offset in 0..<range.count
        where octets[start + offset] != text[range.lowerBound + offset] { return false }
        return true
    }

    private static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> NameHash {
        var value = UInt64(range.count)
        var word: UInt64 = 0
        for (offset, index) in range.enumerated() {
            word = word << 8 | UInt64(text[index])
            if offset & 7 == 7 {
                value = foldedHash(value, word)
                word = 0
            }
        }
        return NameHash(value: foldedHash(value, word))
    }
}

private struct NameHash: FlatKey {
    let value: UInt64
    var hash: UInt64 { value }
}

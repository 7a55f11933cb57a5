/// An IPv6 address (RFC 4291), in host byte order.
@frozen
public struct IPv6Address: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var high: UInt64
    public var low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    @inlinable
    public init(rawValue: UInt128) {
        high = UInt64(truncatingIfNeeded: rawValue >> 64)
        low = UInt64(truncatingIfNeeded: rawValue)
    }

    @inlinable
    public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// The forms of RFC 4291, section 2.2, except the one that ends in an IPv4 address: a
    /// topology that needs it has confused the families. No zone index.
    public init(_ text: some StringProtocol) throws(NotationError) {
        try self.init(notation: text.octets)
    }

    init(notation octets: ArraySlice<UInt8>) throws(NotationError) {
        guard !octets.contains(UInt8(ascii: ".")) else {
            throw NotationError(
                expected: "an IPv6 address without an embedded IPv4 address",
                suggestion: nil)
        }
        let groups = octets.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard groups.count >= 3 && groups.count <= 9 else { throw Self.malformed }
        var head: [UInt64] = []
        var tail: [UInt64] = []
        var elided = false
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                // "::" at either end splits into two empty groups, in the middle into one.
                let atStart = index == 0 && groups[1].isEmpty
                let atEnd = index == groups.count - 1 && groups[groups.count - 2].isEmpty
                if atStart || (atEnd && elided) { continue }
                guard !elided && index > 0 && index < groups.count - 1 else {
                    throw Self.malformed
                }
                elided = true
                continue
            }
            guard let value = group.hexadecimalValue(digits: 4) else { throw Self.malformed }
            if elided { tail.append(value) } else { head.append(value) }
        }
        let count = head.count + tail.count
        guard elided ? count <= 7 : count == 8 else { throw Self.malformed }
        let all = head + Array(repeating: 0, count: 8 - count) + tail
        self.init(
            high: all[0] << 48 | all[1] << 32 | all[2] << 16 | all[3],
            low: all[4] << 48 | all[5] << 32 | all[6] << 16 | all[7])
    }

    private static let malformed = NotationError(
        expected: "an IPv6 address such as 2001:db8::1")

    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The canonical form of RFC 5952: lower case, the longest run of two or more zero groups
    /// elided, the first of equals.
    public var description: String {
        let groups = (0..<8).map { (index: Int) -> UInt64 in
            let half = index < 4 ? high : low
            return half >> UInt64(48 - 16 * (index % 4)) & 0xffff
        }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8 && groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !best.isEmpty else { return text(0..<8) }
        return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }
}

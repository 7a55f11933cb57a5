/// How fast a port is: `10G`, `100M` (10^9 and 10^6 bits a second).
public struct PortSpeed: Hashable, Comparable, Sendable {
    public let megabitsPerSecond: Int

    /// - Precondition: from 1 to 10,000,000.
    public init(megabitsPerSecond: Int) {
        precondition((1...Self.most).contains(megabitsPerSecond), "a speed from 1M to 10000G")
        self.megabitsPerSecond = megabitsPerSecond
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        let unit = text.last == "G" ? 1000 : text.last == "M" ? 1 : 0
        guard let number = text.dropLast().decimalValue(as: Int.self),
            number <= Self.most, (1...Self.most).contains(number * unit)
        else { throw NotationError(expected: "a speed from 1M to 10000G, such as 10G or 100M") }
        megabitsPerSecond = number * unit
    }

    private static let most = 10_000_000

    public static func < (left: Self, right: Self) -> Bool {
        left.megabitsPerSecond < right.megabitsPerSecond
    }
}

extension PortSpeed: CustomStringConvertible {
    public var description: String {
        megabitsPerSecond % 1000 == 0
            ? "\(megabitsPerSecond / 1000)G" : "\(megabitsPerSecond)M"
    }
}

/// A second in the years 1970 to 9999: `2026-11-23T08:00:00Z` (RFC 3339, UTC, no fraction). Leap
/// seconds have no place of their own.
public struct UTCTime: Hashable, Comparable, Sendable {
    /// Since the start of 1970.
    public let seconds: Int

    /// Nil outside the years.
    public init?(seconds: Int) {
        guard (0..<Self.end).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// The start of a day.
    public init(startOf date: CalendarDate) { seconds = date.days * 86_400 }

    public init(_ text: some StringProtocol) throws(NotationError) {
        let malformed = NotationError(
            expected: "a time in UTC without a fraction, such as 2026-11-23T08:00:00Z")
        let octets = Array(text.utf8)
        guard octets.count == 20, octets[10] == UInt8(ascii: "T"), octets[13] == UInt8(ascii: ":"),
            octets[16] == UInt8(ascii: ":"), octets[19] == UInt8(ascii: "Z")
        else { throw malformed }
        func number(at index: Int) -> Int? {
            let (tens, units) = (octets[index] &- 48, octets[index + 1] &- 48)
            return tens < 10 && units < 10 ? Int(tens) * 10 + Int(units) : nil
        }
        guard let date = try? CalendarDate(String(decoding: octets[..<10], as: UTF8.self)),
            let hour = number(at: 11), hour < 24, let minute = number(at: 14), minute < 60,
            let second = number(at: 17), second < 60
        else { throw malformed }
        seconds = date.days * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// The start of the year 10000.
    private static let end = 253_402_300_800

    public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}

extension UTCTime: CustomStringConvertible {
    public var description: String {
        let second = seconds % 86_400
        return "\(CalendarDate(days: seconds / 86_400))"
            + "T\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
    }
}

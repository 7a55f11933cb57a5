/// A day of the Gregorian calendar in the years 1970 to 9999: `2026-11-23` (RFC 3339, full-date).
public struct CalendarDate: Hashable, Comparable, Sendable {
    /// Days since the start of 1970.
    public let days: Int

    /// - Precondition: `days` is within the years 1970 to 9999.
    public init(days: Int) {
        precondition((0...Self.last).contains(days), "a date is in the years 1970 to 9999")
        self.days = days
    }

    public init(_ text: some StringProtocol) throws(NotationError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let widths = [4, 2, 2]
        let numbers = zip(parts, widths).compactMap { part, width -> Int? in
            guard part.utf8.count == width, part.utf8.allSatisfy({ $0 &- 48 < 10 }) else {
                return nil
            }
            return Int(part)
        }
        guard parts.count == 3, numbers.count == 3, (1970...9999).contains(numbers[0]),
            (1...12).contains(numbers[1]),
            (1...Self.length(ofMonth: numbers[1], year: numbers[0])).contains(numbers[2])
        else { throw NotationError(expected: "a date from 1970 on, such as 2026-11-23") }
        days = Self.days(numbers[0], numbers[1], numbers[2])
    }

    /// 9999-12-31
    private static let last = 2_932_896

    private static func length(ofMonth month: Int, year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Days to a date and back, in years that begin with March (Hinnant, "chrono-compatible low-level
    // date algorithms").

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let yearOfEra = year % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return year / 400 * 146_097 + dayOfEra - 719_468
    }

    private var parts: (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + shifted / 146_097 * 400
        return month < 10 ? (year, month + 3, day) : (year + 1, month - 9, day)
    }

    public static func < (left: Self, right: Self) -> Bool { left.days < right.days }
}

extension CalendarDate: CustomStringConvertible {
    public var description: String {
        let (year, month, day) = parts
        return "\(year)-\(padded(month))-\(padded(day))"
    }
}

/// Two digits.
func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

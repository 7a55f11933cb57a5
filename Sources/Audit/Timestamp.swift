/// RFC 3339 in UTC with nine digits of a second: `2026-11-23T08:00:00.000000000Z`.
///
/// - Parameter nanoseconds: since the start of 1970; before it, too.
func timestampText(_ nanoseconds: Int64) -> String {
    func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    func divided(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
    let (seconds, fraction) = divided(nanoseconds, by: 1_000_000_000)
    let (days, second) = divided(seconds, by: 86_400)
    // Days to a date of the proleptic Gregorian calendar, in years that begin with March (Hinnant,
    // "chrono-compatible low-level date algorithms").
    let (era, dayOfEra) = divided(days + 719_468, by: 146_097)
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
    return "\(padded(civilYear, 4))-\(padded(civilMonth, 2))-\(padded(day, 2))T"
        + "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        + ".\(padded(fraction, 9))Z"
}

import Diagnostics
import Glibc
import Net

extension UTCTime {
    /// That of SOURCE_DATE_EPOCH, the variable of reproducible builds, where it is set; else the clock's.
    ///
    /// - Parameter option: what a user may give instead, where there is such an option.
    static func current(orGiven option: String? = nil) throws(Failure) -> UTCTime {
        if let value = getenv("SOURCE_DATE_EPOCH"), value.pointee != 0 {
            let text = String(cString: value)
            guard let seconds = Int(text), let time = UTCTime(seconds: seconds) else {
                throw Failure(
                    .usage, "SOURCE_DATE_EPOCH is \(quoted(text)), and no number of seconds",
                    hint: "give seconds since 1970" + (option.map { ", or \($0)" } ?? ""))
            }
            return time
        }
        return try ofClock(hint: "give \(option ?? "SOURCE_DATE_EPOCH")")
    }

    /// What the clock of the machine says.
    static func ofClock(hint: String) throws(Failure) -> UTCTime {
        guard let time = UTCTime(seconds: Glibc.time(nil)) else {
            throw Failure(
                .undecided, "the clock is outside the years 1970 to 9999", hint: hint)
        }
        return time
    }
}

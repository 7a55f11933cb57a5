import ArgumentParser
import Net

/// The option of commands that judge how old snapshots are. What they write does not depend on it.
struct ClockOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The time that ages of snapshots are counted to, such as 2026-11-27T18:00:00Z; by "
                + "default that of the clock.", valueName: "time"))
    var now: UTCTime?

    /// SOURCE_DATE_EPOCH does not count: it is the time of a commit, and snapshots of then would never
    /// grow old.
    func time() throws(Failure) -> UTCTime {
        if let now { return now }
        return try .ofClock(hint: "give --now")
    }
}

extension UTCTime: ExpressibleByArgument {
    public init?(argument: String) {
        guard let time = try? UTCTime(argument) else { return nil }
        self = time
    }
}

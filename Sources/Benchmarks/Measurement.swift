import Foundation

/// CPU times of one row, from runs that took turns with the other rows.
struct Measurement {
    let name: String
    var seconds: [Double] = []

    var median: Double {
        let sorted = seconds.sorted()
        return sorted[sorted.count / 2]
    }

    /// CPU seconds that `body` takes.
    static func cpuSeconds(_ body: () throws -> Void) rethrows -> Double {
        let start = cpuTime()
        try body()
        return cpuTime() - start
    }

    /// One line: median, smallest and largest, per item and against the baseline if there is one.
    func line(items: Int, baseline: Double? = nil) -> String {
        let scale = 1e9 / Double(items)
        let low = (seconds.min() ?? 0) * scale
        let high = (seconds.max() ?? 0) * scale
        let label = name.padding(toLength: 34, withPad: " ", startingAt: 0)
        let ratio = baseline.map { String(format: "  %.2f x", $0 / median) } ?? ""
        return label
            + String(format: "%8.1f ns  (%.1f … %.1f)", median * scale, low, high) + ratio
    }

    /// The most memory that the process, or the largest of its children, had resident so far.
    static func peakMegabytes(_ who: __rusage_who) -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }

    private static func cpuTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Runs every row once per round, in turns, so that a disturbance hits all of them alike.
func interleaved(
    rounds: Int, _ rows: [(name: String, run: () -> Void)]
) -> [Measurement] {
    var measurements = rows.map { Measurement(name: $0.name) }
    for _ in 0..<rounds {
        for (index, row) in rows.enumerated() {
            measurements[index].seconds.append(Measurement.cpuSeconds(row.run))
        }
    }
    return measurements
}

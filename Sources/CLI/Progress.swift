import ArgumentParser
import Diagnostics
import Glibc

/// How `--progress` is said.
enum ProgressForm: String, CaseIterable, ExpressibleByArgument {
    case auto, plain, json, none
}

/// How far an audit is, told on the standard error: one status line on a terminal, which disappears at
/// the end, or one line every ten seconds.
///
/// With `plain` and `json` a last line comes at the end, however short the audit was.
struct Progress {
    private let form: ProgressForm
    private let isTerminal: Bool
    private let start = ContinuousClock.now
    private var shown: ContinuousClock.Instant
    private var hasLine = false
    private var state: ProgressState
    /// Frames at `shown`.
    private var framesShown: UInt64 = 0

    /// - Parameter total: octets to be read; nil where nobody knows.
    init(_ name: String, total: Int?, form: ProgressForm, isQuiet: Bool) {
        isTerminal = form == .auto && isatty(STDERR_FILENO) == 1
        self.form = isQuiet ? .none : form
        shown = start
        state = ProgressState(name: name, total: total)
    }

    /// - Parameters:
    ///   - octets: read so far, of those that `total` counts.
    ///   - dropped: frames that are known to be lost.
    mutating func show(octets: Int, frames: UInt64, dropped: UInt64 = 0) {
        guard form != .none else { return }
        let now = ContinuousClock.now
        let interval: Duration = isTerminal ? .milliseconds(250) : .seconds(10)
        state.octets = octets
        state.frames = frames
        state.dropped = dropped
        guard now - shown >= interval else { return }
        state.elapsed = now - start
        state.framesPerSecond = Double(frames - framesShown) / ((now - shown) / .seconds(1))
        shown = now
        framesShown = frames
        say()
    }

    mutating func end() {
        if hasLine { Terminal.say("\r\u{1b}[K") }
        guard form == .plain || form == .json else { return }
        state.elapsed = ContinuousClock.now - start
        state.framesPerSecond =
            Double(state.frames) / max(state.elapsed / .seconds(1), 1e-9)
        state.isDone = true
        say()
    }

    private mutating func say() {
        switch form {
        case .none: break
        case .json: Terminal.say(state.json.text(.compact) + "\n")
        case .auto, .plain:
            guard isTerminal else { return Terminal.say("cristallo: \(state.text)\n") }
            hasLine = true
            Terminal.say("\r\(state.text)\u{1b}[K")
        }
    }
}

/// What is said of the progress of an audit.
struct ProgressState {
    let name: String
    let total: Int?
    var octets = 0
    var frames: UInt64 = 0
    var dropped: UInt64 = 0
    var framesPerSecond = 0.0
    var elapsed = Duration.zero
    var isDone = false

    /// Seconds until the end at the pace so far; nil where the total is not known.
    var secondsLeft: Int? {
        guard let total, octets > 0, !isDone else { return nil }
        let pace = Double(octets) / max(elapsed / .seconds(1), 1e-9)
        return Int(Double(max(total - octets, 0)) / pace + 0.5)
    }

    /// `"a.pcap": 40 %, 1200 frames, 600 frames/s, 2 dropped, 3 s left`.
    var text: String {
        var parts: [String] = []
        if let total { parts.append("\(octets * 100 / max(total, 1)) %") }
        parts.append("\(frames) frames")
        parts.append("\(Int(framesPerSecond)) frames/s")
        if dropped > 0 { parts.append("\(dropped) dropped") }
        if let secondsLeft { parts.append("\(secondsLeft) s left") }
        if isDone { parts.append("\(elapsed.components.seconds) s in all") }
        return "\(quoted(name)): " + parts.joined(separator: ", ")
    }

    var json: JSONValue {
        let object: JSONValue = [
            "event": .string(isDone ? "done" : "progress"), "name": .string(name),
            "octets": .integer(octets), "frames": .integer(Int(clamping: frames)),
            "frames_per_second": .integer(Int(framesPerSecond)),
            "dropped": .integer(Int(clamping: dropped)),
            "seconds": .integer(Int(elapsed.components.seconds)),
        ]
        return object.with("octets_total", total.map { .integer($0) })
            .with("seconds_left", secondsLeft.map { .integer($0) })
    }
}

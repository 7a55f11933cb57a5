import Diagnostics
import TestSupport
import Testing

@testable import CLI

struct ProgressTests {
    private func state(total: Int?) -> ProgressState {
        var state = ProgressState(name: "a.pcap", total: total)
        state.octets = 400
        state.frames = 12
        state.framesPerSecond = 6
        state.elapsed = .seconds(2)
        return state
    }

    @Test("the time left is told where the size is known")
    func timeLeft() {
        let known = state(total: 1000)
        #expect(known.secondsLeft == 3)
        #expect(known.text == "'a.pcap': 40 %, 12 frames, 6 frames/s, 3 s left")
        #expect(known.json["seconds_left"] == 3 && known.json["octets_total"] == 1000)
        var unknown = state(total: nil)
        unknown.dropped = 5
        #expect(unknown.text == "'a.pcap': 12 frames, 6 frames/s, 5 dropped")
        #expect(unknown.json["seconds_left"] == nil && unknown.json["dropped"] == 5)
    }

    @Test("at the end the whole time is told")
    func end() {
        var state = state(total: 400)
        state.isDone = true
        #expect(state.text == "'a.pcap': 100 %, 12 frames, 6 frames/s, 2 s in all")
        #expect(state.json["event"] == "done" && state.json["seconds"] == 2)
    }

    @Test("a stretch that is audited again counts once, and what is done never becomes less")
    func stretches() {
        var done = StretchesDone(count: 3)
        done.add(octets: 100, frames: 10, of: 0, isAgain: false)
        done.add(octets: 60, frames: 6, of: 1, isAgain: false)
        #expect(done.octets == 160 && done.frames == 16)
        done.add(octets: 40, frames: 4, of: 1, isAgain: true)
        #expect(done.octets == 160 && done.frames == 16)
        done.add(octets: 60, frames: 7, of: 1, isAgain: true)
        #expect(done.octets == 200 && done.frames == 21)
        // One that was never run.
        done.add(octets: 100, frames: 10, of: 2, isAgain: true)
        #expect(done.octets == 300 && done.frames == 31)
    }
}

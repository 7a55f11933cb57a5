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
}

import TestSupport
import Testing

@testable import Classifier

@Suite("A FlowIndex")
struct FlowIndexTests {
    @Test("finds what was inserted and not removed, like a dictionary", arguments: [4, 11, 32])
    func agreesWithDictionary(bits: UInt32) {
        // Few bits make tags meet; all of them spread over the segments.
        var generator = SeededGenerator(seed: UInt64(bits))
        var index = FlowIndex(capacity: 20_000)
        var model: [UInt32: Set<Int>] = [:]
        var held: [(tag: UInt32, record: Int)] = []
        var next = 0
        for round in 0..<30_000 {
            if held.count > 12_000 || held.count > 100 && generator.oneIn(3) {
                let gone = held.remove(at: Int.random(in: 0..<held.count, using: &generator))
                index.remove(gone.tag, gone.record)
                model[gone.tag]?.remove(gone.record)
            } else {
                let tag = UInt32(truncatingIfNeeded: generator.next()) >> (32 - bits)
                if index.insert(tag, next) {
                    held.append((tag, next))
                    model[tag, default: []].insert(next)
                }
                next += 1
            }
            if round % 500 == 0 {
                for tag in model.keys { #expect(records(tag, in: index) == model[tag]) }
            }
        }
        #expect(bits < 32 || index.segmentCount > 20)
    }

    @Test("refuses a tag that a thousand records share, and stays whole")
    func flooded() {
        var index = FlowIndex(capacity: 1 << 20)
        var accepted: Set<Int> = []
        for record in 0..<5000 where index.insert(7, record) { accepted.insert(record) }
        #expect(accepted.count == FlowIndex.segmentSlots)
        #expect(records(7, in: index) == accepted)
        #expect(records(8, in: index).isEmpty)
        for record in accepted { index.remove(7, record) }
        #expect(records(7, in: index).isEmpty)
    }

    @Test("takes 23 octets for each entry, once there are some thousand")
    func memory() {
        var generator = SeededGenerator(seed: 1)
        var index = FlowIndex(capacity: 100_000)
        for record in 0..<100_000 {
            let isInserted = index.insert(UInt32(truncatingIfNeeded: generator.next()), record)
            #expect(isInserted)
            if record > 5000 { #expect(index.memoryInOctets <= 25 * record) }
        }
    }

    @Test("refuses to remove what is not there")
    func absent() async {
        await #expect(processExitsWith: .failure) {
            var index = FlowIndex(capacity: 10)
            index.remove(1, 1)
        }
        await #expect(processExitsWith: .failure) { _ = FlowIndex(capacity: 0) }
    }

    private func records(_ tag: UInt32, in index: borrowing FlowIndex) -> Set<Int> {
        var found: Set<Int> = []
        var distance = 0
        while let record = index.next(tag, &distance) { found.insert(record) }
        return found
    }
}

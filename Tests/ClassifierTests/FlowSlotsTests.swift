import Net
import TestSupport
import Testing

@testable import Classifier

@Suite("FlowSlots")
struct FlowSlotsTests {
    @Test("take any index at all as one of theirs")
    func anyIndex() {
        for count in [1, 2, 16, 1024] {
            var slots = FlowSlots(count: count)
            var model = [UInt64](repeating: 0, count: count)
            var generator = SeededGenerator(seed: UInt64(count))
            let edges = [0, -1, count - 1, count, count + 1, -count, .min, .max, .min + 1]
            for index in edges + (0..<200).map({ _ in Int(truncatingIfNeeded: generator.next()) }) {
                slots.prefetch(index)
                if slots[index].isFree {
                    slots[index] = FlowRecord(key(index), verdict: 1, number: 0, octets: 0)
                } else {
                    slots.add(index, number: 1, octets: 1)
                }
                model[index & (count - 1)] += 1
            }
            #expect((0..<count).map { slots[$0].packets } == model, "\(count) slots")
        }
    }

    @Test("come on cache lines of 64 octets")
    func layout() {
        #expect(MemoryLayout<FlowRecord>.size == 64)
        #expect(MemoryLayout<FlowRecord>.stride == 64)
    }

    @Test("hold verdicts and counts of every size apart")
    func packing() {
        for verdict in [
            FlowRecord.verdicts.lowerBound, -1, 0, 1, FlowRecord.verdicts.upperBound - 1,
        ] {
            var record = FlowRecord(key(1), verdict: verdict, number: .max, octets: .max)
            for _ in 0..<3 { record.add(number: 5, octets: .max) }
            #expect(record.verdict == verdict)
            #expect(record.packets == 4)
            #expect(record.octets == 4 * UInt64(UInt32.max))
            #expect(record.lastNumber == .max)
        }
        #expect(FlowRecord.verdicts.contains(Int32(FlowTable.ruleLimit - 1)))
    }

    @Test("refuse a count that is no power of two")
    func refused() async {
        await #expect(processExitsWith: .failure) { _ = FlowSlots(count: 24) }
        await #expect(processExitsWith: .failure) { _ = FlowSlots(count: 0) }
    }

    private func key(_ index: Int) -> FlowKey {
        FlowKey(
            sourceHigh: UInt64(truncatingIfNeeded: index), sourceLow: 1, destinationHigh: 2,
            destinationLow: 3, sourcePort: 4, destinationPort: 5, protocolNumber: 6, flags: [],
            context: 7)
    }
}

import Net
import Testing

@testable import Classifier

@Suite("FlowRecords")
struct FlowRecordsTests {
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
            var record = FlowRecord(Self.key, verdict: verdict, number: .max, octets: .max)
            #expect(!record.isUsed)
            for _ in 0..<3 { record.add(number: 5, octets: .max) }
            #expect(record.isUsed)
            record.isUsed = false
            #expect(!record.isUsed)
            #expect(record.verdict == verdict)
            #expect(record.packets == 4)
            #expect(record.octets == 4 * UInt64(UInt32.max))
            #expect(record.lastNumber == .max)
        }
        #expect(FlowRecord.verdicts.contains(Int32(FlowTable.ruleLimit - 1)))
    }

    @Test("refuse numbers that none of them has, and more than there is room for")
    func refused() async {
        await #expect(processExitsWith: .failure) {
            let records = FlowRecords(capacity: 2)
            _ = records[0]
        }
        await #expect(processExitsWith: .failure) {
            var records = FlowRecords(capacity: 1)
            records.append(FlowRecord(Self.key, verdict: 1, number: 0, octets: 0))
            records[-1].isUsed = true
        }
        await #expect(processExitsWith: .failure) {
            var records = FlowRecords(capacity: 1)
            for _ in 0..<2 {
                records.append(FlowRecord(Self.key, verdict: 1, number: 0, octets: 0))
            }
        }
        await #expect(processExitsWith: .failure) { _ = FlowRecords(capacity: 0) }
    }

    private static let key = FlowKey(
        sourceHigh: 0, sourceLow: 1, destinationHigh: 2, destinationLow: 3, sourcePort: 4,
        destinationPort: 5, protocolNumber: 6, flags: [], context: 7)
}

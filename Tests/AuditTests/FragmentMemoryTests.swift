import Net
import TestSupport
import Testing

@testable import Audit

@Suite("the memory of first fragments")
struct FragmentMemoryTests {
    private func key(_ host: UInt64, port: UInt16) -> FlowKey {
        FlowKey(
            sourceHigh: 0, sourceLow: host, destinationHigh: 0, destinationLow: 9,
            sourcePort: port, destinationPort: 53, protocolNumber: 17, flags: [], context: 0)
    }

    private func packet(_ host: UInt64, _ identification: UInt32) -> FragmentedPacket {
        FragmentedPacket(key(host, port: 0), identification: identification, in: nil)
    }

    @Test("keeps fragments of the same packet in different tunnels apart")
    func tunnels() {
        var memory = FragmentMemory()
        func packet(in tunnel: FlowKey?) -> FragmentedPacket {
            FragmentedPacket(key(1, port: 0), identification: 7, in: tunnel)
        }
        memory.remember(key(1, port: 40), of: packet(in: key(2, port: 0)), at: 0)
        func port(in tunnel: FlowKey?) -> UInt16? {
            memory.completed(key(1, port: 0), of: packet(in: tunnel), at: 1)?.sourcePort
        }
        #expect(port(in: key(2, port: 5)) == 40, "ports do not tell tunnels apart")
        #expect(port(in: key(3, port: 0)) == nil && port(in: nil) == nil)
    }

    @Test(
        "answers as a search of the file before a fragment, and needs no more of it than its reach",
        arguments: 1...10 as ClosedRange<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var memory = FragmentMemory()
        var late = FragmentMemory()
        var seen: [(host: UInt64, identification: UInt32, port: UInt16, position: Int)] = []
        var position = 0
        let start = 20 << 20
        for _ in 0..<2000 {
            position += Int.random(in: 1...(FragmentMemory.defaultReach / 50), using: &random)
            let host = UInt64.random(in: 0..<6, using: &random)
            let identification = UInt32.random(in: 0..<6, using: &random)
            if random.oneIn(2) {
                let port = UInt16.random(in: 1...65535, using: &random)
                let packet = packet(host, identification)
                memory.remember(key(host, port: port), of: packet, at: position)
                if position >= start - FragmentMemory.defaultReach {
                    late.remember(key(host, port: port), of: packet, at: position)
                }
                seen.append((host, identification, port, position))
            } else {
                let asked = key(host, port: 0)
                let packet = packet(host, identification)
                let answer = memory.completed(asked, of: packet, at: position)
                let expected = seen.last {
                    $0.host == host && $0.identification == identification
                        && $0.position >= position - FragmentMemory.defaultReach
                }
                #expect(answer?.sourcePort == expected?.port, "seed \(seed), octet \(position)")
                guard position >= start else { continue }
                let same = late.completed(asked, of: packet, at: position)
                #expect(same == answer, "seed \(seed), octet \(position)")
            }
        }
        #expect(position > 2 * start)
    }
}

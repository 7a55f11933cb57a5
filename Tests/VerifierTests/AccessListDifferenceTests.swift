import Forwarding
import Net
import TestSupport
import Testing

@testable import Verifier

@Suite("The difference between two rule lists")
struct AccessListDifferenceTests {
    /// Every packet that can tell rules of the small generator apart.
    private static let packets: [Packet] = {
        func address(_ last: UInt32) -> IPAddress {
            .ipv4(IPv4Address(rawValue: 10 << 24 | last))
        }
        var result: [Packet] = []
        // One address behind the pool, for what only an empty list of prefixes matches.
        let ends = 0..<9 as Range<UInt32>
        for (source, destination) in ends.flatMap({ end in ends.map { (end, $0) } }) {
            for number in [IPProtocol.icmp, .tcp, .udp, IPProtocol(rawValue: 47)] {
                for port in UInt16(0)...4 {
                    result.append(
                        Packet(
                            source: address(source), destination: address(destination),
                            protocolNumber: number, destinationPort: port))
                }
            }
        }
        return result
    }()

    private static func permits(_ rules: [FilterRule], _ packet: Packet) -> Bool {
        rules.first { $0.matches(packet) }?.action == .permit
    }

    private static func check(_ old: [FilterRule], _ new: [FilterRule], _ seed: UInt64) {
        let difference = AccessListDifference(from: old, to: new, .ipv4)
        let gained = packets.filter { !permits(old, $0) && permits(new, $0) }
        let lost = packets.filter { permits(old, $0) && !permits(new, $0) }
        #expect((difference.gained == nil) == gained.isEmpty, "seed \(seed)")
        #expect((difference.lost == nil) == lost.isEmpty, "seed \(seed)")
        if let part = difference.gained {
            #expect(!permits(old, part.witness) && permits(new, part.witness), "seed \(seed)")
        }
        if let part = difference.lost {
            #expect(permits(old, part.witness) && !permits(new, part.witness), "seed \(seed)")
        }
        var comparison = AccessListComparison(old, new, .ipv4)
        let sets = comparison.changes()
        for packet in packets {
            #expect(
                comparison.space.contains(packet, sets.gained)
                    == (!permits(old, packet) && permits(new, packet)), "seed \(seed), \(packet)")
            #expect(
                comparison.space.contains(packet, sets.lost)
                    == (permits(old, packet) && !permits(new, packet)), "seed \(seed), \(packet)")
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `two lists differ exactly where packets tell`(seed: UInt64) {
        var generator = AccessListGenerator(smallWithSeed: seed)
        Self.check(generator.list(10), generator.list(10), seed)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a changed line and a swapped pair differ exactly where packets tell`(seed: UInt64) {
        var generator = AccessListGenerator(smallWithSeed: seed)
        let old = generator.list(14)
        var new = old
        new[generator.position(in: old)] = generator.rule()
        Self.check(old, new, seed)
        new = old
        new.swapAt(generator.position(in: old), generator.position(in: old))
        Self.check(old, new, seed)
        new.remove(at: generator.position(in: new))
        Self.check(old, new, seed)
    }

    @Test func `a list is the same as itself, and as itself with a shadowed rule`() {
        var generator = AccessListGenerator(seed: 1)
        let list = generator.list(200)
        #expect(AccessListDifference(from: list, to: list, .ipv4).isSame)
        let position = generator.position(in: list)
        let longer = list[...position] + [list[position]] + list[(position + 1)...]
        #expect(AccessListDifference(from: list, to: Array(longer), .ipv4).isSame)
        #expect(AccessListDifference(from: list, to: [], .ipv6).isSame)
    }

    @Test func `the rules that decide the witness are named`() {
        var generator = AccessListGenerator(seed: 2)
        let list = generator.list(50)
        let all = FilterRule(action: .permit, family: .ipv4)
        let difference = AccessListDifference(from: list, to: list + [all], .ipv4)
        #expect(difference.gained?.newRule == 50)
        #expect(difference.gained?.oldRule == nil)
        #expect(difference.lost == nil)
    }
}

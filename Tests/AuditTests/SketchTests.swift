import Net
import TestSupport
import Testing

@testable import Audit

@Suite("what is kept of many")
struct SketchTests {
    @Test(
        "different flows are counted exactly up to the limit, however they were divided",
        arguments: [0, 1, 1023, 1024, 1025, 3000])
    func flows(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let hashes = (0..<count).map { FixedHash.hash(UInt64($0)) }
        var whole = DistinctFlows()
        var parts = [DistinctFlows(), DistinctFlows(), DistinctFlows()]
        for hash in (hashes + hashes).shuffled(using: &random) {
            whole.insert(hash)
            parts[Int.random(in: 0..<3, using: &random)].insert(hash)
        }
        #expect(whole.count == min(count, 1024) && whole.isCut == (count > 1024))
        #expect(whole.hashes == Array(hashes.sorted().prefix(1024)))
        #expect(parts[2].merged(with: parts[0].merged(with: parts[1])) == whole)
        #expect(parts[1].merged(with: parts[0]).merged(with: parts[2]) == whole)
        #expect(DistinctFlows(hashes: whole.hashes, isCut: whole.isCut) == whole)
    }

    @Test("the places of the earliest frames are kept, in whatever order the frames come")
    func places() {
        var random = SeededGenerator(seed: 4)
        for round in 0..<200 {
            let frames = (0..<60).map { number in
                (UInt16.random(in: 0..<16, using: &random), UInt64(number))
            }
            var first: [UInt16: UInt64] = [:]
            for (place, number) in frames { first[place] = min(first[place] ?? number, number) }
            let expected = first.sorted { $0.value < $1.value }.prefix(PlacesSeen.limit)
            var parts = [PlacesSeen(), PlacesSeen()]
            for (place, number) in frames.shuffled(using: &random) {
                parts[Int(number % 2)].note(place, PacketReference(capture: 0, number: number))
            }
            let merged = parts[0].merged(with: parts[1])
            #expect(merged.elements.map(\.place) == expected.map(\.key), "round \(round)")
            #expect(merged.elements.map(\.first.number) == expected.map(\.value))
        }
    }

    @Test("the hash of a pair and of a connection is the same in both directions")
    func directions() {
        var random = SeededGenerator(seed: 9)
        var seen: Set<UInt64> = []
        for _ in 0..<2000 {
            let key = FlowKey(
                sourceHigh: random.pick([0, 1]), sourceLow: .random(in: 0...50, using: &random),
                destinationHigh: random.pick([0, 1]),
                destinationLow: .random(in: 0...50, using: &random),
                sourcePort: random.pick([1, 2]), destinationPort: random.pick([1, 2]),
                protocolNumber: 6, flags: random.pick([[], .ipv6]), context: 0)
            #expect(FixedHash.hash(pairOf: key) == FixedHash.hash(pairOf: key.reversed))
            #expect(FixedHash.hash(connectionOf: key) == FixedHash.hash(connectionOf: key.reversed))
            seen.insert(FixedHash.hash(pairOf: key))
        }
        #expect(seen.count > 1500)
    }

    @Test("the hash is what it was: parts written by an earlier version must meet")
    func fixed() {
        let key = FlowKey(
            source: FrameBuilder.address("192.0.2.1"),
            destination: FrameBuilder.address("192.0.2.2"), protocolNumber: .tcp,
            sourcePort: 50_000, destinationPort: 443)
        #expect(FixedHash.hash(0) == 0xe220_a839_7b1d_cdaf, "SplitMix64's first output of seed 0")
        #expect(FixedHash.hash(pairOf: key) == 0x4f51_eb53_1766_ab1d)
        #expect(FixedHash.hash(connectionOf: key) == 0x083c_ee9e_01f0_a7d8)
    }
}

import Intent
import TestSupport
import Testing

@Suite("numbers of generated topologies")
struct LedgerStabilityTests {
    @Test("stay where they are through thirty edits", arguments: 1...4 as ClosedRange<UInt64>)
    func edits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var fabric = TopologyGenerator(seed: seed, devices: 10, tenants: 5, contracts: 16)
        var ledger = try numbers(of: fabric, keeping: Ledger())
        for step in 1...30 {
            fabric = fabric.edited(using: &random)
            let next = try numbers(of: fabric, keeping: ledger)
            for (key, entry) in ledger.entries where next[key]?.value != entry.value {
                Issue.record("seed \(seed), step \(step): \(key.kind.rawValue) \(key.path) moved")
            }
            ledger = next
        }
    }

    @Test(
        "do not depend on the order of lists", arguments: 1...10 as ClosedRange<UInt64>)
    func order(seed: UInt64) throws {
        let fabric = TopologyGenerator(seed: seed, devices: 16, tenants: 8, contracts: 24)
        let first = try numbers(of: fabric, keeping: Ledger()).text
        let second = try numbers(
            of: fabric.reorderingLists(seed: seed), keeping: Ledger()
        ).text
        #expect(first == second, "seed \(seed)")
    }

    @Test("come back with the tenant that had them", arguments: 1...5 as ClosedRange<UInt64>)
    func restored(seed: UInt64) throws {
        let fabric = TopologyGenerator(seed: seed, devices: 12, tenants: 8, contracts: 24)
        let first = try numbers(of: fabric, keeping: Ledger())
        let without = try numbers(
            of: fabric.removingTenant(4).addingTenant(), keeping: first)
        let restored = try numbers(of: fabric, keeping: without)
        for (key, entry) in first.entries where restored[key] != entry {
            Issue.record("seed \(seed): \(key.kind.rawValue) \(key.path) did not come back")
        }
    }

    private func numbers(
        of fabric: TopologyGenerator, keeping ledger: Ledger
    ) throws -> Ledger {
        let read = readTopology([("generated.yaml", Array(fabric.text.utf8))])
        return try #require(check(read.topology, keeping: ledger).checked).identifiers.ledger
    }
}

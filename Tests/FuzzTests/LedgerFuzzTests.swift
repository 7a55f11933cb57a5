import Diagnostics
import Intent
import TestSupport
import Testing

/// Ledgers that nobody wrote: merged badly, cut, or never a ledger. Reading returns, reports with
/// places that exist, and what was read prints and reads back as the same.
@Suite struct LedgerFuzzTests {
    @Test(arguments: 0..<6)
    func `mutated ledgers are read, checked and never trusted`(round: UInt64) throws {
        let topology = TopologyGenerator(seed: 1, devices: 10, tenants: 3)
        let read = readTopology([(path: "t.yaml", octets: Array(topology.text.utf8))])
        let whole = try #require(check(read.topology).checked).identifiers.ledger.text
        var random = SeededGenerator(seed: 0x1ed9e5 &+ round)
        for index in 0..<60 {
            let octets = mutated(Array(whole.utf8), &random)
            var sources = read.topology.sources
            let file = sources.add("ids.lock")
            let (ledger, wrong) = Ledger.reading(octets, file: file)
            let lines = octets.count { $0 == 0x0a } + 1
            for diagnostic in wrong {
                let line = try #require(diagnostic.span?.line)
                #expect((1...lines).contains(Int(line)), "round \(round), ledger \(index)")
            }
            #expect(Ledger.reading(Array(ledger.text.utf8), file: file).0 == ledger)
            // Whatever it holds, no two things get one number.
            guard let checked = check(read.topology, keeping: ledger).checked else { continue }
            let vlans = checked.index.segments.map {
                checked.identifiers.segment($0.path).vlan
            }
            #expect(Set(vlans).count == vlans.count, "round \(round), ledger \(index)")
        }
    }

    /// One to five edits: an octet changed, a line doubled, dropped, exchanged with another or cut.
    private func mutated(_ octets: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var lines = octets.split(separator: 0x0a, omittingEmptySubsequences: false).map(Array.init)
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let line = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where !lines[line].isEmpty:
                let place = Int.random(in: 0..<lines[line].count, using: &random)
                lines[line][place] = .random(in: 0...255, using: &random)
            case 1: lines.insert(lines[line], at: line)
            case 2 where lines.count > 2: lines.remove(at: line)
            case 3: lines.swapAt(line, Int.random(in: 0..<lines.count, using: &random))
            default: lines[line] = Array(lines[line].dropLast(2))
            }
        }
        return Array(lines.joined(separator: [0x0a]))
    }
}

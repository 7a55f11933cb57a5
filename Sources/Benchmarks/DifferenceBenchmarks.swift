import Compiler
import Forwarding
import IR
import Net
import TestSupport
import Verifier

/// Rule lists of 2,000 lines against each other, and a fabric before and after a change of one contract:
/// what is reached is compared for all packets.
enum DifferenceBenchmarks {
    static let usage = "difference [--rounds N] [--devices N]"

    static func run(_ arguments: [String]) throws {
        var flags = try BenchmarkFlags(arguments, usage: usage)
        let rounds = try flags.number("--rounds") ?? 9
        let devices = try flags.number("--devices") ?? 1_000
        try flags.finish()
        try compareLists(rounds)
        try compareFabrics(devices, rounds)
    }

    // MARK: Lists

    private static let lines = 2_000

    private static func compareLists(_ rounds: Int) throws {
        var generator = AccessListGenerator(seed: 1)
        let list = generator.list(lines)
        let other = generator.list(lines)
        var changed = list
        changed[lines / 2] = generator.rule()
        var swapped = list
        swapped.swapAt(lines / 3, 2 * lines / 3)
        let rows: [(name: String, new: [FilterRule])] = [
            ("one line changed", changed), ("two lines swapped", swapped),
            ("the same list", list), ("an unrelated list", other),
            ("the same, each rule twice", list.flatMap { [$0, $0] }),
        ]
        for (name, new) in rows {
            try check(AccessListDifference(from: list, to: new, .ipv4), list, new, name)
        }
        print(
            "lists of \(lines) rules, seed 1: 540 prefixes, 14 port ranges; packets whose verdict "
                + "changed, with a witness; CPU time per comparison, median of \(rounds) interleaved "
                + "rounds (least … most)")
        let measured = interleaved(
            rounds: rounds,
            rows.map { row in
                (row.name, { _ = AccessListDifference(from: list, to: row.new, .ipv4) })
            })
        for row in measured { print(row.line(items: 1, baseline: measured[0].median)) }
    }

    /// The witness must have both verdicts, by a scan of the lists.
    private static func check(
        _ difference: AccessListDifference, _ old: [FilterRule], _ new: [FilterRule], _ name: String
    ) throws {
        func permits(_ rules: [FilterRule], _ packet: Packet) -> Bool {
            rules.first { $0.matches(packet) }?.action == .permit
        }
        let parts = [(difference.gained, true), (difference.lost, false)]
        for case (let part?, let isPermitted) in parts {
            guard permits(new, part.witness) == isPermitted,
                permits(old, part.witness) != isPermitted
            else { throw BenchmarkError(message: "\(name): the witness is none") }
        }
        let found = parts.compactMap(\.0?.witness.description).joined(separator: "; ")
        print("\(name): \(found.isEmpty ? "no verdict changed" : found)")
    }

    // MARK: Fabrics

    private static func compareFabrics(_ devices: Int, _ rounds: Int) throws {
        let generator = TopologyGenerator(seed: 1, devices: devices, tenants: 333, contracts: 700)
        let before = try fabric(generator.text)
        let after = try fabric(narrowed(generator.text))
        let (old, new) = (NetworkVersion(before), NetworkVersion(after))
        var difference: ReachDifference?
        let measured = interleaved(
            rounds: rounds,
            [
                (
                    "\(devices) devices, one contract",
                    { difference = ReachDifference(from: old, to: new) }
                )
            ])
        guard let difference, !difference.changes.isEmpty else {
            throw BenchmarkError(message: "the change of the contract was not found")
        }
        print(
            "\(before.devices.count) devices, \(before.contracts.count) contracts, before and after a change of one contract: "
                + "\(difference.changedPairCount) of \(difference.pairCount) ordered pairs changed")
        for row in measured { print(row.line(items: 1, baseline: measured[0].median)) }
    }

    private static func fabric(_ text: String) throws -> Fabric {
        try CompiledTopology.fabric(text, path: "generated.yaml")
    }

    /// With other ports in the first contract that names ports itself.
    private static func narrowed(_ text: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.firstIndex(where: { $0.contains("allow: [") }),
            let ports = lines[index].firstRange(of: "allow: [")
        else { throw BenchmarkError(message: "no contract names ports") }
        lines[index] = lines[index][..<ports.lowerBound] + "allow: [tcp/7777]}"
        return lines.joined(separator: "\n")
    }
}

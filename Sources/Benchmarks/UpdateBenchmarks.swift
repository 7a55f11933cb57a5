import Diagnostics
import ForwardingRules
import Foundation
import TestSupport

/// Updates of forwarding rules, each with its loop check: from rule files, read as one sequence, or
/// from a generated one.
enum UpdateBenchmarks {
    static let usage = "updates [FILE…]"

    private static let rounds = 9
    private static let exchangedRules = 10_000
    private static let shownLoops = 10

    static func run(_ arguments: [String]) throws {
        let files = arguments.isEmpty ? [generated()] : try arguments.map(file)
        print(files.map(\.path).joined(separator: ", "))
        let updates = try read(files)
        let linked = link(updates)
        print(
            "\(linked.updates.count) updates of \(linked.deviceCount) devices, \(linked.linkCount) links: "
                + "\(linked.leadingOn) lead to a device, \(linked.leadingOut) out of the network; "
                + "one core; CPU time per update with its loop check, median of \(rounds) "
                + "interleaved rounds (least … most)")
        try measure(linked)
        var checker = LoopChecker(deviceCount: linked.deviceCount)
        try checker.apply(linked.updates.span)
        report(checker, updates)
    }

    private static func file(_ path: String) throws -> (path: String, octets: [UInt8]) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BenchmarkError(message: "\(path) cannot be read")
        }
        return (path, Array(data))
    }

    private static func generated() -> (path: String, octets: [UInt8]) {
        let generator = RuleFileGenerator(seed: 1, devices: 174, links: 205, prefixes: 190)
        return ("generated, seed 1", Array(generator.text.utf8))
    }

    private static func read(_ files: [(path: String, octets: [UInt8])]) throws -> RuleUpdates {
        var reading = Measurement(name: "reading")
        var read = readRuleUpdates([])
        for _ in 0..<rounds {
            reading.seconds.append(Measurement.cpuSeconds { read = readRuleUpdates(files) })
        }
        print(read.diagnostics.text(in: read.updates.sources), terminator: "")
        guard !read.updates.updates.isEmpty else {
            throw BenchmarkError(message: "the files have no updates")
        }
        print(reading.line)
        return read.updates
    }

    private static func link(_ updates: RuleUpdates) -> LinkedUpdates {
        var linking = Measurement(name: "finding links and next devices")
        var linked = LinkedUpdates(updates)
        for _ in 0..<rounds {
            linking.seconds.append(Measurement.cpuSeconds { linked = LinkedUpdates(updates) })
        }
        print(linking.line)
        return linked
    }

    private static func measure(_ linked: LinkedUpdates) throws {
        let exchanges = exchanges(linked)
        var building = Measurement(name: "all updates, from no rules")
        var exchanging = Measurement(name: "random rules, removed, put back")
        for _ in 0..<rounds {
            var checker = LoopChecker(deviceCount: linked.deviceCount)
            building.seconds.append(
                try Measurement.cpuSeconds { try checker.apply(linked.updates.span) })
            exchanging.seconds.append(
                try Measurement.cpuSeconds { try checker.apply(exchanges.span) })
        }
        print(building.line(items: linked.updates.count))
        if !exchanges.isEmpty { print(exchanging.line(items: exchanges.count)) }
    }

    /// A removal and an insert, one after the other, of rules drawn among those installed.
    private static func exchanges(_ linked: LinkedUpdates) -> [LinkedUpdate] {
        var random = SeededGenerator(seed: 1)
        let installed = linked.installed
        guard !installed.isEmpty else { return [] }
        return (0..<exchangedRules).flatMap { _ -> [LinkedUpdate] in
            let insert = random.pick(installed)
            return [insert.reversed, insert]
        }
    }

    private static func report(_ checker: LoopChecker, _ updates: RuleUpdates) {
        let counts = checker.counts
        let loops = checker.loops
        print(
            "\(counts.inserts) inserts, \(counts.removes) removals, without effect "
                + "\(counts.repeatedInserts) and \(counts.absentRemoves); at the end "
                + "\(counts.rules) rules, \(counts.prefixes) prefixes, \(counts.atoms) atoms")
        print(
            "\(counts.atomsWalked) atoms walked over \(counts.stepsTaken) hops; peak resident "
                + "\(Measurement.peakMegabytes(RUSAGE_SELF)) MB")
        print(
            "\(loops.count) loops closed by some update, \(checker.presentLoops().count) "
                + "there at the end")
        for loop in loops.prefix(shownLoops) {
            let names = loop.devices.map { updates.name(of: $0) }
            let place = loop.origin.map { updates.sources.location(of: $0) } ?? ""
            let ring = (names + names.prefix(1)).joined(separator: " > ")
            print("  \(place): packets to \(loop.example): \(ring)")
        }
        if loops.count > shownLoops { print("  and \(loops.count - shownLoops) more") }
    }
}

import Diagnostics
import TestSupport
import Testing

@testable import Intent

@Suite struct CheckOrderTests {
    /// The bad and the good fixture of every check.
    static let paths = allChecks.flatMap { check in
        [".yaml", ".ok.yaml"].map { CheckFixtures.path(check.rule.code, $0) }
    }

    /// Spans stay with what they belong to, so not even places and messages may differ.
    @Test(arguments: paths)
    func `the order of lists in memory reaches no diagnostic`(path: String) throws {
        let topology = try CheckFixtures.read(path).topology
        let expected = check(topology).diagnostics
        for seed in UInt64(1)...8 {
            var random = SeededGenerator(seed: seed)
            let shuffled = topology.shuffled(using: &random)
            #expect(check(shuffled).diagnostics == expected, "seed \(seed)")
        }
    }

    @Test(arguments: paths)
    func `the order of files changes places and messages at most`(path: String) throws {
        let text = String(decoding: try Repository.octets(path), as: UTF8.self)
        let expected = check(try CheckFixtures.read(path).topology).diagnostics.kinds
        for seed in UInt64(1)...4 {
            var random = SeededGenerator(seed: seed)
            let files = sections(of: text).shuffled(using: &random).enumerated().map {
                (path: "\($0.offset).yaml", octets: Array($0.element.utf8))
            }
            let read = readTopology(files)
            #expect(read.diagnostics.isEmpty, "seed \(seed)")
            #expect(check(read.topology).diagnostics.kinds == expected, "seed \(seed)")
        }
    }

    /// The top-level sections of a YAML file, each a file of its own.
    private func sections(of text: String) -> [String] {
        var result: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isTop = line.first.map { !" #-".contains($0) } ?? false
            if isTop { result.append("") }
            if let last = result.indices.last { result[last] += line + "\n" }
        }
        return result
    }
}

extension [Diagnostic] {
    /// What was found how often, places and messages apart.
    fileprivate var kinds: [String] { map { "\($0.severity.rawValue) \($0.code)" }.sorted() }
}

extension Topology {
    /// The same topology with every list whose order has no meaning in another order. Devices of
    /// a firewall keep theirs: the first is active.
    fileprivate func shuffled(using random: inout SeededGenerator) -> Topology {
        var result = self
        result.classes.shuffle(using: &random)
        result.sites.shuffle(using: &random)
        result.devices.shuffle(using: &random)
        for device in result.devices.indices {
            result.devices[device].ports.shuffle(using: &random)
        }
        result.links.shuffle(using: &random)
        result.lags.shuffle(using: &random)
        result.firewalls.shuffle(using: &random)
        result.tenants.shuffle(using: &random)
        for tenant in result.tenants.indices {
            result.tenants[tenant].attachments.shuffle(using: &random)
            result.tenants[tenant].vrfs.shuffle(using: &random)
            for vrf in result.tenants[tenant].vrfs.indices {
                result.tenants[tenant].vrfs[vrf].segments.shuffle(using: &random)
                result.tenants[tenant].vrfs[vrf].exits.shuffle(using: &random)
                result.tenants[tenant].vrfs[vrf].routeTargets.shuffle(using: &random)
            }
        }
        result.services.shuffle(using: &random)
        result.contracts.shuffle(using: &random)
        result.exchange?.lans.shuffle(using: &random)
        result.exchange?.routeServers.shuffle(using: &random)
        result.exchange?.members.shuffle(using: &random)
        for member in result.exchange?.members.indices ?? 0..<0 {
            result.exchange?.members[member].connections.shuffle(using: &random)
            result.exchange?.members[member].prefixes.shuffle(using: &random)
        }
        return result
    }
}

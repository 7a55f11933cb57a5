import Diagnostics
import Forwarding
import IR
import Net

/// What two versions of a topology have each for itself, as far as it can bear on reach.
struct VersionDifferences {
    typealias Cause = ReachDifference.Cause

    /// Contracts that only one version has or that say something else; by name, the new version's
    /// order first.
    private(set) var contracts: [Cause] = []
    /// Zones that only one version has, by position among the parties' zones.
    private(set) var zones: [Int: Cause] = [:]
    /// Segments and attachments that differ, by party.
    private(set) var scopes: [Int: [Cause]] = [:]
    /// Segments that differ, with their prefixes of both versions.
    private(set) var segments: [(cause: Cause, prefixes: [IPPrefix])] = []
    /// Devices and cables that only one version has, and firewalls of other devices.
    private(set) var wiring: [Cause] = []

    init(old: NetworkVersion, new: NetworkVersion, parties: Parties) {
        findContracts(old, new)
        findZones(old.policy, new.policy, parties)
        findScopes(old.policy, new.policy, parties)
        findWiring(old.fabric, new.fabric)
    }

    /// Things of two versions by name, in the order of the new one, then of the old one.
    private func paired<Item>(
        _ old: [Item], _ new: [Item], by name: (Item) -> String
    ) -> [(name: String, old: Item?, new: Item?)] {
        let before = Dictionary(old.map { (name($0), $0) }) { first, _ in first }
        let after = Dictionary(new.map { (name($0), $0) }) { first, _ in first }
        var known: Set<String> = []
        return (new + old).map(name).filter { known.insert($0).inserted }
            .map { (name: $0, old: before[$0], new: after[$0]) }
    }

    private mutating func findContracts(_ old: NetworkVersion, _ new: NetworkVersion) {
        func content(_ contract: Contract?, _ fabric: Fabric) -> [String] {
            guard let contract else { return [] }
            return contract.ports.map { "\($0)" }
                + contract.flows.flatMap { flow in
                    [fabric.path(of: flow.source), fabric.path(of: flow.destination)]
                        + (flow.sourcePrefixes + flow.destinationPrefixes).map(\.description)
                }
        }
        for pair in paired(old.fabric.contracts, new.fabric.contracts, by: \.name.text)
        where content(pair.old, old.fabric) != content(pair.new, new.fabric) {
            contracts.append(
                Cause(
                    subject: .contract, name: pair.name, old: pair.old?.allowOrigin,
                    new: pair.new?.allowOrigin))
        }
    }

    private mutating func findZones(_ old: Policy, _ new: Policy, _ parties: Parties) {
        let positions = Dictionary(
            uniqueKeysWithValues: parties.zones.enumerated().map { ($1, $0) })
        for pair in paired(old.zones, new.zones, by: \.name)
        where (pair.old == nil) != (pair.new == nil) {
            zones[positions[pair.name] ?? 0] = Cause(
                subject: .zone, name: pair.name, old: pair.old?.origin, new: pair.new?.origin)
        }
    }

    /// A scope with its party and who is plugged in there.
    private struct Placed {
        var scope: Policy.Scope
        var party: Int
        var stations: [Policy.Station]
    }

    private mutating func findScopes(_ old: Policy, _ new: Policy, _ parties: Parties) {
        func placed(_ policy: Policy) -> [Placed] {
            var stations = [[Policy.Station]](repeating: [], count: policy.scopes.count)
            for station in policy.stations { stations[station.scope].append(station) }
            return zip(policy.scopes, parties.positions(in: policy)).enumerated().map {
                Placed(scope: $1.0, party: $1.1, stations: stations[$0])
            }
        }
        for pair in paired(placed(old), placed(new), by: \.scope.name) {
            guard let party = (pair.new ?? pair.old)?.party else { continue }
            if pair.old?.scope.prefixes != pair.new?.scope.prefixes || pair.old == nil
                || pair.new == nil
            {
                let cause = Cause(
                    subject: .segment, name: pair.name, old: pair.old?.scope.origin,
                    new: pair.new?.scope.origin)
                scopes[party, default: []].append(cause)
                let prefixes = [pair.old, pair.new].flatMap { $0?.scope.prefixes ?? [] }
                segments.append((cause, prefixes))
            } else if pair.old?.stations.isEmpty != pair.new?.stations.isEmpty {
                scopes[party, default: []].append(
                    Cause(
                        subject: .attachments, name: pair.name,
                        old: pair.old?.stations.first?.origin,
                        new: pair.new?.stations.first?.origin))
            }
        }
    }

    private mutating func findWiring(_ old: Fabric, _ new: Fabric) {
        for pair in paired(old.devices, new.devices, by: \.name.text)
        where (pair.old == nil) != (pair.new == nil) {
            wiring.append(
                Cause(
                    subject: .device, name: pair.name, old: pair.old?.origin,
                    new: pair.new?.origin))
        }
        for pair in paired(old.firewalls, new.firewalls, by: \.name.text) {
            let before = pair.old?.devices.map { old[$0].name }
            let after = pair.new?.devices.map { new[$0].name }
            guard before != after else { continue }
            wiring.append(
                Cause(
                    subject: .firewall, name: pair.name, old: pair.old?.origin,
                    new: pair.new?.origin))
        }
        func links(_ fabric: Fabric) -> [(name: String, origin: SourceSpan)] {
            fabric.links.map { link in
                let ends = [link.a, link.b].map { "\(fabric[$0.device].name.text):\($0.port.text)" }
                return (ends.joined(separator: " - "), link.origin)
            }
        }
        for pair in paired(links(old), links(new), by: \.name)
        where (pair.old == nil) != (pair.new == nil) {
            wiring.append(
                Cause(
                    subject: .link, name: pair.name, old: pair.old?.origin,
                    new: pair.new?.origin))
        }
    }
}

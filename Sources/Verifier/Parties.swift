import Forwarding

/// Who exchanges packets in two versions of a network: what both know by the same name is one party.
///
/// A party is a segment or an exit that both versions have. What only one of them has is one party
/// of its zone, so that a segment with another name and the same packets is no difference.
struct Parties: Sendable {
    /// By name, those of the new version in its order, then those that only the old one has.
    let zones: [String]
    let parties: [Party]
    private let positions: [Party: Int]

    struct Party: Hashable, Sendable {
        /// Position in `zones`.
        var zone: Int
        /// The name of the scope; empty for what only one version has.
        var scope: String
    }

    init(_ old: Policy, _ new: Policy) {
        var zones: [String] = []
        var zonePositions: [String: Int] = [:]
        for zone in new.zones + old.zones where zonePositions[zone.name] == nil {
            zonePositions[zone.name] = zones.count
            zones.append(zone.name)
        }
        func scopes(of policy: Policy) -> [Party] {
            policy.scopes.map { scope in
                Party(zone: zonePositions[policy.zones[scope.zone].name] ?? 0, scope: scope.name)
            }
        }
        let before = Set(scopes(of: old))
        var parties = zones.indices.map { Party(zone: $0, scope: "") }
        var known: Set<Party> = []
        parties += scopes(of: new).filter { before.contains($0) && known.insert($0).inserted }
        self.zones = zones
        self.parties = parties
        positions = Dictionary(
            uniqueKeysWithValues: parties.enumerated().map { ($0.element, $0.offset) })
    }

    /// The party of each scope of a policy, and behind them that of ports without an owner.
    func positions(in policy: Policy) -> [Int] {
        let zones = Dictionary(uniqueKeysWithValues: self.zones.enumerated().map { ($1, $0) })
        return policy.scopes.map { scope in
            let zone = zones[policy.zones[scope.zone].name] ?? 0
            return positions[Party(zone: zone, scope: scope.name)] ?? zone
        } + [Policy.unassigned]
    }
}

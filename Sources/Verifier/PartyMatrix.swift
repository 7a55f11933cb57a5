import Diagnostics
import Forwarding
import IR

/// The verdicts of a proof by zones, or for larger parties: tenants, or classes of them, besides the
/// exchange, the underlay, the management network and ports without an owner.
public struct PartyMatrix: Sendable {
    public enum Grain: Sendable { case zones, tenants, classes }

    public let names: [String]
    /// By position of the first party times their number, plus that of the second.
    public private(set) var verdicts: [Verdict]

    public init(_ grain: Grain, _ proof: Proof, _ fabric: Fabric) {
        var names: [String] = []
        var position: [String: Int] = [:]
        let parties = proof.policy.zones.map { zone -> Int in
            let name = Self.name(of: zone, grain, fabric)
            if let known = position[name] { return known }
            position[name] = names.count
            names.append(name)
            return names.count - 1
        }
        self.names = names
        verdicts = Array(repeating: .separate, count: names.count * names.count)
        for from in parties.indices {
            for to in parties.indices where from != to {
                let verdict = proof[ZonePair(from: from, to: to)]
                let place = parties[from] * names.count + parties[to]
                verdicts[place] = Self.worse(verdicts[place], verdict)
            }
        }
    }

    private static func name(
        of zone: Policy.Zone, _ grain: Grain, _ fabric: Fabric
    ) -> String {
        switch (zone.kind, grain) {
        case (.vrf(let vrf), .tenants): fabric[fabric[vrf].tenant].name.text
        case (.vrf(let vrf), .classes):
            fabric[fabric[fabric[vrf].tenant].tenantClass].name.text
        case (.exchange, .tenants), (.exchange, .classes): "exchange"
        case (_, .zones), (.management, _), (.underlay, _), (.unassigned, _): zone.name
        }
    }

    private static func worse(_ left: Verdict, _ right: Verdict) -> Verdict {
        for verdict in [Verdict.violated, .unknown, .contractsOnly] {
            if left == verdict || right == verdict { return verdict }
        }
        return .separate
    }

    public subscript(from: Int, to: Int) -> Verdict { verdicts[from * names.count + to] }

    /// The verdict between two parties; nil where one is not known.
    public func verdict(from: String, to: String) -> Verdict? {
        guard let from = names.firstIndex(of: from), let to = names.firstIndex(of: to) else {
            return nil
        }
        return self[from, to]
    }

    var summary: String {
        var counts: [Verdict: Int] = [:]
        for from in names.indices {
            for to in names.indices where from != to {
                counts[self[from, to], default: 0] += 1
            }
        }
        let parts = Verdict.allCases.map { "\(counts[$0] ?? 0) \($0.phrase)" }
        return "\(names.count) parties, \(names.count * (names.count - 1)) ordered pairs: "
            + parts.joined(separator: ", ")
    }

    var json: JSONValue {
        [
            "names": .array(names.map { .string($0) }),
            "verdicts": .array(
                names.indices.map { from in
                    .array(names.indices.map { to in .string(self[from, to].word) })
                }),
        ]
    }
}

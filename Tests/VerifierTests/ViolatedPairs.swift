import Forwarding
import TestSupport

@testable import Verifier

/// Pairs of zones between which something goes that must not, at each layer: what the prover and the
/// oracle are compared by. Bypasses and contracts that fail are no part of it.
struct ViolatedPairs: Hashable, CustomStringConvertible {
    var layer2: Set<[Int]> = []
    var layer3: Set<[Int]> = []

    var isEmpty: Bool { layer2.isEmpty && layer3.isEmpty }

    var description: String {
        func text(_ pairs: Set<[Int]>) -> String {
            pairs.map { "\($0[0])>\($0[1])" }.sorted().joined(separator: " ")
        }
        return "[layer 2: \(text(layer2)); layer 3: \(text(layer3))]"
    }

    init(_ prover: Prover) {
        for breach in prover.results.flatMap(\.breaches) where breach.kind != .bypass {
            let pair = [prover.zone(of: breach.source), breach.zone]
            if breach.kind == .layer2 { layer2.insert(pair) } else { layer3.insert(pair) }
        }
    }

    init(_ verdict: OracleVerdict) {
        layer2 = Set(verdict.layer2Pairs.map { [$0.from, $0.to] })
        layer3 = Set(verdict.layer3Pairs.map { [$0.from, $0.to] })
    }

    /// Witnesses of pairs that are not among these, in the order of the pairs.
    func missing(from verdict: OracleVerdict) -> [OracleVerdict.Witness] {
        func missing(
            _ known: Set<[Int]>, _ witnesses: [OracleVerdict.ZonePair: OracleVerdict.Witness]
        ) -> [OracleVerdict.Witness] {
            witnesses.filter { !known.contains([$0.key.from, $0.key.to]) }
                .sorted { $0.key < $1.key }.map(\.value)
        }
        return missing(layer2, verdict.layer2) + missing(layer3, verdict.layer3)
    }
}

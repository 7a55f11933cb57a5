import Forwarding
import Net

/// What was proved, and what was found instead: the canonical result of a prover.
public struct Proof: Sendable {
    public var policy: Policy
    /// By position of the first zone times their number, plus that of the second.
    public var verdicts: [Verdict]
    public var findings: [Finding]
    public var failures: [Failure]
    /// Lines that nobody could interpret, by device.
    public var unmodelled: [(device: Int, line: UnmodelledLine)]

    /// Breaches of one cause.
    public struct Finding: Sendable {
        public var breach: Breach
        /// All that the cause explains, the first included; in order.
        public var breaches: [Breach]
        public var counterexample: Counterexample
        /// Changes each of which alone makes everything that the breach is about right again, proved
        /// anew. Empty where no change of one or two statements does.
        public var repairs: [Repair]
    }

    /// A contract, or what belongs together, that does not work, with a packet that shows it.
    public struct Failure: Sendable {
        public var failing: Failing
        /// All that fail in the same place for the same reason, the first included.
        public var all: [Failing]
        public var counterexample: Counterexample?
    }

    public subscript(pair: ZonePair) -> Verdict {
        verdicts[pair.from * policy.zones.count + pair.to]
    }

    /// Ordered pairs of different zones with a verdict.
    public func count(of verdict: Verdict) -> Int {
        var result = 0
        for from in policy.zones.indices {
            for to in policy.zones.indices where from != to {
                if self[ZonePair(from: from, to: to)] == verdict { result += 1 }
            }
        }
        return result
    }

    public enum Outcome: Sendable { case proved, violated, unknown }

    public var outcome: Outcome {
        if !findings.isEmpty || !failures.isEmpty { return .violated }
        return unmodelled.isEmpty ? .proved : .unknown
    }
}

extension Prover {
    /// The most findings and failures that are told in full.
    static let mostFindings = 50

    /// What `prove` has shown. Causes are looked for by undoing single statements and proving again.
    ///
    /// - Parameter intended: the network that was meant; where it is given, going back to it counts as
    ///   a repair.
    public mutating func proof(intended: Network? = nil) -> Proof {
        let unmodelled = network.devices.enumerated().flatMap { device, declared in
            declared.unmodelled.map { (device: device, line: $0) }
        }
        return Proof(
            policy: policy, verdicts: verdicts(), findings: findings(intended: intended),
            failures: failures(), unmodelled: unmodelled)
    }

    func verdicts() -> [Verdict] {
        let count = policy.zones.count
        var result = [Verdict](repeating: .separate, count: count * count)
        let doubtful = Set(
            network.devices.indices.filter { !network.devices[$0].unmodelled.isEmpty })
        let isAllInDoubt = network.devices.contains { device in
            device.unmodelled.contains { $0.concernsAll }
        }
        for (scope, found) in results.enumerated() {
            let from = zone(of: scope)
            if isAllInDoubt || !found.devices.isDisjoint(with: doubtful) {
                for to in 0..<count where to != from { result[from * count + to] = .unknown }
            }
            for far in found.reached where result[from * count + zone(of: far)] == .separate {
                result[from * count + zone(of: far)] = .contractsOnly
            }
        }
        // A violation is one whatever else is in doubt.
        for breach in results.flatMap(\.breaches) {
            result[zone(of: breach.source) * count + breach.zone] = .violated
        }
        return result
    }

    private mutating func failures() -> [Proof.Failure] {
        var result: [Proof.Failure] = []
        for failing in results.flatMap(\.failing).sorted() + asymmetries() {
            let same = result.firstIndex {
                $0.failing.reason == failing.reason && $0.failing.place == failing.place
            }
            if let same {
                result[same].all.append(failing)
                continue
            }
            var example: Counterexample?
            if result.count < Self.mostFindings, failing.headers != .all,
                propagation.graph.isAsked(failing.place)
            {
                example = packet(
                    of: failing.headers, from: failing.source, to: failing.place, failing.family)
            }
            result.append(Proof.Failure(failing: failing, all: [failing], counterexample: example))
        }
        return result
    }

    private mutating func findings(intended: Network?) -> [Proof.Finding] {
        // By layer: a joined broadcast domain is told before what follows from it at layer 3.
        var remaining = results.flatMap(\.breaches).sorted { ($0.kind, $0) < ($1.kind, $1) }
        let reverts = intended.map { Repair.reverting(network, to: $0) } ?? []
        var result: [Proof.Finding] = []
        guard !remaining.isEmpty else { return [] }
        var trials = RepairTrials(network, against: policy)
        while let breach = remaining.first, result.count < Self.mostFindings {
            let example = counterexample(for: breach)
            let repairs = trials.repairs(of: breach, example, reverts)
            var left: Set<BreachPlace>?
            if let first = repairs.first {
                left = trials.breaches(after: first, of: Set(remaining.map(\.source)))
            }
            let explained = remaining.filter { other in
                other.source == breach.source && other.zone == breach.zone
                    || left.map { !$0.contains(other) } ?? false
            }
            let places = Set(explained.map { BreachPlace($0) })
            remaining.removeAll { places.contains($0) }
            result.append(
                Proof.Finding(
                    breach: breach, breaches: explained, counterexample: example,
                    repairs: repairs))
        }
        return result
    }
}

/// A breach without its headers.
struct BreachPlace: Hashable {
    let kind: Breach.Kind
    let family: AddressFamily
    let source: Int
    let endpoint: Node

    init(_ breach: Breach) {
        kind = breach.kind
        family = breach.family
        source = breach.source
        endpoint = breach.endpoint
    }
}

extension Set<BreachPlace> {
    func contains(_ breach: Breach) -> Bool { contains(BreachPlace(breach)) }
}

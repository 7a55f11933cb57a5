// What failures do to a proof. Three questions, from the cheapest to the dearest:
//
// * *Any.* Is something exposed by whatever failures? The graph of all candidate routes has every
//   route that some failure could make the best; what is not reached there is not reached under any
//   failures of cables and devices. One proof.
// * *Least.* For what only that graph exposes: how few outages do it, and which? The way of the packet
//   is followed to where the network would have to choose another route, and of what holds the
//   better route up one thing must fail. The tree of these choices is searched by size, so that the
//   first sets found are the least; each is proved, nothing is guessed. See `ExposureSearch`.
// * *Single.* What does each single cable and device do: which breaches appear, which contracts stop?
//   A result follows from what its proof asked the graph for. An outage changes little of that, so
//   only scopes that asked for something changed are proved again, exactly as from the beginning.
//
// Failures are those of cables between devices of the network and of devices. Ports that lead out,
// and software that answers wrong instead of not at all, are not among them.
//
// EVPN carries routes only between devices that the underlay still joins; the intact network is
// looked at in the same way.

import Forwarding
import Net

/// Proofs of a network after outages.
public struct FailureAnalysis: Sendable {
    public let network: Network
    public let policy: Policy
    var kept: KeptProof
    /// What fails in the intact network, by what it is that fails.
    private var failing: [Failing.Duty: HeaderSet] = [:]

    /// Proves the intact network. O(a proof).
    public init(_ network: Network, against policy: Policy) {
        self.network = network
        self.policy = policy
        kept = KeptProof(Prover(network, against: policy, followsUnderlay: true))
        var intact = kept.prover
        let asymmetries = kept.withSpace(&intact) { $0.asymmetries() }
        for failure in kept.prover.results.flatMap(\.failing) + asymmetries {
            let known = failing[failure.duty] ?? .none
            failing[failure.duty] = kept.space.union(known, failure.headers)
        }
    }

    /// What the outages do together. O(devices + cables), and a proof of each scope that asked for
    /// something that they change.
    public mutating func effect(of outages: [Outage]) -> OutageEffect {
        var effect = OutageEffect(outages: outages)
        guard var prover = prover(after: outages, &effect) else { return effect }
        let again = effect.provedAgain
        let asymmetries = kept.withSpace(&prover) { prover in
            prover.proveAgain(again)
            return prover.asymmetries(of: Set(again).union(prover.partners(of: again)).sorted())
        }
        for scope in effect.provedAgain {
            addBreaches(prover.results[scope].breaches, &effect)
            addStopped(prover.results[scope].failing, &effect)
        }
        addStopped(asymmetries, &effect)
        effect.stopped.sort()
        return effect
    }

    /// The prover after outages, without space, with the result of every scope.
    mutating func proved(after outages: [Outage]) -> Prover {
        var effect = OutageEffect(outages: outages)
        guard var prover = prover(after: outages, &effect) else { return kept.prover }
        let again = effect.provedAgain
        kept.withSpace(&prover) { $0.proveAgain(again) }
        return prover
    }

    /// What every single cable and every single device does, cables first, each in its order.
    public mutating func singleEffects() -> [OutageEffect] {
        var result: [OutageEffect] = []
        for outage in network.outages { result.append(effect(of: [outage])) }
        return result
    }

    /// The prover after outages, without space, and in the effect the scopes that it must prove again;
    /// nil where there is none.
    private func prover(after outages: [Outage], _ effect: inout OutageEffect) -> Prover? {
        let (graph, change) = kept.prover.graph.after(outages, kept.index)
        guard !change.isEmpty || outages.contains(where: \.isDevice) else { return nil }
        var prover = kept.prover
        var again = kept.scopes(after: change)
        let lost = prover.removeStations(of: outages.compactMap(\.device))
        effect.lostStations = lost.count
        again.formUnion(lost.scopes)
        again.formUnion(prover.partners(of: lost.scopes))
        guard !again.isEmpty else { return nil }
        prover.propagation.goOn(with: graph, change: change)
        effect.provedAgain = again.sorted()
        return prover
    }

    /// The whole proof of the intact network; its sets are in `space`.
    var intactBreaches: [Breach] { kept.prover.results.flatMap(\.breaches) }

    /// Breaches as far as the intact network does not have them.
    private mutating func addBreaches(_ breaches: [Breach], _ effect: inout OutageEffect) {
        for breach in breaches {
            let new = beyondIntact(breach)
            if !new.headers.isEmpty { effect.breaches.append(new) }
        }
    }

    /// A breach without the headers that the intact network lets through to the same place.
    mutating func beyondIntact(_ breach: Breach) -> Breach {
        let place = BreachPlace(breach)
        var new = breach
        for old in kept.prover.results[breach.source].breaches where BreachPlace(old) == place {
            new.headers = kept.space.difference(new.headers, old.headers)
        }
        return new
    }

    private mutating func addStopped(_ found: [Failing], _ effect: inout OutageEffect) {
        for failure in found {
            var new = failure
            new.headers = kept.space.difference(failure.headers, failing[failure.duty] ?? .none)
            if !new.headers.isEmpty { effect.stopped.append(new) }
        }
    }
}

/// What outages do.
public struct OutageEffect: Sendable {
    public var outages: [Outage]
    /// What is let through that the intact network does not let through; ascending.
    public var breaches: [Breach] = []
    /// What does not work that works in the intact network, with the headers of which that is so;
    /// ascending. What has no station left on one side is not among it.
    public var stopped: [Failing] = []
    /// Stations that were plugged into devices that failed.
    public var lostStations = 0
    /// Scopes that were proved again, ascending.
    public var provedAgain: [Int] = []

    /// Whether the network does without.
    public var isHarmless: Bool { breaches.isEmpty && stopped.isEmpty }
}

extension Failing {
    /// What it is that fails, wherever and for whatever reason.
    struct Duty: Hashable {
        var source: Int
        var destination: Int
        var isAnswer: Bool
        var family: AddressFamily
    }

    var duty: Duty {
        Duty(source: source, destination: destination, isAnswer: isAnswer, family: family)
    }
}

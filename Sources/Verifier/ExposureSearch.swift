import Forwarding
import Net

/// What some failures expose, and how few.
public struct Exposure: Sendable {
    /// With the headers that the intact network does not let through.
    public var breach: Breach
    public var cause: Cause

    public enum Cause: Hashable, Sendable {
        /// All sets of outages that expose it, of the least size that there is; each ascending, in order.
        case least([[Outage]])
        /// No failures of cables and devices expose it: what keeps the better route up keeps this one
        /// up, too.
        case never
        /// Nothing up to this many outages exposes it; beyond, nobody looked.
        case unknown(beyond: Int)
    }
}

extension FailureAnalysis {
    /// The most outages of a set that is searched for.
    public static let mostOutages = 3
    /// The most proofs of a scope after outages, in one search.
    static let mostTrials = 2_000

    /// The graph of all candidate routes, proved.
    mutating func unionProver() -> Prover {
        var union = Prover(
            ForwardingGraph(network, takesAll: true, followsUnderlay: true), against: policy,
            in: kept.space)
        union.prove()
        kept.space = union.propagation.space
        union.propagation.space = kept.prover.propagation.space
        return union
    }

    /// What some failures of cables and devices could expose, without looking for which; ascending.
    /// Empty: nothing that the intact network keeps apart is joined by any failures. O(a proof).
    public mutating func anyBreaches() -> [Breach] {
        let union = unionProver()
        return union.results.flatMap(\.breaches).map { beyondIntact($0) }
            .filter { !$0.headers.isEmpty }.sorted()
    }

    /// What some failures could expose, and the least that do; in order of the breaches.
    public mutating func exposures() -> [Exposure] {
        var union = unionProver()
        var result: [Exposure] = []
        let found = union.results.flatMap(\.breaches).sorted()
        var trials = 0
        for breach in found {
            let beyond = beyondIntact(breach)
            guard !beyond.headers.isEmpty else { continue }
            var search = ExposureSearch(beyond, trials: Self.mostTrials - trials)
            let cause = search.run(&self, &union)
            trials += search.trials
            result.append(Exposure(breach: beyond, cause: cause))
        }
        return result
    }
}

/// The search for the least outages that expose one breach.
///
/// Let a packet of the breach be on its way after some outages that expose it. The first edge of the
/// way that is not there after a part of them begins at a node that the packet reaches after this part,
/// too; the node prefers another route, and what holds that one up must fail. So every least set is
/// met by adding, one by one, an outage that holds up a choice at such a node. Sets are tried by
/// size, and each by a proof.
struct ExposureSearch {
    let target: Breach
    private(set) var trials = 0
    private let most: Int
    /// Nodes of the union from which packets of the breach come to its endpoint.
    private var leading: Set<Node> = []
    private var wasCut = false

    init(_ target: Breach, trials: Int) {
        self.target = target
        most = trials
    }

    mutating func run(_ analysis: inout FailureAnalysis, _ union: inout Prover) -> Exposure.Cause {
        swap(&analysis.kept.space, &union.propagation.space)
        leading = union.nodes(from: target.source, leadingTo: target)
        swap(&analysis.kept.space, &union.propagation.space)
        var level: Set<[Outage]> = [[]]
        for size in 1...FailureAnalysis.mostOutages {
            var next: Set<[Outage]> = []
            for outages in level.sorted(by: Self.precedes) {
                let more = choices(after: outages, &analysis, &union)
                for outage in more where !outages.contains(outage) {
                    next.insert((outages + [outage]).sorted())
                }
            }
            if next.isEmpty { return wasCut ? .unknown(beyond: size - 1) : .never }
            var found: [[Outage]] = []
            level = []
            for outages in next.sorted(by: Self.precedes) {
                guard trials < most else { return .unknown(beyond: size - 1) }
                if isExposed(after: outages, &analysis) {
                    found.append(outages)
                } else {
                    level.insert(outages)
                }
            }
            if !found.isEmpty { return .least(found) }
        }
        return .unknown(beyond: FailureAnalysis.mostOutages)
    }

    static func precedes(_ left: [Outage], _ right: [Outage]) -> Bool {
        left.lexicographicallyPrecedes(right)
    }

    private mutating func isExposed(
        after outages: [Outage], _ analysis: inout FailureAnalysis
    ) -> Bool {
        trials += 1
        var prover = analysis.proverAfter(outages)
        swap(&analysis.kept.space, &prover.propagation.space)
        let result = prover.result(of: target.source)
        swap(&analysis.kept.space, &prover.propagation.space)
        let place = BreachPlace(target)
        return result.breaches.contains { breach in
            BreachPlace(breach) == place
                && !analysis.kept.space.intersection(breach.headers, target.headers).isEmpty
        }
    }

    /// Outages of which each holds up a choice that keeps packets of the breach from an edge towards
    /// its endpoint.
    private mutating func choices(
        after outages: [Outage], _ analysis: inout FailureAnalysis, _ union: inout Prover
    ) -> [Outage] {
        var prover = analysis.proverAfter(outages)
        var support = RouteSupport(prover.graph)
        swap(&analysis.kept.space, &prover.propagation.space)
        let carried = prover.nodes(
            carrying: target.headers, from: target.source, target.family, among: leading)
        var result: Set<Outage> = []
        for (node, headers) in carried {
            let now = prover.propagation.next(of: headers, at: node, target.family)
            swap(&prover.propagation.space, &union.propagation.space)
            let could = union.propagation.next(of: headers, at: node, target.family)
            swap(&prover.propagation.space, &union.propagation.space)
            for towards in could where leading.contains(towards.to) {
                var missing = towards.headers
                for step in now where step.to == towards.to {
                    missing = prover.propagation.space.difference(missing, step.headers)
                }
                guard !missing.isEmpty else { continue }
                let field: HeaderSpace.Field = node.kind == .receives ? .source : .destination
                result.formUnion(
                    support.outages(
                        of: node, prover.propagation.space.ranges(of: missing, field),
                        target.family, left: FailureAnalysis.mostOutages - outages.count))
            }
        }
        swap(&analysis.kept.space, &prover.propagation.space)
        wasCut = wasCut || support.wasCut
        return result.sorted()
    }
}

extension FailureAnalysis {
    /// The prover after outages, without space; nothing is proved yet.
    func proverAfter(_ outages: [Outage]) -> Prover {
        let (graph, change) = kept.prover.graph.after(outages, kept.index)
        var prover = kept.prover
        prover.keepsDependencies = false
        _ = prover.removeStations(of: outages.compactMap(\.device))
        prover.propagation.goOn(with: graph, change: change)
        return prover
    }
}

extension Prover {
    /// Fills the table of the propagation with what a scope sends.
    private mutating func spread(from scope: Int, _ family: AddressFamily) {
        var unused = ScopeResult()
        let starts = receivers(of: scope, &unused)
        _ = propagation.run(from: starts, family)
    }

    /// Nodes that carry some of the headers, each with those that it carries; in order.
    mutating func nodes(
        carrying headers: HeaderSet, from scope: Int, _ family: AddressFamily,
        among nodes: Set<Node>? = nil
    ) -> [(node: Node, headers: HeaderSet)] {
        spread(from: scope, family)
        var result: [(node: Node, headers: HeaderSet)] = []
        for position in propagation.table.nodes.indices {
            let node = propagation.table.nodes[position]
            guard nodes?.contains(node) ?? true else { continue }
            let carried = propagation.space.intersection(
                propagation.table.sets[position], headers)
            if !carried.isEmpty { result.append((node, carried)) }
        }
        return result.sorted { $0.node < $1.node }
    }

    /// Nodes from which some of a breach's packets get to its endpoint, which is one of them.
    mutating func nodes(from scope: Int, leadingTo breach: Breach) -> Set<Node> {
        var before: [Node: [Node]] = [:]
        for (node, headers) in nodes(carrying: breach.headers, from: scope, breach.family) {
            for step in propagation.next(of: headers, at: node, breach.family) {
                before[step.to, default: []].append(node)
            }
        }
        var result: Set<Node> = [breach.endpoint]
        var queue = [breach.endpoint]
        while let node = queue.popLast() {
            for previous in before[node] ?? [] where result.insert(previous).inserted {
                queue.append(previous)
            }
        }
        return result
    }
}

extension Propagation {
    /// Where headers go from a node.
    mutating func next(of headers: HeaderSet, at node: Node, _ family: AddressFamily) -> [Step] {
        steps.removeAll(keepingCapacity: true)
        step(headers, from: node, family)
        return steps
    }
}

extension HeaderSpace {
    /// The values that a field has in a set, as ranges: ascending and disjoint.
    func ranges(of set: HeaderSet, _ field: Field) -> [AddressRange] {
        var known: Set<HeaderSet> = []
        var found: [AddressRange] = []
        func walk(_ node: HeaderSet) {
            guard !node.isEmpty, known.insert(node).inserted else { return }
            guard let own = self.field(of: node), own.rawValue <= field.rawValue else {
                found.append(AddressRange(0, field.last))
                return
            }
            var first: UInt128 = 0
            for run in runs(of: node) {
                if run.rest != 0 {
                    if own == field {
                        found.append(AddressRange(first, run.last))
                    } else {
                        walk(HeaderSet(rawValue: run.rest))
                    }
                }
                first = run.last &+ 1
            }
        }
        walk(set)
        var result: [AddressRange] = []
        for range in found.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
            result.join(range)
        }
        return result
    }
}

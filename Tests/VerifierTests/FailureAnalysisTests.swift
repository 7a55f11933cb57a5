import Compiler
import IR
import Net
import TestSupport
import Testing

@testable import Forwarding
@testable import Verifier

@Suite("Failures of hand-made networks")
struct FailureNetworkTests {
    static func exposures(_ made: FailureNetwork) -> [Exposure] {
        var analysis = FailureAnalysis(made.network, against: made.policy)
        return analysis.exposures().filter { $0.breach.source == 0 && $0.breach.zone == 3 }
    }

    static func causes(_ made: FailureNetwork) -> Set<Exposure.Cause> {
        Set(exposures(made).map(\.cause))
    }

    @Test("a floating route is exposed by the cable or the device of the better one")
    func one() {
        let made = FailureNetwork.floating(over: 1)
        #expect(
            Self.causes(made) == [
                .least([made.outages("r:way0 to w0:up"), made.outages("w0")])
            ])
    }

    @Test("with two better routes it takes two outages, in each combination")
    func two() {
        let made = FailureNetwork.floating(over: 2)
        let first = made.outages("r:way0 to w0:up", "w0")
        let second = made.outages("r:way1 to w1:up", "w1")
        let sets = first.flatMap { a in second.map { [a, $0].sorted() } }
        #expect(
            Self.causes(made) == [.least(sets.sorted { $0.lexicographicallyPrecedes($1) })])
    }

    @Test("with four better routes nobody knows: three outages at most are looked at")
    func four() {
        #expect(
            Self.causes(.floating(over: 4)) == [
                .unknown(beyond: FailureAnalysis.mostOutages)
            ])
    }

    @Test("a better route that nothing takes down hides a floating one for ever")
    func firm() {
        #expect(Self.exposures(.firm).isEmpty)
    }

    @Test("a floating route that fails with the better one is never exposed")
    func sharedFate() {
        #expect(Self.causes(.sharedFate) == [.never])
    }

    @Test("a shorter prefix is exposed when the longer one is withdrawn")
    func shorterPrefix() {
        let made = FailureNetwork.shorterPrefix
        #expect(
            Self.causes(made) == [
                .least([made.outages("r:way0 to w0:up"), made.outages("w0")])
            ])
    }

    @Test("a lookup goes on in the default table when its own has nothing left, unless it ends")
    func fallingBack() {
        let made = FailureNetwork.fallingBack(ends: false)
        #expect(
            Self.causes(made) == [
                .least([made.outages("r:way to w:up"), made.outages("w")])
            ])
        #expect(Self.exposures(.fallingBack(ends: true)).isEmpty)
    }

    @Test("an EVPN route lasts as long as a spine joins its device", arguments: 1...2)
    func overlay(spines: Int) {
        let made = FailureNetwork.overlay(spines: spines)
        let far = made.outages("b")
        guard spines > 1 else {
            let sets = (far + made.outages("s0", "a:up0 to s0:p0", "b:up0 to s0:p1")).sorted()
            #expect(Self.causes(made) == [.least(sets.map { [$0] })])
            return
        }
        #expect(Self.causes(made) == [.least([far])])
        var analysis = FailureAnalysis(made.network, against: made.policy)
        #expect(!analysis.effect(of: made.outages("s0", "s1")).breaches.isEmpty)
        #expect(!analysis.effect(of: made.outages("s0", "a:up1 to s1:p0")).breaches.isEmpty)
        #expect(analysis.effect(of: made.outages("s0", "s1", "b")).breaches.count == 1)
        #expect(analysis.effect(of: made.outages("s0")).provedAgain.isEmpty)
    }

    @Test("a sub-interface of a port that is down is down")
    func subinterfaces() {
        let made = FailureNetwork.sharedFate
        let graph = ForwardingGraph(made.network.after(made.outages("r:way to w:up")))
        let own = graph.ownRoutes(of: 0, 0, .ipv4).map(\.prefix)
        #expect(own.sorted() == [prefix("10.1.0.0/24"), prefix("10.1.0.1/32")])
    }
}

@Suite("Failures: incremental and from scratch")
struct FailureDifferentialTests {
    /// What a proof from scratch says of a network after outages.
    struct Whole: Equatable {
        var breaches: [BreachPlace: [[ClosedRange<UInt128>]]] = [:]
        var failing: [Failing.Duty: [[ClosedRange<UInt128>]]] = [:]

        init(_ prover: inout Prover) {
            for breach in prover.results.flatMap(\.breaches) {
                breaches[BreachPlace(breach)] = prover.propagation.space.boxes(
                    of: breach.headers, limit: 256)
            }
            var headers: [Failing.Duty: HeaderSet] = [:]
            for failure in prover.results.flatMap(\.failing) + prover.asymmetries() {
                headers[failure.duty] = prover.propagation.space.union(
                    headers[failure.duty] ?? .none, failure.headers)
            }
            for (duty, set) in headers {
                failing[duty] = prover.propagation.space.boxes(of: set, limit: 256)
            }
        }
    }

    static func scratch(_ network: Network, _ policy: Policy, _ outages: [Outage]) -> Whole {
        var prover = Prover(network.after(outages), against: policy, followsUnderlay: true)
        prover.prove()
        return Whole(&prover)
    }

    static func incremental(_ analysis: inout FailureAnalysis, _ outages: [Outage]) -> Whole {
        var prover = analysis.proved(after: outages)
        swap(&analysis.kept.space, &prover.propagation.space)
        let whole = Whole(&prover)
        swap(&analysis.kept.space, &prover.propagation.space)
        return whole
    }

    static func check(
        _ network: Network, _ policy: Policy, _ sample: [[Outage]], _ name: String
    ) {
        var analysis = FailureAnalysis(network, against: policy)
        let intact = scratch(network, policy, [])
        for outages in sample {
            let expected = scratch(network, policy, outages)
            let found = incremental(&analysis, outages)
            let names = outages.map { network.name(of: $0) }.joined(separator: ", ")
            #expect(found == expected, "\(name): \(names)")
            let effect = analysis.effect(of: outages)
            let isWorse = expected.breaches.contains { intact.breaches[$0.key] == nil }
            #expect(!isWorse || !effect.breaches.isEmpty, "\(name): \(names)")
            let stops = Set(expected.failing.keys).subtracting(intact.failing.keys)
            #expect(stops.isSubset(of: effect.stopped.map(\.duty)), "\(name): \(names)")
        }
    }

    static func generated(_ seed: UInt64) throws -> Fabric {
        let generator = TopologyGenerator(
            seed: seed, devices: 20, tenants: 8, segmentsPerTenant: 2, contracts: 16)
        return try CompiledTopology.fabric(generator.text, path: "generated.yaml")
    }

    @Test("every single failure of the small topologies", arguments: ["smallest", "tix"])
    func small(name: String) throws {
        let fabric = try CompiledTopology.fabric(named: name)
        let network = Network(fabric)
        Self.check(network, Policy(fabric), network.outages.map { [$0] }, name)
    }

    @Test("single failures of sct, one in nine")
    func sampled() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let network = Network(fabric)
        let sample = network.outages.enumerated().filter { $0.offset % 9 == 4 }.map { [$0.element] }
        Self.check(network, Policy(fabric), sample, "sct")
    }

    @Test("every single failure of generated fabrics", arguments: 1...5 as ClosedRange<UInt64>)
    func generated(seed: UInt64) throws {
        let fabric = try Self.generated(seed)
        let network = Network(fabric)
        Self.check(network, Policy(fabric), network.outages.map { [$0] }, "seed \(seed)")
    }

    @Test("double and triple failures of hand-made networks")
    func doubles() {
        for (index, made) in [
            FailureNetwork.floating(over: 2), .sharedFate, .overlay(spines: 1), .overlay(spines: 2),
            .fallingBack(ends: false),
        ].enumerated() {
            let all = made.network.outages
            let pairs = all.flatMap { a in all.filter { $0 > a }.map { [a, $0] } }
            let triples = pairs.flatMap { pair in all.filter { $0 > pair[1] }.map { pair + [$0] } }
            Self.check(made.network, made.policy, pairs + triples, "network \(index)")
        }
    }
}

@Suite("The union of candidate routes")
struct FailureUnionTests {
    @Test(
        "holds what every single and double failure exposes",
        arguments: 1...4 as ClosedRange<UInt64>)
    func superset(seed: UInt64) throws {
        let fabric = try FailureDifferentialTests.generated(seed)
        var random = SeededGenerator(seed: seed)
        var network = Network(fabric)
        network.scramble(using: &random)
        let policy = Policy(fabric)
        var analysis = FailureAnalysis(network, against: policy)
        let any = analysis.anyBreaches()
        let all = network.outages
        var sample = all.map { [$0] }
        for _ in 0..<40 { sample.append([random.pick(all), random.pick(all)].sorted()) }
        for outages in sample {
            for breach in analysis.effect(of: outages).breaches {
                let same = any.first { BreachPlace($0) == BreachPlace(breach) }
                let left = analysis.kept.space.difference(breach.headers, same?.headers ?? .none)
                #expect(
                    left.isEmpty,
                    "seed \(seed): \(outages.map { network.name(of: $0) }) \(breach)")
            }
        }
    }
}

extension Network {
    /// Takes away some statements that keep zones apart, so that failures have something to expose.
    mutating func scramble(using random: inout SeededGenerator) {
        for device in devices.indices {
            devices[device].statements.removeAll { statement in
                switch statement.fact {
                case .endsLookup, .ingressFilter, .forwardFilter, .stateful, .advertisesStatic,
                    .advertisesConnected:
                    random.oneIn(5)
                case .importTarget(.vrf, _): random.oneIn(20)
                default: false
                }
            }
        }
    }
}

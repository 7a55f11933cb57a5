import Forwarding
import Net

/// What a policy permits from scope to scope, as sets of headers. Made when asked for, and kept.
struct PermittedHeaders: Sendable {
    /// What may be opened, and what may answer.
    struct Sets: Sendable {
        var opened = HeaderSet.none
        var answers = HeaderSet.none
    }

    let policy: Policy
    /// Positions of permits by the scopes that they let talk.
    private var permits: [ScopePair: [Int]] = [:]
    /// Zones that a zone exchanges something with, by a contract in either direction; ascending.
    private let partnersOfZone: [[Int]]
    private var outside: [AddressFamily: [AddressRange]] = [:]
    private var known: [Key: Sets] = [:]

    private struct Key: Hashable {
        var pair: ScopePair
        var family: AddressFamily
    }

    private struct ScopePair: Hashable {
        var from: Int32
        var to: Int32
    }

    init(_ policy: Policy) {
        self.policy = policy
        var partners = [Set<Int>](repeating: [], count: policy.zones.count)
        for permit in policy.permits {
            partners[permit.from].insert(permit.to)
            partners[permit.to].insert(permit.from)
        }
        partnersOfZone = partners.map { $0.sorted() }
        for family in AddressFamily.allCases {
            let inside = FilterRule.outermost(of: policy.inside.filter { $0.family == family })
            let last: UInt128 = family == .ipv4 ? 0xffff_ffff : .max
            outside[family] = [AddressRange(0, last)].removing(
                inside.map { AddressRange($0) })
        }
        var scopes = [[Int]](repeating: [], count: policy.zones.count)
        for (scope, declared) in policy.scopes.enumerated() { scopes[declared.zone].append(scope) }
        for (position, permit) in policy.permits.enumerated() {
            for from in scopes[permit.from]
            where Self.names(permit.sources, policy.scopes[from]) {
                for to in scopes[permit.to]
                where Self.names(permit.destinations, policy.scopes[to]) {
                    permits[ScopePair(from: Int32(from), to: Int32(to)), default: []]
                        .append(position)
                }
            }
        }
    }

    /// Whether prefixes of a permit name addresses of a scope.
    private static func names(_ prefixes: [IPPrefix], _ scope: Policy.Scope) -> Bool {
        guard let own = scope.prefixes else { return prefixes.contains { $0.length == 0 } }
        return prefixes.contains { prefix in
            prefix.length > 0 && own.contains { $0.overlaps(prefix) }
        }
    }

    func partners(of zone: Int) -> [Int] { partnersOfZone[zone] }

    mutating func sets(
        from: Int, to: Int, _ family: AddressFamily, in space: inout HeaderSpace
    ) -> Sets {
        let there = ScopePair(from: Int32(from), to: Int32(to))
        let back = ScopePair(from: Int32(to), to: Int32(from))
        guard permits[there] != nil || permits[back] != nil else { return Sets() }
        let key = Key(pair: there, family: family)
        if let sets = known[key] { return sets }
        let source = policy.scopes[from]
        let destination = policy.scopes[to]
        var sets = Sets()
        sets.opened = space.union(
            of: (permits[there] ?? []).map { position in
                headers(of: policy.permits[position], source, destination, family, in: &space)
            })
        sets.answers = space.union(
            of: (permits[back] ?? []).map { position in
                headers(
                    of: policy.permits[position], destination, source, family,
                    isReversed: true, in: &space)
            })
        known[key] = sets
        return sets
    }

    /// What the permit at a position lets one scope open to another, which are of its zones.
    func opened(
        by position: Int, from: Int, to: Int, _ family: AddressFamily, in space: inout HeaderSpace
    ) -> HeaderSet {
        headers(
            of: policy.permits[position], policy.scopes[from], policy.scopes[to], family,
            in: &space)
    }

    /// What segments of one zone exchange: everything between their prefixes.
    func within(
        from: Int, to: Int, _ family: AddressFamily, in space: inout HeaderSpace
    ) -> HeaderSet {
        guard let sources = policy.scopes[from].prefixes,
            let destinations = policy.scopes[to].prefixes
        else { return .none }
        func ranges(_ prefixes: [IPPrefix]) -> [ClosedRange<UInt128>] {
            FilterRule.outermost(of: prefixes.filter { $0.family == family })
                .map { $0.address.bits...$0.lastAddress.bits }
        }
        let rest = space.set(
            .source, in: ranges(sources), then: space.set(kinds: [.continues, .opens]))
        return space.set(.destination, in: ranges(destinations), then: rest)
    }

    /// The headers of a permit between two scopes; where reversed, of the answers.
    private func headers(
        of permit: Policy.Permit, _ source: Policy.Scope, _ destination: Policy.Scope,
        _ family: AddressFamily, isReversed: Bool = false, in space: inout HeaderSpace
    ) -> HeaderSet {
        let sources = addresses(permit.sources, of: source, family)
        let destinations = addresses(permit.destinations, of: destination, family)
        guard !sources.isEmpty, !destinations.isEmpty else { return .none }
        let transport = transport(permit.ports, family, isReversed: isReversed, in: &space)
        let first = isReversed ? sources : destinations
        let second = isReversed ? destinations : sources
        let rest = space.set(.source, in: second.map { $0.first...$0.last }, then: transport)
        return space.set(.destination, in: first.map { $0.first...$0.last }, then: rest)
    }

    /// The addresses of a scope that prefixes of a permit name.
    private func addresses(
        _ prefixes: [IPPrefix], of scope: Policy.Scope, _ family: AddressFamily
    ) -> [AddressRange] {
        let ofFamily = prefixes.filter { $0.family == family }
        guard let own = scope.prefixes else {
            return ofFamily.contains { $0.length == 0 } ? outside[family] ?? [] : []
        }
        let met = own.filter { $0.family == family }.flatMap { whole in
            ofFamily.compactMap { prefix -> IPPrefix? in
                if prefix.length == 0 { return nil }
                return whole.contains(prefix) ? prefix : prefix.contains(whole) ? whole : nil
            }
        }
        return FilterRule.outermost(of: met).map { AddressRange($0) }
    }

    private func transport(
        _ ports: [ServicePort], _ family: AddressFamily, isReversed: Bool,
        in space: inout HeaderSpace
    ) -> HeaderSet {
        let kinds = space.set(kinds: isReversed ? .continues : [.continues, .opens])
        guard !ports.isEmpty, !ports.contains(.any) else { return kinds }
        var result = HeaderSet.none
        for port in ports {
            guard let number = port.protocolNumber(for: family) else { continue }
            var rest = kinds
            if let range = port.destinationPorts {
                rest = space.set(
                    isReversed ? .sourcePort : .destinationPort,
                    in: [UInt128(range.lowerBound)...UInt128(range.upperBound)], then: rest)
            }
            let value = UInt128(number.rawValue)
            result = space.union(
                result, space.set(.protocolNumber, in: [value...value], then: rest))
        }
        return result
    }
}

/// An ordered pair of zones, by their positions in the policy.
public struct ZonePair: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var from: Int
    public var to: Int

    public init(from: Int, to: Int) {
        self.from = from
        self.to = to
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.from, left.to) < (right.from, right.to)
    }
}

import Classifier
import Net

/// Policies in the shapes that the literature of packet classification measures with (Taylor and
/// Turner, "ClassBench: A Packet Classification Benchmark", INFOCOM 2005), and the matrix of a
/// cloud's tenants. IPv4, no contexts, no replies: what a plain 5-tuple classifier can hold as well.
public enum RuleSetKind: String, CaseIterable, Sendable {
    /// An access list: mostly host to host or network to host, one destination port.
    case acl
    /// A firewall: most rules leave one side open.
    case fw
    /// A chain of a host's packet filter: mostly host to host, half of it without ports.
    case ipc
    /// 300 tenants of 12 disjoint networks, each rule a service from one to another.
    case matrix
}

extension RuleSetKind {
    /// So many different rules, decided by the seed; the first has the highest priority.
    public func rules(count: Int, seed: UInt64) -> [Rule] {
        var generator = SeededGenerator(seed: seed)
        var seen: Set<Match> = []
        var rules: [Rule] = []
        let draw = RuleDraw(self, count: count, &generator)
        while rules.count < count {
            let match = draw.match(&generator)
            if seen.insert(match).inserted { rules.append(Rule(match: match, action: .permit)) }
        }
        if self == .matrix { return rules }
        // The more a rule says, the earlier it stands, by and large.
        let ranked = rules.map { rule in
            (rank: rule.match.detail + Double.random(in: 0..<24, using: &generator), rule: rule)
        }
        return ranked.sorted { $0.rank > $1.rank }.map(\.rule)
    }
}

extension Match {
    /// Bits that a match fixes, those of ports at half their weight.
    fileprivate var detail: Double {
        func bits(_ ports: ClosedRange<UInt16>) -> Double {
            Double((ports.upperBound - ports.lowerBound).leadingZeroBitCount) / 2
        }
        return Double(source.length + destination.length) + bits(sourcePorts)
            + bits(destinationPorts) + (protocolNumber == nil ? 0 : 4)
    }
}

/// What the matches of one kind of set are drawn from.
private struct RuleDraw {
    private enum Ports { case any, high, one, range }

    private let kind: RuleSetKind
    private let sources: PrefixDraw
    private let destinations: PrefixDraw
    private let networks: [IPPrefix]

    private static let services: [UInt16] = [
        80, 80, 80, 443, 443, 443, 25, 53, 22, 21, 23, 123, 161, 1521, 1433, 389, 445, 139, 110,
        143, 3389, 8080, 514, 69,
    ]
    private static let ranges: [ClosedRange<UInt16>] = [
        1024...1030, 5190...5193, 6000...6063, 2000...2100, 33434...33600, 8000...8100, 20...21,
        137...139, 5000...5010,
    ]

    init(_ kind: RuleSetKind, count: Int, _ generator: inout SeededGenerator) {
        self.kind = kind
        // A larger set spreads over more networks.
        let spread = min(0.6, 0.12 * (Double(count) / 2000).squareRoot())
        let branching = (kind == .fw ? 0.55 : kind == .ipc ? 0.4 : 0.45) + spread
        sources = PrefixDraw(seed: generator.next(), branching: branching)
        destinations = PrefixDraw(seed: generator.next(), branching: branching)
        networks = (0..<3600 as Range<UInt32>).map { index in
            IPPrefix(
                containing: .ipv4(
                    IPv4Address(
                        rawValue: 10 << 24 | index << 12 | .random(in: 0...4095, using: &generator))
                ),
                length: Int.random(in: 20...25, using: &generator))
        }
    }

    func match(_ generator: inout SeededGenerator) -> Match {
        kind == .matrix ? service(&generator) : line(&generator)
    }

    /// A service between two tenants, or within one in three cases of ten.
    private func service(_ generator: inout SeededGenerator) -> Match {
        let source = Int.random(in: 0..<300, using: &generator)
        let isWithin = Int.random(in: 0..<10, using: &generator) < 3
        let destination = isWithin ? source : Int.random(in: 0..<300, using: &generator)
        func network(_ tenant: Int) -> IPPrefix {
            networks[tenant * 12 + Int.random(in: 0..<12, using: &generator)]
        }
        let ports: Ports = generator.pick([.one, .one, .one, .one, .one, .one, .range, .any])
        return Match(
            source: network(source), destination: network(destination),
            protocolNumber: ports == .any
                ? generator.pick([.tcp, .udp, nil]) : generator.oneIn(4) ? .udp : .tcp,
            destinationPorts: range(ports, &generator))
    }

    private func line(_ generator: inout SeededGenerator) -> Match {
        var (from, to) = generator.pick(kind.lengths)
        if generator.oneIn(5) {
            from = Self.blur(from, &generator)
            to = Self.blur(to, &generator)
        }
        let number = generator.pick(kind.protocols)
        let hasPorts = number == .tcp || number == .udp
        let ports: (source: Ports, destination: Ports) =
            hasPorts ? generator.pick(Self.ports[kind] ?? []) : (.any, .any)
        return Match(
            source: sources.prefix(length: from, &generator),
            destination: destinations.prefix(length: to, &generator), protocolNumber: number,
            sourcePorts: range(ports.source, &generator),
            destinationPorts: range(ports.destination, &generator))
    }

    private func range(
        _ ports: Ports, _ generator: inout SeededGenerator
    ) -> ClosedRange<UInt16> {
        switch ports {
        case .any: return 0...UInt16.max
        case .high: return 1024...UInt16.max
        case .range: return generator.pick(Self.ranges)
        case .one:
            let port =
                generator.oneIn(7)
                ? UInt16.random(in: 1...UInt16.max, using: &generator)
                : generator.pick(Self.services)
            return port...port
        }
    }

    /// A length near by; an open side stays open.
    private static func blur(_ length: Int, _ generator: inout SeededGenerator) -> Int {
        length == 0 ? 0 : max(0, min(32, length + generator.pick([-2, -1, 1, 2])))
    }

    private static let ports: [RuleSetKind: [(source: Ports, destination: Ports)]] = [
        .acl: repeated([
            ((.any, .one), 62), ((.any, .any), 13), ((.any, .range), 16), ((.any, .high), 6),
            ((.high, .one), 2), ((.one, .one), 1),
        ]),
        .fw: repeated([
            ((.any, .one), 44), ((.any, .any), 16), ((.high, .one), 12), ((.one, .high), 10),
            ((.one, .any), 10), ((.any, .high), 4), ((.any, .range), 2), ((.one, .one), 2),
        ]),
        .ipc: repeated([
            ((.any, .any), 50), ((.any, .one), 18), ((.one, .any), 12), ((.high, .high), 6),
            ((.any, .high), 5), ((.one, .one), 4), ((.any, .range), 3), ((.high, .one), 2),
        ]),
    ]
}

/// Each element as often as its weight says, to be drawn from.
private func repeated<Element>(_ weights: [(Element, Int)]) -> [Element] {
    weights.flatMap { Array(repeating: $0.0, count: $0.1) }
}

extension RuleSetKind {
    /// Lengths of the two prefixes of a rule.
    fileprivate var lengths: [(Int, Int)] {
        switch self {
        case .acl:
            repeated([
                ((32, 32), 22), ((24, 32), 18), ((28, 32), 10), ((24, 24), 10), ((16, 32), 8),
                ((32, 24), 8), ((0, 32), 6), ((27, 27), 6), ((21, 28), 6), ((30, 30), 4),
                ((0, 24), 2),
            ])
        case .fw:
            repeated([
                ((0, 32), 22), ((32, 0), 20), ((32, 32), 12), ((0, 24), 10), ((24, 0), 8),
                ((24, 32), 6), ((16, 0), 5), ((0, 16), 5), ((32, 24), 5), ((8, 24), 3),
                ((0, 28), 3), ((0, 0), 1),
            ])
        case .ipc:
            repeated([
                ((32, 32), 45), ((24, 32), 12), ((32, 24), 8), ((24, 24), 8), ((0, 32), 6),
                ((32, 0), 6), ((28, 32), 5), ((30, 30), 5), ((16, 24), 3), ((8, 32), 2),
            ])
        case .matrix: []
        }
    }

    fileprivate var protocols: [IPProtocol?] {
        let gre = IPProtocol(rawValue: 47)
        return switch self {
        case .acl: repeated([(.tcp, 72), (.udp, 17), (.icmp, 4), (nil, 7)])
        case .fw: repeated([(.tcp, 57), (.udp, 32), (gre, 6), (.icmp, 4), (nil, 1)])
        case .ipc: repeated([(.tcp, 42), (.udp, 18), (.icmp, 5), (nil, 34), (gre, 1)])
        case .matrix: []
        }
    }
}

/// Prefixes that crowd as those of real networks do: a binary tree in which a node has one child or
/// two, the two of unequal weight. What a node has depends on its place and the seed alone.
private struct PrefixDraw {
    let seed: UInt64
    let branching: Double

    func prefix(length: Int, _ generator: inout SeededGenerator) -> IPPrefix {
        var bits: UInt32 = 0
        for depth in 0..<length {
            var node = SeededGenerator(seed: seed ^ UInt64(depth) << 40 ^ UInt64(bits))
            let heavy = UInt32(node.next() & 1)
            let branches = depth < 5 || Double.random(in: 0..<1, using: &node) < branching
            let light = branches ? 0.25 + Double.random(in: 0..<0.25, using: &node) : 0
            let isLight = Double.random(in: 0..<1, using: &generator) < light
            bits = bits << 1 | (isLight ? 1 - heavy : heavy)
        }
        let address = length == 0 ? 0 : bits << UInt32(32 - length)
        return IPPrefix(containing: .ipv4(IPv4Address(rawValue: address)), length: length)
    }
}

import Classifier
import Net
import TestSupport

/// Rules and keys drawn from few values, so that they nest, overlap and meet often.
struct RandomPolicy {
    var generator: SeededGenerator
    let rules: [Rule]

    private static let ports: [UInt16] = [0, 1, 22, 80, 443, 1023, 1024, 65534, 65535]
    private static let protocols: [IPProtocol] = [.icmp, .tcp, .udp, .sctp]
    private static let lengths: [AddressFamily: [Int]] = [
        .ipv4: [0, 0, 1, 8, 15, 16, 17, 23, 24, 25, 31, 32, 32],
        .ipv6: [0, 0, 1, 16, 48, 63, 64, 65, 96, 127, 128, 128],
    ]

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = generator.oneIn(20) ? 0 : Int.random(in: 1...40, using: &generator)
        let contexts: [UInt16] = generator.oneIn(3) ? [] : [0, 1, 2, 65535]
        rules = (0..<count).map { _ in Self.rule(contexts, &generator) }
        self.generator = generator
    }

    /// A key, half of the time at the edge of some rule.
    mutating func key() -> FlowKey {
        if !rules.isEmpty && generator.oneIn(2) { return edgeKey(of: generator.pick(rules)) }
        let family: AddressFamily = generator.oneIn(3) ? .ipv6 : .ipv4
        return key(
            from: Self.address(family, &generator), to: Self.address(family, &generator),
            generator.pick(Self.protocols), generator.pick(Self.ports),
            generator.pick(Self.ports), generator.pick([0, 1, 2, 3, 65535]))
    }

    /// A key at, just before or just behind the bounds of a rule in every field, in the rule's
    /// direction or the other.
    mutating func edgeKey(of rule: Rule) -> FlowKey {
        let match = rule.match
        let key = key(
            from: edgeAddress(match.source), to: edgeAddress(match.destination),
            match.protocolNumber ?? generator.pick(Self.protocols), edgePort(match.sourcePorts),
            edgePort(match.destinationPorts), match.context ?? generator.pick([0, 1, 3]))
        return generator.oneIn(2) ? key : key.reversed
    }

    private mutating func edgeAddress(_ prefix: IPPrefix) -> IPAddress {
        let bits = prefix.address.bits
        let last = prefix.lastAddress.bits
        return IPAddress(
            family: prefix.family,
            bits: generator.pick([bits, bits, last, last, bits &- 1, last &+ 1]))
    }

    private mutating func edgePort(_ range: ClosedRange<UInt16>) -> UInt16 {
        let (low, high) = (range.lowerBound, range.upperBound)
        return generator.pick([low, low, high, high, low &- 1, high &+ 1])
    }

    private mutating func key(
        from source: IPAddress, to destination: IPAddress, _ number: IPProtocol,
        _ sourcePort: UInt16, _ destinationPort: UInt16, _ context: UInt16
    ) -> FlowKey {
        var flags: FlowKey.Flags = []
        if generator.oneIn(4) { flags.insert(.opens) }
        if generator.oneIn(8) { flags.insert(.portsUnknown) }
        return FlowKey(
            source: source, destination: destination, protocolNumber: number,
            sourcePort: sourcePort, destinationPort: destinationPort, flags: flags,
            context: context)
    }

    /// A rule as those of the policies.
    static func rule(_ generator: inout SeededGenerator) -> Rule {
        rule(generator.oneIn(3) ? [] : [0, 1, 2, 65535], &generator)
    }

    private static func rule(_ contexts: [UInt16], _ generator: inout SeededGenerator) -> Rule {
        let family: AddressFamily = generator.oneIn(3) ? .ipv6 : .ipv4
        let context: UInt16? =
            contexts.isEmpty || generator.oneIn(2) ? nil : generator.pick(contexts)
        return Rule(
            match: Match(
                source: prefix(family, &generator), destination: prefix(family, &generator),
                protocolNumber: generator.oneIn(3) ? nil : generator.pick(protocols),
                sourcePorts: range(&generator), destinationPorts: range(&generator),
                context: context),
            action: generator.oneIn(2) ? .permit : .forbid, admitsReplies: generator.oneIn(2))
    }

    private static func range(_ generator: inout SeededGenerator) -> ClosedRange<UInt16> {
        if generator.oneIn(2) { return 0...UInt16.max }
        let (one, other) = (generator.pick(ports), generator.pick(ports))
        return min(one, other)...max(one, other)
    }

    private static func prefix(
        _ family: AddressFamily, _ generator: inout SeededGenerator
    ) -> IPPrefix {
        IPPrefix(
            containing: address(family, &generator), length: generator.pick(lengths[family] ?? [0]))
    }

    /// One of some hundred addresses that share long leading parts.
    private static func address(
        _ family: AddressFamily, _ generator: inout SeededGenerator
    ) -> IPAddress {
        let head = generator.pick([0, 1] as [UInt128])
        let middle = generator.pick([0, 1, 0xff, 0x100] as [UInt128])
        let tail = generator.pick([0, 1, 2, 0xfffe, 0xffff] as [UInt128])
        switch family {
        case .ipv4: return IPAddress(family: .ipv4, bits: (10 + head) << 24 | middle << 8 | tail)
        case .ipv6:
            if generator.oneIn(16) {
                return IPAddress(family: .ipv6, bits: generator.pick([0, .max]))
            }
            return IPAddress(
                family: .ipv6,
                bits: 0x2001_0db8 << 96 | head << 80 | middle << 64 | head << 63 | tail)
        }
    }
}

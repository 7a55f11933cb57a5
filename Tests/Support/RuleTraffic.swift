import Classifier
import Net

/// Keys inside the rules of a policy.
public struct RuleTraffic {
    private let rules: [Rule]
    private var generator: SeededGenerator

    /// - Precondition: there is a rule.
    public init(_ rules: [Rule], seed: UInt64) {
        precondition(!rules.isEmpty, "keys are drawn inside rules")
        self.rules = rules
        generator = SeededGenerator(seed: seed)
    }

    /// A key anywhere inside a rule, all rules alike; the other way where the rule admits replies,
    /// every second time.
    public mutating func key() -> FlowKey {
        let rule = generator.pick(rules)
        let match = rule.match
        let key = FlowKey(
            source: address(in: match.source), destination: address(in: match.destination),
            protocolNumber: match.protocolNumber ?? generator.pick([.tcp, .tcp, .tcp, .udp]),
            sourcePort: .random(in: match.sourcePorts, using: &generator),
            destinationPort: .random(in: match.destinationPorts, using: &generator),
            context: match.context ?? 0)
        return rule.admitsReplies && generator.oneIn(2) ? key.reversed : key
    }

    /// Keys without any locality.
    public mutating func scattered(_ count: Int) -> [FlowKey] { (0..<count).map { _ in key() } }

    /// Keys of `flows` flows, the `n`th of which comes `1/n` times as often as the first.
    public mutating func zipf(_ count: Int, flows: Int) -> [FlowKey] {
        let keys = scattered(flows)
        var sums: [Double] = []
        var sum = 0.0
        for rank in 1...flows {
            sum += 1 / Double(rank)
            sums.append(sum)
        }
        return (0..<count).map { _ in
            let point = Double.random(in: 0..<sum, using: &generator)
            var (low, high) = (0, flows - 1)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] <= point { low = middle + 1 } else { high = middle }
            }
            return keys[low]
        }
    }

    private mutating func address(in prefix: IPPrefix) -> IPAddress {
        let index = UInt128.random(in: 0...prefix.lastIndex, using: &generator)
        return prefix.address(at: index) ?? prefix.address
    }
}

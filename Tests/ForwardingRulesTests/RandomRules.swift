import TestSupport

@testable import ForwardingRules

/// Inserts and removals of rules for addresses of 8 bits, drawn from few values, so that prefixes
/// nest, rules repeat and rings come and go.
struct RandomRules {
    enum Update {
        case insert(ForwardingRule<UInt8>)
        case remove(ForwardingRule<UInt8>)

        var rule: ForwardingRule<UInt8> {
            switch self {
            case .insert(let rule), .remove(let rule): rule
            }
        }
    }

    let devices: Int
    /// Whether a device may have several ways for one prefix and priority.
    let spreads: Bool
    private let lengths: [UInt8]
    private let arePrioritiesFree: Bool
    private var random: SeededGenerator
    private var installed: [ForwardingRule<UInt8>] = []

    init(seed: UInt64, spreads: Bool) {
        var random = SeededGenerator(seed: seed)
        devices = Int.random(in: 2...6, using: &random)
        self.spreads = spreads
        let draw = (0..<3).map { _ in UInt8.random(in: 0...8, using: &random) }
        lengths = random.oneIn(3) ? [0, 1, 7, 8] : draw
        arePrioritiesFree = random.oneIn(3)
        self.random = random
    }

    mutating func next() -> Update {
        if random.oneIn(3), !installed.isEmpty {
            let index = Int.random(in: 0..<installed.count, using: &random)
            return .remove(installed.remove(at: index))
        }
        let rule = rule()
        if random.oneIn(20) { return .remove(rule) }
        if !spreads {
            let isTaken = installed.contains {
                $0.device == rule.device && $0.rank == rule.rank && $0.block == rule.block
                    && $0 != rule
            }
            if isTaken { return next() }
        }
        if !installed.contains(rule) { installed.append(rule) }
        return .insert(rule)
    }

    private mutating func rule() -> ForwardingRule<UInt8> {
        let length = random.pick(lengths)
        // Half of all packets end here, so that networks without rings are common.
        let path = random.oneIn(2) ? 0 : UInt32.random(in: 1...UInt32(devices), using: &random)
        return ForwardingRule(
            device: Int32.random(in: 0..<Int32(devices), using: &random),
            block: AddressBlock(
                holding: random.pick([0, 1, 0x40, 0x7f, 0x80, 0xaa, 0xfe, 0xff]), length: length),
            priority: arePrioritiesFree ? UInt32.random(in: 0...2, using: &random) : UInt32(length),
            path: path, next: Int32(path) - 1)
    }
}

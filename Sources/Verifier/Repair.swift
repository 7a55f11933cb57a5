import Forwarding

/// A change of one or two statements that might undo a breach.
public struct Repair: Hashable, Sendable {
    public enum Change: Hashable, Sendable {
        /// Without the statement at a position.
        case remove(device: Int, position: Int)
        /// With a statement that was meant to be there, at a position among the others.
        case restore(device: Int, Statement, at: Int)
    }

    public var changes: [Change]
    /// What is wrong or missing, to show its lines.
    public let parts: [Part]

    public struct Part: Hashable, Sendable {
        public var device: Int
        public var statement: Statement
        public var isMissing: Bool
    }

    public init(_ changes: [Change], in network: Network) {
        self.changes = changes
        parts = changes.map { change in
            switch change {
            case .remove(let device, let position):
                Part(
                    device: device, statement: network.devices[device].statements[position],
                    isMissing: false)
            case .restore(let device, let statement, _):
                Part(device: device, statement: statement, isMissing: true)
            }
        }
    }

    /// The network after the change. Positions are those of before.
    public func applied(to network: Network) -> Network {
        var result = network
        var removed: [Int: [Int]] = [:]
        var restored: [Int: [(Int, Statement)]] = [:]
        for change in changes {
            switch change {
            case .remove(let device, let position): removed[device, default: []].append(position)
            case .restore(let device, let statement, let position):
                restored[device, default: []].append((position, statement))
            }
        }
        for device in Set(removed.keys).union(restored.keys) {
            let gone = Set(removed[device] ?? [])
            var back = (restored[device] ?? []).sorted { $0.0 < $1.0 }[...]
            var statements: [Statement] = []
            for (position, statement) in network.devices[device].statements.enumerated() {
                while let first = back.first, first.0 <= position {
                    statements.append(first.1)
                    back.removeFirst()
                }
                if !gone.contains(position) { statements.append(statement) }
            }
            statements += back.map(\.1)
            result.devices[device].statements = statements
        }
        return result
    }
}

extension Repair {
    /// The single steps back from a network to the one that was meant: each statement that is
    /// missing or too much; where both are of the same kind about the same thing, together.
    static func reverting(_ network: Network, to intended: Network) -> [Repair] {
        var result: [Repair] = []
        for device in network.devices.indices where device < intended.devices.count {
            result += reverting(device, network, intended)
        }
        return result
    }

    private static func reverting(
        _ device: Int, _ network: Network, _ intended: Network
    ) -> [Repair] {
        let actual = network.devices[device].statements
        let meant = intended.devices[device].statements
        var counts: [Fact: Int] = [:]
        for statement in meant { counts[statement.fact, default: 0] += 1 }
        var extra: [Int] = []
        for (position, statement) in actual.enumerated() {
            if let count = counts[statement.fact], count > 0 {
                counts[statement.fact] = count - 1
            } else {
                extra.append(position)
            }
        }
        var missing: [(Statement, at: Int)] = []
        // Where the statements around it stand now: rules are in an order.
        var last = 0
        var positions: [Fact: [Int]] = [:]
        for (position, statement) in actual.enumerated().reversed() {
            positions[statement.fact, default: []].append(position)
        }
        for statement in meant {
            if let position = positions[statement.fact]?.popLast() {
                last = position + 1
            } else {
                missing.append((statement, at: last))
            }
        }
        return paired(device, extra, missing, network)
    }

    private static func paired(
        _ device: Int, _ extra: [Int], _ missing: [(Statement, at: Int)], _ network: Network
    ) -> [Repair] {
        var left = missing
        var result: [Repair] = []
        for position in extra {
            let subject = network.devices[device].statements[position].fact.subject
            var changes: [Change] = [.remove(device: device, position: position)]
            if let twin = left.firstIndex(where: { $0.0.fact.subject == subject }) {
                changes.append(.restore(device: device, left[twin].0, at: left[twin].at))
                left.remove(at: twin)
            }
            result.append(Repair(changes, in: network))
        }
        return result
            + left.map { Repair([.restore(device: device, $0.0, at: $0.at)], in: network) }
    }
}

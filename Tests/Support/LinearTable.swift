import Classifier
import Net

/// The model of a `FlowTable`: the rules one after the other.
public struct LinearTable {
    public let rules: [Rule]

    public init(_ rules: [Rule]) { self.rules = rules }

    public func firstRule(covering key: FlowKey) -> Int? {
        rules.firstIndex { $0.covers(key) }
    }

    /// Whether a permit rule covers the key once its ports are struck out.
    public func covers(ignoringPorts key: FlowKey) -> Bool {
        rules.contains { rule in
            var anyPorts = rule
            anyPorts.match.sourcePorts = 0...UInt16.max
            anyPorts.match.destinationPorts = 0...UInt16.max
            return rule.action == .permit && anyPorts.covers(key)
        }
    }
}

/// A policy has more rules than a `FlowTable` can number.
public struct PolicyTooLarge: Error, Hashable, CustomStringConvertible {
    public let ruleCount: Int
    /// Rules that a table can hold.
    public let limit: Int

    public init(ruleCount: Int, limit: Int) {
        self.ruleCount = ruleCount
        self.limit = limit
    }

    public var description: String { "\(ruleCount) rules, more than the \(limit) of a flow table" }
}

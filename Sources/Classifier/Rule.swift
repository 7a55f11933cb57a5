import Net

/// One line of a prioritised policy: the packets it speaks of and what is said of them.
///
/// The priority of a rule is its position in the list that a `FlowTable` is built from: the first
/// rule that covers a key decides.
public struct Rule: Hashable, Sendable {
    public enum Action: UInt8, Hashable, Sendable {
        case permit
        case forbid
    }

    public var match: Match
    public var action: Action
    /// Whether the rule also covers the packets that answer those of `match`.
    public var admitsReplies: Bool

    public init(match: Match, action: Action, admitsReplies: Bool = false) {
        self.match = match
        self.action = action
        self.admitsReplies = admitsReplies
    }

    /// Whether the rule speaks of the packet: `match` contains it, or the rule admits replies, the
    /// packet opens nothing (`FlowKey.Flags.opens`) and `match` contains it reversed.
    ///
    /// A key whose ports are unknown is covered only where all ports match. This is the meaning of
    /// a rule; `FlowTable` decides the same, faster.
    public func covers(_ key: FlowKey) -> Bool {
        if match.contains(key) { return true }
        return admitsReplies && !key.flags.contains(.opens) && match.contains(key.reversed)
    }
}

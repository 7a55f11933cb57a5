import Net

// Classifier: which rule speaks of a packet.
//
// A policy is a list of rules, the first that covers a packet decides (`Rule.covers`). Scanning
// the list costs a comparison for each rule; here the cost is that of two address lookups and a
// short list, whatever the number of rules:
//
//     key ─┬─ source ────── longest prefix ─┬─ rules to anywhere ───┐
//          ├─ destination ─ longest prefix ─┼─ rules from anywhere ─┼─ ports, protocol → the first
//          └─ routing context ──────────────┴─ pair ── cells ───────┘
//
// The longest prefixes of both addresses and the context decide which rules are candidates: those
// on the paths from the two prefixes to the roots. This is the cross-product idea of Srinivasan,
// Varghese, Suri and Waldvogel ("Fast and Scalable Layer Four Switching", SIGCOMM 1998), on two
// fields. Three observations make its table small and need no memory of past packets:
//
//  - Rules that leave a side open are kept by the prefix of the other side (`OpenCells`), or they
//    would make a pair of every prefix with every other.
//  - Most pairs of longest prefixes have no cell at all. 64 bits for each prefix say so without a
//    look at the table (`Policy.Side`).
//  - Nearly all others have exactly one, that of these very prefixes: found when the rules are
//    compiled, marked as closed, and looked up with one cache line (`PairTable`). The few pairs
//    left are walked, at a cost that the nesting of the policy bounds.
//
// A verdict is a pure function of policy and key, and so is its cost: no traffic can make the next
// packet dear. A rule that admits replies stands in the tables twice, the second time with its
// sides exchanged.
//
// All steps run over a batch of 64 keys at a time with no branch that depends on an address:
// mispredicted branches, not loads, are what limits a classifier. In front of it all stands the
// `FlowCache`, which remembers the verdict of each flow.
//
// Left out: matching on anything but `FlowKey`.

/// Prioritised rules over flow keys, built once, looked up in batches. `classify` gives for every
/// key the position of the first rule for which `Rule.covers` holds, and nothing else.
///
/// A value: copies share the compiled rules, so that every thread may have one.
public struct FlowTable: Sendable {
    public let rules: [Rule]
    private let policy: Policy

    /// What `classify` gives for a key that no rule covers.
    public static let noRule: Int32 = -1

    /// Rules that a table can hold.
    public static let ruleLimit = PairKey.ruleLimit

    /// Compiles rules, the first of which has the highest priority.
    ///
    /// - Parameter rules: at most `ruleLimit`, each with both prefixes of one family.
    /// - Complexity: O(n log n) in the number of rules.
    public init(_ rules: [Rule]) {
        self.init(rules, blockLimit: AddressLookup.blockLimit)
    }

    /// `blockLimit` bounds the blocks for direct lookup of IPv4 addresses; verdicts do not depend
    /// on it.
    package init(_ rules: [Rule], blockLimit: Int) {
        precondition(rules.count <= Self.ruleLimit, "more rules than a table can hold")
        self.rules = rules
        policy = Policy(rules, blockLimit: blockLimit)
    }

    /// Octets that the compiled rules take, without `rules` themselves.
    public var memoryInOctets: Int { policy.memoryInOctets }

    /// Puts for each key the position of the first rule that covers it, or `noRule`, at the same
    /// index of `verdicts`. Allocates nothing.
    ///
    /// - Precondition: `verdicts` holds at least as many elements as `keys`.
    public func classify(_ keys: Span<FlowKey>, into verdicts: inout MutableSpan<Int32>) {
        precondition(verdicts.count >= keys.count, "every key has a place for its verdict")
        var start = 0
        while start < keys.count {
            let end = min(start + lanesInBatch, keys.count)
            policy.classify(keys, start..<end, &verdicts)
            start = end
        }
    }

    /// The position of the first rule that covers the key. For single questions; `classify` is for
    /// streams.
    public func firstRule(covering key: FlowKey) -> Int? {
        let keys: InlineArray<1, FlowKey> = [key]
        var verdicts: InlineArray<1, Int32> = [Self.noRule]
        var span = verdicts.mutableSpan
        classify(keys.span, into: &span)
        return verdicts[0] == Self.noRule ? nil : Int(verdicts[0])
    }

    /// Whether any permit rule would cover the key if its ports were other ones.
    ///
    /// For later fragments, whose ports are unknown: forbidden, and no permit rule here, means
    /// forbidden whatever the ports; forbidden with one means undecided. Costs a walk over all
    /// rules that share the addresses.
    public func covers(ignoringPorts key: FlowKey) -> Bool {
        let probe = Candidate.Probe(key)
        var found = false
        policy.forEachCandidate(of: key) { candidate in
            found =
                found
                || candidate.coversIgnoringPorts(probe)
                    && rules[Int(candidate.rank)].action == .permit
        }
        return found
    }
}

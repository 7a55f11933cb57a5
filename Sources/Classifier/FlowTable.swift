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

/// Prioritised rules over flow keys, looked up in batches. `classify` gives for every key the number
/// of the first rule for which `Rule.covers` holds, and nothing else.
///
/// A value: copies share the compiled rules, so that every thread may have one.
public struct FlowTable: Sendable {
    /// The rules as they were compiled, by number.
    public let rules: [Rule]
    var policy: Policy
    /// For each rank the number of the rule, for each number the rank, `absent` where there is none.
    /// Both empty where they are the same.
    private let numbers: [UInt32]
    private let ranks: [UInt32]
    var edits: TableEdits
    let blockLimit: Int

    /// What `classify` gives for a key that no rule covers.
    public static let noRule: Int32 = -1

    /// Rules that a table can hold.
    public static let ruleLimit = PairKey.ruleLimit

    private static let absent = UInt32.max

    /// Compiles rules, the first of which has the highest priority; a rule's number is its position.
    ///
    /// Throws where there are more than `ruleLimit`.
    ///
    /// - Complexity: O(n log n) in the number of rules.
    public init(_ rules: [Rule]) throws(PolicyTooLarge) {
        try self.init(rules, blockLimit: AddressLookup.blockLimit)
    }

    /// `blockLimit` bounds the blocks for direct lookup of IPv4 addresses; verdicts do not depend
    /// on it.
    package init(_ rules: [Rule], blockLimit: Int) throws(PolicyTooLarge) {
        guard rules.count <= Self.ruleLimit else {
            throw PolicyTooLarge(ruleCount: rules.count, limit: Self.ruleLimit)
        }
        self.rules = rules
        self.blockLimit = blockLimit
        policy = Policy(rules, blockLimit: blockLimit)
        (numbers, ranks) = ([], [])
        edits = TableEdits(nextNumber: rules.count)
    }

    /// Compiles those rules whose numbers are listed, the first of which has the highest priority.
    init(_ rules: [Rule], inOrder numbers: [UInt32], blockLimit: Int) {
        self.rules = rules
        self.blockLimit = blockLimit
        self.numbers = numbers
        policy = Policy(numbers.map { rules[Int($0)] }, blockLimit: blockLimit)
        var ranks = Array(repeating: Self.absent, count: rules.count)
        for (rank, number) in numbers.enumerated() { ranks[Int(number)] = UInt32(rank) }
        self.ranks = ranks
        edits = TableEdits(nextNumber: rules.count)
    }

    /// Rules that were compiled.
    var rankCount: Int { ranks.isEmpty ? rules.count : numbers.count }

    func number(ofRank rank: Int) -> Int { ranks.isEmpty ? rank : Int(numbers[rank]) }

    /// Nil where no rule of the number was compiled.
    func rank(of number: Int) -> Int? {
        if ranks.isEmpty { return rules.indices.contains(number) ? number : nil }
        guard ranks.indices.contains(number), ranks[number] != Self.absent else { return nil }
        return Int(ranks[number])
    }

    /// Octets that the compiled rules take, without `rules` themselves.
    public var memoryInOctets: Int { policy.memoryInOctets }

    /// Puts for each key the number of the first rule that covers it, or `noRule`, at the same
    /// index of `verdicts`. Allocates nothing.
    ///
    /// - Precondition: `verdicts` holds at least as many elements as `keys`.
    public func classify(_ keys: Span<FlowKey>, into verdicts: inout MutableSpan<Int32>) {
        precondition(verdicts.count >= keys.count, "every key has a place for its verdict")
        var start = 0
        while start < keys.count {
            let end = min(start + lanesInBatch, keys.count)
            policy.classify(keys, start..<end, &verdicts)
            if !ranks.isEmpty || !edits.isEmpty { applyEdits(keys, start..<end, &verdicts) }
            start = end
        }
    }

    /// Makes numbers of the ranks in `verdicts`, and lets the rules beside the table have their say.
    @inline(never)
    private func applyEdits(
        _ keys: Span<FlowKey>, _ batch: Range<Int>, _ verdicts: inout MutableSpan<Int32>
    ) {
        for index in batch {
            var label = UInt64.max
            var number = verdicts[index]
            if number != Self.noRule {
                label = TableEdits.label(rank: Int(number))
                if !ranks.isEmpty { number = Int32(bitPattern: numbers[Int(number)]) }
            }
            edits.overlay.lookUp(keys[index], label: &label, number: &number)
            verdicts[index] = number
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
                    && rules[number(ofRank: Int(candidate.rank))].action == .permit
        }
        edits.overlay.forEachRule(coveringIgnoringPorts: key) { number in
            found = found || edits.added[number]?.rule.action == .permit
        }
        return found
    }
}

import Net

// Classifier: which rule speaks of a packet.
//
// A policy is a list of rules, the first that covers a packet decides (`Rule.covers`). Scanning
// the list costs a comparison for each rule; here the cost is that of two address lookups and a
// short list, whatever the number of rules:
//
//     key ─┬─ source ────── longest prefix ─┐
//          ├─ destination ─ longest prefix ─┼─ pair ── memo ── cells ── ports, protocol
//          └─ routing context ──────────────┘                  (rules)  → the first rule
//
// The longest prefixes of both addresses and the context decide which rules are candidates: those
// on the paths from the two prefixes to the roots. This is the cross-product idea of Srinivasan,
// Varghese, Suri and Waldvogel ("Fast and Scalable Layer Four Switching", SIGCOMM 1998), on two
// fields and filled on demand: only pairs that occur are worked out, once. A rule that admits
// replies stands in the tables twice, the second time with its sides exchanged.
//
// All steps run over a batch of 64 keys at a time with no branch that depends on an address:
// mispredicted branches, not loads, are what limits a classifier. In front of it all stands the
// `FlowCache`, which remembers the verdict of each flow.
//
// Left out: matching on anything but `FlowKey`, and changing a rule without building anew.

/// Prioritised rules over flow keys, built once, looked up in batches. `classify` gives for every
/// key the position of the first rule for which `Rule.covers` holds, and nothing else: the memo
/// inside changes its speed, never its answers.
///
/// A value: a copy made for another thread shares the compiled rules and has a memo of its own.
public struct FlowTable: Sendable {
    public let rules: [Rule]
    private let policy: Policy
    private var memo: CandidateMemo

    /// What `classify` gives for a key that no rule covers.
    public static let noRule: Int32 = -1

    /// Rules that a table can hold.
    public static let ruleLimit = PairKey.ruleLimit

    /// Compiles rules, the first of which has the highest priority.
    ///
    /// - Parameters:
    ///   - rules: at most `ruleLimit`, each with both prefixes of one family.
    ///   - pairLimit: pairs of prefixes whose candidates are remembered at most; about 200 octets
    ///     each at worst.
    /// - Complexity: O(n log n) in the number of rules.
    public init(_ rules: [Rule], pairLimit: Int = 1 << 18) {
        self.init(rules, pairLimit: pairLimit, blockLimit: AddressLookup.blockLimit)
    }

    /// `blockLimit` bounds the blocks for direct lookup of IPv4 addresses; verdicts do not depend
    /// on it.
    package init(_ rules: [Rule], pairLimit: Int, blockLimit: Int) {
        precondition(rules.count <= Self.ruleLimit, "more rules than a table can hold")
        self.rules = rules
        policy = Policy(rules, blockLimit: blockLimit)
        memo = CandidateMemo(pairLimit: pairLimit)
    }

    /// How often the memo was full and started anew.
    public var timesMemoForgotten: Int { memo.timesForgotten }

    /// Puts for each key the position of the first rule that covers it, or `noRule`, at the same
    /// index of `verdicts`. Allocates only when a pair of prefixes is met for the first time.
    ///
    /// - Precondition: `verdicts` holds at least as many elements as `keys`.
    public mutating func classify(_ keys: Span<FlowKey>, into verdicts: inout MutableSpan<Int32>) {
        precondition(verdicts.count >= keys.count, "every key has a place for its verdict")
        var start = 0
        while start < keys.count {
            let end = min(start + lanesInBatch, keys.count)
            classifyBatch(keys, start..<end, &verdicts)
            start = end
        }
    }

    /// The position of the first rule that covers the key. For single questions; `classify` is for
    /// streams.
    public mutating func firstRule(covering key: FlowKey) -> Int? {
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
    /// rules that share the addresses; needs no memo.
    public func covers(ignoringPorts key: FlowKey) -> Bool {
        var pairs = Lanes<PairKey>(repeating: .absent)
        let keys: InlineArray<1, FlowKey> = [key]
        findPairs(keys.span, 0..<1, &pairs)
        let probe = Candidate.Probe(key)
        var found = false
        policy.forEachCell(pairs[0]) { cell in
            found =
                found
                || policy.cells.candidates[cell.range].contains {
                    $0.coversIgnoringPorts(probe) && rules[Int($0.rule)].action == .permit
                }
        }
        return found
    }

    @inline(never)
    private mutating func classifyBatch(
        _ keys: Span<FlowKey>, _ range: Range<Int>, _ verdicts: inout MutableSpan<Int32>
    ) {
        var pairs = Lanes<PairKey>(repeating: .absent)
        findPairs(keys, range, &pairs)

        var unknown = Lanes<UInt8>(repeating: 0)
        var unknownCount = 0
        do {
            let known = memo.entries.span
            let candidates = policy.cells.candidates.span
            for lane in 0..<range.count { known.prefetch(pairs[lane].slot(known.count - 1)) }
            var entries = Lanes<CandidateMemo.Entry>(repeating: .absent)
            for lane in 0..<range.count {
                entries[lane] = CandidateMemo.find(pairs[lane], in: known)
                candidates.prefetch(Int(entries[lane].first.start))
                unknown[unknownCount] = UInt8(lane)
                unknownCount += entries[lane].key == .absent ? 1 : 0
            }
            for lane in 0..<range.count {
                verdicts[range.lowerBound + lane] = Self.firstRule(
                    keys[range.lowerBound + lane], entries[lane], memo.cells.span, candidates)
            }
        }
        // Working out a pair may void the ranges of others: these are scanned one by one.
        for index in 0..<unknownCount {
            let lane = Int(unknown[index])
            let entry = memo.entry(of: pairs[lane], in: policy)
            verdicts[range.lowerBound + lane] = Self.firstRule(
                keys[range.lowerBound + lane], entry, memo.cells.span,
                policy.cells.candidates.span)
        }
    }

    @inline(__always)
    private static func firstRule(
        _ key: FlowKey, _ entry: CandidateMemo.Entry, _ cells: Span<CellTable.Stretch>,
        _ candidates: Span<Candidate>
    ) -> Int32 {
        let probe = Candidate.Probe(key)
        // As a signed number this is `noRule`.
        var best = UInt32.max
        for index in entry.first.range where candidates[index].covers(probe) {
            best = candidates[index].rule
            break
        }
        for cell in entry.others {
            let range = cells[cell].range
            if candidates[range.lowerBound].rule > best { break }
            for index in range {
                if candidates[index].rule > best { break }
                if candidates[index].covers(probe) {
                    best = candidates[index].rule
                    break
                }
            }
        }
        return Int32(bitPattern: best)
    }

    /// The pair of each key of a batch. The families are looked up apart, each without branches.
    @inline(__always)
    private func findPairs(
        _ keys: Span<FlowKey>, _ range: Range<Int>, _ pairs: inout Lanes<PairKey>
    ) {
        var ipv4 = Lanes<UInt8>(repeating: 0)
        var ipv6 = Lanes<UInt8>(repeating: 0)
        var ipv4Count = 0
        var ipv6Count = 0
        for lane in 0..<range.count {
            let isIPv6 = keys[range.lowerBound + lane].isIPv6
            ipv4[ipv4Count] = UInt8(lane)
            ipv6[ipv6Count] = UInt8(lane)
            ipv4Count += isIPv6 ? 0 : 1
            ipv6Count += isIPv6 ? 1 : 0
        }
        if ipv4Count > 0 { findIPv4(keys, range.lowerBound, ipv4.span, ipv4Count, &pairs) }
        if ipv6Count > 0 { findIPv6(keys, range.lowerBound, ipv6.span, ipv6Count, &pairs) }
    }

    @inline(__always)
    private func findIPv4(
        _ keys: Span<FlowKey>, _ start: Int, _ lanes: Span<UInt8>, _ count: Int,
        _ pairs: inout Lanes<PairKey>
    ) {
        var sources = Lanes<UInt32>(repeating: 0)
        var destinations = Lanes<UInt32>(repeating: 0)
        for index in 0..<count {
            let key = keys[start + Int(lanes[index])]
            sources[index] = UInt32(truncatingIfNeeded: key.sourceLow)
            destinations[index] = UInt32(truncatingIfNeeded: key.destinationLow)
        }
        policy.sourceLookup.findIPv4(&sources, count: count)
        policy.destinationLookup.findIPv4(&destinations, count: count)
        pair(keys, start, lanes, count, sources.span, destinations.span, &pairs)
    }

    @inline(__always)
    private func findIPv6(
        _ keys: Span<FlowKey>, _ start: Int, _ lanes: Span<UInt8>, _ count: Int,
        _ pairs: inout Lanes<PairKey>
    ) {
        var high = Lanes<UInt64>(repeating: 0)
        var low = Lanes<UInt64>(repeating: 0)
        var sources = Lanes<UInt32>(repeating: 0)
        var destinations = Lanes<UInt32>(repeating: 0)
        for index in 0..<count {
            high[index] = keys[start + Int(lanes[index])].sourceHigh
            low[index] = keys[start + Int(lanes[index])].sourceLow
        }
        policy.sourceLookup.findIPv6(high: high.span, low: low.span, count: count, into: &sources)
        for index in 0..<count {
            high[index] = keys[start + Int(lanes[index])].destinationHigh
            low[index] = keys[start + Int(lanes[index])].destinationLow
        }
        policy.destinationLookup.findIPv6(
            high: high.span, low: low.span, count: count, into: &destinations)
        pair(keys, start, lanes, count, sources.span, destinations.span, &pairs)
    }

    @inline(__always)
    private func pair(
        _ keys: Span<FlowKey>, _ start: Int, _ lanes: Span<UInt8>, _ count: Int,
        _ sources: Span<UInt32>, _ destinations: Span<UInt32>,
        _ pairs: inout Lanes<PairKey>
    ) {
        for index in 0..<count {
            let lane = Int(lanes[index])
            pairs[lane] = PairKey(
                context: policy.contextNumber(keys[start + lane].context),
                source: sources[index], destination: destinations[index])
        }
    }
}

/// The candidates of cells that leave one side open: rules without a context that name all
/// addresses of their family there. They are found by the prefix of the other side alone.
///
/// Such rules would make a pair of every prefix of theirs with every prefix of the open side.
struct OpenCells {
    /// The candidates of one prefix, and where those of the next shorter prefix stand that has any.
    /// Node 0 ends every chain.
    ///
    /// They stand ascending by rank. Of more than sixteen, those that name one destination port stand
    /// apart, by port and then by rank, and behind them those of the others that name one source port.
    struct Node: BitwiseCopyable {
        var start: UInt32
        var count: UInt32
        var next: UInt32
        /// How many stand ascending by rank, and how many by destination port.
        var byRank: UInt32 = 0
        var byDestination: UInt32 = 0
        /// The least rank among them.
        var least = UInt32.max

        @inline(__always)
        var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
        @inline(__always)
        var rankRange: Range<Int> { Int(start)..<Int(start) + Int(byRank) }
        @inline(__always)
        var destinationRange: Range<Int> {
            rankRange.upperBound..<rankRange.upperBound + Int(byDestination)
        }
        @inline(__always)
        var sourceRange: Range<Int> { destinationRange.upperBound..<range.upperBound }
    }

    private static let shortCell = 16

    private(set) var nodes: [Node] = [Node(start: 0, count: 0, next: 0)]
    private(set) var candidates: [Candidate] = []
    /// For each prefix the node of the longest around it, itself included, that has candidates.
    private(set) var heads: [UInt32] = []

    /// - Parameters:
    ///   - members: candidates with the places of their prefixes, ascending by rank.
    ///   - parents: of the prefixes: each comes behind its parent.
    init(_ members: [(place: UInt32, candidate: Candidate)], parents: [UInt32]) {
        heads = Array(repeating: 0, count: parents.count)
        var counts: [UInt32] = Array(repeating: 0, count: members.isEmpty ? 0 : parents.count)
        for (place, _) in members { counts[Int(place)] += 1 }
        var total: UInt32 = 0
        for (place, parent) in parents.enumerated() {
            let above = parent == PrefixTree.none ? 0 : heads[Int(parent)]
            if members.isEmpty || counts[place] == 0 {
                heads[place] = above
            } else {
                heads[place] = UInt32(nodes.count)
                nodes.append(Node(start: total, count: 0, next: above))
                total += counts[place]
            }
        }
        candidates = Array(repeating: .none, count: members.count)
        for (place, candidate) in members {
            let node = Int(heads[Int(place)])
            candidates[nodes[node].range.upperBound] = candidate
            nodes[node].count += 1
        }
        for node in nodes.indices { arrange(node) }
    }

    private mutating func arrange(_ index: Int) {
        let node = nodes[index]
        nodes[index].byRank = node.count
        nodes[index].least = candidates[node.range].first?.rank ?? .max
        guard node.count > Self.shortCell else { return }
        var (byRank, byDestination, bySource): ([Candidate], [Candidate], [Candidate]) = (
            [], [], []
        )
        for candidate in candidates[node.range] {
            if candidate.onlyDestination != nil {
                byDestination.append(candidate)
            } else if candidate.onlySource != nil {
                bySource.append(candidate)
            } else {
                byRank.append(candidate)
            }
        }
        byDestination.sort { ($0.destinationLow, $0.rank) < ($1.destinationLow, $1.rank) }
        bySource.sort { ($0.sourceLow, $0.rank) < ($1.sourceLow, $1.rank) }
        candidates.replaceSubrange(node.range, with: byRank + byDestination + bySource)
        nodes[index].byRank = UInt32(byRank.count)
        nodes[index].byDestination = UInt32(byDestination.count)
    }

    var memoryInOctets: Int {
        MemoryLayout<Node>.stride * nodes.capacity + 4 * heads.capacity
            + MemoryLayout<Candidate>.stride * candidates.capacity
    }

    /// Takes the candidates of a rank out of the cell of a prefix.
    mutating func remove(rank: UInt32, from place: UInt32) {
        for index in nodes[Int(heads[Int(place)])].range where candidates[index].rank == rank {
            candidates[index] = candidates[index].removed
        }
    }

    /// The first index for which `isBefore` does not hold, in a range where it holds up to some index.
    @inline(__always)
    private static func first(in range: Range<Int>, isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The least rank that covers the probe among candidates ascending by rank, or `best`.
    @inline(__always)
    private static func leastRank(
        covering probe: Candidate.Probe, _ range: Range<Int>, below best: UInt32,
        _ candidates: Span<Candidate>
    ) -> UInt32 {
        for index in range {
            let candidate = candidates[index]
            if candidate.rank >= best { return best }
            if candidate.covers(probe) { return candidate.rank }
        }
        return best
    }

    /// The least rank that covers the probe, if it is less than `best`; `best` otherwise.
    @inline(__always)
    static func leastRank(
        covering probe: Candidate.Probe, from head: UInt32, below best: UInt32,
        _ nodes: Span<Node>, _ candidates: Span<Candidate>
    ) -> UInt32 {
        var best = best
        var head = head
        while head != 0 {
            let node = nodes[Int(head)]
            best = leastRank(covering: probe, node.rankRange, below: best, candidates)
            if node.byRank < node.count && node.least < best {
                let (to, from) = (node.destinationRange, node.sourceRange)
                let first = Self.first(in: to) {
                    candidates[$0].destinationLow < probe.destinationPort
                }
                best = leastRank(
                    covering: probe,
                    first..<Self.first(in: first..<to.upperBound) {
                        candidates[$0].destinationLow == probe.destinationPort
                    }, below: best, candidates)
                let other = Self.first(in: from) {
                    candidates[$0].sourceLow < probe.sourcePort
                }
                best = leastRank(
                    covering: probe,
                    other..<Self.first(in: other..<from.upperBound) {
                        candidates[$0].sourceLow == probe.sourcePort
                    }, below: best, candidates)
            }
            head = node.next
        }
        return best
    }

    func forEachCandidate(from head: UInt32, _ body: (Candidate) -> Void) {
        var head = head
        while head != 0 {
            for index in nodes[Int(head)].range { body(candidates[index]) }
            head = nodes[Int(head)].next
        }
    }
}

/// The candidates of cells that leave one side open: rules without a context that name all
/// addresses of their family there. They are found by the prefix of the other side alone.
///
/// Such rules would make a pair of every prefix of theirs with every prefix of the open side.
struct OpenCells {
    /// The candidates of one prefix, ascending by rank, and where those of the next shorter prefix
    /// stand that has any. Node 0 ends every chain.
    struct Node: BitwiseCopyable {
        var start: UInt32
        var count: UInt32
        var next: UInt32

        @inline(__always)
        var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
    }

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
            for index in node.range {
                let candidate = candidates[index]
                if candidate.rank >= best { break }
                if candidate.covers(probe) {
                    best = candidate.rank
                    break
                }
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

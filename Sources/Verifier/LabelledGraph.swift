import Forwarding

/// The nodes that packets of one family come to, numbered as they are met, and the edges between them
/// with their labels as sets. Edges are made when a node is first left, and kept.
struct LabelledGraph: Sendable {
    struct Arrow: Sendable, BitwiseCopyable {
        /// Number of the node it leads to.
        var to: Int32
        var label: HeaderSet
    }

    private struct Span: BitwiseCopyable {
        /// -1 until the arrows are made.
        var start: Int32 = -1
        var end: Int32 = -1
    }

    private(set) var nodes: [Node] = []
    private(set) var arrows: [Arrow] = []
    /// By node, where its arrows are.
    private var spans: [Span] = []
    /// By node, what no arrow takes further; -1 until it is asked for.
    private var losses: [Int32] = []
    /// Open addressing: number + 1 of the node, 0 where free.
    private var slots = [Int32](repeating: 0, count: 1 << 8)

    /// The number of a node, a new one where it was not met before. O(1).
    mutating func number(of node: Node) -> Int32 {
        if nodes.count * 2 >= slots.count { grow() }
        var slot = slot(of: node)
        while slots[slot] != 0 {
            if nodes[Int(slots[slot]) - 1] == node { return slots[slot] - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        nodes.append(node)
        spans.append(Span())
        losses.append(-1)
        slots[slot] = Int32(nodes.count)
        return Int32(nodes.count - 1)
    }

    /// The number of a node that was met; nil otherwise. O(1).
    func known(_ node: Node) -> Int32? {
        var slot = slot(of: node)
        while slots[slot] != 0 {
            if nodes[Int(slots[slot]) - 1] == node { return slots[slot] - 1 }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func slot(of node: Node) -> Int {
        Int(truncatingIfNeeded: (node.rawValue &* 0x9e37_79b9_7f4a_7c15) >> 34)
            & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 4)
        for (number, node) in nodes.enumerated() {
            var slot = slot(of: node)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number + 1)
        }
    }

    // MARK: Edges

    /// Positions in `arrows`; nil until they are made.
    func span(of number: Int32) -> Range<Int32>? {
        let span = spans[Int(number)]
        return span.start < 0 ? nil : span.start..<span.end
    }

    mutating func setArrows(of number: Int32, _ made: [Arrow]) -> Range<Int32> {
        let span = Int32(arrows.count)..<Int32(arrows.count + made.count)
        arrows += made
        spans[Int(number)] = Span(start: span.lowerBound, end: span.upperBound)
        return span
    }

    func loss(of number: Int32) -> HeaderSet? {
        losses[Int(number)] < 0 ? nil : HeaderSet(rawValue: losses[Int(number)])
    }

    mutating func setLoss(of number: Int32, _ loss: HeaderSet) {
        losses[Int(number)] = loss.rawValue
    }

    /// Drops the arrows of a node, to be made anew.
    mutating func forget(_ number: Int32) {
        spans[Int(number)] = Span()
        losses[Int(number)] = -1
    }
}

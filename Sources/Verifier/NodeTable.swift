import Forwarding

/// The sets that have reached nodes, in the order in which the nodes were met. Emptied in O(1) and
/// used again for the next origin.
struct NodeTable: Sendable {
    private(set) var nodes: [Node] = []
    /// Of the nodes, in the graph.
    private(set) var numbers: [Int32] = []
    var sets: [HeaderSet] = []
    /// What has come and was not passed on yet.
    var pending: [HeaderSet] = []
    var isQueued: [Bool] = []
    /// By number, the epoch and the position in it.
    private var positions: [UInt64] = []
    private var epoch: UInt64 = 1

    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        sets.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
        isQueued.removeAll(keepingCapacity: true)
        epoch += 1
    }

    func position(ofNumber number: Int32) -> Int? {
        guard Int(number) < positions.count, positions[Int(number)] >> 32 == epoch else {
            return nil
        }
        return Int(positions[Int(number)] & 0xffff_ffff)
    }

    /// The position of a node, which is added without headers where it is new.
    mutating func insert(_ number: Int32, _ node: Node) -> Int {
        if let known = position(ofNumber: number) { return known }
        while positions.count <= Int(number) { positions.append(0) }
        positions[Int(number)] = epoch << 32 | UInt64(nodes.count)
        nodes.append(node)
        numbers.append(number)
        sets.append(.none)
        pending.append(.none)
        isQueued.append(false)
        return nodes.count - 1
    }
}

import Forwarding

/// The sets that have reached nodes, in the order in which the nodes were met. Emptied in O(1) and
/// used again for the next origin.
struct NodeTable: Sendable {
    private(set) var nodes: [Node] = []
    var sets: [HeaderSet] = []
    /// What has come and was not passed on yet.
    var pending: [HeaderSet] = []
    var isQueued: [Bool] = []
    /// Open addressing: position + 1 of the node, valid where the epoch is the present one.
    private var slots = [UInt64](repeating: 0, count: 256)
    private var epoch: UInt64 = 1

    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        sets.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
        isQueued.removeAll(keepingCapacity: true)
        epoch += 1
    }

    func position(of node: Node) -> Int? {
        var slot = Self.hash(node) & (slots.count - 1)
        while slots[slot] >> 32 == epoch {
            let position = Int(slots[slot] & 0xffff_ffff)
            if nodes[position] == node { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The position of a node, which is added without headers where it is new.
    mutating func insert(_ node: Node) -> Int {
        if nodes.count * 2 >= slots.count { grow() }
        var slot = Self.hash(node) & (slots.count - 1)
        while slots[slot] >> 32 == epoch {
            let position = Int(slots[slot] & 0xffff_ffff)
            if nodes[position] == node { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = epoch << 32 | UInt64(nodes.count)
        nodes.append(node)
        sets.append(.none)
        pending.append(.none)
        isQueued.append(false)
        return nodes.count - 1
    }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 4)
        for (position, node) in nodes.enumerated() {
            var slot = Self.hash(node) & (slots.count - 1)
            while slots[slot] >> 32 == epoch { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = epoch << 32 | UInt64(position)
        }
    }

    private static func hash(_ node: Node) -> Int {
        Int(truncatingIfNeeded: (node.rawValue &* 0x9e37_79b9_7f4a_7c15) >> 34)
    }
}

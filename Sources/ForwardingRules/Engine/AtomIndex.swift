/// The atoms in order of their first addresses: which one an address lies in.
///
/// Sorted blocks of up to 64 bounds in one array, and the order of the blocks in another: a look-up
/// is two binary searches, a change moves up to 63 bounds and now and then the order. That is
/// asked when a prefix is new or has gone, not for every rule.
struct AtomIndex<Address: ForwardingAddress>: Sendable {
    private static var room: Int { 64 }

    /// Block `b` holds its bounds and their atoms from `b * room` on, ascending.
    private var bounds: [Address]
    private var atoms: [Int32]
    private var sizes: [Int]
    private var order: [Int] = [0]
    private var free: [Int] = []

    /// One atom from address 0 on, with number 0.
    init() {
        bounds = Array(repeating: 0, count: Self.room)
        atoms = Array(repeating: 0, count: Self.room)
        sizes = [1]
    }

    /// The atom that an address lies in, and the address it begins at.
    func atom(holding address: Address) -> (number: Int32, first: Address) {
        let (block, offset) = place(of: address)
        let index = order[block] * Self.room + offset
        return (atoms[index], bounds[index])
    }

    /// - Precondition: no atom begins at `bound`.
    mutating func insert(_ atom: Int32, at bound: Address) {
        var (block, offset) = place(of: bound)
        if sizes[order[block]] == Self.room {
            divide(block)
            (block, offset) = place(of: bound)
        }
        let start = order[block] * Self.room
        let end = start + sizes[order[block]]
        for index in stride(from: end, to: start + offset + 1, by: -1) {
            copy(index - 1, to: index)
        }
        bounds[start + offset + 1] = bound
        atoms[start + offset + 1] = atom
        sizes[order[block]] += 1
    }

    /// - Precondition: an atom begins at `bound`, which is not 0.
    mutating func remove(_ bound: Address) {
        let (block, offset) = place(of: bound)
        let start = order[block] * Self.room
        precondition(bounds[start + offset] == bound && bound > 0, "an atom begins here")
        sizes[order[block]] -= 1
        for index in start + offset..<start + sizes[order[block]] { copy(index + 1, to: index) }
        if sizes[order[block]] == 0 { free.append(order.remove(at: block)) }
    }

    /// The last bound at or before an address: the place of its block in the order, and its own
    /// in the block. Bound 0 is always there.
    private func place(of address: Address) -> (block: Int, offset: Int) {
        let block = Self.last(order.count) { bounds[order[$0] * Self.room] <= address }
        let start = order[block] * Self.room
        return (block, Self.last(sizes[order[block]]) { bounds[start + $0] <= address })
    }

    /// The last of `count` places where the condition holds, which holds at 0 and nowhere after a
    /// place where it does not.
    @inline(__always)
    private static func last(_ count: Int, where holds: (Int) -> Bool) -> Int {
        var place = 0
        var remaining = count
        while remaining > 1 {
            let half = remaining / 2
            place = holds(place + half) ? place + half : place
            remaining -= half
        }
        return place
    }

    /// Moves the upper half of a full block into one of its own.
    private mutating func divide(_ block: Int) {
        let other = free.popLast() ?? sizes.count
        if other == sizes.count {
            bounds.append(contentsOf: repeatElement(0, count: Self.room))
            atoms.append(contentsOf: repeatElement(0, count: Self.room))
            sizes.append(0)
        }
        let half = Self.room / 2
        for offset in 0..<half {
            copy(order[block] * Self.room + half + offset, to: other * Self.room + offset)
        }
        sizes[order[block]] = half
        sizes[other] = half
        order.insert(other, at: block + 1)
    }

    private mutating func copy(_ index: Int, to target: Int) {
        bounds[target] = bounds[index]
        atoms[target] = atoms[index]
    }
}

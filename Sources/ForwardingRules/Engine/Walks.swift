/// The walks that an update causes.
struct Walks: Sendable {
    /// Atoms of the update at hand whose walk found its way back, or ways that part.
    private(set) var suspects: [Int32] = []
    /// Atoms that were walked so far, and hops that were followed.
    private(set) var atoms = 0
    private(set) var steps = 0

    mutating func begin() { suspects.removeAll(keepingCapacity: true) }

    /// Lets a device send the packets of an atom elsewhere, and follows them if that is a change.
    ///
    /// - Parameter row: where the row of the atom begins.
    @inline(__always)
    mutating func turn(_ hops: inout [Hop], row: Int, _ atom: Int32, _ device: Int32, to hop: Hop) {
        guard hops[row &+ Int(device)] != hop else { return }
        hops[row &+ Int(device)] = hop
        follow(hops, row: row, atom, device)
    }

    /// Follows the packets of an atom from a device.
    @inline(__always)
    mutating func follow(_ hops: [Hop], row: Int, _ atom: Int32, _ device: Int32) {
        atoms &+= 1
        if LoopSearch.closes(from: device, hops.span, row: row, steps: &steps) {
            suspects.append(atom)
        }
    }
}

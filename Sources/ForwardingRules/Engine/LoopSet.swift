/// Rings of devices, each once, however often and from wherever it was found.
struct LoopSet<Address: ForwardingAddress>: Sendable {
    struct Loop: BitwiseCopyable, Sendable {
        /// Where its devices stand in `devices`.
        let start: Int
        let count: Int
        /// An address whose packets go round, and the update that closed the ring first.
        let example: Address
        let origin: UInt64
        /// Another loop of the same hash; -1 for none.
        let other: Int32
    }

    /// How many devices all loops together may have.
    private let room: Int
    private(set) var loops: [Loop] = []
    private(set) var devices: [Int32] = []
    private var newest = FlatTable(filler: LoopHash(value: 0))
    /// Whether a loop found no room.
    private(set) var isFull = false

    /// Room for as many devices as fit in 64 MiB, unless said otherwise.
    init(room: Int = 1 << 24) { self.room = room }

    /// The devices of a loop, the lowest number first, in the order packets pass them.
    func devices(of loop: Loop) -> ArraySlice<Int32> {
        devices[loop.start..<loop.start + loop.count]
    }

    /// Adds a ring, which may begin anywhere, unless it is there already.
    ///
    /// - Precondition: no device is in the ring twice.
    mutating func insert(_ ring: [Int32], example: Address, origin: UInt64) {
        let turn = ring.indices.min { ring[$0] < ring[$1] } ?? 0
        let hash = Self.hash(ring, turn: turn)
        var other = newest[hash]
        while other >= 0 {
            let candidate = loops[Int(other)]
            if matches(candidate, ring, turn: turn) { return }
            other = candidate.other
        }
        guard devices.count + ring.count <= room else {
            isFull = true
            return
        }
        loops.append(
            Loop(
                start: devices.count, count: ring.count, example: example, origin: origin,
                other: newest[hash]))
        newest.set(Int32(loops.count - 1), for: hash)
        devices += ring[turn...]
        devices += ring[..<turn]
    }

    private func matches(_ loop: Loop, _ ring: [Int32], turn: Int) -> Bool {
        guard loop.count == ring.count else { return false }
        let (rest, front) = (ring[turn...], ring[..<turn])
        let middle = loop.start + rest.count
        return devices[loop.start..<middle].elementsEqual(rest)
            && devices[middle..<loop.start + loop.count].elementsEqual(front)
    }

    private static func hash(_ ring: [Int32], turn: Int) -> LoopHash {
        var value = UInt64(ring.count)
        for device in ring[turn...] { value = foldedHash(value, UInt64(UInt32(device))) }
        for device in ring[..<turn] { value = foldedHash(value, UInt64(UInt32(device))) }
        return LoopHash(value: value)
    }
}

private struct LoopHash: FlatKey {
    let value: UInt64
    var hash: UInt64 { value }
}

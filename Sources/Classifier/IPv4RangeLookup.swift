/// Longest-prefix match of IPv4 addresses by a direct index and a binary search among the stretches
/// that begin near by, in the spirit of DXR (Zec, Rizzo and Mikuc, "DXR: Towards a Billion
/// Routing Lookups per Second in Software", CCR 42(5), 2012).
///
/// Every /16 is cut into buckets of equal width, the more the more stretches begin in it. A bucket
/// knows the stretch in force at its beginning; a search tells how many have begun since.
///
///      31                          5 4         0
///     +-----------------------------+-----------+
///     |        first bucket         |   shift   |  root, by the high half of an address
///     +-----------------------------+-----------+
///
/// A step of the search is a load, a comparison and arithmetic, no branch; all addresses of a
/// batch take as many as the one in the fullest bucket. 256 KiB, 8 octets for each /16 and at most
/// 14 for each stretch, of which n prefixes make 2n + 1 at most: the structure cannot be made to
/// explode.
struct IPv4RangeLookup {
    private var root: [UInt32] = []
    /// For each bucket the stretch in force at its beginning, and one more behind those of each /16.
    private var buckets: [UInt32] = []
    /// Low halves of the addresses at which stretches begin.
    private var starts: [UInt16] = []
    private var places: [UInt32] = []

    /// - Precondition: the boundaries are of IPv4, the first at zero; or there are none, for a
    ///   table that is never asked.
    init(_ boundaries: [PrefixTree.Boundary]) {
        guard !boundaries.isEmpty else { return }
        let addresses = boundaries.map { UInt32(truncatingIfNeeded: $0.start >> 96) }
        starts = addresses.map { UInt16(truncatingIfNeeded: $0) }
        places = boundaries.map(\.prefix)
        root.reserveCapacity(1 << 16)
        buckets.reserveCapacity(2 << 16 + boundaries.count)
        // The stretch in force.
        var current = 0
        for high in 0..<UInt32(1 << 16) {
            let begin = high << 16
            if current + 1 < addresses.count && addresses[current + 1] == begin { current += 1 }
            var end = current + 1
            while end < addresses.count && addresses[end] >> 16 == high { end += 1 }
            // About two stretches a bucket, at most 256 buckets.
            var shift: UInt32 = 16
            while shift > 8 && end - current - 1 > 2 << (16 - shift) { shift -= 1 }
            root.append(UInt32(buckets.count) << 5 | shift)
            buckets.append(UInt32(current))
            for bucket in 1..<UInt32(1) << (16 - shift) + 1 {
                let next = begin &+ bucket << shift
                // The last of them ends with the /16, where the address may wrap to zero.
                while current + 1 < end && (next >> 16 != high || addresses[current + 1] <= next) {
                    current += 1
                }
                buckets.append(UInt32(current))
            }
        }
    }

    var memoryInOctets: Int {
        4 * (root.capacity + buckets.capacity + places.capacity) + 2 * starts.capacity
    }

    /// Replaces the first `count` addresses by the places of their longest prefixes.
    @inline(__always)
    func find(_ lanes: inout Lanes<UInt32>, count: Int) {
        let root = root.span
        let buckets = buckets.span
        let places = places.span
        let starts = starts.span
        var positions = Lanes<UInt32>(repeating: 0)
        var remaining = Lanes<UInt32>(repeating: 1)
        var most: UInt32 = 1
        for lane in 0..<count {
            let word = root[Int(lanes[lane] >> 16)]
            let bucket = Int((word >> 5) &+ (lanes[lane] & 0xffff) &>> (word & 31))
            positions[lane] = buckets[bucket]
            remaining[lane] = buckets[bucket + 1] &- buckets[bucket] &+ 1
            most = max(most, remaining[lane])
        }
        while most > 1 {
            for lane in 0..<count {
                let half = remaining[lane] >> 1
                let next = positions[lane] &+ half
                // Where the stretch begins behind the address, subtracting borrows from the high
                // half and flips its lowest bit; that bit shifts the step away. Anything said as a
                // choice would be compiled to a branch here, guessed wrong every second time.
                let address = lanes[lane]
                let borrow = (address &- UInt32(starts[Int(next)]) ^ address) >> 11 & 32
                positions[lane] &+= UInt32(truncatingIfNeeded: UInt64(half) &>> UInt64(borrow))
                remaining[lane] &-= half
            }
            most &-= most >> 1
        }
        for lane in 0..<count { lanes[lane] = places[Int(positions[lane])] }
    }
}

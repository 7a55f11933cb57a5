/// Longest-prefix match of IPv4 addresses by a direct index on 16 bits and a binary search among
/// the stretches that begin inside (Zec, Rizzo and Mikuc, "DXR: Towards a Billion Routing Lookups
/// per Second in Software", CCR 42(5), 2012).
///
///      63                    32 31                     0
///     +------------------------+------------------------+
///     | stretches, at least 1  | place, or first stretch|  root, by the high half of an address
///     +------------------------+------------------------+
///
/// A step of the search is a load, a comparison and arithmetic, no branch; all addresses of a
/// batch take as many as the longest of them. 512 KiB and 6 octets for each stretch, of which n
/// prefixes make 2n + 1 at most: the structure cannot be made to explode.
struct IPv4RangeLookup {
    private var root: [UInt64] = []
    /// Low halves of the addresses at which stretches begin.
    private var starts: [UInt16] = [0]
    private var places: [UInt32] = [0]

    /// - Precondition: the boundaries are of IPv4, the first at zero; or there are none, for a
    ///   table that is never asked.
    init(_ boundaries: [PrefixTree.Boundary]) {
        guard !boundaries.isEmpty else { return }
        root.reserveCapacity(1 << 16)
        starts.reserveCapacity(boundaries.count + 1)
        places.reserveCapacity(boundaries.count + 1)
        var index = 0
        for high in 0..<UInt32(1 << 16) {
            // The stretch in which this sixteenth of the addresses begins.
            var first = index
            if UInt32(truncatingIfNeeded: boundaries[index].start >> 96) > high << 16 {
                first -= 1
            }
            var end = first + 1
            while end < boundaries.count
                && UInt32(truncatingIfNeeded: boundaries[end].start >> 112) == high
            {
                end += 1
            }
            if end - first == 1 {
                root.append(1 << 32 | UInt64(boundaries[first].prefix))
            } else {
                root.append(UInt64(end - first) << 32 | UInt64(starts.count))
                for stretch in first..<end {
                    starts.append(
                        stretch == first
                            ? 0 : UInt16(truncatingIfNeeded: boundaries[stretch].start >> 96))
                    places.append(boundaries[stretch].prefix)
                }
            }
            index = min(end, boundaries.count - 1)
        }
    }

    var memoryInOctets: Int { 8 * root.capacity + 2 * starts.capacity + 4 * places.capacity }

    /// Replaces the first `count` addresses by the places of their longest prefixes.
    @inline(__always)
    func find(_ lanes: inout Lanes<UInt32>, count: Int) {
        let root = root.span
        let starts = starts.span
        let places = places.span
        var positions = Lanes<UInt32>(repeating: 0)
        var remaining = Lanes<UInt32>(repeating: 1)
        var direct = Lanes<UInt32>(repeating: 0)
        var most: UInt32 = 1
        for lane in 0..<count {
            let word = root[Int(lanes[lane] >> 16)]
            let stretches = UInt32(truncatingIfNeeded: word >> 32)
            direct[lane] = UInt32(truncatingIfNeeded: word)
            // One stretch needs no search: it stands in the root.
            positions[lane] = stretches == 1 ? 0 : direct[lane]
            remaining[lane] = stretches
            most = max(most, stretches)
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
        for lane in 0..<count {
            let place = places[Int(positions[lane])]
            lanes[lane] = positions[lane] == 0 ? direct[lane] : place
        }
    }
}

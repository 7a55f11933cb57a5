import Net

/// Where each MAC address may send that the topology binds to a port, for a look at every packet: open
/// addressing at a load of at most a quarter, built once, one load for most packets.
///
/// It is asked about the segments of tenants alone; on LANs of the exchange every frame is looked at
/// anyway, and elsewhere frames come from routers.
struct StationHomes: Sendable {
    /// 0 is a free slot; bits 63 to 16 the address, 15 to 0 its only place, or `many`.
    private var slots: [UInt64]
    private let shift: UInt64
    /// Places of addresses that have several.
    private var others: [MACAddress: Set<PlaceNumber>] = [:]
    private let segments: Range<PlaceNumber>

    private static let many = PlaceNumber.unknown

    init(_ book: StationBook, _ places: PlaceTable) {
        let count = places.places.count {
            if case .segment = $0 { true } else { false }
        }
        // Segments come first among the places of a fabric.
        let first = PlaceNumber.firstOfFabric
        segments = first..<first + PlaceNumber(count)
        var bits: UInt64 = 4
        while 1 << bits < 4 * book.byMAC.count { bits += 1 }
        slots = Array(repeating: 0, count: 1 << bits)
        shift = 64 - bits
        for (mac, station) in book.byMAC {
            let homes = book.stations[station].places
            if homes.count != 1 { others[mac] = Set(homes) }
            let home = homes.count == 1 ? homes[0] : Self.many
            slots[position(of: mac)] = mac.rawValue << 16 | UInt64(home)
        }
    }

    /// Whether an address is bound to a port, and the port does not have a segment.
    @inline(__always)
    func isAway(_ mac: MACAddress, in place: PlaceNumber) -> Bool {
        guard segments.contains(place) else { return false }
        let slot = slots[position(of: mac)]
        let home = PlaceNumber(truncatingIfNeeded: slot)
        if slot == 0 || home == place { return false }
        return home != Self.many || !hasHome(mac, place)
    }

    @inline(never)
    private func hasHome(_ mac: MACAddress, _ place: PlaceNumber) -> Bool {
        others[mac]?.contains(place) ?? false
    }

    /// The slot of an address, or the free one where it belongs.
    @inline(__always)
    private func position(of mac: MACAddress) -> Int {
        var index = Int(truncatingIfNeeded: (mac.rawValue &* 0x9e37_79b9_7f4a_7c15) &>> shift)
        while slots[index] != 0 && slots[index] &>> 16 != mac.rawValue {
            index = (index &+ 1) & (slots.count &- 1)
        }
        return index
    }
}

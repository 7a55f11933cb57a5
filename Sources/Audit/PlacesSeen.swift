/// Where frames of a finding were seen first: the places whose first frames are the earliest.
struct PlacesSeen: Equatable, Sendable {
    /// By the number of their first frames, at most `limit`.
    private(set) var sightings: [Sighting] = []

    struct Sighting: Equatable, Sendable {
        let place: PlaceNumber
        var first: PacketReference
    }

    static let limit = 8

    init() {}

    /// Nil where these are no sightings that could have been kept.
    init?(_ sightings: [Sighting]) {
        guard sightings.count <= Self.limit,
            Set(sightings.map(\.place)).count == sightings.count,
            zip(sightings, sightings.dropFirst()).allSatisfy({ $0.first < $1.first })
        else { return nil }
        self.sightings = sightings
    }

    /// Notes a frame. Frames may come in any order.
    mutating func note(_ place: PlaceNumber, _ packet: PacketReference) {
        if let index = sightings.firstIndex(where: { $0.place == place }) {
            guard packet < sightings[index].first else { return }
            sightings.remove(at: index)
        } else if sightings.count == Self.limit, let last = sightings.last, last.first < packet {
            return
        }
        let index = sightings.firstIndex { packet < $0.first } ?? sightings.count
        sightings.insert(Sighting(place: place, first: packet), at: index)
        if sightings.count > Self.limit { sightings.removeLast() }
    }

    func merged(with other: Self) -> Self {
        var result = self
        for sighting in other.sightings { result.note(sighting.place, sighting.first) }
        return result
    }

    /// The same in a capture whose frames were counted from `count` on.
    mutating func shift(by count: UInt64) {
        for index in sightings.indices { sightings[index].first.shift(by: count) }
    }
}

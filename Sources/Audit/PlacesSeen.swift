/// Where frames of a finding were seen first: the places whose first frames are the earliest.
struct PlacesSeen: Equatable, Sendable {
    /// By the number of their first frames, at most `limit`.
    private(set) var elements: [Element] = []

    struct Element: Equatable, Sendable {
        let place: PlaceNumber
        var first: PacketReference
    }

    static let limit = 8

    init() {}

    /// Nil where these are none that could have been kept.
    init?(_ elements: [Element]) {
        guard elements.count <= Self.limit,
            Set(elements.map(\.place)).count == elements.count,
            zip(elements, elements.dropFirst()).allSatisfy({ $0.first < $1.first })
        else { return nil }
        self.elements = elements
    }

    /// Notes a frame. Frames may come in any order.
    mutating func note(_ place: PlaceNumber, _ packet: PacketReference) {
        if let index = elements.firstIndex(where: { $0.place == place }) {
            guard packet < elements[index].first else { return }
            elements.remove(at: index)
        } else if elements.count == Self.limit, let last = elements.last, last.first < packet {
            return
        }
        let index = elements.firstIndex { packet < $0.first } ?? elements.count
        elements.insert(Element(place: place, first: packet), at: index)
        if elements.count > Self.limit { elements.removeLast() }
    }

    func merged(with other: Self) -> Self {
        var result = self
        for element in other.elements { result.note(element.place, element.first) }
        return result
    }

    /// The same in a capture whose frames were counted from `count` on.
    mutating func shift(by count: UInt64) {
        for index in elements.indices { elements[index].first.shift(by: count) }
    }
}

extension ForwardingGraph {
    /// An ordered pair of interfaces of one device.
    package struct Passage: Hashable, Sendable, BitwiseCopyable {
        let from: Int32
        let to: Int32

        package init(from: Int32, to: Int32) {
            self.from = from
            self.to = to
        }
    }

    /// Pairs of interfaces that some rule of a stateful device names, so that between all others
    /// nothing passes; nil where a rule names no pair. O(rules).
    package func passages(_ device: Int) -> Set<Passage>? {
        var result: Set<Passage> = []
        for named in planes[device].rulesOfPassage.keys {
            guard let from = named.from, let to = named.to else { return nil }
            guard let from = planes[device].interface(named: from),
                let to = planes[device].interface(named: to)
            else { continue }
            result.insert(Passage(from: Int32(from), to: Int32(to)))
        }
        return result
    }
}

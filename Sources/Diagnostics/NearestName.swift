extension Sequence<String> {
    /// The name that `text` was most likely meant to be: the one at the smallest edit distance
    /// (insertion, deletion, substitution, exchange of neighbours), at most a third of its length
    /// and never more than two away: one name is no misspelling of another, and whoever follows a
    /// wrong hint connects the wrong tenant. The first in order of names among equals. Nil where
    /// none is near.
    public func nearest(to text: String) -> String? {
        let wanted = Array(text.lowercased().unicodeScalars.prefix(64))
        var best: (name: String, distance: Int)?
        for name in self {
            let candidate = Array(name.lowercased().unicodeScalars.prefix(64))
            let length = Swift.max(wanted.count, candidate.count)
            let limit = Swift.min(2, Swift.max(1, length / 3))
            guard abs(wanted.count - candidate.count) <= limit else { continue }
            let distance = editDistance(wanted, candidate)
            guard distance <= limit else { continue }
            if let found = best, (found.distance, found.name) <= (distance, name) { continue }
            best = (name, distance)
        }
        return best?.name
    }
}

/// Optimal string alignment distance in O(n·m).
private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for i in 0..<first.count {
        var row = [i + 1]
        for j in 0..<second.count {
            var cost = Swift.min(
                last[j + 1] + 1, row[j] + 1, last[j] + (first[i] == second[j] ? 0 : 1))
            if i > 0 && j > 0 && first[i] == second[j - 1] && first[i - 1] == second[j] {
                cost = Swift.min(cost, beforeLast[j - 1] + 1)
            }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[second.count]
}

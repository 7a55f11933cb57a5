/// How one text becomes another, line by line: which lines stay, go and come.
///
/// Lines that both texts have exactly once are anchors: those of them that stand in the same order
/// stay (the patience difference of Bram Cohen), and what lies between two anchors is compared
/// by itself. Generated files are full of such lines, so that what is told stays within the block
/// that it is about. A part without an anchor is compared by its longest common subsequence where
/// it is small, and replaced as a whole where it is large.
struct LineDifference {
    /// Lines of the old and the new text that stay, as positions; both ascending.
    private(set) var kept: [(old: Int, new: Int)] = []
    let old: [Substring]
    let new: [Substring]

    var removedCount: Int { old.count - kept.count }
    var addedCount: Int { new.count - kept.count }

    /// O(n log n) but for small parts without an anchor, which take the product of their lengths.
    init(from old: String, to new: String) {
        self.old = Self.lines(of: old)
        self.new = Self.lines(of: new)
        compare(self.old.indices, self.new.indices)
    }

    private static func lines(of text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Behind the line feed at the end is no line.
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    // MARK: Comparing

    /// Entries of the table for a part without an anchor; larger parts are replaced.
    private static let largestTable = 1 << 20

    private mutating func compare(_ oldRange: Range<Int>, _ newRange: Range<Int>) {
        var (a, b) = (oldRange, newRange)
        while let first = a.first, let second = b.first, old[first] == new[second] {
            kept.append((first, second))
            a.removeFirst()
            b.removeFirst()
        }
        var ending: [(old: Int, new: Int)] = []
        while let last = a.last, let other = b.last, old[last] == new[other] {
            ending.append((last, other))
            a.removeLast()
            b.removeLast()
        }
        if !a.isEmpty && !b.isEmpty { compareMiddle(a, b) }
        kept += ending.reversed()
    }

    private mutating func compareMiddle(_ a: Range<Int>, _ b: Range<Int>) {
        let anchors = anchors(a, b)
        guard !anchors.isEmpty else {
            if a.count * b.count <= Self.largestTable { compareByTable(a, b) }
            return
        }
        var (first, second) = (a.lowerBound, b.lowerBound)
        for anchor in anchors {
            compare(first..<anchor.old, second..<anchor.new)
            kept.append(anchor)
            (first, second) = (anchor.old + 1, anchor.new + 1)
        }
        compare(first..<a.upperBound, second..<b.upperBound)
    }

    /// Lines that are unique on both sides, the longest row of them that is in order on both.
    private func anchors(_ a: Range<Int>, _ b: Range<Int>) -> [(old: Int, new: Int)] {
        let (first, second) = (unique(old, a), unique(new, b))
        let pairs = first.compactMap { line, position in
            second[line].map { (old: position, new: $0) }
        }.sorted { $0.old < $1.old }
        // The longest ascending row, by piles: the last of each pile, and before each its predecessor.
        var piles: [Int] = []
        var previous = [Int?](repeating: nil, count: pairs.count)
        for (index, pair) in pairs.enumerated() {
            var (low, high) = (0, piles.count)
            while low < high {
                let middle = (low + high) / 2
                if pairs[piles[middle]].new < pair.new { low = middle + 1 } else { high = middle }
            }
            previous[index] = low > 0 ? piles[low - 1] : nil
            if low == piles.count { piles.append(index) } else { piles[low] = index }
        }
        var result: [(old: Int, new: Int)] = []
        var next = piles.last
        while let index = next {
            result.append(pairs[index])
            next = previous[index]
        }
        return result.reversed()
    }

    private func unique(_ lines: [Substring], _ range: Range<Int>) -> [Substring: Int] {
        var positions: [Substring: Int] = [:]
        var repeated: Set<Substring> = []
        for position in range
        where positions.updateValue(position, forKey: lines[position]) != nil {
            repeated.insert(lines[position])
        }
        return positions.filter { !repeated.contains($0.key) }
    }

    private mutating func compareByTable(_ a: Range<Int>, _ b: Range<Int>) {
        let width = b.count + 1
        var lengths = [Int32](repeating: 0, count: (a.count + 1) * width)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() {
                let at = (i - a.lowerBound) * width + (j - b.lowerBound)
                lengths[at] =
                    old[i] == new[j]
                    ? lengths[at + width + 1] + 1 : max(lengths[at + width], lengths[at + 1])
            }
        }
        var (i, j) = (a.lowerBound, b.lowerBound)
        while i < a.upperBound && j < b.upperBound {
            let at = (i - a.lowerBound) * width + (j - b.lowerBound)
            if old[i] == new[j] {
                kept.append((i, j))
                i += 1
                j += 1
            } else if lengths[at + width] >= lengths[at + 1] {
                i += 1
            } else {
                j += 1
            }
        }
    }

    // MARK: Telling

    /// The unified form that patch(1) reads, without the two lines that name the files.
    ///
    /// - Parameter context: lines that stay and are shown before and behind each change.
    func hunks(context: Int = 3) -> String {
        var result = ""
        var edits = edits()[...]
        while let first = edits.first {
            // A gap of no more than twice the context joins two changes.
            var hunk = [first]
            edits.removeFirst()
            while let next = edits.first,
                next.old.lowerBound - (hunk.last?.old.upperBound ?? 0) <= 2 * context
            {
                hunk.append(next)
                edits.removeFirst()
            }
            result += text(of: hunk, context)
        }
        return result
    }

    /// Lines that go, and those that come in their place.
    private struct Edit {
        var old: Range<Int>
        var new: Range<Int>
    }

    private func edits() -> [Edit] {
        var result: [Edit] = []
        var (first, second) = (0, 0)
        for pair in kept + [(old: old.count, new: new.count)] {
            if pair.old > first || pair.new > second {
                result.append(Edit(old: first..<pair.old, new: second..<pair.new))
            }
            (first, second) = (pair.old + 1, pair.new + 1)
        }
        return result
    }

    private func text(of edits: [Edit], _ context: Int) -> String {
        guard let first = edits.first, let last = edits.last else { return "" }
        let start = max(0, first.old.lowerBound - context)
        let end = min(old.count, last.old.upperBound + context)
        let newStart = first.new.lowerBound - (first.old.lowerBound - start)
        let newEnd = last.new.upperBound + (end - last.old.upperBound)
        var result = "@@ -\(Self.range(start, end)) +\(Self.range(newStart, newEnd)) @@\n"
        var position = start
        for edit in edits {
            for line in old[position..<edit.old.lowerBound] { result += " \(line)\n" }
            for line in old[edit.old] { result += "-\(line)\n" }
            for line in new[edit.new] { result += "+\(line)\n" }
            position = edit.old.upperBound
        }
        for line in old[position..<end] { result += " \(line)\n" }
        return result
    }

    /// Lines count from 1; an empty range names the line before it.
    private static func range(_ start: Int, _ end: Int) -> String {
        end - start == 1 ? "\(start + 1)" : "\(end == start ? start : start + 1),\(end - start)"
    }
}

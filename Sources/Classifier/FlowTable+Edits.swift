import Net

/// What was changed of a table since it was compiled.
struct TableEdits {
    struct Added {
        var rule: Rule
        /// Its place in the order of priority: the least decides.
        var label: UInt64
    }

    /// Rules added or replaced, by number.
    var added: [Int: Added] = [:]
    /// The same in the order of priority: by label.
    var order: [(label: UInt64, number: Int)] = []
    var overlay = RuleOverlay()
    /// Compiled rules that are no more, or stand in the overlay now.
    var retired: Set<Int> = []
    /// The number of the next rule that is added.
    var nextNumber: Int

    var isEmpty: Bool { overlay.isEmpty }

    /// The label of a rule that was compiled with a rank. Between two neighbours there is room for
    /// 2^32 - 1 others.
    static func label(rank: Int) -> UInt64 { UInt64(rank + 1) << 32 }

    /// Where in `order` the first label stands that is not less than this.
    func place(_ label: UInt64) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if order[middle].label < label { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Changes, visible at once and without building anew: a rule that goes is struck out where it was
/// compiled, a rule that comes is looked up beside the table. A rule keeps its number for life; the
/// verdicts are those of a table built of the rules in their order now.
///
/// Some microseconds each, in a table that is the only copy (a shared one is copied first); and a
/// few nanoseconds for each key, for every combination of prefix lengths among the rules added since
/// the table was compiled: `compacted()` takes that away.
extension FlowTable {
    /// The rule of a number; nil where it was removed.
    public func rule(_ number: Int) -> Rule? {
        if let added = edits.added[number] { return added.rule }
        return rank(of: number) == nil || edits.retired.contains(number) ? nil : rules[number]
    }

    /// Takes a rule out.
    ///
    /// - Precondition: there is a rule with this number.
    public mutating func remove(_ number: Int) { _ = retire(number) }

    /// Puts another rule in the place of one: it has its number and its priority.
    ///
    /// - Precondition: there is a rule with this number.
    public mutating func replace(_ number: Int, with rule: Rule) {
        add(rule, number: number, label: retire(number))
    }

    /// Adds a rule right before another, or behind all where `number` is nil.
    ///
    /// - Returns: the number of the new rule, one more than the greatest so far.
    /// - Precondition: there is a rule with the number.
    @discardableResult
    public mutating func insert(_ rule: Rule, before number: Int?) throws(PolicyTooLarge) -> Int {
        let added = edits.nextNumber
        guard added < Self.ruleLimit else {
            throw PolicyTooLarge(ruleCount: added + 1, limit: Self.ruleLimit)
        }
        edits.nextNumber += 1
        add(rule, number: added, label: freeLabel(before: number))
        return added
    }

    /// The same rules with the same numbers, compiled anew: what the changes cost each key is gone.
    ///
    /// - Complexity: O(n log n) in the number of rules; pure, so that another thread may do it.
    public func compacted() -> FlowTable {
        var numbers: [UInt32] = []
        var next = 0
        for rank in 0..<rankCount {
            let label = TableEdits.label(rank: rank)
            while next < edits.order.count && edits.order[next].label < label {
                numbers.append(UInt32(edits.order[next].number))
                next += 1
            }
            let number = self.number(ofRank: rank)
            if !edits.retired.contains(number) { numbers.append(UInt32(number)) }
        }
        numbers += edits.order[next...].map { UInt32($0.number) }
        // Of a rule that was added and removed only the number is left: any rule stands there.
        let any = IPPrefix(containing: .ipv4(IPv4Address(rawValue: 0)), length: 0)
        let none = Rule(match: Match(source: any, destination: any), action: .forbid)
        var all = rules + Array(repeating: none, count: edits.nextNumber - rules.count)
        for (number, added) in edits.added { all[number] = added.rule }
        return FlowTable(all, inOrder: numbers, blockLimit: blockLimit)
    }

    /// Strikes a rule out; gives its label.
    private mutating func retire(_ number: Int) -> UInt64 {
        if let gone = edits.added.removeValue(forKey: number) {
            edits.overlay.remove(gone.rule, number: number)
            edits.order.remove(at: edits.place(gone.label))
            return gone.label
        }
        guard let rank = rank(of: number), edits.retired.insert(number).inserted else {
            preconditionFailure("there is no rule of this number")
        }
        policy.remove(rules[number], rank: rank)
        return TableEdits.label(rank: rank)
    }

    private mutating func add(_ rule: Rule, number: Int, label: UInt64) {
        edits.added[number] = TableEdits.Added(rule: rule, label: label)
        edits.order.insert((label, number), at: edits.place(label))
        edits.overlay.insert(rule, number: number, label: label)
    }

    /// A label less than that of a rule and greater than all others that are less.
    private mutating func freeLabel(before number: Int?) -> UInt64 {
        let bound = number.map(label) ?? .max
        let place = edits.place(bound)
        // Compiled rules have labels that are multiples of 2^32, struck out or not.
        let compiled = min(TableEdits.label(rank: rankCount - 1), ((bound - 1) >> 32) << 32)
        let previous = max(place > 0 ? edits.order[place - 1].label : 0, compiled)
        if bound - previous > 1 { return previous + min((bound - previous) / 2, 1 << 32) }
        spread(above: compiled)
        return freeLabel(before: number)
    }

    /// Spreads the labels between a compiled rule and the next evenly over the room there is.
    private mutating func spread(above compiled: UInt64) {
        let first = edits.place(compiled + 1)
        let isLast = compiled == TableEdits.label(rank: rankCount - 1)
        let end = isLast ? edits.order.count : edits.place(compiled + (1 << 32))
        let step = isLast ? 1 << 32 : (1 << 32) / UInt64(end - first + 1)
        for index in first..<end {
            let number = edits.order[index].number
            let label = compiled + step * UInt64(index - first + 1)
            guard let rule = edits.added[number]?.rule else { continue }
            edits.order[index].label = label
            edits.added[number]?.label = label
            edits.overlay.remove(rule, number: number)
            edits.overlay.insert(rule, number: number, label: label)
        }
    }

    private func label(of number: Int) -> UInt64 {
        if let added = edits.added[number] { return added.label }
        guard let rank = rank(of: number), !edits.retired.contains(number) else {
            preconditionFailure("there is no rule of this number")
        }
        return TableEdits.label(rank: rank)
    }
}

// Sets of packet headers, as decision diagrams over ranges.
//
// A set is a node: a field, and for each range of its values the set of what the further fields may
// be. Equal sets are the same node, because nodes are made once (hash consing), neighbouring ranges
// with the same rest are one, and a field that does not matter has no node. So equality is one
// comparison, emptiness another, and an operation on two sets is remembered by the two numbers.
// The idea is that of decision diagrams for packet filters (Gouda and Liu, "Firewall design",
// ICDCS 2004) and of field-level diagrams (NDD, NSDI 2025) with ranges in place of bits.
//
// Fields stand in an order that keeps diagrams of networks small: the destination first, which routes
// look at, then the source, the protocol, ports and what the packet is to a connection.
//
//     destination 128 | source 128 | protocol 8 | destination port 16 | source port 16 | kind 0...2
//
// IPv4 addresses are right-aligned; a proof works with one family at a time.
//
// The ends of ranges are few, those of prefixes and ports that somebody named: each has a number, and
// a run is eight octets whatever the family.

import Forwarding
import Net

/// A set of headers: a number in the space that made it. Two sets of a space are equal exactly when
/// their numbers are.
struct HeaderSet: Hashable, Sendable, BitwiseCopyable {
    let rawValue: Int32

    static let none = HeaderSet(rawValue: 0)
    static let all = HeaderSet(rawValue: 1)

    var isEmpty: Bool { rawValue == 0 }
}

/// Makes sets and combines them. Nodes are never thrown away: a proof of 1,000 segments makes some
/// 200,000, and trials that share a space add to them.
struct HeaderSpace: Sendable {
    enum Field: UInt8, CaseIterable, Sendable {
        case destination, source, protocolNumber, destinationPort, sourcePort, kind

        var last: UInt128 {
            switch self {
            case .destination, .source: .max
            case .protocolNumber: 255
            case .destinationPort, .sourcePort: 65_535
            case .kind: 2
            }
        }
    }

    /// Values up to `last`, and the set that the further fields are in for them.
    struct Run: Hashable, Sendable, BitwiseCopyable {
        var last: UInt128
        var rest: Int32
    }

    /// A run as it is kept: the number of its last value, and the rest.
    struct Packed: Equatable, Sendable, BitwiseCopyable {
        var last: UInt32
        var rest: Int32
    }

    /// By node: its field, and where its runs begin; the end is where the next one's begin.
    var fields: [UInt8] = [6, 6]
    var starts: [Int32] = [0, 0, 0]
    var packed: [Packed] = []

    var ends = RangeEnds()
    /// Numbers of the last values of fields.
    var lastEnds: [UInt32] = []

    /// Open addressing over nodes by their content; 0 where free.
    private var table = [Int32](repeating: 0, count: 1 << 12)
    private var memo = [Memo](repeating: Memo(), count: 1 << 12)
    /// Runs of nodes under construction, one behind the other, up to `top`.
    var scratch = [Packed](repeating: Packed(last: 0, rest: 0), count: 1 << 8)
    var top = 0

    private struct Memo: Sendable, BitwiseCopyable {
        var left: Int32 = -1
        var right: Int32 = 0
        var operation: UInt8 = 0
        var result: Int32 = 0
    }

    init() {
        for field in Field.allCases { lastEnds.append(ends.number(of: field.last)) }
    }

    var nodeCount: Int { fields.count }

    func field(of set: HeaderSet) -> Field? { Field(rawValue: fields[Int(set.rawValue)]) }

    /// The runs of a set, ascending; none for all headers and for none.
    func runs(of set: HeaderSet) -> [Run] {
        packed[Int(starts[Int(set.rawValue)])..<Int(starts[Int(set.rawValue) + 1])].map {
            Run(last: ends[$0.last], rest: $0.rest)
        }
    }

    // MARK: Making

    /// Headers whose field is in one of the ranges and whose further fields are in `rest`.
    ///
    /// - Parameter ranges: ascending and disjoint.
    mutating func set(
        _ field: Field, in ranges: some Sequence<ClosedRange<UInt128>>, then rest: HeaderSet = .all
    ) -> HeaderSet {
        let base = top
        var next: UInt128 = 0
        var isFull = false
        for range in ranges {
            if range.lowerBound > next {
                push(ends.number(of: range.lowerBound - 1), 0, above: base)
            }
            if range.upperBound >= field.last {
                push(lastEnds[Int(field.rawValue)], rest.rawValue, above: base)
                isFull = true
                break
            }
            push(ends.number(of: range.upperBound), rest.rawValue, above: base)
            next = range.upperBound + 1
        }
        if !isFull { push(lastEnds[Int(field.rawValue)], 0, above: base) }
        return HeaderSet(rawValue: intern(field.rawValue, base))
    }

    mutating func push(_ last: UInt32, _ rest: Int32, above base: Int) {
        if top > base, scratch[top - 1].rest == rest {
            scratch[top - 1].last = last
            return
        }
        if top == scratch.count {
            scratch += [Packed](repeating: Packed(last: 0, rest: 0), count: scratch.count)
        }
        scratch[top] = Packed(last: last, rest: rest)
        top += 1
    }

    /// The node with the runs that stand in `scratch` from `base` on, which are taken away.
    mutating func intern(_ field: UInt8, _ base: Int) -> Int32 {
        let content = base..<top
        top = base
        if content.count == 1 { return scratch[base].rest }
        let mask = table.count - 1
        var slot = Self.hash(field, scratch, content) & mask
        while table[slot] != 0 {
            let node = Int(table[slot])
            if fields[node] == field, isNode(node, equalTo: content) { return table[slot] }
            slot = (slot + 1) & mask
        }
        let node = Int32(fields.count)
        fields.append(field)
        packed += scratch[content]
        starts.append(Int32(packed.count))
        table[slot] = node
        if fields.count * 2 > table.count { growTable() }
        return node
    }

    private static func hash(_ field: UInt8, _ runs: [Packed], _ range: Range<Int>) -> Int {
        var hash = UInt64(field) &+ 0x9e37_79b9_7f4a_7c15
        for index in range {
            let run = runs[index]
            hash ^= UInt64(run.last) << 32 | UInt64(UInt32(bitPattern: run.rest))
            hash = hash &* 0xbf58_476d_1ce4_e5b9
            hash ^= hash >> 29
        }
        return Int(truncatingIfNeeded: hash >> 2)
    }

    private func isNode(_ node: Int, equalTo content: Range<Int>) -> Bool {
        let start = Int(starts[node])
        guard Int(starts[node + 1]) - start == content.count else { return false }
        for index in 0..<content.count
        where packed[start + index] != scratch[content.lowerBound + index] { return false }
        return true
    }

    private mutating func growTable() {
        var grown = [Int32](repeating: 0, count: table.count * 4)
        let mask = grown.count - 1
        for node in 2..<fields.count {
            let content = Int(starts[node])..<Int(starts[node + 1])
            var slot = Self.hash(fields[node], packed, content) & mask
            while grown[slot] != 0 { slot = (slot + 1) & mask }
            grown[slot] = Int32(node)
        }
        table = grown
        if memo.count < table.count {
            memo = [Memo](repeating: Memo(), count: table.count)
        }
    }

    // MARK: Combining

    enum Operation: UInt8 {
        case intersection = 1
        case union, difference, anyKind
    }

    mutating func intersection(_ left: HeaderSet, _ right: HeaderSet) -> HeaderSet {
        HeaderSet(rawValue: combine(.intersection, left.rawValue, right.rawValue))
    }

    mutating func union(_ left: HeaderSet, _ right: HeaderSet) -> HeaderSet {
        HeaderSet(rawValue: combine(.union, left.rawValue, right.rawValue))
    }

    /// What is in `left` and not in `right`.
    mutating func difference(_ left: HeaderSet, _ right: HeaderSet) -> HeaderSet {
        HeaderSet(rawValue: combine(.difference, left.rawValue, right.rawValue))
    }

    mutating func combine(
        _ operation: Operation, _ first: Int32, _ second: Int32
    ) -> Int32 {
        var left = first
        var right = second
        switch operation {
        case .intersection:
            if left == 0 || right == 0 { return 0 }
            if left == 1 || left == right { return right }
            if right == 1 { return left }
            if left > right { swap(&left, &right) }
        case .union:
            if left == 1 || right == 1 { return 1 }
            if left == 0 || left == right { return right }
            if right == 0 { return left }
            if left > right { swap(&left, &right) }
        case .difference:
            if left == 0 || right == 1 || left == right { return 0 }
            if right == 0 { return left }
        case .anyKind: preconditionFailure("an operation of one set")
        }
        let slot = memoSlot(operation, left, right)
        let known = memo[slot]
        if known.left == left, known.right == right, known.operation == operation.rawValue {
            return known.result
        }
        let result = merge(operation, left, right)
        // The table may have grown meanwhile.
        memo[memoSlot(operation, left, right)] = Memo(
            left: left, right: right, operation: operation.rawValue, result: result)
        return result
    }

    private func memoSlot(_ operation: Operation, _ left: Int32, _ right: Int32) -> Int {
        var hash =
            UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
        hash = (hash ^ UInt64(operation.rawValue) << 29) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: hash >> 20) & (memo.count - 1)
    }

    private mutating func merge(_ operation: Operation, _ left: Int32, _ right: Int32) -> Int32 {
        let leftField = fields[Int(left)]
        let rightField = fields[Int(right)]
        let field = min(leftField, rightField)
        let last = lastEnds[Int(field)]
        let base = top
        // A set that does not ask for the field is one run.
        var leftRun = leftField == field ? Int(starts[Int(left)]) : -1
        var rightRun = rightField == field ? Int(starts[Int(right)]) : -1
        var a = leftRun < 0 ? Packed(last: last, rest: left) : packed[leftRun]
        var b = rightRun < 0 ? Packed(last: last, rest: right) : packed[rightRun]
        // Rests come again and again: the last answer saves the next question.
        var asked = (a: Int32(-1), b: Int32(-1), rest: Int32(0))
        while true {
            // Where one has nothing, nothing comes of it: the other's runs are not looked at.
            if a.rest == 0, operation != .union {
                push(a.last, 0, above: base)
                if a.last == last { break }
                if rightRun >= 0 {
                    rightRun = firstRun(from: rightRun, of: right, after: a.last)
                    b = packed[rightRun]
                }
                leftRun += 1
                a = packed[leftRun]
                continue
            }
            if b.rest == 0, operation == .intersection {
                push(b.last, 0, above: base)
                if b.last == last { break }
                if leftRun >= 0 {
                    leftRun = firstRun(from: leftRun, of: left, after: b.last)
                    a = packed[leftRun]
                }
                rightRun += 1
                b = packed[rightRun]
                continue
            }
            if asked.a != a.rest || asked.b != b.rest {
                asked = (a.rest, b.rest, combine(operation, a.rest, b.rest))
            }
            if a.last == b.last {
                push(a.last, asked.rest, above: base)
                if a.last == last { break }
                leftRun += 1
                a = packed[leftRun]
                rightRun += 1
                b = packed[rightRun]
            } else if ends[a.last] < ends[b.last] {
                push(a.last, asked.rest, above: base)
                leftRun += 1
                a = packed[leftRun]
            } else {
                push(b.last, asked.rest, above: base)
                rightRun += 1
                b = packed[rightRun]
            }
        }
        return intern(field, base)
    }

    /// The first run of a node, from `run` on, that ends after a value. Steps that double, then halves.
    private func firstRun(from run: Int, of node: Int32, after value: UInt32) -> Int {
        let value = ends[value]
        let end = Int(starts[Int(node) + 1])
        func last(_ run: Int) -> UInt128 { ends[packed[run].last] }
        var low = run
        var step = 1
        while low + step < end, last(low + step) <= value {
            low += step
            step *= 2
        }
        var high = min(low + step, end)
        while low < high {
            let middle = (low + high) / 2
            if last(middle) <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The headers that are in the set with some kind besides neighbour discovery, with every kind.
    mutating func anyKind(_ set: HeaderSet) -> HeaderSet {
        let node = set.rawValue
        if node <= 1 { return set }
        let slot = memoSlot(.anyKind, node, 0)
        let known = memo[slot]
        if known.left == node, known.operation == Operation.anyKind.rawValue {
            return HeaderSet(rawValue: known.result)
        }
        var result: Int32 = 0
        let field = fields[Int(node)]
        if field == Field.kind.rawValue {
            // Values 0 and 1; discovery is 2.
            let first = Int(starts[Int(node)])
            result = packed[first].rest
            if result == 0, first + 1 < Int(starts[Int(node) + 1]), ends[packed[first].last] < 1 {
                result = packed[first + 1].rest
            }
        } else {
            let base = top
            for index in Int(starts[Int(node)])..<Int(starts[Int(node) + 1]) {
                let run = packed[index]
                push(run.last, anyKind(HeaderSet(rawValue: run.rest)).rawValue, above: base)
            }
            result = intern(field, base)
        }
        memo[memoSlot(.anyKind, node, 0)] = Memo(
            left: node, right: 0, operation: Operation.anyKind.rawValue, result: result)
        return HeaderSet(rawValue: result)
    }
}

import Forwarding
import Net

/// Sets of headers as numbers: 0 is none, 1 is all, any other a node: a field and, for each run of
/// its values, the set of what the later fields may be. The source is first: a scope has few.
struct SetTable: Sendable {
    enum Field: UInt8 {
        case source, destination, protocolNumber, destinationPort, sourcePort, kind, end
    }

    /// Values up to `last`, from behind the run before.
    struct Run: Equatable, Sendable, BitwiseCopyable {
        var last: UInt128
        var rest: Int32
    }

    /// By field; kinds are the bits of `PacketKinds`.
    static let lastValues: [UInt128] = [.max, .max, 255, 65_535, 65_535, 2, 0]

    private(set) var fields: [UInt8] = [6, 6]
    private var starts: [Int32] = [0, 0, 0]
    private var runs: [Run] = []
    /// Runs of nodes under construction, one behind the other.
    private var scratch: [Run] = []
    /// Nodes by their content, so that equal sets mostly have equal numbers.
    private var made = [Int32](repeating: 0, count: 1 << 18)
    /// Operands and results of `combine`; later ones take the place of others.
    private var known = [SIMD4<Int32>](repeating: .init(repeating: -1), count: 1 << 16)
    private var results = [Int32](repeating: 0, count: 1 << 16)

    func runs(of set: Int32) -> ArraySlice<Run> {
        runs[Int(starts[Int(set)])..<Int(starts[Int(set) + 1])]
    }

    /// Adds a run to the set under construction whose runs begin at `base`.
    mutating func push(_ last: UInt128, _ rest: Int32, above base: Int = 0) {
        if scratch.count > base, scratch[scratch.count - 1].rest == rest { scratch.removeLast() }
        scratch.append(Run(last: last, rest: rest))
    }

    /// Ends a set whose last run ends with the field.
    mutating func finish(_ field: UInt8, above base: Int = 0) -> Int32 {
        defer { scratch.removeLast(scratch.count - base) }
        if scratch.count == base + 1 { return scratch[base].rest }
        var code = UInt64(field)
        for run in scratch[base...] {
            code ^= UInt64(truncatingIfNeeded: run.last ^ run.last >> 61) ^ UInt64(run.rest) << 32
            code = (code ^ code >> 29) &* 0x9e37_79b9_7f4a_7c15
        }
        let like = made[Int(code >> 46)]
        if fields[Int(like)] == field, runs(of: like).elementsEqual(scratch[base...]) {
            return like
        }
        made[Int(code >> 46)] = Int32(fields.count)
        fields.append(field)
        runs += scratch[base...]
        starts.append(Int32(runs.count))
        return Int32(fields.count - 1)
    }

    /// Headers with the field in one of the ranges, which ascend and are disjoint.
    mutating func set(
        _ field: Field, _ ranges: some Sequence<ClosedRange<UInt128>>, rest: Int32 = 1
    ) -> Int32 {
        let last = Self.lastValues[Int(field.rawValue)]
        var next: UInt128 = 0
        for range in ranges {
            if range.lowerBound > next { push(range.lowerBound - 1, 0) }
            push(range.upperBound, rest)
            if range.upperBound >= last { return finish(field.rawValue) }
            next = range.upperBound + 1
        }
        push(last, 0)
        return finish(field.rawValue)
    }

    /// What is in `a` and in `b` and not in `c`, and what is in `d`: the one operation.
    mutating func combine(_ a: Int32, _ b: Int32, without c: Int32 = 0, and d: Int32 = 0) -> Int32 {
        if a == 0 || b == 0 || c == 1 || a == c || b == c || a == d || b == d || d == 1 { return d }
        if c == 0, d == 0 || max(a, b) == 1, a == 1 || b == 1 || a == b { return max(a, b) }
        let key = SIMD4(a, b, c, d)
        let code =
            UInt64(a) << 32 ^ UInt64(b) &+ (UInt64(c) << 32 ^ UInt64(d)) &* 0xbf58_476d_1ce4_e5b9
        let slot = Int((code &* 0x9e37_79b9_7f4a_7c15) >> 48)
        if known[slot] == key { return results[slot] }
        let field = min(fields[Int(a)], fields[Int(b)], fields[Int(c)], fields[Int(d)])
        let last = Self.lastValues[Int(field)]
        // A set that does not ask for the field is one run.
        func first(_ set: Int32) -> Int { fields[Int(set)] == field ? Int(starts[Int(set)]) : -1 }
        func run(_ position: inout Int, _ set: Int32, _ value: UInt128) -> Run {
            guard position >= 0 else { return Run(last: last, rest: set) }
            while runs[position].last < value { position += 1 }
            return runs[position]
        }
        var (i, j, k, l, base) = (first(a), first(b), first(c), first(d), scratch.count)
        var (value, end): (UInt128, UInt128) = (0, 0)
        repeat {
            let x = run(&i, a, value)
            let y = x.rest == 0 ? x : run(&j, b, value)
            let z = y.rest == 0 ? y : run(&k, c, value)
            let more = run(&l, d, value)
            end = min(x.last, y.last, z.last, more.last)
            push(end, combine(x.rest, y.rest, without: z.rest, and: more.rest), above: base)
            value = end &+ 1
        } while end < last
        (known[slot], results[slot]) = (key, finish(field, above: base))
        return results[slot]
    }

    /// Some packet of a set that is not empty.
    func packet(of set: Int32, _ family: AddressFamily) -> Packet {
        var (node, values) = (set, [UInt128](repeating: 0, count: 6))
        while node > 1 {
            // Runs next to each other differ, so that one of the first two is not empty.
            let content = runs(of: node)
            let isFirst = content[content.startIndex].rest != 0
            values[Int(fields[Int(node)])] = isFirst ? 0 : content[content.startIndex].last + 1
            node = content[content.startIndex + (isFirst ? 0 : 1)].rest
        }
        return Packet(
            source: IPAddress(family: family, bits: values[0]),
            destination: IPAddress(family: family, bits: values[1]),
            protocolNumber: IPProtocol(rawValue: UInt8(values[2])), sourcePort: UInt16(values[4]),
            destinationPort: UInt16(values[3]), kind: PacketKinds(rawValue: 1 << UInt8(values[5])))
    }
}

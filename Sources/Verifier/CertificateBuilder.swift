import Forwarding
import Net

/// Writes down what a proof found: the text of a certificate, whose form `CertificateChecker` tells.
///
/// A certificate asks for the source before the destination, the other way round than `HeaderSpace`:
/// what a scope claims comes from its few sources, and what it may send then is alike for all scopes.
/// Equal sets are written once, and before those that are made of them.
struct CertificateBuilder {
    private var valueLines: [UInt8] = []
    private var setLines: [UInt8] = []
    private var groupLines: [UInt8] = []
    /// Numbers of written sets, by those in the space (0 for none yet) and by their content.
    private var numbers: [Int32] = []
    private var written: [Content: Int32] = [:]

    /// Positions of values that were written.
    private var places: [UInt128: Int] = [:]

    private typealias Run = HeaderSpace.Run

    /// A set as it is written.
    private struct Content: Hashable {
        var field: UInt8
        var runs: [Run] = []
        private var code: UInt64

        init(_ field: UInt8) {
            self.field = field
            code = UInt64(field)
        }

        mutating func append(_ last: UInt128, _ rest: Int32) {
            if runs.last?.rest == rest { runs.removeLast() }
            runs.append(Run(last: last, rest: rest))
        }

        mutating func seal() {
            for run in runs {
                code ^= UInt64(truncatingIfNeeded: run.last) ^ UInt64(run.last >> 64) &* 31
                code = (code ^ UInt64(run.rest) << 17) &* 0xbf58_476d_1ce4_e5b9
                code ^= code >> 29
            }
        }

        func hash(into hasher: inout Hasher) { hasher.combine(code) }
    }

    /// Starts claims for scopes.
    mutating func begin(_ scopes: [Int], _ family: AddressFamily) {
        groupLines += "group \(family.rawValue)".utf8
        for scope in scopes { groupLines.appendHexadecimal(UInt128(scope), after: 32) }
        groupLines.append(10)
    }

    /// Claims what has come to nodes.
    ///
    /// - Parameter unwatched: what had come before anything entered a stateful filter; nodes behind
    ///   have none.
    mutating func claim(_ table: NodeTable, unwatched: [HeaderSet], in space: HeaderSpace) {
        if numbers.count < space.nodeCount {
            numbers += Array(repeating: 0, count: space.nodeCount - numbers.count)
        }
        for position in table.nodes.indices.sorted(by: { table.nodes[$0] < table.nodes[$1] }) {
            let all = number(of: table.sets[position].rawValue, in: space)
            let early = position < unwatched.count ? unwatched[position].rawValue : 0
            let unwatched = number(of: early, in: space)
            groupLines += "at".utf8
            groupLines.appendHexadecimal(UInt128(table.nodes[position].rawValue), after: 32)
            groupLines.appendHexadecimal(UInt128(all), after: 32)
            if unwatched != all { groupLines.appendHexadecimal(UInt128(unwatched), after: 32) }
            groupLines.append(10)
        }
    }

    /// The whole text.
    func text(tool: String, files: [(path: String, digest: String)]) -> [UInt8] {
        var result = Array("cristallo-certificate 1 \(tool)\n".utf8)
        for file in files {
            // A path is told, not compared, and has to stay on its line.
            let path = file.path.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "%0A")
            result += "file \(file.digest) \(path)\n".utf8
        }
        return result + valueLines + setLines + groupLines + Array("end\n".utf8)
    }

    private mutating func number(of set: Int32, in space: HeaderSpace) -> Int32 {
        if set <= 1 { return set }
        if numbers[Int(set)] > 0 { return numbers[Int(set)] }
        let made: Int32
        switch space.field(of: HeaderSet(rawValue: set)) {
        case .destination: made = exchanged(set, in: space)
        case .source: made = copied(set, as: 0, in: space)
        case .some(let field): made = copied(set, as: field.rawValue, in: space)
        case nil: preconditionFailure("a set besides none and all has a field")
        }
        numbers[Int(set)] = made
        return made
    }

    private mutating func copied(_ set: Int32, as field: UInt8, in space: HeaderSpace) -> Int32 {
        var content = Content(field)
        for run in space.runs(of: HeaderSet(rawValue: set)) {
            content.append(run.last, number(of: run.rest, in: space))
        }
        return write(content)
    }

    /// For each range of sources that no set of sources below divides, the destinations.
    private mutating func exchanged(_ set: Int32, in space: HeaderSpace) -> Int32 {
        let runs = space.runs(of: HeaderSet(rawValue: set))
        var position: [Int32: Int] = [:]
        var rests: [ArraySlice<Run>] = []
        let positions = runs.map { run in
            if let known = position[run.rest] { return known }
            position[run.rest] = rests.count
            let rest = HeaderSet(rawValue: run.rest)
            let isDivided = space.field(of: rest) == .source
            rests.append(
                isDivided ? space.runs(of: rest)[...] : [Run(last: .max, rest: run.rest)])
            return rests.count - 1
        }
        var result = Content(0)
        var present = [Int32](repeating: -1, count: rests.count)
        while let end = rests.lazy.compactMap({ $0.first?.last }).min() {
            var isNew = false
            for index in rests.indices {
                guard let run = rests[index].first else { continue }
                let here = number(of: run.rest, in: space)
                isNew = isNew || here != present[index]
                present[index] = here
                if run.last == end { rests[index].removeFirst() }
            }
            if isNew {
                var destinations = Content(1)
                for (run, position) in zip(runs, positions) {
                    destinations.append(run.last, present[position])
                }
                result.append(end, write(destinations))
            } else if let last = result.runs.last {
                result.append(end, last.rest)
            }
        }
        return write(result)
    }

    private mutating func place(of value: UInt128) -> Int {
        if let known = places[value] { return known }
        valueLines += "value".utf8
        valueLines.appendHexadecimal(value, after: 32)
        valueLines.append(10)
        places[value] = places.count
        return places.count - 1
    }

    private mutating func write(_ content: Content) -> Int32 {
        if content.runs.count == 1 { return content.runs[0].rest }
        var content = content
        content.seal()
        if let known = written[content] { return known }
        setLines += "set".utf8
        setLines.appendHexadecimal(UInt128(content.field), after: 32)
        for run in content.runs.dropLast() {
            setLines.appendHexadecimal(UInt128(place(of: run.last)), after: 32)
            setLines.appendHexadecimal(UInt128(run.rest), after: 32)
        }
        setLines.appendHexadecimal(UInt128(content.runs[content.runs.count - 1].rest), after: 32)
        setLines.append(10)
        written[content] = Int32(written.count + 2)
        return Int32(written.count + 1)
    }
}

extension [UInt8] {
    /// Appends an octet and a number without leading zeros.
    fileprivate mutating func appendHexadecimal(_ value: UInt128, after octet: UInt8) {
        append(octet)
        var shift = value == 0 ? 0 : (127 - value.leadingZeroBitCount) & ~3
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt128(shift)) & 15
            append(digit < 10 ? 48 + digit : 87 + digit)
            shift -= 4
        }
    }
}

extension HeaderSpace {
    /// The union of any number of sets: all are walked along at once.
    mutating func union(of sets: [HeaderSet]) -> HeaderSet {
        guard sets.count > 2 else { return sets.reduce(.none) { union($0, $1) } }
        let field = Field.destination.rawValue
        var result = HeaderSet.none
        var pieces: [Piece] = []
        for set in sets {
            guard fields[Int(set.rawValue)] == field else {
                result = union(result, set)
                continue
            }
            var first: UInt128 = 0
            for index in Int(starts[Int(set.rawValue)])..<Int(starts[Int(set.rawValue) + 1]) {
                let run = packed[index]
                if run.rest != 0 {
                    pieces.append(Piece(first: first, last: run.last, rest: run.rest))
                }
                first = ends[run.last] &+ 1
            }
        }
        pieces.sort { ($0.first, $0.last, $0.rest) < ($1.first, $1.last, $1.rest) }
        return union(result, sweep(pieces))
    }

    /// A part of a set: destinations from the first to the last, and the rest.
    private struct Piece: BitwiseCopyable {
        var first: UInt128
        var last: UInt32
        var rest: Int32
    }

    /// The union of pieces that may overlap; they are in order of their first destinations.
    private mutating func sweep(_ pieces: [Piece]) -> HeaderSet {
        let base = top
        var open: [Piece] = []
        var next: UInt128 = 0
        var index = 0
        while index < pieces.count || !open.isEmpty {
            if open.isEmpty {
                let first = pieces[index].first
                if first > next { push(ends.number(of: first - 1), 0, above: base) }
                next = first
            }
            while index < pieces.count, pieces[index].first == next {
                open.append(pieces[index])
                index += 1
            }
            var end = open[0].last
            var rest: Int32 = 0
            for piece in open {
                if ends[piece.last] < ends[end] { end = piece.last }
                rest = combine(.union, rest, piece.rest)
            }
            if index < pieces.count, pieces[index].first <= ends[end] {
                end = ends.number(of: pieces[index].first - 1)
            }
            push(end, rest, above: base)
            open.removeAll { ends[$0.last] <= ends[end] }
            if end == lastEnds[0] { break }
            next = ends[end] + 1
        }
        if top == base || scratch[top - 1].last != lastEnds[0] {
            push(lastEnds[0], 0, above: base)
        }
        return HeaderSet(rawValue: intern(Field.destination.rawValue, base))
    }
}

import Net

/// The rules compiled: everything about them that never changes while keys are looked up.
struct Policy {
    let sources: PrefixTree
    let destinations: PrefixTree
    let sourceLookup: AddressLookup
    let destinationLookup: AddressLookup
    let cells: CellTable
    /// For each routing context its number from 1, and 0 where no rule names it; empty where no
    /// rule names any.
    let contexts: [UInt32]
    /// For each source prefix the lengths of the destination prefixes it shares a cell with, a bit
    /// each (128 as 127): most probes of a walk are refused here, without touching the cells.
    let reach: [UInt128]

    init(_ rules: [Rule], blockLimit: Int) {
        let sides = rules.map { rule in
            precondition(
                rule.match.source.family == rule.match.destination.family, "one rule, one family")
            return (
                source: AlignedPrefix(rule.match.source),
                destination: AlignedPrefix(rule.match.destination)
            )
        }
        let answered = rules.indices.filter { rules[$0].admitsReplies }
        let sources = PrefixTree(sides.map(\.source) + answered.map { sides[$0].destination })
        let destinations = PrefixTree(sides.map(\.destination) + answered.map { sides[$0].source })

        var contexts: [UInt32] = []
        var contextCount: UInt32 = 0
        var members: [(key: PairKey, candidate: Candidate)] = []
        members.reserveCapacity(rules.count + answered.count)
        var reach = Array(repeating: UInt128(0), count: sources.prefixes.count)
        for (index, rule) in rules.enumerated() {
            var number: UInt32 = 0
            if let context = rule.match.context {
                if contexts.isEmpty { contexts = Array(repeating: 0, count: 1 << 16) }
                if contexts[Int(context)] == 0 {
                    contextCount += 1
                    contexts[Int(context)] = contextCount
                }
                number = contexts[Int(context)]
            }
            func add(from source: AlignedPrefix, to destination: AlignedPrefix, isReply: Bool) {
                let place = sources.place(of: source)
                let key = PairKey(
                    context: number, source: place, destination: destinations.place(of: destination)
                )
                members.append((key, Candidate(rule.match, rule: index, isReply: isReply)))
                reach[Int(place)] |= Self.bit(of: destination.length)
            }
            add(from: sides[index].source, to: sides[index].destination, isReply: false)
            if rule.admitsReplies {
                add(from: sides[index].destination, to: sides[index].source, isReply: true)
            }
        }
        self.sources = sources
        self.destinations = destinations
        sourceLookup = AddressLookup(sources, blockLimit: blockLimit)
        destinationLookup = AddressLookup(destinations, blockLimit: blockLimit)
        cells = CellTable(members, of: rules)
        self.contexts = contexts
        self.reach = reach
    }

    private static func bit(of length: UInt8) -> UInt128 { 1 << UInt128(min(length, 127)) }

    @inline(__always)
    func contextNumber(_ context: UInt16) -> UInt32 {
        contexts.isEmpty ? 0 : contexts[Int(context)]
    }

    /// Calls `body` with every cell whose context and prefixes hold the packets of a pair.
    ///
    /// Costs one probe, or two where the context is known, for each pair of prefixes on the two
    /// paths to the root that can have a cell.
    @inline(__always)
    func forEachCell(_ pair: PairKey, _ body: (CellTable.Stretch) -> Void) {
        var from = pair.source
        while from != PrefixTree.none {
            let lengths = reach[Int(from)]
            var to = lengths == 0 ? PrefixTree.none : pair.destination
            while to != PrefixTree.none {
                if lengths & Self.bit(of: destinations.prefixes[Int(to)].length) != 0 {
                    if pair.context != 0 {
                        let key = PairKey(context: pair.context, source: from, destination: to)
                        if let cell = cells.cell(key) { body(cell) }
                    }
                    let key = PairKey(context: 0, source: from, destination: to)
                    if let cell = cells.cell(key) { body(cell) }
                }
                to = destinations.parents[Int(to)]
            }
            from = sources.parents[Int(from)]
        }
    }
}

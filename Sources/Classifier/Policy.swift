import Net

/// The rules compiled: everything about them that does not change while keys are looked up.
struct Policy {
    /// What is known of a prefix of one side.
    struct Side: BitwiseCopyable {
        /// Of a source: which destinations it or a shorter prefix shares a cell with. Of a
        /// destination: itself and all shorter ones that have a cell. A bit each, by hash: no bit
        /// in common means that no pair of prefixes has a cell.
        var partners: UInt64
        /// Where the chain of cells that are open on the other side begins.
        var open: UInt32
    }

    let sourceLookup: AddressLookup
    let destinationLookup: AddressLookup
    private let sharesLookup: Bool
    let sourceParents: [UInt32]
    let destinationParents: [UInt32]
    let sourceLengths: [UInt8]
    let destinationLengths: [UInt8]
    let sourceSides: [Side]
    let destinationSides: [Side]
    /// Of each source the partners that it has itself.
    private let ownPartners: [UInt64]
    private(set) var pairs: PairTable
    /// Rules whose destination is everything, and rules whose source alone is.
    private(set) var toAnywhere: OpenCells
    private(set) var fromAnywhere: OpenCells
    /// For each routing context its number from 1, and 0 where no rule names it; empty where no
    /// rule names any.
    let contexts: [UInt32]

    /// Compiles rules, given in the order of their priority, which is their rank.
    init(_ rules: some Collection<Rule>, blockLimit: Int) {
        var froms: [AlignedPrefix] = []
        var tos: [AlignedPrefix] = []
        froms.reserveCapacity(rules.count)
        tos.reserveCapacity(rules.count)
        for rule in rules {
            let (source, destination) = (
                AlignedPrefix(rule.match.source), AlignedPrefix(rule.match.destination)
            )
            froms.append(source)
            tos.append(destination)
            guard rule.admitsReplies else { continue }
            froms.append(destination)
            tos.append(source)
        }
        let sources = PrefixTree(froms)
        let destinations = PrefixTree(tos)

        var contexts: [UInt32] = []
        var contextCount: UInt32 = 0
        var paired: [(key: PairKey, candidate: Candidate)] = []
        var toAnywhere: [(place: UInt32, candidate: Candidate)] = []
        var fromAnywhere: [(place: UInt32, candidate: Candidate)] = []
        paired.reserveCapacity(froms.count)
        var member = 0
        for (rank, rule) in rules.enumerated() {
            var number: UInt32 = 0
            if let context = rule.match.context {
                if contexts.isEmpty { contexts = Array(repeating: 0, count: 1 << 16) }
                if contexts[Int(context)] == 0 {
                    contextCount += 1
                    contexts[Int(context)] = contextCount
                }
                number = contexts[Int(context)]
            }
            for isReply in rule.admitsReplies ? [false, true] : [false] {
                let candidate = Candidate(rule.match, rank: rank, isReply: isReply)
                let (from, to) = (sources.places[member], destinations.places[member])
                if number == 0 && tos[member].length == 0 {
                    toAnywhere.append((from, candidate))
                } else if number == 0 && froms[member].length == 0 {
                    fromAnywhere.append((to, candidate))
                } else {
                    let key = PairKey(context: number, source: from, destination: to)
                    paired.append((key, candidate))
                }
                member += 1
            }
        }
        self.contexts = contexts
        sourceLookup = AddressLookup(sources, blockLimit: blockLimit)
        // Where every rule admits replies, both sides name the same: one table stays in the caches.
        sharesLookup = sources.prefixes == destinations.prefixes
        destinationLookup =
            sharesLookup
            ? sourceLookup : AddressLookup(destinations, blockLimit: blockLimit)
        sourceParents = sources.parents
        destinationParents = destinations.parents
        sourceLengths = sources.prefixes.map(\.length)
        destinationLengths = destinations.prefixes.map(\.length)
        self.toAnywhere = OpenCells(toAnywhere, parents: sources.parents)
        self.fromAnywhere = OpenCells(fromAnywhere, parents: destinations.parents)
        pairs = PairTable(paired)
        var partners = Array(repeating: UInt64(0), count: sources.prefixes.count)
        var present = Array(repeating: UInt64(0), count: destinations.prefixes.count)
        for (key, _) in paired {
            let bit = Self.bit(of: key.destination)
            partners[Int(key.source)] |= bit
            present[Int(key.destination)] |= bit
        }
        ownPartners = partners
        sourceSides = Self.sides(partners, sources.parents, self.toAnywhere.heads)
        destinationSides = Self.sides(present, destinations.parents, self.fromAnywhere.heads)
        closeCells()
    }

    private static func bit(of destination: UInt32) -> UInt64 {
        1 << ((UInt64(destination) &* 0x9e37_79b9_7f4a_7c15) >> 58)
    }

    /// Gives every prefix the bits of those around it, too.
    private static func sides(_ bits: [UInt64], _ parents: [UInt32], _ heads: [UInt32]) -> [Side] {
        var sides: [Side] = []
        sides.reserveCapacity(bits.count)
        for (place, parent) in parents.enumerated() {
            let above = parent == PrefixTree.none ? 0 : sides[Int(parent)].partners
            sides.append(Side(partners: bits[place] | above, open: heads[place]))
        }
        return sides
    }

    private mutating func closeCells() {
        var closed = pairs
        closed.close { key in
            var cells = 0
            forEachCell(key) { _ in cells += 1 }
            return cells == 1
        }
        pairs = closed
    }

    /// Strikes out what was compiled of a rule.
    mutating func remove(_ rule: Rule, rank: Int) {
        let source = AlignedPrefix(rule.match.source)
        let destination = AlignedPrefix(rule.match.destination)
        let context = rule.match.context.map(contextNumber) ?? 0
        let rank = UInt32(rank)
        let ways = [(source, destination)] + (rule.admitsReplies ? [(destination, source)] : [])
        for (from, to) in ways {
            let fromPlace = Self.place(of: from, sourceLookup, sourceParents, sourceLengths)
            let toPlace = Self.place(
                of: to, destinationLookup, destinationParents, destinationLengths)
            if context == 0 && to.length == 0 {
                toAnywhere.remove(rank: rank, from: fromPlace)
            } else if context == 0 && from.length == 0 {
                fromAnywhere.remove(rank: rank, from: toPlace)
            } else {
                pairs.remove(
                    rank: rank,
                    from: PairKey(context: context, source: fromPlace, destination: toPlace))
            }
        }
    }

    /// The place of a prefix that was compiled.
    private static func place(
        of prefix: AlignedPrefix, _ lookup: AddressLookup, _ parents: [UInt32], _ lengths: [UInt8]
    ) -> UInt32 {
        var place = lookup.place(of: prefix.bits, prefix.family)
        while lengths[Int(place)] != prefix.length {
            precondition(parents[Int(place)] != PrefixTree.none, "a rule's prefixes are compiled")
            place = parents[Int(place)]
        }
        return place
    }

    @inline(__always)
    func contextNumber(_ context: UInt16) -> UInt32 {
        contexts.isEmpty ? 0 : contexts[Int(context)]
    }

    /// Calls `body` with every cell of the table of pairs whose context and prefixes hold the
    /// packets of a pair.
    ///
    /// Costs one probe, or two where the context is known, for each pair of prefixes on the two
    /// paths to the root that can have a cell.
    @inline(__always)
    func forEachCell(_ pair: PairKey, _ body: (PairTable.Cell) -> Void) {
        let sides = sourceSides.span
        let lines = pairs.lines.span
        let destinationBits = destinationSides[Int(pair.destination)].partners
        var from = pair.source
        while from != PrefixTree.none && sides[Int(from)].partners & destinationBits != 0 {
            let partners = ownPartners[Int(from)]
            var to = partners & destinationBits == 0 ? PrefixTree.none : pair.destination
            while to != PrefixTree.none {
                if partners & Self.bit(of: to) != 0 {
                    if pair.context != 0 {
                        let key = PairKey(context: pair.context, source: from, destination: to)
                        let cell = PairTable.find(key, in: lines)
                        if cell.key == key { body(cell) }
                    }
                    let key = PairKey(context: 0, source: from, destination: to)
                    let cell = PairTable.find(key, in: lines)
                    if cell.key == key { body(cell) }
                }
                to = destinationParents[Int(to)]
            }
            from = sourceParents[Int(from)]
        }
    }

    var memoryInOctets: Int {
        sourceLookup.memoryInOctets + (sharesLookup ? 0 : destinationLookup.memoryInOctets)
            + 8 * ownPartners.capacity + 5 * (sourceParents.count + destinationParents.count)
            + MemoryLayout<Side>.stride * (sourceSides.capacity + destinationSides.capacity)
            + pairs.memoryInOctets + toAnywhere.memoryInOctets + fromAnywhere.memoryInOctets
            + 4 * contexts.capacity
    }
}

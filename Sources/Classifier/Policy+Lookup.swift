import Net

extension Policy {
    /// Puts the rank of the first rule that covers each key of a batch, as a signed number -1 where
    /// there is none, at the same index of `verdicts`.
    ///
    /// - Precondition: at most 64 keys.
    @inline(never)
    func classify(
        _ keys: Span<FlowKey>, _ batch: Range<Int>, _ verdicts: inout MutableSpan<Int32>
    ) {
        let count = batch.count
        precondition(count <= lanesInBatch, "a batch has a lane for each key")
        let keys = keys.extracting(batch)
        var sources = Lanes<UInt32>(repeating: 0)
        var destinations = Lanes<UInt32>(repeating: 0)
        findPlaces(keys, count, &sources, &destinations)

        var pairKeys = Lanes<UInt64>(repeating: 0)
        var opens = Lanes<UInt64>(repeating: 0)
        let lines = pairs.lines.span
        do {
            let sourceSides = sourceSides.span
            let destinationSides = destinationSides.span
            for lane in 0..<count {
                let source = sourceSides[Int(sources[lane])]
                let destination = destinationSides[Int(destinations[lane])]
                let key = PairKey(
                    context: 0, source: sources[lane], destination: destinations[lane])
                pairKeys[lane] =
                    source.partners & destination.partners == 0 ? PairKey.absent.word : key.word
                opens[lane] = UInt64(source.open) << 32 | UInt64(destination.open)
            }
        }
        if !contexts.isEmpty {
            for lane in 0..<count where pairKeys[lane] != PairKey.absent.word {
                let context = contexts[Int(keys[lane].context)]
                pairKeys[lane] |= PairKey(context: context, source: 0, destination: 0).word
            }
        }
        var homes = Lanes<UInt32>(repeating: 0)
        for lane in 0..<count {
            let home = PairKey(word: pairKeys[lane]).home(lines.count)
            homes[lane] = UInt32(truncatingIfNeeded: home)
            lines.prefetch(home)
        }
        if toAnywhere.nodes.count > 1 || fromAnywhere.nodes.count > 1 {
            prefetchOpen(opens.span, count)
        }
        let output = batch.lowerBound
        for lane in 0..<count {
            let probe = Candidate.Probe(keys[lane])
            let key = PairKey(word: pairKeys[lane])
            var best = UInt32.max
            if key != .absent {
                let cell = PairTable.find(key, from: Int(homes[lane]), in: lines)
                if cell.isAlone {
                    best = cell.first.covers(probe) ? cell.first.rank : .max
                } else {
                    best = leastRank(covering: probe, key, cell)
                }
            }
            if opens[lane] != 0 {
                best = OpenCells.leastRank(
                    covering: probe, from: UInt32(truncatingIfNeeded: opens[lane] >> 32),
                    below: best, toAnywhere.nodes.span, toAnywhere.candidates.span)
                best = OpenCells.leastRank(
                    covering: probe, from: UInt32(truncatingIfNeeded: opens[lane]),
                    below: best, fromAnywhere.nodes.span, fromAnywhere.candidates.span)
            }
            verdicts[output + lane] = Int32(bitPattern: best)
        }
    }

    /// Asks for the nodes, then for the first candidates, of a batch's open cells.
    @inline(__always)
    private func prefetchOpen(_ opens: Span<UInt64>, _ count: Int) {
        let (to, from) = (toAnywhere.nodes.span, fromAnywhere.nodes.span)
        let toCandidates = toAnywhere.candidates.span
        let fromCandidates = fromAnywhere.candidates.span
        for lane in 0..<count {
            to.prefetch(Int(opens[lane] >> 32))
            from.prefetch(Int(opens[lane] & 0xffff_ffff))
        }
        for lane in 0..<count {
            toCandidates.prefetch(Int(to[Int(opens[lane] >> 32)].start))
            fromCandidates.prefetch(Int(from[Int(opens[lane] & 0xffff_ffff)].start))
        }
    }

    /// The least rank in the cells of a pair that covers the probe.
    @inline(never)
    private func leastRank(
        covering probe: Candidate.Probe, _ key: PairKey, _ cell: PairTable.Cell
    ) -> UInt32 {
        var best = UInt32.max
        if cell.isClosed {
            scan(cell, probe, &best)
        } else {
            forEachCell(key) { scan($0, probe, &best) }
        }
        return best
    }

    @inline(__always)
    private func scan(_ cell: PairTable.Cell, _ probe: Candidate.Probe, _ best: inout UInt32) {
        if cell.first.rank >= best { return }
        if cell.first.covers(probe) {
            best = cell.first.rank
            return
        }
        let others = pairs.others.span
        for index in cell.others {
            let candidate = others[index]
            if candidate.rank >= best { return }
            if candidate.covers(probe) {
                best = candidate.rank
                return
            }
        }
    }

    /// The places of the longest prefixes of both addresses of each key.
    @inline(__always)
    private func findPlaces(
        _ keys: Span<FlowKey>, _ count: Int, _ sources: inout Lanes<UInt32>,
        _ destinations: inout Lanes<UInt32>
    ) {
        var families: UInt64 = 0
        for lane in 0..<count {
            // Of an IPv6 address this is nonsense, and put right below.
            sources[lane] = UInt32(truncatingIfNeeded: keys[lane].sourceLow)
            destinations[lane] = UInt32(truncatingIfNeeded: keys[lane].destinationLow)
            families |= keys[lane].rest
        }
        sourceLookup.findIPv4(&sources, count: count)
        destinationLookup.findIPv4(&destinations, count: count)
        if families >> 16 & 1 == 1 { findIPv6(keys, count, &sources, &destinations) }
    }

    /// The same for those keys that are IPv6, packed together.
    @inline(never)
    private func findIPv6(
        _ keys: Span<FlowKey>, _ count: Int, _ sources: inout Lanes<UInt32>,
        _ destinations: inout Lanes<UInt32>
    ) {
        var lanes = Lanes<UInt8>(repeating: 0)
        var found = 0
        for lane in 0..<count {
            lanes[found] = UInt8(lane)
            found += keys[lane].isIPv6 ? 1 : 0
        }
        var high = Lanes<UInt64>(repeating: 0)
        var low = Lanes<UInt64>(repeating: 0)
        var places = Lanes<UInt32>(repeating: 0)
        for index in 0..<found {
            high[index] = keys[Int(lanes[index])].sourceHigh
            low[index] = keys[Int(lanes[index])].sourceLow
        }
        sourceLookup.findIPv6(high: high.span, low: low.span, count: found, into: &places)
        for index in 0..<found { sources[Int(lanes[index])] = places[index] }
        for index in 0..<found {
            high[index] = keys[Int(lanes[index])].destinationHigh
            low[index] = keys[Int(lanes[index])].destinationLow
        }
        destinationLookup.findIPv6(high: high.span, low: low.span, count: found, into: &places)
        for index in 0..<found { destinations[Int(lanes[index])] = places[index] }
    }

    /// Calls `body` with every candidate whose context and prefixes hold the key, in no order.
    func forEachCandidate(of key: FlowKey, _ body: (Candidate) -> Void) {
        let keys: InlineArray<1, FlowKey> = [key]
        var sources = Lanes<UInt32>(repeating: 0)
        var destinations = Lanes<UInt32>(repeating: 0)
        findPlaces(keys.span, 1, &sources, &destinations)
        forEachCell(
            PairKey(
                context: contextNumber(key.context), source: sources[0],
                destination: destinations[0])
        ) { cell in
            body(cell.first)
            for index in cell.others { body(pairs.others[index]) }
        }
        toAnywhere.forEachCandidate(from: sourceSides[Int(sources[0])].open, body)
        fromAnywhere.forEachCandidate(from: destinationSides[Int(destinations[0])].open, body)
    }
}

import Net

/// Rules added or replaced since a table was compiled, looked up beside it.
///
/// Tuple space search (Srinivasan, Suri and Varghese, "Packet Classification Using Tuple Space
/// Search", SIGCOMM 1999): a table by hash for each combination of prefix lengths, family and
/// whether there is a context. A change touches one entry; a look-up costs a probe for each
/// combination that the changed rules use.
struct RuleOverlay {
    /// What is tested of a rule once its addresses and context match, and its place in the order.
    private struct Item {
        let candidate: Candidate
        let label: UInt64
        let number: Int
        /// The next of the same key, or -1.
        var next: Int32
    }

    private struct Slot {
        var key: FlowKey
        /// The first item of the key, -1 where all are gone, -2 where there never was a key.
        var head: Int32
    }

    private struct Tuple {
        /// Ones where keys are compared.
        let mask: FlowKey
        var slots: [Slot]
        var items: [Item] = []
        var usedSlots = 0
        var liveItems = 0

        /// The slot of a key, or the free one where it belongs.
        @inline(__always)
        func slot(of key: FlowKey, _ hash: FlowHash) -> Int {
            let slots = slots.span
            var slot = Int(truncatingIfNeeded: hash(key)) & (slots.count - 1)
            while slots[slot].head != -2 && slots[slot].key != key {
                slot = (slot + 1) & (slots.count - 1)
            }
            return slot
        }
    }

    private var tuples: [Tuple] = []
    private let hash = FlowHash(seed: 0)

    private static let free = Slot(key: FlowKey.zero, head: -2)

    /// Whether there is nothing to look up.
    var isEmpty: Bool { tuples.isEmpty }

    /// Adds a rule.
    ///
    /// - Parameter label: its place in the order of priority: the least decides.
    mutating func insert(_ rule: Rule, number: Int, label: UInt64) {
        for (match, isReply) in rule.directions {
            let (key, mask) = match.addressKey
            let index =
                tuples.firstIndex { $0.mask == mask }
                ?? {
                    tuples.append(Tuple(mask: mask, slots: Array(repeating: Self.free, count: 8)))
                    return tuples.count - 1
                }()
            let candidate = Candidate(rule.match, rank: 0, isReply: isReply)
            put(Item(candidate: candidate, label: label, number: number, next: -1), key, in: index)
        }
    }

    private mutating func put(_ item: Item, _ key: FlowKey, in index: Int) {
        if tuples[index].usedSlots * 2 >= tuples[index].slots.count { grow(index) }
        let slot = tuples[index].slot(of: key, hash)
        if tuples[index].slots[slot].head == -2 {
            tuples[index].slots[slot] = Slot(key: key, head: -1)
            tuples[index].usedSlots += 1
        }
        var item = item
        item.next = tuples[index].slots[slot].head
        tuples[index].slots[slot].head = Int32(tuples[index].items.count)
        tuples[index].items.append(item)
        tuples[index].liveItems += 1
    }

    /// Removes a rule that was inserted with this number.
    mutating func remove(_ rule: Rule, number: Int) {
        for (match, _) in rule.directions {
            let (key, mask) = match.addressKey
            guard let index = tuples.firstIndex(where: { $0.mask == mask }) else { continue }
            let slot = tuples[index].slot(of: key, hash)
            var previous: Int32 = -1
            var current = tuples[index].slots[slot].head
            while current >= 0 {
                let item = tuples[index].items[Int(current)]
                if item.number == number {
                    if previous < 0 {
                        tuples[index].slots[slot].head = item.next
                    } else {
                        tuples[index].items[Int(previous)].next = item.next
                    }
                    tuples[index].liveItems -= 1
                    break
                }
                previous = current
                current = item.next
            }
            if tuples[index].liveItems == 0 { tuples.remove(at: index) }
        }
    }

    /// Makes room in a tuple; drops what was removed.
    private mutating func grow(_ index: Int) {
        let old = tuples[index]
        var count = 8
        while count < 4 * old.liveItems { count *= 2 }
        tuples[index] = Tuple(mask: old.mask, slots: Array(repeating: Self.free, count: count))
        for slot in old.slots {
            var current = slot.head
            while current >= 0 {
                let item = old.items[Int(current)]
                put(item, slot.key, in: index)
                current = item.next
            }
        }
    }

    /// Puts the label and the number of the first rule that covers the key, where its label is less
    /// than `label`.
    func lookUp(_ key: FlowKey, label: inout UInt64, number: inout Int32) {
        let probe = Candidate.Probe(key)
        forEachItem(of: key) { item in
            if item.label < label && item.candidate.covers(probe) {
                label = item.label
                number = Int32(truncatingIfNeeded: item.number)
            }
        }
    }

    /// Calls `body` with the number of each rule that would cover the key if its ports were others.
    func forEachRule(coveringIgnoringPorts key: FlowKey, _ body: (Int) -> Void) {
        let probe = Candidate.Probe(key)
        forEachItem(of: key) { if $0.candidate.coversIgnoringPorts(probe) { body($0.number) } }
    }

    @inline(__always)
    private func forEachItem(of key: FlowKey, _ body: (Item) -> Void) {
        // By index: an element taken out of the array would be counted as another owner.
        for index in tuples.indices {
            let masked = key.masked(tuples[index].mask)
            var current = tuples[index].slots[tuples[index].slot(of: masked, hash)].head
            while current >= 0 {
                let item = tuples[index].items[Int(current)]
                body(item)
                current = item.next
            }
        }
    }
}

extension Rule {
    /// The rule's match and, where it admits replies, that of the packets the other way.
    fileprivate var directions: [(match: Match, isReply: Bool)] {
        guard admitsReplies else { return [(match, false)] }
        var reply = match
        (reply.source, reply.destination) = (match.destination, match.source)
        return [(match, false), (reply, true)]
    }
}

extension Match {
    /// Addresses, family and context as a key, and the mask under which keys must equal it.
    fileprivate var addressKey: (key: FlowKey, mask: FlowKey) {
        let width = family.bitWidth
        func mask(_ length: Int) -> UInt128 {
            length == 0 ? 0 : UInt128.max >> UInt128(128 - width) & ~0 << UInt128(width - length)
        }
        func key(_ source: UInt128, _ destination: UInt128, _ rest: UInt64) -> FlowKey {
            var key = FlowKey.zero
            key.sourceHigh = UInt64(source >> 64)
            key.sourceLow = UInt64(truncatingIfNeeded: source)
            key.destinationHigh = UInt64(destination >> 64)
            key.destinationLow = UInt64(truncatingIfNeeded: destination)
            key.rest = rest
            return key
        }
        let isIPv6 = UInt64(FlowKey.Flags.ipv6.rawValue) << 16
        return (
            key(
                source.address.bits & mask(source.length),
                destination.address.bits & mask(destination.length),
                (family == .ipv6 ? isIPv6 : 0) | UInt64(context ?? 0)),
            key(
                mask(source.length), mask(destination.length),
                isIPv6 | (context == nil ? 0 : 0xffff))
        )
    }
}

extension FlowKey {
    static var zero: FlowKey {
        FlowKey(
            sourceHigh: 0, sourceLow: 0, destinationHigh: 0, destinationLow: 0, sourcePort: 0,
            destinationPort: 0, protocolNumber: 0, flags: [], context: 0)
    }

    @inline(__always)
    fileprivate func masked(_ mask: FlowKey) -> FlowKey {
        var key = self
        key.sourceHigh &= mask.sourceHigh
        key.sourceLow &= mask.sourceLow
        key.destinationHigh &= mask.destinationHigh
        key.destinationLow &= mask.destinationLow
        key.rest &= mask.rest
        return key
    }
}

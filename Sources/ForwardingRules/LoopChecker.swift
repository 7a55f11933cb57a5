import Diagnostics
import Net

// ForwardingRules: does a network forward in circles, asked after every change of a rule.
//
// A forwarding rule changes on one device; whether packets now go round depends on all of them.
// Delta-net (Horn, Kheradmand and Prasad, "Delta-net: real-time network verification using atoms",
// NSDI 2017) has the idea that makes the question small: the bounds of all prefixes cut the
// addresses into atoms, stretches that no rule tells apart, and a rule that comes or goes changes
// a few atoms on one device. What follows is our own reading of it, for prefixes:
//
//     file ── reader ── updates ── links ── linked updates ── LoopChecker ── loops
//                       names → numbers     port, next hop    │
//                                           → next device     ├ prefix → its atoms
//                                                             ├ device, prefix → its routes
//                                                             └ atom × device → route, next device
//
// The last is a matrix with a row for each atom. It holds what Delta-net writes at the edges, the
// atoms that take each of them, by atom instead of by edge: following packets then stays in one
// row. An insert takes the cells where its rule outranks the owner. A removal leaves its cells to
// the best of the other rules, looked up by the prefix lengths that the device uses. Only rows
// where the device now sends packets elsewhere are walked, from the device until packets leave,
// end, or come back to it. A ring that the update closes must pass the device, since nothing else
// has changed; and a ring is found for every atom that it has.
//
// Invariants: a cell names the rule of the highest priority, then longest prefix, that the device
// has for the atom; the atoms are exactly the stretches between bounds of installed prefixes.
//
// Cost: an update that brings no new prefix takes two hash look-ups, and a cell and a walk for each
// atom of its prefix. A new prefix cuts up to two atoms, O(devices + √atoms). Memory is 8 octets
// for each atom and device, which bounds the size of what can be checked; a limit is kept.
//
// A connected rule ends the walk: the packet is on the link of its destination, where the owner of
// the address takes it, or nobody does.
//
// Left out: packet filters, anything but the destination, and IPv6, for which the files have no
// form; the engine takes addresses of any width.

/// Applies updates of forwarding rules one by one and finds every ring of devices that one of them
/// closes.
///
/// Rules of a device that agree in prefix and priority are ways of one route (ECMP), and a loop is
/// found if packets can take any of the ways into it; then one ring is told for each way of the
/// changed device, where the ways of others may make more.
public struct LoopChecker: Sendable {
    private(set) var engine: ForwardingEngine<UInt32>
    private(set) var inserts = 0
    private(set) var removes = 0
    private(set) var repeatedInserts = 0
    private(set) var absentRemoves = 0
    /// Updates without effect, the first of them.
    private(set) var oddities: [Oddity] = []

    struct Oddity {
        let outcome: ForwardingEngine<UInt32>.Outcome
        let origin: UInt64
    }

    /// How many updates without effect are kept to be told.
    private static let oddityLimit = 1_000

    /// No rules.
    ///
    /// - Parameters:
    ///   - deviceCount: as in the `LinkedUpdates` to be applied.
    ///   - cellLimit: how many atoms times devices there may be; 2^28 take 2 GiB.
    public init(deviceCount: Int, cellLimit: Int = 1 << 28) {
        engine = ForwardingEngine(devices: deviceCount, cellLimit: cellLimit)
    }

    /// Applies updates in order, each with its check. An insert of a rule that is there, and a
    /// removal of one that is not, change nothing and are counted. Allocates only what new rules,
    /// atoms and loops need.
    ///
    /// Throws where there are more atoms than the limit allows; the updates before that one are
    /// applied.
    ///
    /// - Precondition: the updates are of files with no more devices than given.
    public mutating func apply(_ updates: Span<LinkedUpdate>) throws(CapacityError) {
        for index in updates.indices {
            let update = updates[index]
            let outcome: ForwardingEngine<UInt32>.Outcome
            switch update.verb {
            case .insert:
                outcome = try engine.insert(update.rule, origin: update.origin)
                inserts += 1
            case .remove:
                outcome = engine.remove(update.rule, origin: update.origin)
                removes += 1
            }
            if outcome != .applied { note(outcome, update.origin) }
        }
    }

    @inline(never)
    private mutating func note(_ outcome: ForwardingEngine<UInt32>.Outcome, _ origin: UInt64) {
        if outcome == .repeated { repeatedInserts += 1 } else { absentRemoves += 1 }
        guard oddities.count < Self.oddityLimit else { return }
        oddities.append(Oddity(outcome: outcome, origin: origin))
    }
}

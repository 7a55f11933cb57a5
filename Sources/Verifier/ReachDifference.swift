// What a change does to a network: which packets arrive that did not, which do not any more, and
// which arrive by other firewalls.
//
// Both versions are carried to their fixed point, as for a proof, with sets of one `HeaderSpace`. In
// it equal sets have equal numbers, so that two versions of a pair of zones are the same exactly when
// two numbers are: that everything else stays the same is not the absence of a finding, but one
// comparison for each pair, family, and firewall on the way. What is permitted is not looked at.
// Policies only say who is plugged in where, and explain a difference once it is found.
//
// Cost: two propagations without their checks, and O(pairs that exchange anything) for the rest.

import Diagnostics
import Forwarding
import IR
import Net

/// The differences between two versions of a network in what reaches what.
public struct ReachDifference: Sendable {
    /// By pair of zones, then frames before packets, then kind, then family.
    public var changes: [Change]
    /// The zones of both versions by name; every ordered pair of them was compared, each zone with
    /// itself among them.
    public var zones: [String]

    public var pairCount: Int { zones.count * zones.count }
    /// Ordered pairs of zones that exchange something else than before.
    public var changedPairCount: Int { Set(changes.map(\.zones)).count }

    /// Packets or frames of one pair of zones.
    public struct Change: Sendable {
        /// In the order in which they are told.
        public enum Kind: UInt8, Hashable, Comparable, Sendable, CaseIterable {
            case lost
            /// Arrives as before, by other firewalls.
            case rerouted
            case gained

            public static func < (left: Self, right: Self) -> Bool {
                left.rawValue < right.rawValue
            }
        }

        public var kind: Kind
        /// Positions in `zones`.
        public var zones: ZonePair
        /// The segments and exits that they go between, `""` for one that only one version has or
        /// for what is none; in order.
        public var scopes: [ScopePair]
        /// Nil where frames are heard.
        public var packets: Packets?
        public var causes: [Cause]
    }

    public struct ScopePair: Hashable, Sendable {
        public var from: String
        public var to: String
    }

    public struct Packets: Sendable {
        public var family: AddressFamily
        /// At most `mostBoxes` parts of what changed.
        public var boxes: [HeaderBox]
        public var boxesAreAll: Bool
        /// Of all that changed.
        var digest: UInt64
        /// One of them.
        public var witness: Packet
        /// Firewalls that the witness enters, before and after; `""` where it arrives past all of
        /// them.
        public var firewalls: (old: [String], new: [String])
    }

    public static let mostBoxes = 3
}

extension ReachDifference {
    /// Compares all that arrives.
    public init(from old: NetworkVersion, to new: NetworkVersion) {
        let parties = Parties(old.policy, new.policy)
        var before = Prover(old.network, against: old.policy)
        let first = before.reach(among: parties.positions(in: old.policy))
        var after = Prover(
            ForwardingGraph(new.network), against: new.policy, in: before.propagation.space)
        let second = after.reach(among: parties.positions(in: new.policy))
        var comparison = ReachComparison(
            old: old, new: new, parties: parties, before: first, after: second,
            space: after.propagation.space)
        zones = parties.zones
        changes = comparison.changes()
    }
}

/// A network at one time, and what was meant by it.
public struct NetworkVersion: Sendable {
    public let fabric: Fabric
    public let network: Network
    public let policy: Policy

    /// The network of a fabric as its devices are told to be. O(size of the fabric).
    public init(_ fabric: Fabric) {
        self.init(fabric, network: Network(fabric), policy: Policy(fabric))
    }

    /// - Parameters:
    ///   - network: of the devices of the fabric, in their order.
    ///   - policy: where its stations are plugged in.
    public init(_ fabric: Fabric, network: Network, policy: Policy) {
        self.fabric = fabric
        self.network = network
        self.policy = policy
    }
}

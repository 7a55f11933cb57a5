import Forwarding
import IR
import Net

/// What a proof says of an ordered pair of zones.
public enum Verdict: UInt8, Hashable, Sendable, CaseIterable {
    /// Nothing goes from one to the other.
    case separate
    /// What goes is what contracts permit, and all of it.
    case contractsOnly
    /// Something goes that no contract permits.
    case violated
    /// The proof would rest on something that is not modelled.
    case unknown

    public var isProved: Bool { self == .separate || self == .contractsOnly }
}

/// Something that goes where it must not.
public struct Breach: Hashable, Comparable, Sendable {
    public enum Kind: UInt8, Hashable, Comparable, Sendable, CaseIterable {
        /// Frames of one zone reach stations of another: one broadcast domain.
        case layer2
        /// Packets that no contract permits reach stations of another zone.
        case layer3
        /// Packets beyond ICMP are heard by a device of the fabric.
        case device
        /// What a contract permits reaches the other zone without passing a firewall.
        case bypass

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    public var kind: Kind
    /// IPv4 at layer 2, where it does not matter.
    public var family: AddressFamily
    /// Positions of scopes of the prover; the scope behind all of the policy's is that of ports
    /// without an owner.
    public var source: Int
    /// The zone that is reached.
    public var zone: Int
    /// Where: a station, or a device.
    public var endpoint: Node
    var headers: HeaderSet

    public static func < (left: Self, right: Self) -> Bool {
        (left.source, left.zone, left.kind, left.family, left.endpoint)
            < (right.source, right.zone, right.kind, right.family, right.endpoint)
    }
}

/// A contract, or what belongs together within a zone, that does not work between two scopes.
public struct Failing: Hashable, Comparable, Sendable {
    public enum Reason: UInt8, Hashable, Comparable, Sendable {
        /// A station of the source has no router.
        case noGateway
        /// Stations of one scope do not hear each other.
        case split
        /// Packets end at a node that does not pass them on.
        case lost
        /// Packets do not reach a station.
        case undelivered
        /// Packets can go round in a circle.
        case loop
        /// Different firewalls see the two directions.
        case asymmetric

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    public var reason: Reason
    public var family: AddressFamily
    /// Positions of scopes: where the packets come from and go to.
    public var source: Int
    public var destination: Int
    /// Whether the packets are answers: then the contract leads the other way.
    public var isAnswer: Bool
    /// Where they end, are missed, or turn.
    public var place: Node
    var headers: HeaderSet

    public static func < (left: Self, right: Self) -> Bool {
        (left.source, left.destination, left.reason, left.family, left.place)
            < (right.source, right.destination, right.reason, right.family, right.place)
    }
}

// The ledger: numbers given once and kept.
//
// What a topology does not number (a VLAN, a VNI, a loopback) is numbered for it, and a number that
// moves is an outage: a route target that passes from one tenant to the next joins the two on
// every device that has only half of the change. So each allocation is written down, one line an
// identifier, in a file beside the topology that is committed with it:
//
//     vni segment/asl-centro/prod/cartella 1483920
//
// The key is the path of the object in the topology, never its position. A value never changes while
// its line stands. An object that is removed keeps its line, marked `retired`: its numbers are not
// given to others, and it gets them back when it returns. A value that the topology itself writes
// is noted as `pinned`, so that it stays where it is when it is no longer written.
//
// New numbers come from pools (`Pools`): those that people read (VLANs, AS numbers, addresses) take
// the lowest free one; VNIs start at a hash of their key, so that two branches rarely pick the same
// and a merge of their ledgers is a merge of lines. Where it is not, `check` names both lines.

import Diagnostics
import Net

/// What an identifier numbers. Identifiers of one namespace are all different.
public enum IdentifierKind: String, Sendable, CaseIterable {
    case asn
    case index
    case loopbackIPv4 = "loopback-ipv4"
    case loopbackIPv6 = "loopback-ipv6"
    case transitIPv4 = "transit-ipv4"
    case transitIPv6 = "transit-ipv6"
    case transitVLAN = "transit-vlan"
    case vlan
    case vni

    /// How values of the kind are written.
    var addressFamily: AddressFamily? {
        switch self {
        case .loopbackIPv4, .transitIPv4: .ipv4
        case .loopbackIPv6, .transitIPv6: .ipv6
        case .asn, .index, .transitVLAN, .vlan, .vni: nil
        }
    }
}

/// An identifier: what it numbers, and for which object.
public struct IdentifierKey: Hashable, Comparable, Sendable {
    public var kind: IdentifierKind
    /// `device/NAME`, `vrf/TENANT/VRF`, `segment/TENANT/VRF/SEGMENT`, `lan/NAME`,
    /// `transit/DEVICE/TENANT/VRF`, `transit/FIREWALL/TENANT/VRF`.
    public var path: String

    public init(_ kind: IdentifierKind, _ path: String) {
        self.kind = kind
        self.path = path
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.kind == right.kind
            ? naturallyPrecedes(left.path, right.path) : left.kind.rawValue < right.kind.rawValue
    }
}

/// All identifiers of a topology, by key.
public struct Ledger: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Taken from a pool.
        case allocated
        /// Written in the topology, now or once.
        case pinned
        /// Of an object that is gone.
        case retired
    }

    public struct Entry: Hashable, Sendable {
        /// The number, or the bits of the address.
        public var value: UInt128
        public var state: State
        /// The line of the ledger; nil where the entry is new.
        public var span: SourceSpan?

        public init(value: UInt128, state: State, span: SourceSpan? = nil) {
            self.value = value
            self.state = state
            self.span = span
        }

        /// Entries are the same where they say the same, wherever they were read.
        public static func == (left: Self, right: Self) -> Bool {
            left.value == right.value && left.state == right.state
        }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(value)
            hasher.combine(state)
        }
    }

    public private(set) var entries: [IdentifierKey: Entry]

    public init(entries: [IdentifierKey: Entry] = [:]) { self.entries = entries }

    public subscript(key: IdentifierKey) -> Entry? {
        get { entries[key] }
        set { entries[key] = newValue }
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// Keys in the order of the file.
    public var keys: [IdentifierKey] { entries.keys.sorted() }
}

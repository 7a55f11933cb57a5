import Net

/// A place of an IP packet. What happens between two of them at layer 2 is `Layer2`'s.
public struct Node: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// From bit 63: kind 4, device 16, first index 20, second index 24.
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public enum Kind: UInt64, Sendable {
        /// Behind a port: whoever is plugged in there, under one tag. Index: interface, tag or 0.
        case station = 1
        /// At a routed interface, before its filter. Index: interface.
        case receives
        /// At a table. Indices: the table that the packet entered, `TableEntry`.
        case table
        /// Behind the forward filter, on its way out. Indices: interface, next hop + 1 or 0 where the
        /// destination itself is on the link.
        case leaves
        /// Out of a tunnel. Index: the tunnel's interface.
        case tunnelled
        /// For the device itself.
        case local
    }

    init(_ kind: Kind, _ device: Int, _ first: Int = 0, _ second: Int = 0) {
        precondition(
            device < 1 << 16 && first < 1 << 20 && second < 1 << 24, "an index of a node fits")
        rawValue =
            kind.rawValue << 60 | UInt64(device) << 44 | UInt64(first) << 24 | UInt64(second)
    }

    public var kind: Kind {
        guard let kind = Kind(rawValue: rawValue >> 60) else {
            preconditionFailure("a node has a kind")
        }
        return kind
    }

    /// Position in the network's devices.
    public var device: Int { Int(rawValue >> 44 & 0xffff) }
    var first: Int { Int(rawValue >> 24 & 0xf_ffff) }
    var second: Int { Int(rawValue & 0xff_ffff) }

    /// The tag of a station's frames.
    public var tag: VLANID? { VLANID(rawValue: UInt16(truncatingIfNeeded: rawValue)) }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    static func station(_ device: Int, _ interface: Int, _ tag: VLANID?) -> Node {
        Node(.station, device, interface, Int(tag?.rawValue ?? 0))
    }

    /// A device as a whole.
    public static func device(_ device: Int) -> Node { Node(.local, device) }

    /// - Parameters:
    ///   - entered: the table of the interface that the packet came in by.
    ///   - fallen: whether the lookup has gone on in the default table.
    ///   - interface: the interface itself, where the forward filter asks for it.
    static func table(_ device: Int, entered: Int, fallen: Bool, interface: Int?) -> Node {
        Node(.table, device, entered, (interface.map { $0 + 1 } ?? 0) << 1 | (fallen ? 1 : 0))
    }

    package var isFallen: Bool { second & 1 == 1 }
    var inInterface: Int? { second >> 1 == 0 ? nil : (second >> 1) - 1 }
}

/// A half-edge: who may go where. All headers pass that every part of the label names.
public struct Edge: Sendable {
    public var to: Node
    public var label: Label

    /// What a packet must look like to pass.
    public struct Label: Sendable {
        /// Destinations in ascending order, disjoint; nil for all.
        public var destinations: [AddressRange]?
        /// Sources, likewise.
        public var sources: [AddressRange]?
        public var filter: FilterID?

        static let all = Label()
    }

    init(_ to: Node, _ label: Label = .all) {
        self.to = to
        self.label = label
    }
}

/// A filter of the network, to be asked for its rules.
public enum FilterID: Hashable, Sendable {
    /// First match decides, none denies.
    case ingress(InterfaceID)
    /// What may be opened between two interfaces of a device and, where a state is kept, answers.
    case connection(device: Int32, from: Int32, to: Int32, isAnswered: Bool)
    /// Only ICMP of the family is heard.
    case control
}

/// Addresses from the first to the last, both included, right-aligned in 128 bits.
public struct AddressRange: Hashable, Sendable, BitwiseCopyable {
    public var first: UInt128
    public var last: UInt128

    public init(_ first: UInt128, _ last: UInt128) {
        self.first = first
        self.last = last
    }

    public init(_ prefix: IPPrefix) {
        self.init(prefix.address.bits, prefix.lastAddress.bits)
    }
}

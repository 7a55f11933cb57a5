/// An index into one of the arrays of a `Fabric`. Each kind is a type of its own, so that a
/// segment's index cannot be used for a VRF.
public protocol FabricIndex: Hashable, Comparable, Sendable, BitwiseCopyable {
    var rawValue: Int32 { get }
    init(rawValue: Int32)
}

extension FabricIndex {
    public init(_ index: Int) { self.init(rawValue: Int32(index)) }
    public var index: Int { Int(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

public struct TenantClassID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct TenantID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct VRFID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct SegmentID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct FirewallID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct ContractID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct DeviceID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct LinkID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

public struct RoomID: FabricIndex {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }
}

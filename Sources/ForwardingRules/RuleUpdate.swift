import Diagnostics
import Net

/// A device by its place in `RuleUpdates.deviceNames`.
public struct DeviceNumber: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The name of a port by its place in `RuleUpdates.portNames`. Ports of several devices may share
/// a name.
public struct PortNumber: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One line of a rule file: a device gains or loses a forwarding rule.
public struct RuleUpdate: Hashable, Sendable, BitwiseCopyable {
    public enum Verb: UInt8, Sendable, BitwiseCopyable {
        case insert, remove
    }

    public let verb: Verb
    public let device: DeviceNumber
    /// The packets meant: those to addresses that share the first `length` bits with `address`,
    /// whose other bits are zero.
    public let address: IPv4Address
    /// 0 to 32.
    public let length: UInt8
    public let port: PortNumber
    /// Of two rules of a device for an address the one with the greater priority holds.
    public let priority: UInt32
    /// Who gets the packets; 0.0.0.0 where the destination is on the link, or the device itself.
    public let nextHop: IPv4Address
    /// Where the line stands.
    public let file: UInt16
    public let line: UInt32

    public var span: SourceSpan { SourceSpan(file: file, line: line, column: 1) }

    /// Whether the rule says that the destination is on the link, or the device itself.
    var isConnected: Bool { nextHop.rawValue == 0 }
}

/// The updates of one or more rule files, in the order they stand there.
public struct RuleUpdates: Sendable {
    public internal(set) var sources = SourceFiles()
    /// In the order in which they first occur, each once.
    public internal(set) var deviceNames: [String] = []
    public internal(set) var portNames: [String] = []
    public internal(set) var updates: [RuleUpdate] = []

    public func name(of device: DeviceNumber) -> String { deviceNames[Int(device.rawValue)] }
}

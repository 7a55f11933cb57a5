import IR

/// What captures can show, by where they were taken.
public struct VantageKinds: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A port where stations of a tenant are.
    public static let access = VantageKinds(rawValue: 1 << 0)
    /// A port that carries tags.
    public static let trunk = VantageKinds(rawValue: 1 << 1)
    /// A port between devices.
    public static let underlay = VantageKinds(rawValue: 1 << 2)
    /// A port of a member or a route server.
    public static let exchange = VantageKinds(rawValue: 1 << 3)
    /// Frames of which tag, VNI or port says the network, wherever they were captured.
    public static let placed = VantageKinds(rawValue: 1 << 4)

    /// Where stations, and nobody of the fabric, are on the other side.
    public static let edge: VantageKinds = [.access, .exchange]

    private static let names: [(kind: VantageKinds, name: String)] = [
        (.access, "at ports of stations"), (.trunk, "at ports with tags"),
        (.underlay, "at ports between devices"), (.exchange, "at ports of the exchange"),
        (.placed, "in frames with a tag or a VNI of the fabric"),
    ]

    /// `at ports of stations`, in a fixed order.
    public var names: [String] { Self.names.filter { contains($0.kind) }.map(\.name) }

    /// `stations, tags`, for a port.
    var shortNames: String {
        let words: [(kind: VantageKinds, word: String)] = [
            (.access, "stations"), (.trunk, "tags"), (.underlay, "between devices"),
            (.exchange, "the exchange"),
        ]
        return words.filter { contains($0.kind) }.map(\.word).joined(separator: ", ")
    }

    /// What a port of a role shows.
    init(_ role: Interface.Role, in fabric: Fabric) {
        switch role {
        case .access(let segment):
            self = fabric[segment].owner == .exchange ? .exchange : .access
        case .exchange: self = .exchange
        case .trunk: self = [.access, .trunk]
        case .carrier: self = .trunk
        case .underlay: self = .underlay
        case .loopback, .unused, .member, .gateway, .vrfTransit, .firewallTransit, .exit,
            .management:
            self = []
        }
    }
}

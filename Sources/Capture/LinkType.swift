/// What the first octets of a frame are, as a capture file numbers it (draft-ietf-opsawg-pcaplinktype).
public struct LinkType: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let null = LinkType(rawValue: 0)
    public static let ethernet = LinkType(rawValue: 1)
    public static let raw = LinkType(rawValue: 101)
    public static let loop = LinkType(rawValue: 108)
    public static let linuxSLL = LinkType(rawValue: 113)
    public static let linuxSLL2 = LinkType(rawValue: 276)

    /// The first header of such frames; `unsupported` where it is none of ours.
    public var linkLayer: LinkLayer {
        switch rawValue {
        case 1: .ethernet
        // 12 and 14 are what LINKTYPE_RAW was called on other systems.
        case 12, 14, 101: .rawIP
        case 0, 108: .loopback
        case 113: .cooked
        case 276: .cooked2
        default: .unsupported
        }
    }
}

extension LinkType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .null: "NULL (0)"
        case .ethernet: "ETHERNET (1)"
        case .raw: "RAW (101)"
        case .loop: "LOOP (108)"
        case .linuxSLL: "LINUX_SLL (113)"
        case .linuxSLL2: "LINUX_SLL2 (276)"
        default: String(rawValue)
        }
    }
}

/// The first header of a frame, as far as the decoder tells them apart.
public enum LinkLayer: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case ethernet
    /// An IPv4 or IPv6 packet without anything before it.
    case rawIP
    /// A four-octet address family of BSD.
    case loopback
    /// Linux "cooked" captures of the device `any`, versions 1 and 2.
    case cooked
    case cooked2
    case unsupported
}

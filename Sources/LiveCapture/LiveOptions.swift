/// How a port is captured from.
public struct LiveOptions: Sendable {
    /// The name of the interface; `any` for all of them, without their link headers.
    public var port: String
    /// Octets kept of each frame.
    ///
    /// Headers alone are looked at. Four VXLAN tunnels over IPv6 with two tags at each level and TCP at
    /// the bottom are 394 octets: 14 + 8 + 4 × (40 + 8 + 8 + 14 + 8) + 40 + 20. The rest is for options
    /// and extension headers. A frame whose headers are longer is counted as truncated.
    public var snapLength = 512
    /// Octets of the kernel's ring.
    public var bufferSize = 64 << 20
    /// Whether frames for other stations are asked for, too.
    public var isPromiscuous = true
    /// An expression of pcap-filter(7); frames that it does not match are hidden from the audit.
    public var filter: String?
    /// The capture ends after so many frames.
    public var frameLimit: UInt64 = .max

    /// What libpcap and the kernel accept.
    public static let snapLengths = 64...262_144
    public static let bufferSizes = 64 << 10...1 << 30

    public init(port: String) { self.port = port }
}

/// Why a port cannot be captured from.
public enum LiveError: Error, Equatable, Sendable {
    case noSuchPort
    case notPermitted
    /// As libpcap says it.
    case cannotOpen(String)
    case badFilter(String)
    /// The number of a link type (draft-ietf-opsawg-pcaplinktype) whose frames are not decoded.
    case unsupportedLinkType(Int)
    /// The port went away while it was read.
    case lost(String)
}

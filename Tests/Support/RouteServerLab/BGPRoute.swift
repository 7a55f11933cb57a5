import Net

/// A route as an UPDATE carries it.
public struct BGPRoute: Hashable, Sendable {
    public var prefix: IPPrefix
    public var path: ASPath
    public var nextHop: IPAddress
    /// Ascending where it was read from a message.
    public var communities: [Community]
    /// MULTI_EXIT_DISC (RFC 4271, section 5.1.4).
    public var exitDiscriminator: UInt32?
    /// OTC (RFC 9234, section 5).
    public var onlyToCustomer: UInt32?

    public init(
        prefix: IPPrefix, path: ASPath, nextHop: IPAddress, communities: [Community] = [],
        exitDiscriminator: UInt32? = nil, onlyToCustomer: UInt32? = nil
    ) {
        self.prefix = prefix
        self.path = path
        self.nextHop = nextHop
        self.communities = communities
        self.exitDiscriminator = exitDiscriminator
        self.onlyToCustomer = onlyToCustomer
    }
}

extension BGPRoute: CustomStringConvertible {
    public var description: String {
        var text = "\(prefix) path \(path) next-hop \(nextHop)"
        if !communities.isEmpty {
            text += " communities " + communities.map(\.description).joined(separator: ", ")
        }
        if let exitDiscriminator { text += " med \(exitDiscriminator)" }
        if let onlyToCustomer { text += " otc \(onlyToCustomer)" }
        return text
    }
}

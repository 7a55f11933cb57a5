import Classifier
import Net

// Packets whose transport header is not there: an IPv6 packet that is cut among its extension headers
// (RFC 8200, section 4), one with an authentication header (RFC 4302) of either family, and later
// fragments of both. The number in the key is that of the next header, and no contract names it.

extension IPProtocol {
    static let authenticationHeader = IPProtocol(rawValue: 51)

    /// The protocols that a contract can name.
    fileprivate static let inContracts: [IPProtocol] = [.tcp, .udp, .sctp, .icmp, .icmpv6]
}

extension FlowKey {
    /// Whether the packet's protocol is not known: what is known is that of a header before it.
    var hidesProtocol: Bool {
        switch protocolNumber.rawValue {
        case 51: true
        // Hop-by-hop, routing, fragment, destination options, mobility, host identity, Shim6.
        case 0, 43, 44, 60, 135, 139, 140: isIPv6
        default: false
        }
    }
}

extension FlowTable {
    /// Whether a rule permits the packet whatever its ports are, and its protocol where that is not
    /// known.
    func covers(ignoringTransport key: FlowKey) -> Bool {
        guard key.hidesProtocol else { return covers(ignoringPorts: key) }
        return IPProtocol.inContracts.contains { number in
            var asked = key
            asked.rest = asked.rest & ~(0xff << 24) | UInt64(number.rawValue) << 24
            return covers(ignoringPorts: asked)
        }
    }
}

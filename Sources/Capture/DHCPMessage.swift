/// A DHCP message for IPv4 (RFC 2131, section 2), as far as it tells who speaks.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+---------------+---------------+
///     |   operation   |  hardware (1) |  length (6)   |     hops      |
///     +---------------+---------------+---------------+---------------+
///     |                    232 octets of fields …                     |
///     +---------------------------------------------------------------+
///     |                   cookie, 63 82 53 63                         |
///     +---------------+---------------+-------------------------------+
///     |    option     |    length     |          content …            |
///     +---------------+---------------+-------------------------------+
///
/// Operation 1 is a client's, 2 a server's or a relay's. Option 53 is the type of the message; BOOTP
/// (RFC 951) has none.
public struct DHCPMessage: Equatable, Sendable {
    public enum Operation: UInt8, Sendable {
        case request = 1
        case reply = 2
    }

    public let operation: Operation
    /// Option 53: 1 discover, 2 offer, 3 request, 5 acknowledgment …; nil where it was not found.
    public let type: UInt8?

    private static let cookieOffset = 236

    /// Nil where the octets are too few or no DHCP message.
    ///
    /// - Parameter offset: where the UDP payload begins.
    public init?(_ octets: RawSpan, at offset: Int) {
        let options = offset + Self.cookieOffset + 4
        guard options <= octets.byteCount,
            let operation = Operation(rawValue: octets.uint8(at: offset)),
            octets.big32(at: options - 4) == 0x6382_5363
        else { return nil }
        self.operation = operation
        type = Self.type(octets, from: options)
    }

    private static func type(_ octets: RawSpan, from start: Int) -> UInt8? {
        var offset = start
        while offset + 1 < octets.byteCount {
            let option = octets.uint8(at: offset)
            if option == 0 {
                offset += 1
                continue
            }
            let length = Int(octets.uint8(at: offset + 1))
            guard option != 255 else { return nil }
            if option == 53 && length == 1 && offset + 2 < octets.byteCount {
                return octets.uint8(at: offset + 2)
            }
            offset += 2 + length
        }
        return nil
    }
}

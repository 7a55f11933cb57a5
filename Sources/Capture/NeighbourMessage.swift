public import Net

/// A neighbour solicitation or advertisement (RFC 4861, sections 4.3 and 4.4), as far as it tells
/// which hardware address an IPv6 address is said to have.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///     | type (135/136)|   code (0)    |           checksum            |
///     +-+-+-+---------+---------------+-------------------------------+
///     |R|S|O|                     reserved                            |
///     +-+-+-+---------------------------------------------------------+
///     |                  target address, 16 octets                    |
///     +---------------+---------------+-------------------------------+
///     |    option     | length / 8    |          content …            |
///     +---------------+---------------+-------------------------------+
///
/// Option 1 of a solicitation is its sender's hardware address, option 2 of an advertisement that of
/// the target.
public struct NeighbourMessage: Equatable, Sendable {
    public let isAdvertisement: Bool
    public let target: IPv6Address
    /// Of the sender of a solicitation or of the target of an advertisement; nil where no option
    /// gives it.
    public let hardwareAddress: MACAddress?

    private static let optionsOffset = 24

    /// Nil where the octets are too few or another message.
    ///
    /// - Parameter offset: where the ICMPv6 header begins.
    public init?(_ octets: RawSpan, at offset: Int) {
        guard offset + Self.optionsOffset <= octets.byteCount else { return nil }
        let type = octets.uint8(at: offset)
        guard type == 135 || type == 136 else { return nil }
        isAdvertisement = type == 136
        target = IPv6Address(
            high: octets.big64(at: offset + 8), low: octets.big64(at: offset + 16))
        var found: MACAddress?
        var option = offset + Self.optionsOffset
        while found == nil, option + 8 <= octets.byteCount {
            let length = Int(octets.uint8(at: option + 1)) * 8
            guard length > 0 else { break }
            if octets.uint8(at: option) == (isAdvertisement ? 2 : 1) {
                found = MACAddress(rawValue: octets.big64(at: option) & 0xffff_ffff_ffff)
            }
            option += length
        }
        hardwareAddress = found
    }
}

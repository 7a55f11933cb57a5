/// An authentication header (RFC 4302, section 2): the payload behind it is in the clear.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///     |  next header  |    length     |           reserved            |
///     +---------------+---------------+-------------------------------+
///     |               security parameters index, then                 |
///     |         sequence number and integrity check value …           |
///     +---------------------------------------------------------------+
///
/// The length counts units of four octets, less two.
enum AuthenticationHeader {
    static let number: UInt8 = 51
    static let minimumLength = 12
}

extension FrameDecoder {
    /// The header at the cursor in an IPv4 packet, and what follows it.
    @inline(never)
    func authenticationHeader(
        _ octets: RawSpan, _ cursor: inout Cursor, _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        // Two in a row are as absurd as twenty: the second is malformed, which bounds the recursion.
        guard !frame.flags.contains(.authenticated) else { return .authenticationHeaderLength }
        frame.flags.insert(.authenticated)
        if let missing = cursor.missing(
            AuthenticationHeader.minimumLength, truncated: .truncatedInAuthenticationHeader,
            malformed: .authenticationHeaderShort)
        {
            return missing
        }
        let next = octets.uint8(at: cursor.offset)
        let length = (Int(octets.uint8(at: cursor.offset + 1)) + 2) * 4
        guard length >= AuthenticationHeader.minimumLength else {
            return .authenticationHeaderLength
        }
        if let missing = cursor.missing(
            length, truncated: .truncatedInAuthenticationHeader,
            malformed: .authenticationHeaderShort)
        {
            return missing
        }
        cursor.offset += length
        frame.key.setTransport(next, portsUnknown: Self.portsUnknown(next))
        return transport(next, octets, &cursor, &frame)
    }
}

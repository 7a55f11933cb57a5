/// Encrypted packets (RFC 4303): nobody sees what they carry. Over UDP port 4500 four octets of zero
/// mark a key exchange instead, and one octet of 0xff keeps the way open (RFC 3948, section 2).
enum ESP {
    static let number: UInt8 = 50
    static let port: UInt16 = 4500
}

extension FrameDecoder {
    static func espOverUDP(_ octets: RawSpan, _ cursor: Cursor) -> ReasonCode {
        guard cursor.offset &+ 4 <= cursor.wireEnd else { return .ip }
        guard cursor.offset &+ 4 <= cursor.end else { return .truncatedInUDP }
        return octets.big32(at: cursor.offset) == 0 ? .ip : .opaqueESP
    }
}

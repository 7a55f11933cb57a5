internal import Net

/// IPv6 extension headers (RFC 8200, section 4), of the common form
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+---------------+-------------------------------+
///     |  next header  |    length     |       specific content …      |
///     +---------------+---------------+-------------------------------+
///
/// with the length in units of eight octets, not counting the first; in a routing header the next
/// octet is its type, of which 0 is deprecated (RFC 5095). The fragment header is
///
///     +---------------+---------------+-------------------------+---+-+
///     |  next header  |   reserved    |     fragment offset     |res|M|
///     +---------------+---------------+-------------------------+---+-+
///     |                         identification                        |
///     +---------------------------------------------------------------+
enum IPv6Extension {
    static let hopByHop: UInt8 = 0
    static let routing: UInt8 = 43
    static let fragment: UInt8 = 44
    static let destination: UInt8 = 60
    static let mobility: UInt8 = 135

    /// Longer chains are malformed: no host needs them, and walking them is the attacker's gain.
    static let maximumCount = 8

    @inline(__always)
    static func isExtension(_ number: UInt8) -> Bool {
        switch number {
        case hopByHop, routing, fragment, destination, mobility, AuthenticationHeader.number:
            true
        // Host identity (RFC 7401) and Shim6 (RFC 5533) have the common form.
        case 139, 140: true
        default: false
        }
    }

    /// Octets of the header at `offset`, whose first two are there (RFC 8200, section 4; RFC 4302,
    /// section 2.2).
    static func length(of number: UInt8, _ octets: RawSpan, at offset: Int) -> Int {
        switch number {
        case fragment: 8
        case AuthenticationHeader.number: Int(octets.uint8(at: offset + 1)) * 4 + 8
        default: Int(octets.uint8(at: offset + 1)) * 8 + 8
        }
    }

    /// Where a header stands in the order of RFC 8200, section 4.1. Destination options come twice.
    static func rank(_ number: UInt8) -> Int {
        switch number {
        case hopByHop: 0
        case routing: 2
        case fragment: 3
        case AuthenticationHeader.number: 4
        case destination: 5
        default: 6
        }
    }
}

extension FrameDecoder {
    /// The chain of extension headers that begins at the cursor with header `number`, and what
    /// follows it.
    @inline(never)
    func extensions(
        from number: UInt8, _ octets: RawSpan, _ cursor: inout Cursor,
        _ frame: inout DecodedFrame
    ) -> ReasonCode? {
        frame.flags.insert(.ipv6Extensions)
        var number = number
        var last = -1
        for _ in 0..<IPv6Extension.maximumCount {
            if let missing = cursor.missing(
                8, truncated: .truncatedInIPv6Extension, malformed: .ipv6ExtensionShort)
            {
                return missing
            }
            let start = cursor.offset
            let next = octets.uint8(at: start)
            var rank = IPv6Extension.rank(number)
            // Destination options before a routing header are for each router on the way.
            if number == IPv6Extension.destination && next == IPv6Extension.routing { rank = 1 }
            if rank <= last { frame.flags.insert(.ipv6ExtensionOrder) }
            last = max(last, rank)

            let length = IPv6Extension.length(of: number, octets, at: start)
            if number == AuthenticationHeader.number {
                guard length >= AuthenticationHeader.minimumLength else {
                    return .authenticationHeaderLength
                }
                frame.flags.insert(.authenticated)
            }
            if let missing = cursor.missing(
                length, truncated: .truncatedInIPv6Extension, malformed: .ipv6ExtensionShort)
            {
                return missing
            }
            cursor.offset = start + length
            frame.key.setTransport(next, portsUnknown: Self.portsUnknown(next))
            if number == IPv6Extension.routing {
                frame.flags.insert(.routingHeader)
                if octets.uint8(at: start + 2) == 0 { frame.flags.insert(.sourceRoute) }
            }
            if number == IPv6Extension.fragment {
                let field = octets.big16(at: start + 2)
                frame.fragmentIdentification = octets.big32(at: start + 4)
                if let reason = Self.fragment(
                    at: Int(field & 0xfff8), more: field & 1 == 1, bounds: .ipv6FragmentBounds,
                    &cursor, &frame)
                {
                    return reason
                }
            }
            guard IPv6Extension.isExtension(next) else {
                return transport(next, octets, &cursor, &frame)
            }
            number = next
        }
        return .ipv6ExtensionChain
    }
}

extension FlowKey {
    /// Puts the protocol found behind extension headers in the place of theirs.
    @inline(__always)
    mutating func setTransport(_ number: UInt8, portsUnknown: Flags) {
        rest =
            UInt64(number) << 24 | UInt64(portsUnknown.rawValue) << 16
            | UInt64(flags.intersection(.ipv6).rawValue) << 16
    }
}

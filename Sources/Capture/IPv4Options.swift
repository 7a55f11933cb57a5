/// IPv4 options (RFC 791, section 3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+---+---------+---------------+-------------------------------+
///     |C|cls| number  |    length     |   content, to the length …    |
///     +-+---+---------+---------------+-------------------------------+
///
/// 0 ends the list and 1 fills a gap, each an octet alone. Of the others only the loose (131) and the
/// strict (137) source route are told apart. A length that cannot be ends the walk: routers
/// drop such a packet (RFC 1812, 4.2.2.6), and what stands behind it is no option.
enum IPv4Options {
    /// Whether a source route is among the options.
    ///
    /// - Parameter range: of the options, inside `octets`.
    static func routesBySource(_ octets: RawSpan, in range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let option = octets.uint8(at: offset)
            switch option {
            case 0: return false
            case 1: offset += 1
            case 131, 137: return true
            default:
                guard offset + 1 < range.upperBound else { return false }
                let length = Int(octets.uint8(at: offset + 1))
                guard length >= 2 else { return false }
                offset += length
            }
        }
        return false
    }
}

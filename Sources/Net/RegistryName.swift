/// The name of an object in a routing registry: `TIX-MNT`, `RIPE` (RFC 2622, section 2: letters, digits,
/// `_` and `-`, a letter first, no hyphen last).
public struct RegistryName: Hashable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let octets = Array(text.utf8)
        let isAllowed = octets.allSatisfy {
            HostName.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard (2...80).contains(octets.count), isAllowed, let first = octets.first,
            (first | 0x20) &- UInt8(ascii: "a") < 26, let last = octets.last,
            HostName.isAlphanumeric(last)
        else {
            throw NotationError(expected: "the name of a registry object, such as EXAMPLE-MNT")
        }
        self.text = String(text)
    }
}

extension RegistryName: CustomStringConvertible {
    public var description: String { text }
}

/// A page or a service on the web: `https://www.example.net/peering`. An absolute URI (RFC 3986) of the
/// schemes http and https, in a part of its alphabet that needs no quoting in any file that we write:
/// no fragment, no user, no quotes, brackets or parentheses.
public struct WebAddress: Hashable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let scheme = ["https://", "http://"].first { text.hasPrefix($0) }
        let rest = text.dropFirst(scheme?.count ?? 0)
        let host = rest.prefix { !"/:?".contains($0) }
        guard scheme != nil, text.utf8.count <= 200, HostName.isValid(host),
            rest.dropFirst(host.count).utf8.allSatisfy(Self.isAllowed)
        else {
            throw NotationError(
                expected: "an address on the web such as https://www.example.net/peering "
                    + "(letters, digits and /:?=&._~%+,@- behind the host)")
        }
        self.text = String(text)
    }

    private static func isAllowed(_ octet: UInt8) -> Bool {
        HostName.isAlphanumeric(octet) || "/:?=&._~%+,@-".utf8.contains(octet)
    }
}

extension WebAddress: CustomStringConvertible {
    public var description: String { text }
}

/// The names of hosts as they stand in addresses of the web and of mail (RFC 1123, section 2.1).
enum HostName {
    static func isValid(_ text: some StringProtocol) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-")
                    && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    static func isAlphanumeric(_ octet: UInt8) -> Bool {
        (octet | 0x20) &- UInt8(ascii: "a") < 26 || octet &- 48 < 10
    }
}

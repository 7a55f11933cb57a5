import Net

/// The name of an AS-SET, perhaps with its source and hierarchy: `RIPE::AS-EXAMPLE`,
/// `AS64500:AS-CUSTOMERS` (RFC 2622, sections 2 and 5).
public struct ASSetName: Hashable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let allowed = text.utf8.allSatisfy { octet in
            let letter = octet | 0x20
            return (letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z"))
                || octet &- 48 < 10 || octet == UInt8(ascii: "-") || octet == UInt8(ascii: ":")
                || octet == UInt8(ascii: "_")
        }
        guard allowed, text.utf8.count <= 100, text.uppercased().contains("AS-") else {
            throw NotationError(
                expected: "an AS-SET such as AS-EXAMPLE or RIPE::AS64500:AS-CUSTOMERS")
        }
        self.text = String(text)
    }
}

extension ASSetName: CustomStringConvertible {
    public var description: String { text }
}

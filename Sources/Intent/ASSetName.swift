import Net

/// The name of an AS-SET, perhaps with its source and hierarchy: `RIPE::AS-EXAMPLE`,
/// `AS64500:AS-CUSTOMERS` (RFC 2622, sections 2 and 5).
public struct ASSetName: Hashable, Sendable {
    public let text: String

    /// `SOURCE::` may stand before the name. A name of several components has AS numbers and names of
    /// sets with a colon between them, at least one of a set: a source is no component.
    public init(_ text: some StringProtocol) throws(NotationError) {
        let words = String(text).split(separator: ":", omittingEmptySubsequences: false)
        let hasSource = words.count > 2 && words[1].isEmpty
        let isName = Self.isName(words.dropFirst(hasSource ? 2 : 0))
        guard text.utf8.count <= 100, isName, !hasSource || Self.isWord(words[0]) else {
            let isSourced =
                words.count > 1 && Self.isWord(words[0]) && Int(words[0].dropFirst(2)) == nil
                && Self.isName(words.dropFirst())
            throw NotationError(
                expected: "an AS-SET such as AS-EXAMPLE or RIPE::AS64500:AS-CUSTOMERS",
                suggestion: isSourced
                    ? "\(words[0])::\(words.dropFirst().joined(separator: ":"))" : nil)
        }
        self.text = String(text)
    }

    private static func isName(_ components: ArraySlice<Substring>) -> Bool {
        components.contains(where: isSet)
            && components.allSatisfy { isSet($0) || isNumber($0) }
    }

    /// Registries tell no case apart.
    private static func isSet(_ component: Substring) -> Bool {
        component.utf8.count > 3 && component.uppercased().hasPrefix("AS-") && isWord(component)
    }

    private static func isNumber(_ component: Substring) -> Bool {
        component.uppercased().hasPrefix("AS") && (try? ASN(component.dropFirst(2))) != nil
    }

    private static func isWord(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { octet in
                (octet | 0x20) &- UInt8(ascii: "a") < 26 || octet &- 48 < 10
                    || octet == UInt8(ascii: "-") || octet == UInt8(ascii: "_")
            }
    }
}

extension ASSetName: CustomStringConvertible {
    public var description: String { text }
}

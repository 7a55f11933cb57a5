/// A telephone number with its country: `+39 055 000000` (ITU-T E.123): a plus, at most 15 digits, single
/// spaces between them.
public struct PhoneNumber: Hashable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let groups = text.dropFirst().split(separator: " ", omittingEmptySubsequences: false)
        let digits = groups.reduce(0) { $0 + $1.utf8.count }
        guard text.first == "+", (4...15).contains(digits),
            groups.allSatisfy({ group in
                !group.isEmpty && group.utf8.allSatisfy { $0 &- 48 < 10 }
            })
        else {
            throw NotationError(
                expected: "a telephone number with its country, such as +39 055 000000")
        }
        self.text = String(text)
    }
}

extension PhoneNumber: CustomStringConvertible {
    public var description: String { text }
}

/// Where mail goes to: `noc@example.net`. The part of RFC 5321 that needs no quoting.
public struct MailAddress: Hashable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let local = parts.first, let domain = parts.last,
            (1...64).contains(local.utf8.count), !local.hasPrefix("."), !local.hasSuffix("."),
            !local.contains(".."),
            local.utf8.allSatisfy({
                HostName.isAlphanumeric($0) || "._%+-".utf8.contains($0)
            }), domain.contains("."), HostName.isValid(domain)
        else { throw NotationError(expected: "a mail address such as noc@example.net") }
        self.text = String(text)
    }
}

extension MailAddress: CustomStringConvertible {
    public var description: String { text }
}

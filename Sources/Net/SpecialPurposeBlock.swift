/// Address space that no network announces to others: the special-purpose registries of IANA (RFC 6890
/// and its successors), multicast, and what is reserved.
public struct SpecialPurposeBlock: Sendable {
    public let prefix: IPPrefix
    /// What it is for, as in "which is private".
    public let meaning: String

    /// Whether it is for examples (RFC 5737, RFC 3849, RFC 9637).
    public var isForDocumentation: Bool { meaning == Self.documentation }

    private static let documentation = "for documentation"

    /// Ascending.
    public static let all: [SpecialPurposeBlock] = {
        let blocks: [(String, String)] = [
            ("0.0.0.0/8", "this network"), ("10.0.0.0/8", "private"),
            ("100.64.0.0/10", "shared with customers of carriers"), ("127.0.0.0/8", "loopback"),
            ("169.254.0.0/16", "link-local"), ("172.16.0.0/12", "private"),
            ("192.0.0.0/24", "for protocols"), ("192.0.2.0/24", documentation),
            ("192.88.99.0/24", "of relays of 6to4, which are no more"),
            ("192.168.0.0/16", "private"),
            ("198.18.0.0/15", "for benchmarks"), ("198.51.100.0/24", documentation),
            ("203.0.113.0/24", documentation), ("224.0.0.0/4", "multicast"),
            ("240.0.0.0/4", "reserved"), ("::/8", "reserved"), ("64:ff9b::/96", "for translation"),
            ("100::/64", "for discarding"), ("2001::/23", "for protocols"),
            ("2001:db8::/32", documentation), ("2002::/16", "of 6to4"),
            ("3fff::/20", documentation),
            ("5f00::/16", "for segment routing"), ("fc00::/7", "private"),
            ("fe80::/10", "link-local"),
            ("fec0::/10", "of sites, which are no more"), ("ff00::/8", "multicast"),
        ]
        let result = blocks.compactMap { text, meaning in
            (try? IPPrefix(text)).map { SpecialPurposeBlock(prefix: $0, meaning: meaning) }
        }
        precondition(result.count == blocks.count, "a block is malformed")
        return result.sorted { $0.prefix < $1.prefix }
    }()
}

import Diagnostics
import Net

extension Check {
    /// The reader refuses prefixes within these blocks; this one, prefixes around them.
    static let prefixNotAssignable = Check(
        Rule(
            code: "intent.prefix-not-assignable",
            meaning: "The prefix of a segment, LAN or pool is so wide that it takes in addresses "
                + "no host can have: loopback, link-local, multicast or reserved ones.",
            bad: "segments:\n  - {name: web, ipv4: 0.0.0.0/0}\n",
            good: "segments:\n  - {name: web, ipv4: 10.1.10.0/24}\n")
    ) { index, findings in
        let pools = index.addressPools.compactMap { pool in
            pool.span.map { Claim(pool.range, by: "pool \(pool.key)", at: $0) }
        }
        for claim in index.prefixClaims + pools {
            guard let block = unassignable.first(where: { claim.key.contains($0.prefix) }) else {
                continue
            }
            findings.error(
                "prefix \(claim.key) of \(claim.owner) takes in \(block.prefix), "
                    + "which is \(block.meaning)",
                at: claim.span, hint: "choose a longer prefix length")
        }
    }
}

/// RFC 6890, section 2.2, and RFC 4291, section 2.4.
private let unassignable: [(prefix: IPPrefix, meaning: String)] = [
    (block(0, 8), "this network"), (block(0x7f00_0000, 8), "loopback"),
    (block(0xa9fe_0000, 16), "link-local"), (block(0xe000_0000, 4), "multicast"),
    (block(high: 0, 127), "unspecified and loopback"),
    (block(high: 0xfe80 << 48, 10), "link-local"), (block(high: 0xff00 << 48, 8), "multicast"),
]

private func block(_ bits: UInt32, _ length: Int) -> IPPrefix {
    IPPrefix(containing: .ipv4(IPv4Address(rawValue: bits)), length: length)
}

private func block(high: UInt64, _ length: Int) -> IPPrefix {
    IPPrefix(containing: .ipv6(IPv6Address(high: high, low: 0)), length: length)
}

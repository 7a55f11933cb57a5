import Diagnostics
import Net

extension Check {
    /// Documentation prefixes are let pass: made-up topologies are made of them, and route servers
    /// take from the bogons what a member declares.
    static let memberPrefixBogon = Check(
        Rule(
            code: "intent.member-prefix-bogon",
            meaning: "A member may announce a prefix that has no place in the routing of the "
                + "Internet: a default route, private, shared, loopback, link-local, multicast "
                + "or reserved space, or the exchange's own LAN.",
            bad: "members: [{name: a, prefixes: [10.0.0.0/8]}]\n",
            good: "members: [{name: a, prefixes: [198.51.100.0/24]}]\n")
    ) { index, findings in
        let lans = index.lanPrefixClaims
        for member in index.topology.exchange?.members ?? [] {
            for prefix in member.prefixes {
                let reason: String
                var notes = [Diagnostic.Note("the member", at: member.name.span)]
                if prefix.value.length == 0 {
                    reason = "is a default route"
                } else if let bogon = bogons.first(where: { $0.prefix.overlaps(prefix.value) }) {
                    reason = "overlaps \(bogon.prefix), which is \(bogon.meaning)"
                } else if let lan = lans.first(where: { $0.key.overlaps(prefix.value) }) {
                    reason = "overlaps \(lan.owner)"
                    notes.append(.init("the LAN", at: lan.span))
                } else {
                    continue
                }
                findings.error(
                    "\(prefix.value) of member \(quoted(member.name.value.text)) \(reason)",
                    at: prefix.span, notes: notes, hint: "remove it, or correct it")
            }
        }
    }
}

/// RFC 6890, RFC 1112, RFC 4193 and RFC 4291, without what is for documentation.
private let bogons: [(prefix: IPPrefix, meaning: String)] = [
    (block(0, 8), "this network"), (block(10 << 24, 8), "private"),
    (block(0x6440_0000, 10), "shared with customers of carriers"),
    (block(0x7f00_0000, 8), "loopback"), (block(0xa9fe_0000, 16), "link-local"),
    (block(0xac10_0000, 12), "private"), (block(0xc000_0000, 24), "for protocols"),
    (block(0xc0a8_0000, 16), "private"), (block(0xc612_0000, 15), "for benchmarks"),
    (block(0xe000_0000, 4), "multicast"), (block(0xf000_0000, 4), "reserved"),
    (block(high: 0, 8), "reserved"), (block(high: 0xfc00 << 48, 7), "private"),
    (block(high: 0xfe80 << 48, 10), "link-local"), (block(high: 0xff00 << 48, 8), "multicast"),
]

private func block(_ bits: UInt32, _ length: Int) -> IPPrefix {
    IPPrefix(containing: .ipv4(IPv4Address(rawValue: bits)), length: length)
}

private func block(high: UInt64, _ length: Int) -> IPPrefix {
    IPPrefix(containing: .ipv6(IPv6Address(high: high, low: 0)), length: length)
}

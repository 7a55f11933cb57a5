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
                } else if let block = SpecialPurposeBlock.all.first(where: {
                    !$0.isForDocumentation && $0.prefix.overlaps(prefix.value)
                }) {
                    reason = "overlaps \(block.prefix), which is \(block.meaning)"
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

import Diagnostics
import Net

extension Check {
    /// Members ask the route servers with communities that hold 16-bit numbers: each number must
    /// mean one member, and none may mean something else as well.
    static let communityAmbiguous = Check(
        Rule(
            code: "intent.community-ambiguous",
            meaning: "A number that communities name a member by is not one member's alone: it is "
                + "that of another, or of a route server, or has a meaning of its own. A request "
                + "of a member would be understood as another.",
            bad: "members: [{name: a, asn: 65540, session: {community_asn: 64500}}, "
                + "{name: b, asn: 64500}]\n",
            good: "members: [{name: a, asn: 65540, session: {community_asn: 64900}}, "
                + "{name: b, asn: 64500}]\n")
    ) { index, findings in
        guard let exchange = index.topology.exchange else { return }
        var owners: [UInt32: (owner: String, span: SourceSpan)] = [:]
        for server in exchange.routeServers {
            let asn = server.asn.value.rawValue
            if let meaning = fixedMeaning(of: asn) {
                findings.error(
                    "AS number \(asn) of a route server is also \(meaning) in communities",
                    at: server.asn.span, hint: "give the route servers another AS number")
            }
            owners[asn] = ("a route server", server.asn.span)
        }
        for member in exchange.members {
            owners[member.asn.value.rawValue] = (
                "member \(quoted(member.name.value.text))", member.asn.span
            )
        }
        let hasBlackholes = exchange.policy?.blackholes != nil
        for member in exchange.members {
            if hasBlackholes && member.asn.value.rawValue == 666 {
                findings.error(
                    "member \(quoted(member.name.value.text)) has the number of blackholes, 666",
                    at: member.asn.span, hint: "leave 'blackholes' out of the policy")
            }
            guard let number = member.session?.communityASN else { continue }
            let value = number.value.rawValue
            let name = quoted(member.name.value.text)
            if member.asn.value.rawValue <= 0xffff {
                findings.error(
                    "member \(name) has a 16-bit AS number and needs no other in communities",
                    at: number.span, notes: [.init("its own", at: member.asn.span)],
                    hint: "remove 'community_asn'")
            } else if !(64512...65534).contains(value) {
                findings.error(
                    "\(value) is no private 16-bit AS number: somebody may have it",
                    at: number.span, hint: "choose one from 64512 to 65534 (RFC 6996)")
            } else if let meaning = fixedMeaning(of: value) {
                findings.error(
                    "\(value) is also \(meaning) in communities", at: number.span,
                    hint: "choose another from 64512 to 65534")
            } else if let other = owners[value] {
                findings.error(
                    "\(value) of member \(name) is that of \(other.owner)", at: number.span,
                    notes: [.init("the other one", at: other.span)],
                    hint: "choose another from 64512 to 65534")
            }
            owners[value] = owners[value] ?? ("member \(name)", number.span)
        }
    }

    /// First numbers of standard communities that the plan gives a meaning.
    private static func fixedMeaning(of number: UInt32) -> String? {
        switch number {
        case 65281: "NO_EXPORT"
        case 65501...65503: "a prepend"
        default: nil
        }
    }
}

import Diagnostics
import Net

extension Check {
    static let memberASNPrivate = Check(
        Rule(
            code: "intent.member-asn-private",
            meaning: "A member has a private AS number (RFC 6996): its routes would be refused "
                + "everywhere beyond the exchange. Numbers for documentation are let pass.",
            bad: "members: [{name: a, asn: 64512}]\n",
            good: "members: [{name: a, asn: 64496}]\n")
    ) { index, findings in
        for member in index.topology.exchange?.members ?? [] {
            let others = member.origins.filter { $0.value != member.asn.value }
            for asn in [member.asn] + others where asn.value.isPrivate {
                findings.warning(
                    "AS number \(asn.value) of member \(quoted(member.name.value.text)) is private",
                    at: asn.span, notes: [.init("the member", at: member.name.span)],
                    hint: "write the AS number that the member has from a registry")
            }
        }
    }
}

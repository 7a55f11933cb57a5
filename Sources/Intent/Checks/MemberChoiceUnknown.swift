import Diagnostics
import Net

extension Check {
    static let memberChoiceUnknown = Check(
        Rule(
            code: "intent.member-choice-unknown",
            meaning: "A member chooses among AS numbers that no member has. It may be meant for "
                + "one that comes later, or a slip: routes then go where they should not.",
            bad: "members: [{name: a, asn: 64496, session: {announces_to: {all_but: [64510]}}}, "
                + "{name: b, asn: 64501}]\n",
            good: "members: [{name: a, asn: 64496, session: {announces_to: {all_but: [64501]}}}, "
                + "{name: b, asn: 64501}]\n")
    ) { index, findings in
        let members = index.topology.exchange?.members ?? []
        let asns = Set(members.map(\.asn.value))
        for member in members {
            let choices = [member.session?.announcesTo, member.session?.acceptsFrom]
            for choice in choices.compactMap({ $0 }) {
                for asn in (choice.only ?? []) + (choice.allBut ?? [])
                where !asns.contains(asn.value) {
                    let near = asns.map(\.description).sorted().nearest(to: "\(asn.value)")
                    findings.warning(
                        "no member has the AS number \(asn.value), which member "
                            + "\(quoted(member.name.value.text)) chooses by",
                        at: asn.span, notes: [.init("the member", at: member.name.span)],
                        hint: near.map { "did you mean \($0)?" }
                            ?? "remove it, or add the member")
                }
            }
        }
    }
}

import Diagnostics
import Net

extension Check {
    static let maxPrefixTooLow = Check(
        Rule(
            code: "intent.max-prefix-too-low",
            meaning: "A member may announce more prefixes than its limit allows: announcing all of "
                + "them would end its session.",
            bad: "members: [{name: a, prefixes: [198.51.100.0/25, 198.51.100.128/25], "
                + "max_prefix_ipv4: 1}]\n",
            good: "members: [{name: a, prefixes: [198.51.100.0/25, 198.51.100.128/25], "
                + "max_prefix_ipv4: 4}]\n")
    ) { index, findings in
        for member in index.topology.exchange?.members ?? [] {
            let limits = [
                (AddressFamily.ipv4, member.maxPrefixIPv4), (.ipv6, member.maxPrefixIPv6),
            ]
            for case (let family, let limit?) in limits {
                let prefixes = member.prefixes.filter { $0.value.family == family }
                guard prefixes.count > limit.value, let first = prefixes.map(\.span).min() else {
                    continue
                }
                findings.warning(
                    "member \(quoted(member.name.value.text)) has \(prefixes.count) \(family) "
                        + "prefixes and a limit of \(limit.value)",
                    at: limit.span, notes: [.init("the first of them", at: first)],
                    hint: "raise the limit to \(prefixes.count) or more")
            }
        }
    }
}

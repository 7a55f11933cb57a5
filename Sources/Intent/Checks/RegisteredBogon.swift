import Diagnostics
import Net

extension Check {
    static let registeredBogon = Check(
        Rule(
            code: "intent.registered-bogon",
            meaning:
                "A registry says of a member what nobody may announce: private, reserved or other "
                + "special space, a default route, a LAN of the exchange, or an AS number that is "
                + "nobody's. It is left out of the member's filter.",
            bad: "registrations: [{member: a, prefixes: [10.0.0.0/8]}]\n",
            good: "registrations: [{member: a, prefixes: [198.51.100.0/24]}]\n")
    ) { index, findings in
        guard let exchange = index.topology.exchange else { return }
        for registration in index.topology.registrations {
            let member = exchange.members.first { $0.name.value == registration.member.value }
            guard let member else { continue }
            let filter = RegistrationFilter(member, lans: exchange.lans)
            let left =
                registration.prefixes.compactMap { prefix in
                    filter.reason(against: prefix.value).map {
                        (text: "\(prefix.value) is \($0)", span: prefix.span)
                    }
                }
                + registration.origins.compactMap { origin in
                    filter.reason(against: origin.value).map {
                        (text: "AS \(origin.value) is \($0)", span: origin.span)
                    }
                }
            guard let first = left.first else { continue }
            findings.warning(
                "\(left.count) of what is registered for \(quoted(member.name.value.text)) does not "
                    + "count: \(first.text)", at: first.span,
                notes: left.dropFirst().prefix(8).map { .init($0.text, at: $0.span) }
                    + [.init("the member", at: member.name.span)],
                hint: "ask the member to have it removed from the registry")
        }
    }
}

import Net

extension FabricPrinter {
    /// One line with what was written; none where nothing was.
    mutating func printRegistration(_ fields: [(key: String, value: String?)]) {
        let written = fields.compactMap { field in field.value.map { "\(field.key) \($0)" } }
        if !written.isEmpty { line("registration " + written.joined(separator: ", ")) }
    }
}

extension ExchangeRegistration {
    var fields: [(key: String, value: String?)] {
        let registry = routingRegistry
        return [
            ("full-name", fullName?.text), ("ixf-id", ixfID.map { "\($0)" }),
            ("peeringdb-id", peeringDBID.map { "\($0)" }), ("country", country?.text),
            ("website", website?.text), ("statistics", statistics?.text),
            ("support", support?.text), ("emergency", emergency?.text), ("billing", billing?.text),
            ("as-set", registry.asSet), ("source", registry.source?.text),
            ("maintainer", registry.maintainer?.text),
            ("admin-contact", registry.adminContact?.text),
            ("technical-contact", registry.technicalContact?.text),
        ]
    }
}

extension MemberRegistration {
    var fields: [(key: String, value: String?)] {
        let limits = AddressFamily.allCases.map { family in
            ("max-prefixes-\(family)".lowercased(), maxPrefixes[family].map { "\($0)" })
        }
        return limits + [
            ("full-name", fullName?.text), ("type", kind?.rawValue), ("website", website?.text),
            ("peering-policy", peeringPolicy?.rawValue),
            ("peering-policy-page", peeringPolicyPage?.text), ("since", since?.description),
            ("contact", contact?.text),
        ]
    }
}

extension ConnectionRegistration {
    /// Empty for what is active since nobody knows when.
    var text: String {
        (state == .active ? "" : " \(state.rawValue)") + (since.map { " since \($0)" } ?? "")
    }
}

extension ContactPoint {
    fileprivate var text: String {
        [mail?.text, phone?.text, hours?.text].compactMap(\.self).joined(separator: " ")
    }
}

extension Facility {
    var text: String {
        let number = peeringDBID.map { "peeringdb-id \($0)" }
        return [name.text, city?.text, country?.text, number].compactMap(\.self)
            .joined(separator: ", ")
    }
}

extension Hardware {
    var text: String {
        [manufacturer?.text, model?.text, software?.text].compactMap(\.self)
            .joined(separator: ", ")
    }
}

import Diagnostics

extension Check {
    static let linkRolesUnsuitable = Check(
        Rule(
            code: "intent.link-roles-unsuitable",
            meaning: "A link joins two devices whose roles have nothing to say to each other: "
                + "firewalls hang on service leaves, route servers on exchange edges, everything "
                + "else on spines. Edges may be joined to one another; between other leaves a "
                + "link is a warning, for traffic would pass a leaf that it is no business of.",
            bad: "links:\n  - {a: \"fw-1:eth1\", b: \"spine-1:swp9\"}\n",
            good: "links:\n  - {a: \"fw-1:eth1\", b: \"service-leaf-1:swp9\"}\n")
    ) { index, findings in
        let topology = index.topology
        for link in topology.links {
            guard let a = index.device(of: link.a), let b = index.device(of: link.b),
                a.name.value != b.name.value
            else { continue }
            let roles =
                "\(a.role.value.rawValue) \(quoted(a.name.value.text)) and "
                + "\(b.role.value.rawValue) \(quoted(b.name.value.text))"
            switch suitability(a.role.value, b.role.value) {
            case .suitable: continue
            case .detour:
                findings.warning(
                    "a link between \(roles) makes one a transit of the other", at: link.b.span,
                    notes: [.init("the other end", at: link.a.span)],
                    hint: "join both to the spines instead")
            case .unsuitable(let hint):
                findings.error(
                    "a link cannot join \(roles)", at: link.b.span,
                    notes: [.init("the other end", at: link.a.span)], hint: hint)
            }
        }
    }
}

private enum Suitability {
    case suitable, detour
    case unsuitable(hint: String)
}

private func suitability(_ a: DeviceRole, _ b: DeviceRole) -> Suitability {
    let roles = [a, b]
    if roles.contains(.firewall) {
        return roles.contains(.serviceLeaf)
            ? .suitable : .unsuitable(hint: "join the firewall to a service leaf")
    }
    if roles.contains(.routeServer) {
        return roles.contains(.exchangeEdge)
            ? .suitable : .unsuitable(hint: "join the route server to an exchange edge")
    }
    return roles.contains(.spine) || roles.contains(.exchangeEdge) ? .suitable : .detour
}

import Diagnostics
import Net

extension Check {
    /// Exits may share a port under VLAN IDs of their own. Attachments of two tenants on one port
    /// are `intent.port-of-two-tenants`, an attachment on a linked port is
    /// `intent.vlan-missing-at-far-end`; both say more.
    static let portReused = Check(
        Rule(
            code: "intent.port-reused",
            meaning: "A port is used twice: a cable has two ends, a leg of a LAG is no port of "
                + "its own, and what comes out of a port is said in one place.",
            bad: "links:\n  - {a: \"leaf-1:swp1\", b: \"spine-1:swp1\"}\n"
                + "  - {a: \"leaf-1:swp1\", b: \"spine-2:swp1\"}\n",
            good: "links:\n  - {a: \"leaf-1:swp1\", b: \"spine-1:swp1\"}\n"
                + "  - {a: \"leaf-1:swp2\", b: \"spine-2:swp1\"}\n")
    ) { index, findings in
        for (port, uses) in index.ports.uses.enumerated() where uses.count > 1 {
            let uses = uses.sorted { $0.span < $1.span }
            for (position, again) in uses.enumerated() {
                guard let first = uses[..<position].first(where: { index.clash($0, again) })
                else { continue }
                let name = index.reference(ofPort: port).description
                findings.error(
                    "port \(quoted(name)) is already \(index.description(of: first.use))",
                    at: again.span, notes: [.init("first used here", at: first.span)],
                    hint: "use a free port for this one, or remove the other")
            }
        }
    }
}

extension TopologyIndex {
    /// Whether two uses of one port exclude each other and no other check reports them.
    fileprivate func clash(_ first: LocatedPortUse, _ second: LocatedPortUse) -> Bool {
        switch (first.use, second.use) {
        case (.link(let a), .link(let b)): a != b || !isLoop(a)
        case (.exit(let a), .exit(let b)):
            exits[a].exit.vlan == nil
                || exits[a].exit.vlan?.value == exits[b].exit.vlan?.value
                || exits[b].exit.vlan == nil
        case (.attachment(let a), .attachment(let b)):
            attachments[a].tenant == attachments[b].tenant
        case (.link, .attachment), (.attachment, .link): false
        default: true
        }
    }

    /// A link whose two ends are one port is `intent.link-to-itself`.
    private func isLoop(_ link: Int) -> Bool {
        topology.links[link].a.value == topology.links[link].b.value
    }

    func description(of use: PortUse) -> String {
        switch use {
        case .management: "the management port"
        case .leg(let lag): "a leg of LAG " + quoted(topology.lags[lag].name.value.text)
        case .link: "an end of a link"
        case .attachment(let attachment):
            "an attachment of tenant "
                + quoted(topology.tenants[attachments[attachment].tenant].name.value.text)
        case .exit(let exit): "the exit " + quoted(exits[exit].path)
        case .connection(let member, _):
            "the port of member "
                + quoted(topology.exchange?.members[member].name.value.text ?? "")
        }
    }
}

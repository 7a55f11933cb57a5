import Diagnostics

extension Check {
    static let portOfTwoTenants = Check(
        Rule(
            code: "intent.port-of-two-tenants",
            meaning: "Segments of two tenants come out of one port: whatever is plugged in there "
                + "joins both, and no contract has been asked.",
            bad: "tenants:\n  - {name: town, attachments: [{port: \"leaf-1:swp1\", access: web}]}\n"
                + "  - {name: hospital, attachments: [{port: \"leaf-1:swp1\", tagged: [lab]}]}\n",
            good:
                "tenants:\n  - {name: town, attachments: [{port: \"leaf-1:swp1\", access: web}]}\n"
                + "  - {name: hospital, attachments: [{port: \"leaf-1:swp2\", tagged: [lab]}]}\n")
    ) { index, findings in
        for (port, uses) in index.ports.uses.enumerated() where uses.count > 1 {
            let owners = uses.compactMap { use -> (tenant: Int, span: SourceSpan)? in
                guard case .attachment(let position) = use.use else { return nil }
                return (index.attachments[position].tenant, use.span)
            }.sorted { $0.span < $1.span }
            for (position, again) in owners.enumerated() {
                guard let first = owners[..<position].first(where: { $0.tenant != again.tenant })
                else { continue }
                let names = [again, first].map {
                    quoted(index.topology.tenants[$0.tenant].name.value.text)
                }
                let reference = quoted(index.reference(ofPort: port).description)
                findings.error(
                    "port \(reference) of tenant \(names[0]) already belongs to tenant \(names[1])",
                    at: again.span, notes: [.init("first attached here", at: first.span)],
                    hint: "give each tenant a port of its own")
            }
        }
    }
}

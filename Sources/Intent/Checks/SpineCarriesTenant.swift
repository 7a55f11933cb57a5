import Diagnostics
import Net

extension Check {
    static let spineCarriesTenant = Check(
        Rule(
            code: "intent.spine-carries-tenant",
            meaning: "An attachment or exit of a tenant, or a port of a member, is on a device "
                + "that carries no VRF and no segment: a spine, a firewall or a route server.",
            bad: "attachments:\n  - {port: \"spine-1:swp9\", access: web}\n",
            good: "attachments:\n  - {port: \"leaf-1:swp9\", access: web}\n")
    ) { index, findings in
        func look(_ port: Located<PortReference>, _ what: String, hint: String) {
            guard let device = index.device(of: port), !device.role.value.isVTEP else { return }
            findings.error(
                "\(what) is on \(device.role.value.rawValue) \(quoted(device.name.value.text)), "
                    + "which carries no tenants",
                at: port.span, notes: [.init("its role", at: device.role.span)], hint: hint)
        }
        for attachment in index.attachments {
            let tenant = quoted(index.topology.tenants[attachment.tenant].name.value.text)
            look(
                attachment.attachment.port, "an attachment of tenant \(tenant)",
                hint: "attach it to a leaf")
        }
        for exit in index.exits {
            look(exit.exit.port, "exit \(quoted(exit.path))", hint: "move it to a border")
        }
        for member in index.topology.exchange?.members ?? [] {
            for connection in member.connections {
                look(
                    connection.port, "a port of member \(quoted(member.name.value.text))",
                    hint: "connect it to an exchange edge")
            }
        }
    }
}

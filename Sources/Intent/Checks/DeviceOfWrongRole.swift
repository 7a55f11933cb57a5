import Diagnostics
import Net

extension Check {
    static let deviceOfWrongRole = Check(
        Rule(
            code: "intent.device-of-wrong-role",
            meaning: "A firewall is made of a device that is no firewall, a route server runs on "
                + "one that is none, or a member is connected to a device that is no exchange edge.",
            bad: "devices: [{name: leaf-1, role: leaf}]\n"
                + "firewalls: [{name: perimeter, devices: [leaf-1]}]\n",
            good: "devices: [{name: fw-1, role: firewall}]\n"
                + "firewalls: [{name: perimeter, devices: [fw-1]}]\n")
    ) { index, findings in
        let topology = index.topology
        func look(_ name: Located<Name>, is role: DeviceRole, for what: String) {
            guard let device = index.device(named: name.value).map({ topology.devices[$0] }),
                device.role.value != role
            else { return }
            findings.error(
                "\(what) needs a device of role \(role.rawValue), and "
                    + "\(quoted(name.value.text)) is of role \(device.role.value.rawValue)",
                at: name.span, notes: [.init("its role", at: device.role.span)],
                hint: "name another device, or correct its role")
        }
        for firewall in topology.firewalls {
            for device in firewall.devices {
                look(device, is: .firewall, for: "firewall " + quoted(firewall.name.value.text))
            }
        }
        for server in topology.exchange?.routeServers ?? [] {
            look(server.device, is: .routeServer, for: "a route server")
        }
        for member in topology.exchange?.members ?? [] {
            for port in member.connections.map(\.port) {
                // Where nothing of a tenant can be, intent.spine-carries-tenant says so.
                guard index.device(of: port)?.role.value.isVTEP == true else { continue }
                look(
                    Located(port.value.device, at: port.span), is: .exchangeEdge,
                    for: "a port of member " + quoted(member.name.value.text))
            }
        }
    }
}

import Diagnostics
import Net

extension Check {
    static let nameReused = Check(
        Rule(
            code: "intent.name-reused",
            meaning: "Two things of one kind have one name, so that a reference to it could mean "
                + "either. Names hold within the fabric; of rooms within their site, of VRFs "
                + "within their tenant, of segments and exits within their VRF, of ports and LAGs "
                + "within their device.",
            bad: "devices:\n  - {name: leaf-1, role: leaf}\n  - {name: leaf-1, role: spine}\n",
            good: "devices:\n  - {name: leaf-1, role: leaf}\n  - {name: spine-1, role: spine}\n")
    ) { index, findings in
        let topology = index.topology
        func look<Key: Hashable & Sendable>(_ kind: String, _ names: [Located<Key>]) {
            for (again, first) in repetitions(among: names.map { Claim($0, by: kind) }) {
                findings.error(
                    "there is another \(kind) \(quoted("\(again.key)"))", at: again.span,
                    notes: [.init("first declared here", at: first.span)],
                    hint: "give one of them another name")
            }
        }
        look("device", topology.devices.map(\.name))
        look("class", topology.classes.map(\.name))
        look("site", topology.sites.map(\.name))
        for site in topology.sites { look("room", site.rooms.map(\.name)) }
        look("rack", topology.sites.flatMap(\.rooms).flatMap(\.racks))
        look("firewall", topology.firewalls.map(\.name))
        look("tenant", topology.tenants.map(\.name))
        for tenant in topology.tenants {
            look("VRF", tenant.vrfs.map(\.name))
            for vrf in tenant.vrfs {
                look("segment", vrf.segments.map(\.name))
                look("exit", vrf.exits.map(\.name))
            }
        }
        look("service", topology.services.map(\.name))
        look("contract", topology.contracts.map(\.name))
        look("LAN", topology.exchange?.lans.map(\.name) ?? [])
        look("member", topology.exchange?.members.map(\.name) ?? [])
        look("route server on device", topology.exchange?.routeServers.map(\.device) ?? [])

        var ports = topology.devices.enumerated().map { _, device in device.ports }
        for lag in topology.lags {
            guard let device = index.device(named: lag.device.value) else { continue }
            ports[device].append(lag.name)
        }
        for names in ports { look("port", names) }
    }
}

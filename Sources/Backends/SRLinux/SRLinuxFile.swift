import Diagnostics
import IR
import Net

/// `config.json`: the modules in order of names, as SR Linux saves them.
struct SRLinuxFile {
    let fabric: Fabric
    let device: Device

    func generate() -> GeneratedFile {
        var file: JSONTree = [
            "srl_nokia-acl:acl": accessLists,
            "srl_nokia-interfaces:interface": .list(interfaces),
            "srl_nokia-network-instance:network-instance": .list(instances),
        ]
        file.add("srl_nokia-routing-policy:routing-policy", policies)
        file.add("srl_nokia-system:system", system)
        file.add("srl_nokia-tunnel-interfaces:tunnel-interface", tunnels)
        var out = ConfigText(file: "config.json", of: device, indent: 2)
        file.write(to: &out)
        return out.finished()
    }

    // MARK: The device

    /// The port of management.
    var managed: Interface? { device.interfaces.first { $0.role == .management } }

    /// Who manages the device does so by way of its network instance alone.
    private var system: JSONTree {
        let mtu = fabric.parameters.fabricMTU
        let filter: JSONTree = .list(
            Self.families.map { ["name": "\(Self.input)", "type": "\(Self.type(of: $0))"] })
        var system: JSONTree = [
            "srl_nokia-system-name:name": ["host-name": "\(device.name)"],
            "srl_nokia-mtu:mtu": ["default-ip-mtu": .number(min(mtu, 9486))],
            "srl_nokia-lldp:lldp": ["admin-state": "disable"],
            "control-plane-traffic": ["input": ["srl_nokia-acl:acl": ["acl-filter": filter]]],
        ]
        if let managed {
            let server: JSONTree = [
                "name": "\(SRLinuxName.management)", "admin-state": "enable",
                "network-instance": "\(SRLinuxName.management)",
            ]
            system.add("srl_nokia-ssh:ssh-server", [server.at(managed.origins)])
        }
        return system
    }

    /// Nil where nothing is carried between devices.
    private var tunnels: JSONTree? {
        guard device.vtep != nil, !device.bridgeDomains.isEmpty else { return nil }
        let carried = device.bridgeDomains.map { domain -> JSONTree in
            let kind: JSONTree =
                switch domain.purpose {
                case .segment: "srl_nokia-interfaces:bridged"
                case .vrf: "srl_nokia-interfaces:routed"
                }
            let tunnel: JSONTree = [
                "index": .number(domain.vlan), "type": kind,
                "ingress": ["vni": .number(domain.vni)],
            ]
            return tunnel.at(domain.origin)
        }
        return [["name": "\(SRLinuxName.tunnels)", "vxlan-interface": .list(carried)]]
    }

    // MARK: Families

    static let families = AddressFamily.allCases

    /// As routing policies and filters have it.
    static func type(of family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "ipv4" : "ipv6"
    }
}

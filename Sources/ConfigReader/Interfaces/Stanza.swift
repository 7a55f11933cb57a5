/// `iface NAME` and what is said of it.
struct Stanza {
    let name: String
    let line: Int
    var attributes: [Attribute] = []

    struct Attribute {
        let key: String
        let values: [String]
        let line: Int
    }

    /// What the interface is, by the attributes that make it so.
    enum Kind {
        case loopback, port, bond, vlan, tunnel, bridge, vrf
    }

    var kind: Kind {
        for attribute in attributes {
            switch attribute.key {
            case "bridge-ports", "bridge-vlan-aware": return .bridge
            case "vrf-table": return .vrf
            case "vxlan-id": return .tunnel
            case "vlan-raw-device", "vlan-id": return .vlan
            case "bond-slaves": return .bond
            default: break
            }
        }
        if name == "lo" { return .loopback }
        // ifupdown2 takes an interface with a dot in its name for a VLAN of what stands before it.
        return name.utf8.contains(UInt8(ascii: ".")) ? .vlan : .port
    }

    subscript(key: String) -> Attribute? { attributes.first { $0.key == key } }
}

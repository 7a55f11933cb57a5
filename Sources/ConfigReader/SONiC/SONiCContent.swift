import Net

/// What `config_db.json` says that one row alone does not mean.
struct SONiCContent {
    struct Port {
        var line: Int
        var isUp: Bool
        var mtu: (value: Int, line: Int)?
        /// The LAG that it is a leg of.
        var lag: String?
        /// Each VLAN with the line that says so.
        var vlans: [VLANID: Int] = [:]
    }

    /// A routed interface of a VRF.
    struct Routed {
        var vrf: String
        var line: Int
        /// The port that its packets enter by, and their tag; nil for a VLAN of the bridge.
        var port: String?
        var tag: VLANID?
        var addresses: [InterfaceAddress] = []
    }

    struct VLAN {
        var line: Int
        var mtu: (value: Int, line: Int)?
    }

    struct Map {
        var vlan: VLANID
        var vni: VNI
        var line: Int
    }

    struct List {
        var family: AddressFamily
        var line: Int
        var ports: [String]
        var rules: [SONiCRule] = []
    }

    /// Ports and LAGs.
    var ports: [String: Port] = [:]
    /// Those with nothing but a link-local address, where neighbours may be.
    var linkLocal: [String: Int] = [:]
    var vrfs: [String: (vni: VNI, line: Int)] = [:]
    var vlans: [VLANID: VLAN] = [:]
    /// By the name that facts have.
    var routed: [String: Routed] = [:]
    /// VLANs with a gateway, and the line of their interface.
    var gateways: [VLANID: Int] = [:]
    var gatewayMAC: (value: MACAddress, line: Int)?
    var mac: (value: MACAddress, line: Int)?
    var maps: [Map] = []
    var tunnel: (name: String, local: IPv4Address, line: Int)?
    var isManaged = false
    /// By name.
    var lists: [String: List] = [:]

    /// Prefixes of interfaces, by VRF.
    var connected: [String: [IPPrefix]] {
        var result: [String: [IPPrefix]] = [:]
        for interface in routed.values {
            result[interface.vrf, default: []] += interface.addresses.map(\.prefix)
        }
        return result
    }
}

extension VLANID {
    /// `Vlan110`
    init?(readingName text: String) {
        guard text.hasPrefix("Vlan") else { return nil }
        self.init(reading: String(text.dropFirst(4)))
    }
}

import IR
import Net

/// The name of a network interface in Linux: at most 15 octets, no `/` and no space.
///
/// Ports keep their names. What we make is named after numbers that never move, so that a device
/// that loses one VRF keeps the names of all others:
///
///     vlan110         the routed interface of VLAN 110
///     vni1000010      the VXLAN device of VNI 1000010
///     v-prato-312     the VRF of index 312; the tenant's name is cut to what is left of 15 octets
///     bridge, mgmt    one each
struct LinuxName: Hashable, Sendable, ConfigValue {
    let configText: String

    private init(_ text: String) { configText = text }

    static let bridge = LinuxName("bridge")
    static let management = LinuxName("mgmt")

    static func port(_ port: PortName) -> LinuxName { LinuxName(port.text) }
    static func vlan(_ vlan: VLANID) -> LinuxName { LinuxName("vlan\(vlan)") }
    static func vxlan(_ vni: VNI) -> LinuxName { LinuxName("vni\(vni)") }

    static func vrf(_ id: VRFID, on device: Device, in fabric: Fabric) -> LinuxName {
        LinuxName(fabric.shortName(of: id, beginning: device.vrfPrefix))
    }

    init(_ name: InterfaceName) {
        switch name {
        case .loopback: self.init("lo")
        case .port(let port), .lag(let port, _): self.init(port.text)
        case .subinterface(let port, let vlan): self.init("\(port).\(vlan)")
        case .vlan(let vlan): self = .vlan(vlan)
        }
    }

    /// IFNAMSIZ less the final zero.
    static let longest = 15

    /// Why a port cannot be called so; nil where it can.
    var objectionAsPort: String? {
        let reserved = ["lo", "bridge", "mgmt", "all", "default"]
        if configText.utf8.count > Self.longest { return "is longer than 15 octets" }
        if configText.contains("/") { return "holds a '/'" }
        if reserved.contains(configText) || configText.hasPrefix("v-")
            || configText.hasPrefix("vlan") || configText.hasPrefix("vni")
        {
            return "is taken by an interface of the system"
        }
        return nil
    }
}

/// Routing tables of VRFs. The index never moves, neither does the table.
enum LinuxTable {
    /// Of the management VRF; indices of VRFs begin at 1.
    static let management = 10_000
    static let last = management + Int(UInt16.max)

    static func number(of vrf: VRF) -> Int { management + Int(vrf.index) }

    /// The metric of the route that ends every table: worse than all that a daemon installs
    /// (Documentation/networking/vrf.rst of the kernel).
    static let unreachableMetric = 4_278_198_272
}

import IR
import Net

/// What SONiC calls a thing.
///
///     Ethernet0, PortChannel7   ports and LAGs keep their names, which have to be those of SONiC
///     Eth0.3500, Po7.3500       a tagged sub-interface
///     Vlan110                   the routed interface of VLAN 110
///     Loopback0, vtep, nvo      one each
///     Vrf-prato-312, mgmt       VRFs
struct SONiCName: Hashable, Sendable, ConfigValue {
    let configText: String

    private init(_ text: String) { configText = text }

    static let loopback = SONiCName("Loopback0")
    static let management = SONiCName("mgmt")

    static func vrf(_ id: VRFID, on device: Device, in fabric: Fabric) -> SONiCName {
        SONiCName(fabric.shortName(of: id, beginning: device.vrfPrefix))
    }

    static func vlan(_ vlan: VLANID) -> SONiCName { SONiCName("Vlan\(vlan)") }

    init(_ port: PortName) { self.init(port.text) }

    init(_ name: InterfaceName) {
        switch name {
        case .loopback: self = .loopback
        case .port(let port), .lag(let port, _): self.init(port)
        case .vlan(let vlan): self = .vlan(vlan)
        case .subinterface(let port, let vlan):
            self.init("\(SONiCPort(port)?.shortName ?? port.text).\(vlan)")
        }
    }
}

/// What the name of a port says it is.
enum SONiCPort: Hashable {
    case ethernet(Int)
    case portChannel(Int)
    case management

    /// Nil where SONiC has no port of that name.
    init?(_ port: PortName) {
        if let number = Self.number(of: port, after: "Ethernet") {
            self = .ethernet(number)
        } else if let number = Self.number(of: port, after: "PortChannel") {
            self = .portChannel(number)
        } else if port.text == "eth0" {
            self = .management
        } else {
            return nil
        }
    }

    /// As sub-interfaces have it, so that they fit into 15 octets.
    var shortName: String {
        switch self {
        case .ethernet(let number): "Eth\(number)"
        case .portChannel(let number): "Po\(number)"
        case .management: "eth0"
        }
    }

    private static func number(of port: PortName, after word: String) -> Int? {
        guard port.text.hasPrefix(word), let number = Int(port.text.dropFirst(word.count)),
            (0...9999).contains(number), port.text == "\(word)\(number)"
        else { return nil }
        return number
    }
}

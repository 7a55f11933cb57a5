import IR
import Net

/// What SR Linux calls a thing.
///
///     ethernet-1/1       ports keep their names, which have to be those of SR Linux
///     lag7, mgmt0        a LAG, the port of management
///     ethernet-1/1.110   a sub-interface; its index is the VLAN, or 0 where there is none
///     irb0.110           the gateway of VLAN 110
///     vxlan1.110         what carries VLAN 110 between devices
///     system0.0          the loopback
///     uffici-14          a mac-vrf: the segment and its index, which never moves
///     v-prato-312, mgmt  an ip-vrf
struct SRLinuxName: Hashable, Sendable, ConfigValue {
    let configText: String

    private init(_ text: String) { configText = text }

    static let loopback = SRLinuxName("system0")
    static let gateways = SRLinuxName("irb0")
    static let tunnels = SRLinuxName("vxlan1")
    static let management = SRLinuxName("mgmt")
    static let underlay = SRLinuxName("default")

    static func vrf(_ id: VRFID, in fabric: Fabric) -> SRLinuxName {
        SRLinuxName(fabric.shortName(of: id))
    }

    static func bridge(_ segment: Segment) -> SRLinuxName {
        SRLinuxName("\(segment.name)-\(segment.index)")
    }

    static func tunnel(_ vlan: VLANID) -> SRLinuxName { tunnels.subinterface(vlan) }

    init(_ port: PortName) { self.init(port.text) }

    func subinterface(_ vlan: VLANID?) -> SRLinuxName {
        SRLinuxName("\(configText).\(vlan.map { "\($0)" } ?? "0")")
    }

    static func precedes(_ left: SRLinuxName, _ right: SRLinuxName) -> Bool {
        naturallyPrecedes(left.configText, right.configText)
    }
}

/// What the name of a port says it is.
enum SRLinuxPort: Hashable {
    case ethernet
    case management
    case lag

    /// Nil where SR Linux has no port of that name.
    init?(_ port: PortName) {
        if port.text == "mgmt0" {
            self = .management
        } else if port.text.hasPrefix("lag") {
            guard Self.number(port.text.dropFirst(3), upTo: 1000) else { return nil }
            self = .lag
        } else {
            // Line card, perhaps a module of it, port.
            let parts = port.text.split(separator: "/", omittingEmptySubsequences: false)
            guard port.text.hasPrefix("ethernet-"), (2...3).contains(parts.count),
                Self.number(parts[0].dropFirst(9), upTo: 99),
                parts.count == 2 || Self.number(parts[1], upTo: 99),
                Self.number(parts[parts.count - 1], upTo: 128)
            else { return nil }
            self = .ethernet
        }
    }

    private static func number(_ text: Substring, upTo limit: Int) -> Bool {
        Int(text).map { (1...limit).contains($0) && String($0) == text } ?? false
    }
}

import IR
import Net

/// What EOS calls a thing.
///
///     Ethernet1, Ethernet49/1    ports keep their names, which have to be those of EOS
///     Port-Channel7              a LAG
///     Ethernet1.3500             a tagged sub-interface
///     Vlan110                    the routed interface of VLAN 110
///     Loopback0, Vxlan1          one each
///     v-prato-312, mgmt          VRFs
///     uffici-14                  the name of a VLAN: its segment, cut to what is left of 32 octets,
///                                and the index, which never moves
struct EOSName: Hashable, Sendable, ConfigValue {
    let configText: String

    private init(_ text: String) { configText = text }

    static let loopback = EOSName("Loopback0")
    static let tunnels = EOSName("Vxlan1")
    static let management = EOSName("mgmt")

    static func vrf(_ id: VRFID, in fabric: Fabric) -> EOSName { EOSName(fabric.shortName(of: id)) }

    static func vlan(_ segment: Segment) -> EOSName {
        let suffix = "-\(segment.index)"
        return EOSName(segment.name.text.prefix(32 - suffix.utf8.count) + suffix)
    }

    init(_ name: InterfaceName) {
        switch name {
        case .loopback: self = .loopback
        case .port(let port), .lag(let port, _): self.init(port.text)
        case .subinterface(let port, let vlan): self.init("\(port).\(vlan)")
        case .vlan(let vlan): self.init("Vlan\(vlan)")
        }
    }

    init(_ port: PortName) { self.init(port.text) }

    static func precedes(_ left: EOSName, _ right: EOSName) -> Bool {
        naturallyPrecedes(left.configText, right.configText)
    }
}

/// What the name of a port says it is.
enum EOSPort: Hashable {
    case ethernet
    case management
    case portChannel(Int)

    /// Nil where EOS has no port of that name.
    init?(_ port: PortName) {
        if let number = Self.number(of: port) {
            self = .portChannel(number)
        } else if Self.isNumbered(port.text, after: "Ethernet") {
            self = .ethernet
        } else if Self.isNumbered(port.text, after: "Management") {
            self = .management
        } else {
            return nil
        }
    }

    /// Of a LAG: its channel group, from 1 to 2000.
    private static func number(of port: PortName) -> Int? {
        let word = "Port-Channel"
        guard port.text.hasPrefix(word), let number = Int(port.text.dropFirst(word.count)),
            (1...2000).contains(number), port.text == "\(word)\(number)"
        else { return nil }
        return number
    }

    /// The word, then one to three numbers with `/` between them.
    private static func isNumbered(_ text: String, after word: String) -> Bool {
        guard text.hasPrefix(word) else { return false }
        let parts = text.dropFirst(word.count).split(
            separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 3
            && parts.allSatisfy { part in Int(part).map { String($0) == part } ?? false }
    }
}

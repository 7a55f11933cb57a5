import Capture

/// Protocols that switches, routers and stations speak among themselves on a link.
public enum LinkProtocol: String, Hashable, Sendable, CaseIterable {
    case dtp = "DTP"
    case vtp = "VTP"
    case pagp = "PAgP"
    case udld = "UDLD"
    case spanningTree = "spanning tree"
    case pvst = "PVST"
    case lldp = "LLDP"
    case cdp = "CDP"
    case mndp = "MNDP"
    case mdns = "mDNS"
    case llmnr = "LLMNR"
    case netbios = "NetBIOS"
    case ssdp = "SSDP"
    case lacp = "LACP or another slow protocol"
    case pause = "PAUSE"
    case isis = "IS-IS"
    case ospf = "OSPF"
    case pim = "PIM"
    case eigrp = "EIGRP"
    case vrrp = "VRRP"
    case hsrp = "HSRP"
    case glbp = "GLBP"
    case rip = "RIP"
    case ripng = "RIPng"
    case ldp = "LDP"
    case dhcp = "DHCP"
    case dhcpv6 = "DHCPv6"
    case icmpRedirect = "an ICMP redirect"
    case routerDiscovery = "ICMP router discovery"
    case routerAdvertisement = "a router advertisement"
    case mpls = "MPLS"

    /// A number of its own.
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The protocol of layer-2 control that a frame is; nil for others.
    init?(_ reason: ReasonCode) {
        switch reason {
        case .dtp: self = .dtp
        case .vtp: self = .vtp
        case .pagp: self = .pagp
        case .udld: self = .udld
        case .spanningTree: self = .spanningTree
        case .pvst: self = .pvst
        case .lldp: self = .lldp
        case .cdp: self = .cdp
        case .slowProtocol: self = .lacp
        case .flowControl: self = .pause
        case .isis: self = .isis
        default: return nil
        }
    }

    /// The protocol that a UDP destination port stands for (`FrameFlags.linkService`).
    init?(udpPort port: UInt16) {
        switch port {
        case 67, 68: self = .dhcp
        case 546, 547: self = .dhcpv6
        case 137, 138: self = .netbios
        case 520: self = .rip
        case 521: self = .ripng
        case 646: self = .ldp
        case 1900: self = .ssdp
        case 1985, 2029: self = .hsrp
        case 3222: self = .glbp
        case 5353: self = .mdns
        case 5355: self = .llmnr
        case 5678: self = .mndp
        default: return nil
        }
    }

    /// The routing protocol that an IP protocol number stands for.
    init?(routingProtocol number: UInt8) {
        switch number {
        case 88: self = .eigrp
        case 89: self = .ospf
        case 103: self = .pim
        case 112: self = .vrrp
        default: return nil
        }
    }
}

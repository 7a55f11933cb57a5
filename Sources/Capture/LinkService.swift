/// Services of the link: protocols by which stations find routers, addresses, names and each other,
/// and by which routers find routes. Whoever answers there in another's place is sent its packets.
///
/// The lists say which packets get the flag `linkService`, so that a reader who wants to look into
/// them can tell them from all others at one bit. Ports are the destination's.
///
/// | | |
/// |---|---|
/// | ICMP | redirect 5, router advertisement 9 and solicitation 10 (RFC 792, RFC 1256) |
/// | ICMPv6 | neighbour discovery 133 to 137 (RFC 4861) |
/// | UDP | 67, 68 DHCP (RFC 2131); 546, 547 DHCPv6 (RFC 8415); 137, 138 NetBIOS (RFC 1002); 1900 SSDP; 5353 mDNS (RFC 6762); 5355 LLMNR (RFC 4795); 5678 MNDP; 520 RIP (RFC 2453); 521 RIPng (RFC 2080); 646 LDP (RFC 5036); 1985, 2029 HSRP (RFC 2281); 3222 GLBP |
enum LinkService {
    @inline(__always)
    static func hasUDPPort(_ port: UInt16) -> Bool {
        switch port {
        case 67, 68, 137, 138, 520, 521, 546, 547, 646, 1900, 1985, 2029, 3222, 5353, 5355, 5678:
            true
        default: false
        }
    }

    static func isICMPType(_ type: UInt16) -> Bool { type == 5 || type == 9 || type == 10 }

    static func isICMPv6Type(_ type: UInt16) -> Bool { (133...137).contains(type) }
}

import Diagnostics
import IR
import Net

extension NftablesFile {
    /// Whether frames that enter the port are looked at.
    func guardsPort(_ interface: Interface) -> Bool {
        !interface.allowedMACs.isEmpty || isExchangePort(interface)
    }

    /// Whether the port is one of the exchange, where IPv4, ARP and IPv6 are all that passes.
    private func isExchangePort(_ interface: Interface) -> Bool {
        segments(of: interface).contains { fabric[$0].owner == .exchange }
    }

    private func segments(of interface: Interface) -> [SegmentID] {
        switch interface.role {
        case .access(let segment): [segment]
        case .trunk(let tagged, let native): tagged + (native.map { [$0] } ?? [])
        case .loopback, .unused, .underlay, .member, .carrier, .gateway, .vrfTransit,
            .firewallTransit, .exit, .management, .exchange:
            []
        }
    }

    /// Frames that enter a guarded port: from its own stations, of the three ethertypes. What the
    /// exchange's rules name besides, spanning tree, LACP, discovery protocols, is none of the
    /// three; router advertisements and redirects are refused by name.
    func writePorts(to out: inout ConfigText) {
        let ports = device.interfaces.filter(guardsPort)
        out.block("chain ports {", closing: "}") { out in
            out.line("type filter hook prerouting priority filter; policy accept;")
            out.block("iifname vmap {", closing: "}") { out in
                for port in ports {
                    let name = LinuxName(port.name)
                    out.line("\"\(name)\" : goto port-\(name),", at: port.origins)
                }
            }
        }
        for port in ports {
            out.gap()
            out.block("chain port-\(LinuxName(port.name)) {", at: port.origins, closing: "}") {
                out in
                if !port.allowedMACs.isEmpty {
                    out.line(
                        "ether saddr != \(list(port.allowedMACs)) counter drop "
                            + "comment \"unknown station\"")
                }
                guard isExchangePort(port) else {
                    out.line("accept")
                    return
                }
                out.line(
                    "icmpv6 type { nd-router-advert, nd-redirect } counter drop "
                        + "comment \"no router of ours\"")
                out.line("ether type { ip, ip6, arp } accept")
                out.line("counter drop comment \"other ethertype\"")
            }
        }
    }
}

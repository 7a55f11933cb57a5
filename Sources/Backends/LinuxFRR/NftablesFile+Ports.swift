// What may enter by a port of the bridge.
//
// A port with stations lets these in and nobody else. On an edge of the exchange, a LAG included, more
// holds, because one member's mistake there is everybody's outage:
//
//     station          no source address but the member's own
//     ethertype        0x0800, 0x0806, 0x86dd and no other: with that no spanning tree, LACP and other
//                      slow protocols, LLDP, CDP and their like, no tag, no 802.3 frame
//     IP               nobody plays router or server: no router discovery or redirects of either
//                      family, no DHCP
//     groups           of frames to many only ARP, and neighbour discovery that passed no router
//     storms           of these, and of frames to a station that the LAN does not have, so many a second;
//                      the limit counts for each port alone
//     the device       hears nothing from the port, as far as a filter can see it. Frames to the reserved
//                      addresses of 802.1D (01-80-C2-00-00-0x) are not forwarded, and some of them, LLDP
//                      and LACP, pass no hook at all; that the bridge learns no station from them is
//                      said in `interfaces`.
//
// On a quarantine LAN the same is counted, and then nothing passes: a new port shows that it behaves
// without reaching anybody.

import Diagnostics
import IR
import Net

extension NftablesFile {
    /// Whether frames that enter the port are looked at.
    func guardsPort(_ interface: Interface) -> Bool {
        !interface.allowedMACs.isEmpty || fabric.peeringLAN(of: interface) != nil
    }

    func writePorts(to out: inout ConfigText) {
        let ports = device.interfaces.filter(guardsPort)
        let edges = ports.filter { fabric.peeringLAN(of: $0) != nil }
        if !edges.isEmpty { writeStations(of: edges, to: &out) }
        out.block("chain ports {", closing: "}") { out in
            out.line("type filter hook prerouting priority filter; policy accept;")
            out.block("iifname vmap {", closing: "}") { out in
                for port in ports {
                    let name = LinuxName(port.name)
                    out.line("\"\(name)\" : goto port-\(name),", at: port.origins)
                }
            }
        }
        if !edges.isEmpty { writeUnheard(edges, to: &out) }
        for port in ports {
            out.gap()
            out.block("chain port-\(LinuxName(port.name)) {", at: port.origins, closing: "}") {
                out in
                if !port.allowedMACs.isEmpty {
                    out.line(
                        "ether saddr != \(list(port.allowedMACs)) counter drop "
                            + "comment \"unknown station\"")
                }
                if let lan = fabric.peeringLAN(of: port) {
                    writeEdge(of: lan, to: &out)
                } else {
                    out.line("accept")
                }
            }
        }
    }

    /// The stations of each LAN that the device has an edge of, once and not at each port.
    private func writeStations(of edges: [Interface], to out: inout ConfigText) {
        let stations = fabric.stationsOfLANs()
        for lan in Set(edges.compactMap { fabric.peeringLAN(of: $0) }).sorted() {
            out.block("set \(name(ofStationsOf: lan)) {", at: [fabric[lan].origin], closing: "}") {
                out in
                out.line("type ether_addr")
                let addresses = stations[lan] ?? []
                guard !addresses.isEmpty else { return }
                out.block("elements = {", closing: "}") { out in
                    for address in addresses { out.line("\(address),") }
                }
            }
            out.gap()
        }
    }

    private func name(ofStationsOf lan: SegmentID) -> ConfigLine {
        "stations-\(fabric[lan].vlan)"
    }

    private func writeUnheard(_ edges: [Interface], to out: inout ConfigText) {
        out.gap()
        out.block("chain unheard {", closing: "}") { out in
            out.line("type filter hook input priority filter; policy accept;")
            let origins = edges.compactMap(\.origins.first)
            out.line(
                "iifname \(list(edges.map { "\"\(LinuxName($0.name))\"" as ConfigLine })) "
                    + "counter drop comment \"nothing for the device\"", at: origins)
        }
    }

    private func writeEdge(of lan: SegmentID, to out: inout ConfigText) {
        let storm: ConfigLine = "limit rate over 1000/second burst 1000 packets counter drop"
        out.line("ether type != { ip, ip6, arp } counter drop comment \"other ethertype\"")
        out.line(
            "icmpv6 type { nd-router-solicit, nd-router-advert, nd-redirect } counter drop "
                + "comment \"no router of ours\"")
        out.line(
            "icmp type { redirect, router-advertisement, router-solicitation } counter drop "
                + "comment \"no router of ours\"")
        out.line("udp dport { 67, 68, 546, 547 } counter drop comment \"no DHCP\"")
        out.line("meta pkttype broadcast \(storm) comment \"broadcast storm\"")
        out.line("meta pkttype multicast \(storm) comment \"multicast storm\"")
        out.line(
            "ether daddr != @\(name(ofStationsOf: lan)) meta pkttype != { broadcast, multicast } "
                + "\(storm) comment \"storm to nobody\"")
        guard !fabric.isQuarantine(lan) else {
            out.line("counter drop comment \"quarantine\"")
            return
        }
        out.line("meta pkttype broadcast ether type arp accept")
        out.line(
            "meta pkttype multicast ip6 hoplimit 255 icmpv6 type "
                + "{ nd-neighbor-solicit, nd-neighbor-advert } accept")
        out.line("meta pkttype { broadcast, multicast } counter drop comment \"other group\"")
        out.line("accept")
    }
}

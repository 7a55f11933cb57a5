import Diagnostics
import IR
import Net

extension NftablesFile {
    /// What may reach the device itself: routing and VXLAN from its neighbours, management from
    /// the management network, neighbour discovery and a measured amount of ICMP from everybody.
    func writeInput(to out: inout ConfigText) {
        let ports = underlayPorts
        let managed = device.interfaces.first { $0.role == .management }
        out.gap()
        out.block("chain input {", closing: "}") { out in
            out.line("type filter hook input priority filter; policy drop;")
            out.line("iifname \"lo\" accept")
            out.line("# A hop limit of 255 has passed no router (RFC 4861).")
            out.line(
                "ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept")
            out.line(
                "icmp type { echo-request, echo-reply, destination-unreachable, time-exceeded, "
                    + "parameter-problem } limit rate 1000/second accept")
            out.line(
                "icmpv6 type { echo-request, echo-reply, destination-unreachable, packet-too-big, "
                    + "time-exceeded, parameter-problem } limit rate 1000/second accept")
            if !ports.isEmpty { out.line("iifname \(list(ports)) jump underlay") }
            if let managed {
                out.line(
                    "iifname \"\(LinuxName.management)\" jump management", at: managed.origins)
            }
            out.line("counter comment \"to the device itself\"")
        }
        if !ports.isEmpty { writeUnderlay(to: &out) }
        if let managed { writeManagement(at: managed.origins, to: &out) }
    }

    private func writeUnderlay(to out: inout ConfigText) {
        out.gap()
        out.block("chain underlay {", closing: "}") { out in
            out.line(
                "ip6 hoplimit 255 icmpv6 type { nd-router-solicit, nd-router-advert } accept")
            out.line("ip6 saddr fe80::/10 tcp dport 179 accept")
            out.line("ip6 saddr fe80::/10 tcp sport 179 tcp flags & (syn | ack) != syn accept")
            out.line("# BFD of one hop (RFC 5881)")
            out.line("ip6 saddr fe80::/10 ip6 hoplimit 255 udp dport 3784 accept")
            guard let vtep = device.vtep else { return }
            let sources = fabric.outermostInfrastructure(.underlay, .ipv4)
            guard !sources.isEmpty else { return }
            out.line("ip saddr \(list(sources)) ip daddr \(vtep) udp dport 4789 accept")
        }
    }

    private func writeManagement(at origins: [SourceSpan], to out: inout ConfigText) {
        out.gap()
        out.block("chain management {", at: origins, closing: "}") { out in
            for family in AddressFamily.allCases {
                let sources = fabric.outermostInfrastructure(.management, family)
                guard !sources.isEmpty else { continue }
                let word: ConfigLine = family == .ipv4 ? "ip" : "ip6"
                out.line("\(word) saddr \(list(sources)) tcp dport 22 accept")
            }
            out.line("# answers to the device's own questions")
            out.line("tcp flags & (syn | ack) != syn accept")
            out.line("udp sport { 53, 123 } accept")
        }
    }
}

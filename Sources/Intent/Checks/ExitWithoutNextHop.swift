import Diagnostics
import Net

extension Check {
    static let exitWithoutNextHop = Check(
        Rule(
            code: "intent.exit-without-next-hop",
            meaning: "An exit leads nowhere: it has no next hop, or one that is not in the subnet "
                + "of its port, or is the port's own address.",
            bad: "exits:\n  - {name: up, port: \"border-1:swp1\", ipv4: 198.51.100.1/31}\n",
            good: "exits:\n  - name: up\n    port: border-1:swp1\n    ipv4: 198.51.100.1/31\n"
                + "    next_hop_ipv4: 198.51.100.0\n")
    ) { index, findings in
        func look(
            _ hop: Located<IPAddress>?, from interface: Located<InterfaceAddress>?,
            of exit: IndexedExit
        ) {
            guard let hop else { return }
            let subject = "next hop \(hop.value) of exit \(quoted(exit.path))"
            guard let interface else {
                findings.error(
                    "\(subject) has no \(hop.value.family) address beside it", at: hop.span,
                    hint: "give the exit an address in the subnet of the next hop")
                return
            }
            let subnet = interface.value.prefix
            let problem: String
            if hop.value == interface.value.address {
                problem = "is the exit's own address"
            } else if !subnet.contains(hop.value) {
                problem = "lies outside \(subnet)"
            } else if let reserved = subnet.reservation(of: hop.value) {
                problem = "is the \(reserved) of \(subnet)"
            } else {
                return
            }
            findings.error(
                "\(subject) \(problem)", at: hop.span,
                notes: [.init("the exit's address", at: interface.span)],
                hint: "name the router at the far end of the port")
        }
        for exit in index.exits {
            let declared = exit.exit
            if declared.nextHopIPv4 == nil && declared.nextHopIPv6 == nil {
                findings.error(
                    "exit \(quoted(exit.path)) has no next hop", at: declared.name.span,
                    hint: "add next_hop_ipv4 or next_hop_ipv6, in the subnet of the port")
            }
            look(declared.nextHopIPv4?.map(IPAddress.ipv4), from: declared.ipv4, of: exit)
            look(declared.nextHopIPv6?.map(IPAddress.ipv6), from: declared.ipv6, of: exit)
        }
    }
}

import Diagnostics
import Net

extension Check {
    static let memberAddressOutsideLAN = Check(
        Rule(
            code: "intent.member-address-outside-lan",
            meaning: "A member or route server has an address that is not one of hosts on its "
                + "LAN: no session comes up with it, and the port security drops its packets.",
            bad: "lans: [{name: peering, ipv4: 192.0.2.0/25}]\n"
                + "connections: [{lan: peering, ipv4: 192.0.2.140}]\n",
            good: "lans: [{name: peering, ipv4: 192.0.2.0/25}]\n"
                + "connections: [{lan: peering, ipv4: 192.0.2.40}]\n")
    ) { index, findings in
        for entry in index.lanAddresses {
            guard let lan = index.topology.exchange?.lans[entry.lan] else { continue }
            let address = entry.address.value
            let name = quoted(lan.name.value.text)
            let prefix = address.family == .ipv4 ? lan.ipv4 : lan.ipv6
            let problem: String
            if let prefix, prefix.value.contains(address) {
                guard let reserved = prefix.value.reservation(of: address) else { continue }
                problem = "is the \(reserved) of LAN \(name)"
            } else {
                problem =
                    prefix.map { "lies outside \($0.value) of LAN \(name)" }
                    ?? "is on LAN \(name), which has no \(address.family) prefix"
            }
            findings.error(
                "\(address) of \(entry.owner) \(problem)", at: entry.address.span,
                notes: [.init("the LAN", at: prefix?.span ?? lan.name.span)],
                hint: "choose a free address of the LAN")
        }
    }
}

import Diagnostics
import Net

extension Check {
    static let hostAddressReserved = Check(
        Rule(
            code: "intent.host-address-reserved",
            meaning: "A host has the address of its segment's gateway, or one that no host may "
                + "have: the network's, the broadcast address, or the anycast address of routers.",
            bad: "segments: [{name: web, ipv4: 10.1.10.0/24}]\n"
                + "hosts: [{name: web-1, ipv4: 10.1.10.1}]\n",
            good: "segments: [{name: web, ipv4: 10.1.10.0/24}]\n"
                + "hosts: [{name: web-1, ipv4: 10.1.10.17}]\n")
    ) { index, findings in
        for host in index.hostAddresses {
            guard let segment = host.segment.map({ index.segments[$0] }) else { continue }
            let address = host.address.value
            let reserved =
                address == segment.gateway(address.family)
                ? "gateway"
                : segment.prefixes.lazy.compactMap { $0.value.reservation(of: address) }.first
            guard let reserved else { continue }
            findings.error(
                "\(address) of \(host.owner) is the \(reserved) of segment \(quoted(segment.path))",
                at: host.address.span, notes: [.init("the segment", at: segment.segment.span)],
                hint: "choose a free address of the segment")
        }
    }
}

import Diagnostics
import Net

extension Check {
    static let gatewayUnusable = Check(
        Rule(
            code: "intent.gateway-unusable",
            meaning: "The gateway of a segment is no address that a host could send to: it lies "
                + "outside the prefix, or is the network's or the broadcast address, or in IPv6 "
                + "the anycast address of all routers (RFC 4291, section 2.6.1).",
            bad: "segments:\n  - {name: web, ipv4: 10.1.10.0/24, gateway_ipv4: 10.1.11.1}\n",
            good: "segments:\n  - {name: web, ipv4: 10.1.10.0/24, gateway_ipv4: 10.1.10.1}\n")
    ) { index, findings in
        func look(_ gateway: Located<IPAddress>?, in prefix: Located<IPPrefix>?, of path: String) {
            guard let gateway else { return }
            let subject = "gateway \(gateway.value) of segment \(quoted(path))"
            guard let prefix else {
                findings.error(
                    "\(subject) has no \(gateway.value.family) prefix around it",
                    at: gateway.span, hint: "give the segment a prefix, or remove the gateway")
                return
            }
            let problem: String
            if !prefix.value.contains(gateway.value) {
                problem = "lies outside \(prefix.value)"
            } else if let reserved = prefix.value.reservation(of: gateway.value) {
                problem = "is the \(reserved) of \(prefix.value)"
            } else {
                return
            }
            let free = prefix.value.address(at: 1).map { "\($0)" } ?? "\(prefix.value.address)"
            findings.error(
                "\(subject) \(problem)", at: gateway.span,
                notes: [.init("the prefix", at: prefix.span)],
                hint: "choose an address of hosts, such as \(free), or leave it out")
        }
        for segment in index.segments {
            let declared = segment.segment
            look(declared.gatewayIPv4?.map(IPAddress.ipv4), in: declared.ipv4, of: segment.path)
            look(declared.gatewayIPv6?.map(IPAddress.ipv6), in: declared.ipv6, of: segment.path)
        }
    }
}

extension IPPrefix {
    /// What an address of the block means other than a host; nil for an address that a host may
    /// have. Blocks of two addresses have none of these (RFC 3021, RFC 6164), nor do single ones.
    func reservation(of address: IPAddress) -> String? {
        guard contains(address), length < family.bitWidth - 1 else { return nil }
        if address == self.address {
            return family == .ipv4 ? "network address" : "anycast address of all routers"
        }
        return family == .ipv4 && address == lastAddress ? "broadcast address" : nil
    }
}

import Diagnostics
import Net

extension Check {
    static let loopbackReused = Check(
        Rule(
            code: "intent.loopback-reused",
            meaning: "Two devices have one loopback address, which names the router and the VTEP: "
                + "packets for one would end at the other.",
            bad: "devices:\n  - {name: leaf-1, loopback_ipv4: 10.255.0.1}\n"
                + "  - {name: leaf-2, loopback_ipv4: 10.255.0.1}\n",
            good: "devices:\n  - {name: leaf-1, loopback_ipv4: 10.255.0.1}\n"
                + "  - {name: leaf-2, loopback_ipv4: 10.255.0.2}\n")
    ) { index, findings in
        let claims = index.topology.devices.flatMap { device -> [Claim<IPAddress>] in
            let owner = quoted(device.name.value.text)
            let addresses = [
                device.loopbackIPv4?.map(IPAddress.ipv4), device.loopbackIPv6?.map(IPAddress.ipv6),
            ]
            return addresses.compactMap { $0.map { Claim($0, by: owner) } }
        }
        for (again, first) in repetitions(among: claims) {
            findings.error(
                "loopback \(again.key) of \(again.owner) is that of \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)],
                hint: "choose a free address, or leave it out and have one allocated")
        }
    }
}

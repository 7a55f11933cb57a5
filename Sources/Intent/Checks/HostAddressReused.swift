import Diagnostics
import Net

extension Check {
    /// The same address in two VRFs is two addresses.
    static let hostAddressReused = Check(
        Rule(
            code: "intent.host-address-reused",
            meaning: "Two hosts of a VRF have one address.",
            bad:
                "hosts:\n  - {name: web-1, ipv4: 10.1.10.17}\n  - {name: web-2, ipv4: 10.1.10.17}\n",
            good: "hosts:\n  - {name: web-1, ipv4: 10.1.10.17}\n"
                + "  - {name: web-2, ipv4: 10.1.10.18}\n")
    ) { index, findings in
        let claims = index.hostAddresses.compactMap { host in
            host.segment.map { segment in
                Claim(
                    AddressInVRF(vrf: index.segments[segment].vrf, address: host.address.value),
                    by: host.owner, at: host.address.span)
            }
        }
        for (again, first) in repetitions(among: claims) {
            findings.error(
                "\(again.key.address) of \(again.owner) is that of \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)],
                hint: "choose a free address of the segment")
        }
    }

    private struct AddressInVRF: Hashable {
        let vrf: Int
        let address: IPAddress
    }
}

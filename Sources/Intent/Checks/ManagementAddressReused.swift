import Diagnostics
import Net

extension Check {
    static let managementAddressReused = Check(
        Rule(
            code: "intent.management-address-reused",
            meaning: "Two devices have one management address: a change meant for one would be "
                + "loaded onto the other.",
            bad: "devices:\n  - {name: leaf-1, management: 192.0.2.11/24}\n"
                + "  - {name: leaf-2, management: 192.0.2.11/24}\n",
            good: "devices:\n  - {name: leaf-1, management: 192.0.2.11/24}\n"
                + "  - {name: leaf-2, management: 192.0.2.12/24}\n")
    ) { index, findings in
        let claims = index.topology.devices.compactMap { device in
            device.management.map {
                Claim($0.value.address, by: quoted(device.name.value.text), at: $0.span)
            }
        }
        for (again, first) in repetitions(among: claims) {
            findings.error(
                "management address \(again.key) of \(again.owner) is that of \(first.owner)",
                at: again.span, notes: [.init("first used here", at: first.span)],
                hint: "choose a free address")
        }
    }
}

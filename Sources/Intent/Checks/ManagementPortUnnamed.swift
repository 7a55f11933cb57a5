import Diagnostics

extension Check {
    static let managementPortUnnamed = Check(
        Rule(
            code: "intent.management-port-unnamed",
            meaning: "A device has a management address and no management port, or the other way "
                + "round.",
            bad: "devices:\n  - {name: leaf-1, management: 192.0.2.11/24}\n",
            good: "devices:\n  - {name: leaf-1, management: 192.0.2.11/24, management_port: eth0}\n"
        )
    ) { index, findings in
        for device in index.topology.devices {
            let name = quoted(device.name.value.text)
            switch (device.management, device.managementPort) {
            case (let address?, nil):
                findings.error(
                    "\(name) has a management address and no port for it", at: address.span,
                    hint: "add management_port")
            case (nil, let port?):
                findings.error(
                    "\(name) has a management port and no address for it", at: port.span,
                    hint: "add management with an address and its length")
            default: continue
            }
        }
    }
}

// bird2: a route server (RFC 7947) that runs BIRD 2.0.12 of Debian 12.
//
//     bird.conf       /etc/bird/bird.conf
//     interfaces      /etc/network/interfaces
//     ifupdown2.json  /etc/network/ifupdown2/policy.d/cristallo.json
//     sysctl.conf     /etc/sysctl.d/60-cristallo.conf
//
// The shape of `bird.conf` decides how long it takes to load. BIRD up to 2.0.12 keeps one table of
// symbols for the whole file, and every body of a function adds to it: a function for each client
// makes loading quadratic, minutes for a thousand clients. Here all rules stand once, in functions
// with arguments, and a client is two sets and one protocol that calls them.
//
// Words of the language that nobody expects, `asn` and `rs` among them, cannot be symbols: ours all
// begin with `cr_`, which no word of BIRD does.

import Diagnostics
import IR
import Net

public struct BIRD2: Backend {
    public init() {}

    public let name = "bird2"

    public let features: Set<Feature> = [
        .loopback, .management, .lag, .exchangePort, .routeServer,
    ]

    public func files(for id: DeviceID, of fabric: Fabric) -> Rendering {
        let device = fabric[id]
        guard let server = device.routeServer else {
            return Rendering(
                files: [],
                diagnostics: [
                    .error(
                        notExpressible.code,
                        "\(name) runs route servers alone, and '\(device.name)' is none",
                        at: device.origin, hint: "choose another platform for the device")
                ])
        }
        return Rendering(files: [
            BIRDFile(fabric: fabric, device: device, server: server).generate(),
            InterfacesFile(fabric: fabric, device: device).generate(),
            InterfacePolicyFile(device: device).generate(),
            SysctlFile(device: device).generate(),
        ])
    }
}

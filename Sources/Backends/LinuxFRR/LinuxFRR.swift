// linux-frr: a switch or firewall that runs Debian 12 with FRR 8.4, ifupdown2 and nftables.
//
//     interfaces      /etc/network/interfaces                       ports, bridge, VXLAN, VRFs
//     ifupdown2.json  /etc/network/ifupdown2/policy.d/cristallo.json
//     frr.conf        /etc/frr/frr.conf                             routes between devices
//     daemons         /etc/frr/daemons
//     nftables.conf   /etc/nftables.conf                            filters
//     sysctl.conf     /etc/sysctl.d/60-cristallo.conf
//
// `frr.conf` is for `vtysh -b`. It must not be given to a single daemon: zebra would skip
// `router bgp` and take the L2VNIs inside it for L3VNIs of the default VRF.

import Diagnostics
import IR
import Net

public struct LinuxFRR: Backend {
    public init() {}

    public let name = "linux-frr"
    /// Of FRR.
    public let oldestVersion = SoftwareVersion(8, 4)

    public let features: Set<Feature> = Set(Feature.allCases).subtracting([
        .exchangePort, .routeServer,
    ])

    public func files(for id: DeviceID, of fabric: Fabric) -> Rendering {
        let device = fabric[id]
        let objections =
            device.interfaces.compactMap { objection(to: $0, of: device) }
            + device.bridgeDomains.compactMap(objection(to:))
        guard objections.isEmpty else { return Rendering(files: [], diagnostics: objections) }
        return Rendering(files: [
            InterfacesFile(fabric: fabric, device: device).generate(),
            InterfacePolicyFile(device: device).generate(),
            FRRFile(fabric: fabric, device: device).generate(),
            DaemonsFile(device: device).generate(),
            NftablesFile(fabric: fabric, device: device).generate(),
            SysctlFile(device: device).generate(),
        ])
    }

    private func objection(to interface: Interface, of device: Device) -> Diagnostic? {
        guard interface.name.port != nil,
            let objection = LinuxName(interface.name).objectionAsPort
        else { return nil }
        return .error(
            notExpressible.code,
            "the port '\(interface.name)' of '\(device.name)' \(objection), which Linux refuses",
            at: interface.origins.first ?? device.origin, hint: "name the port as the system does")
    }

    /// ifupdown2 accepts VNIs from 1 to 16777214.
    private func objection(to domain: BridgeDomain) -> Diagnostic? {
        guard domain.vni.rawValue > 16_777_214 else { return nil }
        return .error(
            notExpressible.code, "\(name) cannot say the VNI \(domain.vni)", at: domain.origin,
            hint: "choose a VNI up to 16777214")
    }
}

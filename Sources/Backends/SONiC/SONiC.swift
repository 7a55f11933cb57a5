// sonic: a switch that runs SONiC, with routes by its FRR.
//
//     config_db.json  ports, LAGs, VLANs, VRFs, VXLAN, addresses, filters
//     frr.conf        /etc/sonic/frr/frr.conf: routes between devices, as for linux-frr
//
// The YANG models of SONiC have no words for route distinguishers and route targets, and what FRR
// makes up itself would import from every AS. So `docker_routing_config_mode` is `split-unified`:
// FRR keeps the one file that it is given (`split` would remove it). bfdd does not run there.
//
// `config_db.json` is laid over what the hardware says, which no topology knows: lanes, speeds and
// hwsku (`sonic-cfggen -k SKU --preset l1`, then `sonic-cfggen -j that.json -j config_db.json`).
//
// How the fabric is said:
//
// * **L3VNIs.** A VLAN without ports, a tunnel map and `vni` of the VRF, which `frr.conf` repeats.
// * **Gateways.** Static anycast gateways: the address and the one MAC address on every device.
// * **Filters.** SONiC binds access lists to ports and LAGs, not to gateways. All ports of VLANs
//   with a gateway have one list for IPv4 and one for IPv6, whose rules name the VLAN. So packets
//   are filtered where they enter the fabric, bridged ones included: a segment with a filter is on
//   devices with SONiC alone, or a frame would come in elsewhere and be routed here unseen.
//   Hardware has to match the VLAN of untagged frames, too (`test_acl_outer_vlan` of sonic-mgmt).
// * **The device itself.** Of a tenant it hears ICMP: what else is sent to an address of its own is
//   dropped at the port. SSH answers the management network, and whatever else SONiC would hear is
//   dropped as soon as there is such a list (caclmgrd), but for BGP. Hardware that passes a copy to
//   its processor in spite of the port's list lets a station knock there: bgpd has no neighbour in
//   the VRFs of tenants and hangs up.
// * **Underlay.** Ports between switches let packets from loopbacks through, to their own loopbacks
//   or, on those that pass packets on, to all.
//
// A hop limit cannot be matched: neighbour discovery is let in only to addresses that do not leave
// the link. Later fragments cannot be matched either: whether a rule for ports takes one for what
// it is not is up to the hardware, and the firewall, which puts packets together, decides after it.
// A list for which the hardware has no room does not exist, and its ports let everything in: `show
// acl table` has to say that all are active.
//
// What SONiC cannot say is refused: stateful filters, so it is no firewall; the stations of a port,
// so it is no edge of the exchange; ports of SCTP and answers of every protocol.

import Diagnostics
import IR
import Net

public struct SONiC: Backend {
    public init() {}

    public let name = "sonic"
    /// The year and month of the models that outputs were validated with.
    public let oldestVersion = SoftwareVersion(2026, 8)

    public let features: Set<Feature> = Set(Feature.allCases).subtracting([
        .allowedMACs, .firewallFilter, .exchangePort, .routeServer,
    ])

    public func files(for id: DeviceID, of fabric: Fabric) -> Rendering {
        let device = fabric[id]
        let objections = SONiCObjections(platform: name, fabric: fabric, device: device).all
        guard objections.isEmpty else { return Rendering(files: [], diagnostics: objections) }
        return Rendering(files: [
            ConfigDBFile(fabric: fabric, device: device).generate(),
            FRRFile(fabric: fabric, device: device, runsBFD: false).generate(),
        ])
    }
}

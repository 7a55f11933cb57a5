// srlinux: a switch that runs Nokia SR Linux.
//
//     config.json     for `load file`: the whole configuration as one value of RFC 7951
//
// The YANG of Nokia names everything; a member has the name of its module where the member around it
// is of another one. How the fabric is said:
//
// * **Underlay.** eBGP with whoever is at the other end of a port (`dynamic-neighbors interface`), by
//   link-local addresses, IPv4 routes with IPv6 next hops (RFC 8950). EVPN has sessions of its own
//   between loopbacks, so the neighbours must have them, too; those that run EOS do. Devices that
//   pass routes on keep routes of EVPN that they import nowhere (`inter-as-vpn`).
// * **Segments.** A mac-vrf each, with a sub-interface of every port that has the segment, its
//   gateway (`irb0`) and its VNI (`vxlan1`). The VLAN is the index of all of these. A port that has
//   segments takes only frames that a sub-interface names.
// * **VRFs.** An ip-vrf each, with a VNI that has no interface and no MAC address of its own: its
//   tunnels have that of the chassis. An export policy lets out the prefixes of segments and static
//   routes, with the route target that is also the instance's.
// * **Static routes.** A floating one has a worse preference (250) than routes of EVPN (170), and
//   only a route in use is advertised.
// * **Filters.** One for IPv4 and one for IPv6 at each gateway and at each port between switches,
//   stateless, and with a last entry that drops, because SR Linux accepts what no entry matches.
//   What reaches the device itself has another (`control-plane-traffic`), whose entries name the
//   network instance: of that of a tenant nothing but ICMP. Later fragments of IPv4, which have no
//   ports, are dropped before the first entry that looks for some. There is no match for the hop
//   limit, so that neighbour discovery is heard from anywhere on addresses that are the gateway's
//   own or are never routed.
//
// What SR Linux cannot say is refused: a stateful filter, so it is no firewall; ports of SCTP;
// answers to every protocol; the stations of an edge of the exchange; two static routes of one
// prefix with different distances; a VRF with more than one route target. The model of the device
// has to have `acl-cpm-filter-match-network-instance`; one without refuses the file.
//
// Users, certificates and licences are no part of the file.

import Diagnostics
import IR
import Net

public struct SRLinux: Backend {
    public init() {}

    public let name = "srlinux"
    public let oldestVersion = SoftwareVersion(25, 3)

    public let features: Set<Feature> = Set(Feature.allCases).subtracting([
        .allowedMACs, .firewallFilter, .exchangePort, .routeServer,
    ])

    public func files(for id: DeviceID, of fabric: Fabric) -> Rendering {
        let device = fabric[id]
        let objections = SRLinuxObjections(platform: name, fabric: fabric, device: device).all
        guard objections.isEmpty else { return Rendering(files: [], diagnostics: objections) }
        return Rendering(files: [SRLinuxFile(fabric: fabric, device: device).generate()])
    }
}

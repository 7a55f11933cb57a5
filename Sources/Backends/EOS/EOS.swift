// eos: a switch that runs Arista EOS, with the multi-agent routing protocols that EVPN needs.
//
//     startup-config  /mnt/flash/startup-config
//
// How the fabric is said:
//
// * **Underlay.** eBGP over the link-local addresses of ports (`neighbor interface`), IPv4 routes
//   with IPv6 next hops (RFC 8950). EVPN has sessions of its own between the loopbacks of the same
//   neighbours, as EOS documents it: so the neighbours must have them, too, and a fabric has EOS on
//   all of its switches or on none.
// * **L3VNIs.** `vxlan vrf` makes the VLAN and the routed interface of an L3VNI out of the internal
//   range, which is the pool of the topology where no segment can be (`vlan internal order`).
// * **Gateways.** `ip address virtual` with one MAC address; a device has no other address there.
// * **Filters.** An access list for IPv4 and one for IPv6 at each gateway, and the same for what
//   reaches the device itself (`system control-plane`): of a tenant's VRF nothing but ICMP. Access
//   lists are stateless and end with a deny, written although EOS would add it. Whether a rule for
//   ports matches later fragments, which have none, is nothing to rely on: of IPv4 they are judged
//   before the first such rule, by what the list says of whole protocols, and denied otherwise. Lists
//   for IPv6 have no word for them: one that a switch lets pass goes between addresses that a
//   contract names, and is of no use without the first (RFC 8200, section 4.5), which has ports.
// * **VRFs.** EOS routes between VRFs only where routes are leaked, and there is no such statement.
//
// What EOS cannot say is refused: a stateful filter, so it is no firewall; ports of SCTP; answers to
// every protocol, of which TCP alone shows them; denials of ports; and the stations of an edge of the exchange,
// because an edge needs a list of MAC addresses and lists of IP on one port, and which of them sees
// a packet differs between switches. The size of frames that are bridged is not bounded: `mtu` is
// about what is routed, and 9214 the most that most switches take.
//
// What has to be so, and no text can say:
//
// * The list of a gateway has to see packets that come out of VXLAN into its VLAN, too: a feature of
//   some platforms.
// * A port that the switch has and the topology does not list gets no line, and is up, in VLAN 1:
//   list all ports.
//
// AVD (PyPI `pyavd`), which tests compare the texts with, knows the words of access lists and not
// their meaning: that is read back (`ConfigReader`).

import Diagnostics
import IR
import Net

public struct EOS: Backend {
    public init() {}

    public let name = "eos"
    /// Sessions of interfaces, IPv4 routes with IPv6 next hops and lists for all VRFs at once are older.
    public let oldestVersion = SoftwareVersion(4, 31)

    public let features: Set<Feature> = Set(Feature.allCases).subtracting([
        .allowedMACs, .firewallFilter, .exchangePort, .routeServer,
    ])

    public func files(for id: DeviceID, of fabric: Fabric) -> Rendering {
        let device = fabric[id]
        let objections = EOSObjections(platform: name, fabric: fabric, device: device).all
        guard objections.isEmpty else { return Rendering(files: [], diagnostics: objections) }
        return Rendering(files: [EOSFile(fabric: fabric, device: device).generate()])
    }
}

import Forwarding
import Net

/// What `router bgp` means.
extension EOSReader {
    /// Of a group: no routes where there is no policy.
    private static let policed: Set<String> = [
        "missing-policy address-family all direction in action deny",
        "missing-policy address-family all direction out action deny",
    ]
    private static let overlay: Set<String> = policed.union([
        "update-source Loopback0", "ebgp-multihop 3", "send-community extended",
        "maximum-routes 0",
    ])
    private static let keepsNextHops = "next-hop-unchanged"
    /// How soon a neighbour is given up.
    private static let skipped: Set<String> = ["bfd"]

    mutating func interpretSpeaker() {
        guard let speaker = configuration.speaker else { return }
        findings.say(.asn(speaker.asn), at: speaker.line)
        if let id = speaker.routerID { findings.say(.routerID(id.value), at: id.line) }
        if speaker.routerID == nil || speaker.settings != EOSConfiguration.Speaker.wanted {
            let settings = EOSConfiguration.Speaker.wanted.sorted().joined(separator: ", ")
            findings.refuse(speaker.line, "without router-id, or one of: \(settings)")
        }
        interpretPeers(speaker)
        let passesOn = interpretPolicies(speaker)
        interpretGroups(speaker, passesOn: passesOn)
        interpretUnderlay(Set(speaker.peers.map(\.port)))
        if let tunnels = configuration.tunnels, speaker.evpn?.activated != nil {
            findings.say(.advertisesVNIs, at: tunnels.line)
        }
        for bridge in speaker.bridges { interpret(bridge) }
        for vrf in speaker.vrfs { interpret(vrf, asn: speaker.asn) }
    }

    // MARK: Neighbours

    /// A neighbour of a port has a session at its loopback, and the same AS number there.
    private mutating func interpretPeers(_ speaker: EOSConfiguration.Speaker) {
        let links = Set(speaker.peers.map(\.asn))
        let loopbacks = Set(speaker.neighbours.values.compactMap { $0.asn?.value })
        for peer in speaker.peers {
            guard peer.group == speaker.families[.ipv4]?.activated?.value,
                loopbacks.contains(peer.asn)
            else {
                findings.refuse(peer.line, "no neighbour with EVPN, or not in the group of ports")
                continue
            }
            findings.say(.session(peer.port), at: peer.line)
            findings.say(.neighbourASN(peer.port, peer.asn), at: peer.line)
        }
        for (address, neighbour) in speaker.neighbours.sorted(by: { $0.key < $1.key }) {
            guard let group = neighbour.group, let asn = neighbour.asn,
                group.value == speaker.evpn?.activated?.value, links.contains(asn.value)
            else {
                findings.refuse(
                    neighbour.group?.line ?? neighbour.asn?.line ?? speaker.line,
                    "no neighbour at a port, or not in the group of EVPN")
                continue
            }
            findings.say(.overlaySession(address, asn.value), at: group.line)
        }
    }

    private mutating func interpretGroups(
        _ speaker: EOSConfiguration.Speaker, passesOn: Bool
    ) {
        let links = speaker.families[.ipv4]?.activated?.value ?? ""
        let evpn = speaker.evpn?.activated?.value ?? ""
        let wanted = passesOn ? Self.overlay.union([Self.keepsNextHops]) : Self.overlay
        guard links != evpn, Set(speaker.groups.keys) == [links, evpn],
            speaker.families[.ipv6]?.activated?.value == links,
            speaker.groups[links]?.subtracting(Self.skipped) == Self.policed,
            speaker.groups[evpn]?.subtracting(Self.skipped) == wanted
        else {
            findings.refuse(
                speaker.line, "not two groups, of ports and of loopbacks, as they must be")
            return
        }
    }

    /// Whether routes of others are passed on.
    private mutating func interpretPolicies(_ speaker: EOSConfiguration.Speaker) -> Bool {
        var announced: [RoutePolicies.Announced] = []
        for family in AddressFamily.allCases {
            guard let settings = speaker.families[family], settings.activated != nil,
                let input = settings.input, let output = settings.output,
                family == .ipv6 || settings.hasIPv6NextHops
            else {
                findings.refuse(
                    speaker.families[family]?.line ?? speaker.line,
                    "\(family) without activation, policies or next hops")
                continue
            }
            let result = configuration.policies.interpret(
                input, output, family, networks: settings.networks, &findings)
            if let result { announced.append(result) }
        }
        guard let evpn = speaker.evpn, evpn.activated != nil, evpn.networks.isEmpty,
            let input = evpn.input, let output = evpn.output
        else {
            findings.refuse(
                speaker.evpn?.line ?? speaker.line, "EVPN without activation or policies")
            return false
        }
        guard
            let result = configuration.policies.interpretEVPN(
                input, output, asn: speaker.asn, &findings)
        else { return false }
        RoutePolicies.sayTransit(announced + [result], at: output.line, &findings)
        return result == .all
    }

    // MARK: L2VNIs and VRFs

    private mutating func interpret(_ bridge: EOSConfiguration.Speaker.Bridge) {
        let vni = configuration.tunnels?.vlans.first { $0.vlan == bridge.vlan }?.vni
        guard let vni, bridge.advertises else {
            findings.refuse(
                bridge.membership.line, "no VNI of that VLAN, or nothing that is learned")
            return
        }
        bridge.membership.interpret(as: .vni(vni), &findings)
    }

    /// What a VRF of EOS has in BGP it advertises, in both families, to its route target.
    private mutating func interpret(_ vrf: EOSConfiguration.Speaker.VRF, asn: ASN) {
        guard configuration.tables[vrf.name] != nil, vrf.name != Self.management else {
            findings.refuse(vrf.membership.line, "no VRF of a tenant of that name")
            return
        }
        vrf.membership.interpret(as: .vrf(vrf.name), &findings)
        if let (_, line) = vrf.membership.exports.first {
            for family in AddressFamily.allCases {
                findings.say(.advertisesRoutes(vrf: vrf.name, family), at: line)
            }
        }
        for family in AddressFamily.allCases {
            if let use = vrf.connected[family] {
                configuration.policies.interpretConnected(
                    connected(in: vrf.name, family), of: vrf.name, family, by: use, &findings)
            }
            guard let use = vrf.staticRoutes[family] else { continue }
            guard configuration.policies.prefersOthers(use.name, asn: asn) else {
                findings.refuse(
                    use.line, "floating routes are not advertised with less preference")
                continue
            }
            findings.say(.advertisesStatic(vrf: vrf.name, family), at: use.line)
        }
    }

    /// Each once, ascending.
    private func connected(in vrf: String, _ family: AddressFamily) -> [IPPrefix] {
        var prefixes: Set<IPPrefix> = []
        for interface in configuration.interfaces where interface.vrf?.value == vrf {
            for address in interface.addresses + interface.virtualAddresses
            where address.value.address.family == family {
                prefixes.insert(address.value.prefix)
            }
        }
        return prefixes.sorted()
    }
}

import Diagnostics
import IR
import Net

extension EOSFile {
    /// The peer groups: neighbours at the other end of a port, and the same at their loopbacks.
    static let neighbours: ConfigLine = "underlay"
    static let overlay: ConfigLine = "overlay"

    func writeBGP(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        block("router bgp \(bgp.asn)", at: [bgp.origin], to: &out) { out in
            out.line("router-id \(bgp.routerID)")
            out.line("no bgp default ipv4-unicast")
            out.line("timers bgp 3 9")
            out.line("distance bgp 20 200 200")
            out.line("maximum-paths 64 ecmp 64")
            writeGroups(to: &out)
            writePeers(bgp, to: &out)
            for domain in device.bridgeDomains { write(domain, to: &out) }
            block("address-family evpn", to: &out) { out in
                out.line("neighbor \(Self.overlay) activate")
                out.line("neighbor \(Self.overlay) route-map evpn-in in")
                out.line("neighbor \(Self.overlay) route-map evpn-out out")
            }
            for family in AddressFamily.allCases { writeUnderlay(family, bgp, to: &out) }
            for table in tables { write(table, to: &out) }
        }
    }

    /// No session without a policy has routes. An overlay that passes routes on leaves their next
    /// hop, the tunnel's end, as it is.
    private func writeGroups(to out: inout ConfigText) {
        out.line("neighbor \(Self.overlay) peer group")
        if device.passesRoutesOn(in: fabric) {
            out.line("neighbor \(Self.overlay) next-hop-unchanged")
        }
        out.line("neighbor \(Self.overlay) update-source \(EOSName.loopback)")
        out.line("neighbor \(Self.overlay) ebgp-multihop 3")
        out.line("neighbor \(Self.overlay) send-community extended")
        out.line("neighbor \(Self.overlay) maximum-routes 0")
        writeMissingPolicy(of: Self.overlay, to: &out)
        out.line("neighbor \(Self.neighbours) peer group")
        out.line("neighbor \(Self.neighbours) bfd")
        writeMissingPolicy(of: Self.neighbours, to: &out)
    }

    private func writeMissingPolicy(of group: ConfigLine, to out: inout ConfigText) {
        for direction in ["in", "out"] as [ConfigLine] {
            out.line(
                "neighbor \(group) missing-policy address-family all "
                    + "direction \(direction) action deny")
        }
    }

    private func writePeers(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        for (remote, address, asn, origin) in bgp.overlayPeers(in: fabric) {
            out.line("neighbor \(address) peer group \(Self.overlay)", at: origin)
            out.line("neighbor \(address) remote-as \(asn)", at: origin)
            out.line("neighbor \(address) description \(fabric[remote].name)", at: origin)
        }
        for peer in bgp.peers {
            guard let asn = fabric[peer.remote].bgp?.asn else { continue }
            out.line(
                "neighbor interface \(peer.port) peer-group \(Self.neighbours) remote-as \(asn)",
                at: peer.origin)
        }
    }

    /// An L2VNI and its route targets.
    private func write(_ domain: BridgeDomain, to out: inout ConfigText) {
        guard case .segment(let segment) = domain.purpose,
            let distinguisher = domain.routeDistinguisher
        else { return }
        let target = fabric[segment].routeTarget
        block("vlan \(domain.vlan)", at: [domain.origin], to: &out) { out in
            out.line("rd \(distinguisher)")
            out.line("route-target import \(target)", at: fabric[segment].origin)
            out.line("route-target export \(target)", at: fabric[segment].origin)
            out.line("redistribute learned")
        }
    }

    private func writeUnderlay(
        _ family: AddressFamily, _ bgp: BGPSpeaker, to out: inout ConfigText
    ) {
        let word = Self.word(for: family)
        block("address-family \(word)", to: &out) { out in
            out.line("neighbor \(Self.neighbours) activate")
            out.line("neighbor \(Self.neighbours) route-map underlay-\(word)-in in")
            out.line("neighbor \(Self.neighbours) route-map underlay-\(word)-out out")
            if family == .ipv4 {
                out.line(
                    "neighbor \(Self.neighbours) next-hop address-family ipv6 originate")
            }
            for network in bgp.networks where network.family == family {
                out.line("network \(network)")
            }
        }
    }

    /// A VRF: what it exports are prefixes of its segments and static routes.
    private func write(_ table: Table, to out: inout ConfigText) {
        guard let id = table.vrf,
            let instance = device.vrfInstances.first(where: { $0.vrf == id })
        else { return }
        let vrf = fabric[id]
        block("vrf \(table.name)", at: table.origins, to: &out) { out in
            out.line("rd \(instance.routeDistinguisher)")
            for target in vrf.routeTargets {
                out.line("route-target import evpn \(target)", at: vrf.origin)
            }
            if let target = vrf.routeTargets.first {
                out.line("route-target export evpn \(target)", at: vrf.origin)
            }
            for family in AddressFamily.allCases {
                writeRedistribution(of: instance, family, table, to: &out)
            }
        }
    }

    private func writeRedistribution(
        of instance: VRFInstance, _ family: AddressFamily, _ table: Table,
        to out: inout ConfigText
    ) {
        let hasSegments = !device.prefixesOfGateways(in: instance.vrf, of: family, fabric).isEmpty
        let hasRoutes = instance.staticRoutes.contains { $0.prefix.family == family }
        guard hasSegments || hasRoutes else { return }
        let word = Self.word(for: family)
        block("address-family \(word)", to: &out) { out in
            if hasSegments {
                out.line("redistribute connected route-map \(table.name)-\(word)")
            }
            if hasRoutes { out.line("redistribute static route-map static") }
        }
    }
}

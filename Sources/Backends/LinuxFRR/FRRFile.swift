// frr.conf: eBGP between neighbours over link-local addresses (RFC 7938, RFC 5549), EVPN over it
// (RFC 8365), symmetric routing between segments of a VRF (RFC 9135).
//
// What is said although FRR has a default for it, because the default leaks or moves:
//
// * Route distinguisher and route targets of every VNI and VRF. FRR's own would import `*:VNI`,
//   from any AS, and export 16 bits of a longer AS number.
// * `bgp ebgp-requires-policy` and a policy for every family and direction. The underlay carries
//   loopbacks and nothing else; a leaf below a spine announces only what is its own.
// * Timers, and no address family without `activate`.
//
// In a VRF only prefixes of its segments and static routes are advertised: the links to firewalls
// and exits are connected too, and are nobody else's business.
//
// A floating static route must lose against the route that another device advertises, in BGP and
// not only in zebra: what is redistributed has weight 32768 and would win against everything
// learned, so that both firewalls of a pair would be used at once. Such routes carry a tag, and
// the tag takes weight and preference away.

import Diagnostics
import IR
import Net

struct FRRFile {
    let fabric: Fabric
    let device: Device
    /// Whether neighbours are watched by bfdd; otherwise a session is down after nine seconds.
    var runsBFD = true

    /// The peer group of all neighbours.
    static let peers: ConfigLine = "fabric"
    /// Marks floating static routes.
    static let floatingTag = Int(StaticRoute.floating)

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "frr.conf", of: device, indent: 1)
        out.line("frr version 8.4")
        out.line("frr defaults datacenter")
        out.line("hostname \(device.name)")
        out.line("log syslog informational")
        out.line("service integrated-vtysh-config")
        for route in device.staticRoutes { write(route, to: &out) }
        out.line("!")
        for instance in device.vrfInstances { writeVRF(instance, to: &out) }
        guard let bgp = device.bgp else {
            out.line("line vty")
            return out.finished()
        }
        writePorts(of: bgp, to: &out)
        writePolicies(bgp, to: &out)
        writeUnderlay(bgp, to: &out)
        for instance in device.vrfInstances { writeBGP(of: instance, bgp, to: &out) }
        if runsBFD {
            out.line("bfd")
            out.line("exit")
            out.line("!")
        }
        out.line("line vty")
        return out.finished()
    }

    private func write(_ route: StaticRoute, to out: inout ConfigText) {
        let command: ConfigLine = route.prefix.family == .ipv4 ? "ip" : "ipv6"
        let plain: ConfigLine = "\(command) route \(route.prefix) \(route.nextHop)"
        switch route.distance {
        case 1: out.line(plain, at: route.origins)
        case StaticRoute.floating:
            out.line("\(plain) tag \(Self.floatingTag) \(route.distance)", at: route.origins)
        default: out.line("\(plain) \(route.distance)", at: route.origins)
        }
    }

    private func writeVRF(_ instance: VRFInstance, to out: inout ConfigText) {
        let name = LinuxName.vrf(instance.vrf, on: device, in: fabric)
        out.block("vrf \(name)", at: instance.origins, closing: "exit-vrf") { out in
            out.line("vni \(fabric[instance.vrf].vni)", at: fabric[instance.vrf].origin)
            for route in instance.staticRoutes { write(route, to: &out) }
        }
        out.line("!")
    }

    /// Sessions over link-local addresses begin with a router advertisement.
    private func writePorts(of bgp: BGPSpeaker, to out: inout ConfigText) {
        for peer in bgp.peers {
            out.block("interface \(peer.port)", at: [peer.origin], closing: "exit") { out in
                out.line("description \(fabric[peer.remote].name)")
                out.line("ipv6 nd ra-interval 10")
                out.line("no ipv6 nd suppress-ra")
            }
            out.line("!")
        }
    }

    private func writeUnderlay(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        out.block("router bgp \(bgp.asn)", at: [bgp.origin], closing: "exit") { out in
            out.line("bgp router-id \(bgp.routerID)")
            out.line("bgp log-neighbor-changes")
            out.line("no bgp default ipv4-unicast")
            out.line("bgp ebgp-requires-policy")
            out.line("bgp bestpath as-path multipath-relax")
            out.line("timers bgp 3 9")
            out.line("neighbor \(Self.peers) peer-group")
            out.line("neighbor \(Self.peers) remote-as external")
            out.line("neighbor \(Self.peers) advertisement-interval 0")
            out.line("neighbor \(Self.peers) timers connect 10")
            if runsBFD { out.line("neighbor \(Self.peers) bfd") }
            for peer in bgp.peers {
                out.line(
                    "neighbor \(peer.port) interface peer-group \(Self.peers)", at: peer.origin)
            }
            for family in AddressFamily.allCases { writeFamily(family, of: bgp, to: &out) }
            writeEVPN(of: bgp, to: &out)
        }
        out.line("!")
    }

    private func writeFamily(
        _ family: AddressFamily, of bgp: BGPSpeaker, to out: inout ConfigText
    ) {
        let name = Self.word(for: family)
        let closing: ConfigLine = "exit-address-family"
        out.line("!")
        out.block("address-family \(name) unicast", closing: closing) { out in
            for network in bgp.networks where network.family == family {
                out.line("network \(network)")
            }
            out.line("neighbor \(Self.peers) activate")
            out.line("neighbor \(Self.peers) route-map underlay-\(name)-in in")
            out.line("neighbor \(Self.peers) route-map underlay-\(name)-out out")
            out.line("maximum-paths 64")
        }
    }

    private func writeEVPN(of bgp: BGPSpeaker, to out: inout ConfigText) {
        out.line("!")
        out.block("address-family l2vpn evpn", closing: "exit-address-family") { out in
            out.line("neighbor \(Self.peers) activate")
            out.line("neighbor \(Self.peers) route-map evpn-in in")
            out.line("neighbor \(Self.peers) route-map evpn-out out")
            guard bgp.advertisesVNIs else { return }
            out.line("advertise-all-vni")
            for domain in device.bridgeDomains {
                guard case .segment(let segment) = domain.purpose,
                    let distinguisher = domain.routeDistinguisher
                else { continue }
                let target = fabric[segment].routeTarget
                out.block("vni \(domain.vni)", at: [domain.origin], closing: "exit-vni") { out in
                    out.line("rd \(distinguisher)")
                    out.line("route-target import \(target)", at: fabric[segment].origin)
                    out.line("route-target export \(target)", at: fabric[segment].origin)
                }
            }
        }
    }

    private func writeBGP(
        of instance: VRFInstance, _ bgp: BGPSpeaker, to out: inout ConfigText
    ) {
        let vrf = fabric[instance.vrf]
        let name = LinuxName.vrf(instance.vrf, on: device, in: fabric)
        let closing: ConfigLine = "exit-address-family"
        out.block("router bgp \(bgp.asn) vrf \(name)", at: instance.origins, closing: "exit") {
            out in
            out.line("bgp router-id \(bgp.routerID)")
            out.line("no bgp default ipv4-unicast")
            for family in AddressFamily.allCases {
                out.line("!")
                let word = Self.word(for: family)
                out.block("address-family \(word) unicast", closing: closing) { out in
                    out.line("redistribute connected route-map \(name)-\(word)")
                    if instance.staticRoutes.contains(where: { $0.prefix.family == family }) {
                        out.line("redistribute static route-map static")
                    }
                    out.line("maximum-paths 64")
                }
            }
            out.line("!")
            out.block("address-family l2vpn evpn", closing: closing) { out in
                out.line("advertise ipv4 unicast")
                out.line("advertise ipv6 unicast")
                out.line("rd \(instance.routeDistinguisher)")
                for target in vrf.routeTargets {
                    out.line("route-target import \(target)", at: vrf.origin)
                }
                if let target = vrf.routeTargets.first {
                    out.line("route-target export \(target)", at: vrf.origin)
                }
            }
        }
        out.line("!")
    }

    /// The family in FRR's words; `ip` and `ipv6` begin its lists and routes.
    static func word(for family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "ipv4" : "ipv6"
    }
}

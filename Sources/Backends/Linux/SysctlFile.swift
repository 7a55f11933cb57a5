import IR

/// What the kernel does with packets, where its defaults are those of a host.
struct SysctlFile {
    let device: Device

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "sysctl.conf", of: device, indent: 0)
        out.line("# \(device.name): /etc/sysctl.d/60-cristallo.conf")
        let forwards: UInt8 = device.role == .routeServer ? 0 : 1
        out.line("net.ipv4.ip_forward = \(forwards)")
        out.line("net.ipv6.conf.all.forwarding = \(forwards)")
        if forwards == 1 {
            out.line("net.ipv4.fib_multipath_hash_policy = 1")
            out.line("net.ipv6.fib_multipath_hash_policy = 1")
            out.line("net.ipv4.neigh.default.gc_thresh1 = 8192")
            out.line("net.ipv4.neigh.default.gc_thresh2 = 32768")
            out.line("net.ipv4.neigh.default.gc_thresh3 = 65536")
            out.line("net.ipv6.neigh.default.gc_thresh1 = 8192")
            out.line("net.ipv6.neigh.default.gc_thresh2 = 32768")
            out.line("net.ipv6.neigh.default.gc_thresh3 = 65536")
        }
        out.line("")
        out.line("# A socket of the default VRF hears nothing of the others; a table has one VRF.")
        for name in ["tcp", "udp", "raw"] as [ConfigLine] {
            out.line("net.ipv4.\(name)_l3mdev_accept = 0")
        }
        out.line("-net.vrf.strict_mode = 1")
        out.line("")
        out.line("# Bridged packets are not routed packets: no IP filter sees them.")
        out.line("-net.bridge.bridge-nf-call-iptables = 0")
        out.line("-net.bridge.bridge-nf-call-ip6tables = 0")
        out.line("-net.bridge.bridge-nf-call-arptables = 0")
        out.line("")
        out.line("# Sources are checked by the filters, VRF by VRF.")
        perInterface("ipv4", "rp_filter = 0", to: &out)
        perInterface("ipv4", "accept_redirects = 0", to: &out)
        perInterface("ipv4", "send_redirects = 0", to: &out)
        perInterface("ipv4", "accept_source_route = 0", to: &out)
        perInterface("ipv4", "arp_ignore = 1", to: &out)
        perInterface("ipv4", "arp_announce = 2", to: &out)
        perInterface("ipv4", "ignore_routes_with_linkdown = 1", to: &out)
        perInterface("ipv6", "accept_ra = 0", to: &out)
        perInterface("ipv6", "accept_redirects = 0", to: &out)
        perInterface("ipv6", "ignore_routes_with_linkdown = 1", to: &out)
        perInterface("ipv6", "keep_addr_on_down = 1", to: &out)
        out.line("")
        out.line("# A gateway's address is on many devices at once: that it is taken is no fault.")
        perInterface("ipv6", "accept_dad = 0", to: &out)
        return out.finished()
    }

    private func perInterface(
        _ family: ConfigLine, _ setting: ConfigLine, to out: inout ConfigText
    ) {
        out.line("net.\(family).conf.all.\(setting)")
        out.line("net.\(family).conf.default.\(setting)")
    }
}

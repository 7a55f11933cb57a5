import IR

/// The daemons of FRR that run; zebra and staticd always do.
struct DaemonsFile {
    let device: Device

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "daemons", of: device, indent: 0)
        out.line("# \(device.name): /etc/frr/daemons")
        let speaks: ConfigLine = device.bgp == nil ? "no" : "yes"
        out.line("bgpd=\(speaks)")
        out.line("bfdd=\(speaks)")
        out.line("vtysh_enable=yes")
        out.line("zebra_options=\"-A 127.0.0.1 -s 90000000\"")
        out.line("bgpd_options=\"-A 127.0.0.1\"")
        out.line("staticd_options=\"-A 127.0.0.1\"")
        out.line("bfdd_options=\"-A 127.0.0.1\"")
        return out.finished()
    }
}

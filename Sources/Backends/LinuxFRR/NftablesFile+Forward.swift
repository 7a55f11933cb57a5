import Diagnostics
import IR
import Net

extension NftablesFile {
    /// Which packets the device passes on.
    func writeForward(to out: inout ConfigText) {
        if device.role == .firewall {
            for filter in device.filters { writeFirewall(filter, to: &out) }
            return
        }
        out.gap()
        out.block("chain forward {", closing: "}") { out in
            out.line("type filter hook forward priority filter; policy drop;")
            let ports = underlayPorts
            if device.passesRoutesOn(in: fabric), !ports.isEmpty {
                let set = list(ports)
                out.line("iifname \(set) oifname \(set) accept")
            }
            writePairs(to: &out)
            out.line("counter comment \"between VRFs\"")
        }
    }

    /// Ports between switches, quoted.
    var underlayPorts: [ConfigLine] {
        device.interfaces.compactMap { interface in
            guard case .underlay = interface.role else { return nil }
            return "\"\(LinuxName(interface.name))\""
        }
    }

    private func writePairs(to out: inout ConfigText) {
        let pairs = device.interfaces.compactMap { interface -> (ConfigLine, [SourceSpan])? in
            guard let vrf = vrf(of: interface) else { return nil }
            let name = LinuxName.vrf(vrf, on: device, in: fabric)
            return ("\"\(name)\" . \"\(LinuxName(interface.name))\",", interface.origins)
        }
        guard !pairs.isEmpty else { return }
        out.block("iifname . oifname {", closing: "} accept") { out in
            for (pair, origins) in pairs { out.line(pair, at: origins) }
        }
    }

    private func vrf(of interface: Interface) -> VRFID? {
        switch interface.role {
        case .gateway(let segment):
            if case .vrf(let vrf) = fabric[segment].owner { vrf } else { nil }
        case .vrfTransit(let vrf), .firewallTransit(let vrf, _), .exit(let vrf): vrf
        case .loopback, .unused, .underlay, .member, .access, .trunk, .carrier, .management,
            .exchange:
            nil
        }
    }

    /// The stateful filter: established connections pass, entries open new ones.
    private func writeFirewall(_ filter: Filter, to out: inout ConfigText) {
        writeReversePath(to: &out)
        out.gap()
        out.block("chain forward {", at: filter.defaultOrigins, closing: "}") { out in
            out.line("type filter hook forward priority filter; policy drop;")
            out.line("ct state invalid counter drop")
            out.line("ct state established,related accept")
            for entry in filter.entries {
                let interfaces = transits(of: entry)
                for match in matches(of: entry) {
                    out.line(
                        interfaces + match + " ct state new" + action(of: entry),
                        at: entry.origins)
                }
            }
            out.line("counter comment \"no contract\"", at: filter.defaultOrigins)
        }
    }

    /// A source must be routed to where it comes from: no VRF can speak for another, in
    /// connections that are established either.
    private func writeReversePath(to out: inout ConfigText) {
        let transits = device.interfaces.filter { transit(of: $0) != nil }
        guard !transits.isEmpty else { return }
        let names = transits.map { "\"\(LinuxName($0.name))\"" as ConfigLine }
        out.gap()
        out.block("chain reverse-path {", closing: "}") { out in
            out.line("type filter hook prerouting priority raw; policy accept;")
            out.line("ip6 saddr { ::, fe80::/10 } accept")
            out.line("iifname \(list(names)) fib saddr . iif oif missing counter drop")
        }
    }

    private func transit(of interface: Interface) -> VRFID? {
        guard case .firewallTransit(let vrf, _) = interface.role else { return nil }
        return vrf
    }

    /// The links that the entry's packets come from and go to.
    private func transits(of entry: FilterEntry) -> ConfigLine {
        func name(of vrf: VRFID?) -> LinuxName? {
            guard let vrf else { return nil }
            return device.interfaces.first { transit(of: $0) == vrf }.map { LinuxName($0.name) }
        }
        var result: ConfigLine = ""
        if let source = name(of: entry.sourceVRF) { result = "iifname \"\(source)\" " }
        if let destination = name(of: entry.destinationVRF) {
            result = "\(result)oifname \"\(destination)\" "
        }
        return result
    }
}

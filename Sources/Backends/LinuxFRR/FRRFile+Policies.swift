import Diagnostics
import IR
import Net

extension FRRFile {
    /// Which routes pass: of the underlay loopbacks, of a VRF what its segments are.
    func writePolicies(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        for family in AddressFamily.allCases {
            let name = Self.word(for: family)
            writeList("loopbacks-\(name)", of: loopbacks(family), family, to: &out)
            writeMap("underlay-\(name)-in", matching: "loopbacks-\(name)", family, to: &out)
            if device.passesRoutesOn(in: fabric) {
                writeMap("underlay-\(name)-out", matching: "loopbacks-\(name)", family, to: &out)
            } else {
                let own = bgp.networks.filter { $0.family == family }
                    .map { Entry(prefix: $0, origin: bgp.origin) }
                writeList("own-\(name)", of: own, family, to: &out)
                writeMap("underlay-\(name)-out", matching: "own-\(name)", family, to: &out)
            }
        }
        writeEVPNMaps(bgp, to: &out)
        writeStaticMap(bgp, to: &out)
        for instance in device.vrfInstances {
            let name = LinuxName.vrf(instance.vrf, on: device, in: fabric)
            for family in AddressFamily.allCases {
                let list: ConfigLine = "\(name)-\(Self.word(for: family))"
                writeList(list, of: gateways(of: instance.vrf, family), family, to: &out)
                writeMap(list, matching: list, family, at: instance.origins, to: &out)
            }
        }
    }

    private struct Entry {
        var prefix: IPPrefix
        /// Whether host routes inside the prefix are meant, and not the prefix.
        var hostsOnly = false
        var origin: SourceSpan
    }

    private func loopbacks(_ family: AddressFamily) -> [Entry] {
        fabric.infrastructure
            .filter { $0.purpose == .underlay && $0.prefix.family == family }
            .map { Entry(prefix: $0.prefix, hostsOnly: true, origin: $0.origin) }
    }

    /// Prefixes of the VRF's segments that have their gateway here.
    private func gateways(of vrf: VRFID, _ family: AddressFamily) -> [Entry] {
        device.interfaces.flatMap { interface -> [Entry] in
            guard case .gateway(let segment) = interface.role,
                fabric[segment].owner == .vrf(vrf)
            else { return [] }
            return fabric[segment].prefixes.filter { $0.prefix.family == family }
                .map { Entry(prefix: $0.prefix, origin: $0.origin) }
        }
    }

    private func writeList(
        _ name: ConfigLine, of entries: [Entry], _ family: AddressFamily, to out: inout ConfigText
    ) {
        let command: ConfigLine = family == .ipv4 ? "ip" : "ipv6"
        for (index, entry) in entries.enumerated() {
            let width = family.bitWidth
            let lengths: ConfigLine =
                entry.hostsOnly && entry.prefix.length < width ? " ge \(width)" : ""
            out.line(
                "\(command) prefix-list \(name) seq \(5 * (index + 1)) "
                    + "permit \(entry.prefix)\(lengths)",
                at: entry.origin)
        }
        // A list without entries does not exist, and what matches it is left to the version.
        if entries.isEmpty { out.line("\(command) prefix-list \(name) seq 5 deny any") }
        out.line("!")
    }

    private func writeMap(
        _ name: ConfigLine, matching list: ConfigLine, _ family: AddressFamily,
        at origins: [SourceSpan] = [], to out: inout ConfigText
    ) {
        let command: ConfigLine = family == .ipv4 ? "ip" : "ipv6"
        out.block("route-map \(name) permit 10", at: origins, closing: "exit") {
            $0.line("match \(command) address prefix-list \(list)")
        }
        out.line("!")
    }

    /// Who passes no routes on advertises its own alone: those without an AS path, and floating
    /// static routes, whose path was made longer here.
    private func writeEVPNMaps(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        out.line("bgp as-path access-list own seq 5 permit ^$")
        out.line("bgp as-path access-list own seq 10 permit ^\(bgp.asn)_\(bgp.asn)$")
        out.line("!")
        out.line("route-map evpn-in permit 10")
        out.line("exit")
        out.line("!")
        out.block("route-map evpn-out permit 10", closing: "exit") {
            if !device.passesRoutesOn(in: fabric) { $0.line("match as-path own") }
        }
        out.line("!")
    }

    private func writeStaticMap(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        guard device.vrfInstances.contains(where: { !$0.staticRoutes.isEmpty }) else { return }
        out.block("route-map static permit 10", closing: "exit") { out in
            out.line("match tag \(Self.floatingTag)")
            out.line("set as-path prepend \(bgp.asn) \(bgp.asn)")
            out.line("set local-preference 50")
            out.line("set weight 0")
        }
        out.line("!")
        out.line("route-map static permit 20")
        out.line("exit")
        out.line("!")
    }
}

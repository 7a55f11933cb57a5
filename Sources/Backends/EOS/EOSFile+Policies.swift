import Diagnostics
import IR
import Net

extension EOSFile {
    static func word(for family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "ipv4" : "ipv6"
    }

    private struct List {
        var name: ConfigLine
        var prefixes: [(prefix: IPPrefix, origin: SourceSpan)]
        /// Whether host routes inside the prefixes are meant, and not the prefixes.
        var hostsOnly = false
        /// Of the list; each prefix has its own besides.
        var origins: [SourceSpan] = []
    }

    /// Lists of paths and of prefixes, in order of names.
    func writeLists(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        if !device.passesRoutesOn(in: fabric) {
            separate(to: &out)
            // As one text, in which `_` is what stands between two numbers.
            out.line("ip as-path regex-mode string")
            out.line("ip as-path access-list own permit ^$ any")
            out.line("ip as-path access-list own permit ^\(bgp.asn)_\(bgp.asn)$ any")
        }
        for family in AddressFamily.allCases {
            for list in lists(bgp, family) { write(list, family, to: &out) }
        }
    }

    private func lists(_ bgp: BGPSpeaker, _ family: AddressFamily) -> [List] {
        let word = Self.word(for: family)
        let loopbacks = fabric.infrastructure
            .filter { $0.purpose == .underlay && $0.prefix.family == family }
        var lists = [
            List(
                name: "loopbacks-\(word)", prefixes: loopbacks.map { ($0.prefix, $0.origin) },
                hostsOnly: true)
        ]
        if !device.passesRoutesOn(in: fabric) {
            let own = bgp.networks.filter { $0.family == family }
            lists.append(List(name: "own-\(word)", prefixes: own.map { ($0, bgp.origin) }))
        }
        for table in tables {
            guard let vrf = table.vrf else { continue }
            let prefixes = device.prefixesOfGateways(in: vrf, of: family, fabric)
            guard !prefixes.isEmpty else { continue }
            lists.append(
                List(name: "\(table.name)-\(word)", prefixes: prefixes, origins: table.origins))
        }
        return lists
    }

    private func write(_ list: List, _ family: AddressFamily, to out: inout ConfigText) {
        let command: ConfigLine = family == .ipv4 ? "ip" : "ipv6"
        block("\(command) prefix-list \(list.name)", at: list.origins, to: &out) { out in
            for (index, entry) in list.prefixes.enumerated() {
                let width = family.bitWidth
                let lengths: ConfigLine =
                    list.hostsOnly && entry.prefix.length < width ? " ge \(width)" : ""
                out.line(
                    "seq \(10 * (index + 1)) permit \(entry.prefix)\(lengths)", at: entry.origin)
            }
        }
    }

    // MARK: Route maps

    /// In order of names. Who passes no routes on advertises its own alone: those without an AS
    /// path, and floating static routes, whose path was made longer here.
    func writeRouteMaps(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        let passesOn = device.passesRoutesOn(in: fabric)
        block("route-map evpn-in permit 10", to: &out)
        block("route-map evpn-out permit 10", to: &out) {
            if !passesOn { $0.line("match as-path own") }
        }
        writeMapOfStaticRoutes(bgp, to: &out)
        for family in AddressFamily.allCases {
            let word = Self.word(for: family)
            let offered: ConfigLine = passesOn ? "loopbacks" : "own"
            writeMap("underlay-\(word)-in", matching: "loopbacks-\(word)", family, to: &out)
            writeMap("underlay-\(word)-out", matching: "\(offered)-\(word)", family, to: &out)
        }
        for table in tables {
            for family in AddressFamily.allCases {
                guard let vrf = table.vrf,
                    !device.prefixesOfGateways(in: vrf, of: family, fabric).isEmpty
                else { continue }
                let name: ConfigLine = "\(table.name)-\(Self.word(for: family))"
                writeMap(name, matching: name, family, at: table.origins, to: &out)
            }
        }
    }

    private func writeMap(
        _ name: ConfigLine, matching list: ConfigLine, _ family: AddressFamily,
        at origins: [SourceSpan] = [], to out: inout ConfigText
    ) {
        let command: ConfigLine = family == .ipv4 ? "ip" : "ipv6"
        block("route-map \(name) permit 10", at: origins, to: &out) {
            $0.line("match \(command) address prefix-list \(list)")
        }
    }

    /// A floating static route must lose against what another device advertises, in BGP and not in
    /// the table alone: it has a tag, and the tag takes weight and preference away.
    private func writeMapOfStaticRoutes(_ bgp: BGPSpeaker, to out: inout ConfigText) {
        guard device.vrfInstances.contains(where: { !$0.staticRoutes.isEmpty }) else { return }
        block("route-map static permit 10", to: &out) { out in
            out.line("match tag \(Self.floatingTag)")
            out.line("set as-path prepend \(bgp.asn) \(bgp.asn)")
            out.line("set local-preference 50")
            out.line("set weight 0")
        }
        block("route-map static permit 20", to: &out)
    }
}

// nftables.conf: what a device drops.
//
// Where a filter sits decides what it can tell apart. A packet that a gateway receives runs through
// PREROUTING twice: first with the gateway's own interface, then, inside the VRF, with the VRF's.
// FORWARD and INPUT see the VRF alone. Hence
//
//     segment-ingress   PREROUTING, first pass      the edge filter of each segment, stateless
//     forward           FORWARD                     a VRF's packet leaves by the VRF's interfaces
//     input             INPUT                       what may reach the device itself
//     ports (bridge)    PREROUTING of the bridge    stations and ethertypes of a port
//
// and on a firewall `forward` is the stateful filter between VRFs.
//
// The second pass of a packet has the VRF's name and finds no filter; routes between VRFs do not
// exist, and `forward` would drop what they carried: a second lock, made of interfaces instead of
// routes.
//
// Stateless filters let replies in by source port and, for TCP and SCTP, refuse what would open a
// connection. What they cannot see is left to the firewall behind them: a UDP packet from the port
// of a service, and later fragments, which have no ports and are dropped here.
//
// The file replaces our tables at once and leaves all others alone.

import Diagnostics
import IR
import Net

struct NftablesFile {
    let fabric: Fabric
    let device: Device
    /// What lies inside the fabric, as the device's filters guard it: the same long list at every
    /// gateway, so it is written once, as a named set.
    let insideSets: [[IPPrefix]]

    init(fabric: Fabric, device: Device) {
        self.fabric = fabric
        self.device = device
        var sets: [[IPPrefix]] = []
        for filter in device.filters {
            for entry in filter.entries where entry.reason == .guardsInside {
                // Equal lists share their storage, which makes the comparison cheap.
                guard !entry.destinations.isEmpty, !sets.contains(entry.destinations) else {
                    continue
                }
                sets.append(entry.destinations)
            }
        }
        insideSets = sets
    }

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "nftables.conf", of: device, indent: 4)
        out.line("#!/usr/sbin/nft -f")
        out.line("# \(device.name): /etc/nftables.conf")
        open("inet", to: &out) { out in
            writeInsideSets(to: &out)
            writeFilters(to: &out)
            writeForward(to: &out)
            writeInput(to: &out)
        }
        if device.interfaces.contains(where: guardsPort) {
            open("bridge", to: &out) { writePorts(to: &$0) }
        }
        return out.finished()
    }

    /// A table that is empty before it is filled, in one transaction.
    private func open(
        _ family: ConfigLine, to out: inout ConfigText, _ body: (inout ConfigText) -> Void
    ) {
        out.gap()
        out.line("table \(family) cristallo {}")
        out.line("delete table \(family) cristallo")
        out.block("table \(family) cristallo {", closing: "}", body)
    }

    private func writeFilters(to out: inout ConfigText) {
        let gateways = device.interfaces.compactMap { interface -> (SegmentID, [SourceSpan])? in
            guard case .gateway(let segment) = interface.role else { return nil }
            return (segment, interface.origins)
        }
        guard !gateways.isEmpty else { return }
        out.block("chain segment-ingress {", closing: "}") { out in
            out.line("type filter hook prerouting priority raw; policy accept;")
            out.block("iifname vmap {", closing: "}") { out in
                for (segment, origins) in gateways {
                    let vlan = fabric[segment].vlan
                    out.line(
                        "\"\(LinuxName.vlan(vlan))\" : goto segment-\(vlan),", at: origins)
                }
            }
        }
        out.gap()
        out.block("chain segment-local {", closing: "}") { out in
            out.line("ip daddr { 224.0.0.0/24, 255.255.255.255 } accept")
            out.line("ip6 daddr ff02::/16 accept")
            out.line("ip6 saddr fe80::/10 ip6 daddr fe80::/10 accept")
            out.line(
                "ip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept")
        }
        for (segment, origins) in gateways { writeFilter(of: segment, at: origins, to: &out) }
    }

    /// The filter of a gateway. One without a filter lets nothing in.
    private func writeFilter(
        of segment: SegmentID, at origins: [SourceSpan], to out: inout ConfigText
    ) {
        let filter = device.filters.first { $0.place == .segmentIngress(segment) }
        out.gap()
        out.block("chain segment-\(fabric[segment].vlan) {", at: origins, closing: "}") { out in
            out.line("jump segment-local")
            for entry in filter?.entries ?? [] {
                for match in matches(of: entry) {
                    out.line(match + action(of: entry), at: entry.origins)
                }
            }
            out.line("counter drop comment \"no contract\"", at: filter?.defaultOrigins ?? [])
        }
    }

    private func writeInsideSets(to out: inout ConfigText) {
        for (index, prefixes) in insideSets.enumerated() {
            let origins = device.filters.flatMap(\.entries)
                .first { $0.reason == .guardsInside && $0.destinations == prefixes }?.origins
            let type: ConfigLine = prefixes[0].family == .ipv4 ? "ipv4_addr" : "ipv6_addr"
            out.gap()
            out.block("set \(Self.insideSet(index)) {", at: origins ?? [], closing: "}") { out in
                out.line("type \(type)")
                out.line("flags interval")
                out.block("elements = {", closing: "}") { out in
                    for prefix in IPPrefix.outermost(of: prefixes) { out.line("\(prefix),") }
                }
            }
        }
    }

    private static func insideSet(_ index: Int) -> ConfigLine { "inside-\(index + 1)" }

    /// The packets of an entry, one expression for each protocol.
    func matches(of entry: FilterEntry) -> [ConfigLine] {
        guard entry.reason == .guardsInside,
            let index = insideSets.firstIndex(of: entry.destinations)
        else { return PacketMatch.matches(of: entry) }
        var rest = entry
        rest.destinations = []
        let family: ConfigLine = entry.family == .ipv4 ? "ip" : "ip6"
        return PacketMatch.matches(of: rest).map {
            "\(family) daddr @\(Self.insideSet(index)) \($0)"
        }
    }

    /// What happens to packets of an entry, and which contract says so.
    func action(of entry: FilterEntry) -> ConfigLine {
        let verdict: ConfigLine = entry.action == .permit ? "accept" : "drop"
        let reason: ConfigLine =
            switch entry.reason {
            case .withinVRF: "within the VRF"
            case .contract(let id): "contract \(fabric[id].name)"
            case .replies(let id): "replies \(fabric[id].name)"
            case .guardsInside: "inside the fabric"
            }
        return " counter \(verdict) comment \"\(reason)\""
    }

    /// One line of a set for each of `values`; a set without elements cannot be written.
    func list(_ values: [some ConfigValue]) -> ConfigLine {
        values.count == 1 ? ConfigLine(values[0]) : "{ \(values.joined(by: ", ")) }"
    }
}

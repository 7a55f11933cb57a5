import Diagnostics
import IR
import Net

// Lists that are applied:
//
//     segment-101          at the gateway of VLAN 101: what may leave the segment
//     underlay             at ports between switches: what they carry
//     underlay-input       to the device itself in the default VRF
//     management-input     … in that of management
//     tenant-input         … in every other, those that are yet to be made included
//
// IPv4 and IPv6 have a list each, of the same name.

extension EOSFile {
    static let underlay: ConfigLine = "underlay"
    static let underlayInput: ConfigLine = "underlay-input"
    static let managementInput: ConfigLine = "management-input"
    static let tenantInput: ConfigLine = "tenant-input"

    static func list(of segment: Segment) -> ConfigLine { "segment-\(segment.vlan)" }

    /// In order of names.
    func writeAccessLists(to out: inout ConfigText) {
        for family in [AddressFamily.ipv6, .ipv4] {
            if let managed {
                open(Self.managementInput, family, at: managed.origins, to: &out) {
                    writeInputOfManagement(family, to: &$0)
                }
            }
            for interface in device.interfaces {
                guard case .gateway(let segment) = interface.role else { continue }
                writeFilter(of: segment, family, at: interface.origins, to: &out)
            }
            open(Self.tenantInput, family, to: &out) { writeInput(family, to: &$0) }
            guard device.bgp != nil else { continue }
            open(Self.underlay, family, to: &out) { writeUnderlay(family, to: &$0) }
            open(Self.underlayInput, family, to: &out) {
                writeInputOfUnderlay(family, to: &$0)
            }
        }
    }

    private func open(
        _ name: ConfigLine, _ family: AddressFamily, at origins: [SourceSpan] = [],
        to out: inout ConfigText, _ body: (inout ConfigText) -> Void
    ) {
        let command: ConfigLine = family == .ipv4 ? "ip" : "ipv6"
        block("\(command) access-list \(name)", at: origins, to: &out) { out in
            out.line("counters per-entry")
            body(&out)
        }
    }

    /// The protocol that is every protocol, as lists have it.
    private func all(_ family: AddressFamily) -> ConfigLine { family == .ipv4 ? "ip" : "ipv6" }

    private func writeDenial(
        of family: AddressFamily, at origins: [SourceSpan] = [], to out: inout ConfigText
    ) {
        out.line("deny \(all(family)) any any", at: origins)
    }

    // MARK: Gateways

    /// The filter of a gateway. One without a filter lets nothing in.
    private func writeFilter(
        of segment: SegmentID, _ family: AddressFamily, at origins: [SourceSpan],
        to out: inout ConfigText
    ) {
        let filter = device.filters.first { $0.place == .segmentIngress(segment) }
        open(Self.list(of: fabric[segment]), family, at: origins, to: &out) { out in
            writeLinkScope(family, to: &out)
            let entries = (filter?.entries ?? []).filter { $0.family == family }
            let first = entries.firstIndex(where: \.namesPorts)
            for (index, entry) in entries.enumerated() {
                if index == first, family == .ipv4 {
                    writeFragments(before: entries[index...], to: &out)
                }
                out.line("remark \(entry.remark(in: fabric))", at: entry.origins)
                for rule in EOSAccessList.rules(of: entry) { out.line(rule, at: entry.origins) }
            }
            out.line("remark no contract", at: filter?.defaultOrigins ?? [])
            writeDenial(of: family, at: filter?.defaultOrigins ?? [], to: &out)
        }
    }

    /// Later fragments have no ports. Entries that name none judge them, those that still follow by
    /// lines for fragments alone, up to the last that permits; then the others are denied.
    private func writeFragments(
        before entries: ArraySlice<FilterEntry>, to out: inout ConfigText
    ) {
        out.line("remark later fragments")
        let whole = entries.filter { !$0.namesPorts }
        let last = whole.lastIndex { $0.action == .permit }
        for entry in whole.prefix(last.map { $0 + 1 } ?? 0) {
            for rule in EOSAccessList.rules(of: entry) {
                out.line("\(rule) fragments", at: entry.origins)
            }
        }
        out.line("deny ip any any fragments")
    }

    /// Packets that stay on the link.
    private func writeLinkScope(_ family: AddressFamily, to out: inout ConfigText) {
        out.line("remark groups on the link")
        guard family == .ipv6 else {
            out.line("permit ip any 224.0.0.0/24")
            out.line("permit ip any host 255.255.255.255")
            return
        }
        out.line("permit ipv6 any ff02::/16")
        out.line("remark stations on the link")
        out.line("permit ipv6 fe80::/10 fe80::/10")
        writeDiscovery(["neighbor-solicitation", "neighbor-advertisement"], to: &out)
    }

    /// A hop limit of 255 has passed no router (RFC 4861).
    private func writeDiscovery(_ kinds: [ConfigLine], to out: inout ConfigText) {
        out.line("remark discovery")
        for kind in kinds { out.line("permit icmpv6 any any \(kind) hop-limit eq 255") }
    }

    // MARK: The device itself

    /// Questions, answers and reports of ICMP, and neighbour discovery.
    private func writeInput(_ family: AddressFamily, to out: inout ConfigText) {
        writeICMP(family, and: [], to: &out)
        writeDenial(of: family, to: &out)
    }

    private func writeICMP(
        _ family: AddressFamily, and discovery: [ConfigLine], to out: inout ConfigText
    ) {
        let isIPv4 = family == .ipv4
        if !isIPv4 {
            writeDiscovery(
                ["neighbor-solicitation", "neighbor-advertisement"] + discovery, to: &out)
        }
        out.line("remark diagnostics")
        let question: ConfigLine = isIPv4 ? "echo" : "echo-request"
        for kind in [question] + EOSAccessList.answers(family) {
            out.line("permit \(isIPv4 ? "icmp" : "icmpv6" as ConfigLine) any any \(kind)")
        }
    }

    /// Routing from neighbours; VXLAN from the loopbacks of others.
    private func writeInputOfUnderlay(_ family: AddressFamily, to out: inout ConfigText) {
        writeICMP(family, and: ["router-solicitation", "router-advertisement"], to: &out)
        out.line("remark sessions with neighbours")
        let neighbours =
            family == .ipv4
            ? EOSAccessList.addresses(fabric.outermostInfrastructure(.underlay, .ipv4))
            : ["fe80::/10"]
        for neighbour in neighbours {
            out.line("permit tcp \(neighbour) any eq 179")
            out.line("permit tcp \(neighbour) eq 179 any established")
        }
        if family == .ipv6 {
            // BFD of one hop (RFC 5881)
            out.line("permit udp fe80::/10 any eq 3784 hop-limit eq 255")
        } else if let vtep = device.vtep {
            out.line("remark tunnels")
            for neighbour in neighbours {
                out.line("permit udp \(neighbour) host \(vtep) eq 4789")
            }
        }
        writeDenial(of: family, to: &out)
    }

    private func writeInputOfManagement(_ family: AddressFamily, to out: inout ConfigText) {
        writeICMP(family, and: [], to: &out)
        out.line("remark management")
        for prefix in fabric.outermostInfrastructure(.management, family) {
            out.line("permit tcp \(EOSAccessList.address(prefix)) any eq 22")
        }
        out.line("remark answers to the device")
        out.line("permit tcp any any established")
        for port in [53, 123] { out.line("permit udp any eq \(port) any") }
        writeDenial(of: family, to: &out)
    }

    // MARK: Ports between switches

    /// Who passes packets of others on does so from loopback to loopback; everybody else takes what
    /// is for its own. Between loopbacks are ICMP and, of IPv4, sessions of EVPN and tunnels.
    private func writeUnderlay(_ family: AddressFamily, to out: inout ConfigText) {
        if family == .ipv6 {
            out.line("remark neighbours")
            out.line("permit ipv6 fe80::/10 fe80::/10")
            out.line("permit ipv6 fe80::/10 ff02::/16")
        }
        out.line("remark loopbacks")
        let loopbacks = fabric.outermostInfrastructure(.underlay, family)
        let own = (device.bgp?.networks ?? []).filter { $0.family == family }
        let destinations = device.passesRoutesOn(in: fabric) ? loopbacks : own
        for source in EOSAccessList.addresses(loopbacks) {
            for destination in EOSAccessList.addresses(destinations) {
                guard family == .ipv4 else {
                    out.line("permit icmpv6 \(source) \(destination)")
                    continue
                }
                out.line("permit icmp \(source) \(destination)")
                out.line("permit tcp \(source) \(destination) eq 179")
                out.line("permit tcp \(source) eq 179 \(destination) established")
                out.line("permit udp \(source) \(destination) eq 4789")
            }
        }
        writeDenial(of: family, to: &out)
    }

    func writeControlPlane(to out: inout ConfigText) {
        block("system control-plane", to: &out) { out in
            for command in ["ip", "ipv6"] as [ConfigLine] {
                out.line("\(command) access-group ingress default \(Self.tenantInput)")
                if device.bgp != nil {
                    out.line("\(command) access-group \(Self.underlayInput) in")
                }
                if let managed {
                    out.line(
                        "\(command) access-group \(Self.managementInput) "
                            + "vrf \(EOSName.management) in", at: managed.origins)
                }
            }
        }
    }
}

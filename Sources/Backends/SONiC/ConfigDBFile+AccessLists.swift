import Diagnostics
import IR
import Net

// Lists, one of each family:
//
//     GATEWAYS_IPV4           at all ports of VLANs with a gateway; a rule names its VLAN
//     OUTSIDE_Ethernet4_IPV4  at a port to a firewall or out of the fabric: what the device hears
//     UNDERLAY_IPV4           at ports between switches
//     MANAGEMENT_IPV4         for SSH
//
// Rules are called after their VLAN, the entry and their number in it. Priorities are those of a
// VLAN: rules of different VLANs do not meet, so that one more in a segment moves none of others.

extension ConfigDBFile {
    func addAccessLists(to database: inout ConfigDB) {
        addManagement(to: &database)
        for family in AddressFamily.allCases {
            addKind(family, to: &database)
            addGateways(family, to: &database)
            addOutside(family, to: &database)
            addUnderlay(family, to: &database)
        }
    }

    private static func word(_ family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "IPV4" : "IPV6"
    }

    /// What lists of the family match: the built-in kinds know no flags of TCP in the models.
    private func addKind(_ family: AddressFamily, to database: inout ConfigDB) {
        database.add(
            "FABRIC_\(Self.word(family))", to: .kindsOfLists,
            [
                .init("MATCHES", all: SONiCRule.matches(family)),
                .init("ACTIONS", all: ["PACKET_ACTION"]),
                .init("BIND_POINTS", all: ["PORT", "PORTCHANNEL"]),
            ])
    }

    private func add(
        _ list: ConfigLine, _ family: AddressFamily, on ports: [PortName],
        at origins: [SourceSpan] = [], to database: inout ConfigDB
    ) {
        database.add(
            list, to: .lists, at: origins,
            [
                .init("type", "FABRIC_\(Self.word(family))" as ConfigLine),
                .init("stage", "ingress" as ConfigLine),
                .init("ports", all: ports.map { ConfigLine(SONiCName($0)) }),
            ])
    }

    /// Numbers rules within a list, or within a VLAN of it.
    private struct Numbering {
        let list: ConfigLine
        let prefix: ConfigLine
        let vlan: VLANID?
        var priority = 9_999

        mutating func add(
            _ rules: [SONiCRule], as name: ConfigLine, at origins: [SourceSpan],
            to database: inout ConfigDB
        ) {
            for (index, rule) in rules.enumerated() {
                database.add(
                    "\(list)|\(prefix)\(name)-\(index + 1)", to: .rules, at: origins,
                    rule.fields(vlan: vlan, priority: priority))
                priority -= 1
            }
        }
    }

    // MARK: Gateways

    private func addGateways(_ family: AddressFamily, to database: inout ConfigDB) {
        let gateways = device.interfaces.compactMap { interface -> (SegmentID, Interface)? in
            guard case .gateway(let segment) = interface.role else { return nil }
            return (segment, interface)
        }
        guard !gateways.isEmpty else { return }
        let segments = Set(gateways.map(\.0))
        let ports = device.interfaces.compactMap { interface -> PortName? in
            switch interface.role {
            case .access(let segment) where segments.contains(segment): interface.name.port
            case .trunk(let tagged, let native)
            where !segments.isDisjoint(with: tagged + [native].compactMap(\.self)):
                interface.name.port
            default: nil
            }
        }
        let list: ConfigLine = "GATEWAYS_\(Self.word(family))"
        add(list, family, on: ports, to: &database)
        for (segment, interface) in gateways {
            addFilter(of: segment, family, at: interface.origins, in: list, to: &database)
        }
    }

    /// The filter of a gateway. One without a filter lets nothing in.
    private func addFilter(
        of id: SegmentID, _ family: AddressFamily, at origins: [SourceSpan], in list: ConfigLine,
        to database: inout ConfigDB
    ) {
        let segment = fabric[id]
        let filter = device.filters.first { $0.place == .segmentIngress(id) }
        let prefixes = segment.prefixes.map(\.prefix).filter { $0.family == family }
        var numbering = Numbering(list: list, prefix: "\(segment.vlan)-", vlan: segment.vlan)
        numbering.add(groups(family), as: "groups", at: origins, to: &database)
        if family == .ipv6 {
            let discovery = discovery(to: prefixes)
            numbering.add(discovery, as: "discovery", at: origins, to: &database)
        }
        if case .vrf(let vrf) = segment.owner {
            numbering.add(
                input(of: vrf, family, from: prefixes), as: "input", at: origins, to: &database)
        }
        if family == .ipv6 {
            let rule = SONiCRule(
                permits: true, family: family, source: Self.linkLocal, destination: Self.linkLocal)
            numbering.add([rule], as: "link", at: origins, to: &database)
        }
        for (index, entry) in (filter?.entries ?? []).enumerated() where entry.family == family {
            numbering.add(
                SONiCRule.rules(of: entry), as: "\(index + 1)", at: entry.origins, to: &database)
        }
        numbering.add(
            [SONiCRule(permits: false, family: family)], as: "rest",
            at: filter?.defaultOrigins ?? origins, to: &database)
    }

    /// Packets to groups that stay on the link.
    private func groups(_ family: AddressFamily) -> [SONiCRule] {
        let groups =
            family == .ipv4 ? ["224.0.0.0/24", "255.255.255.255/32"] : ["ff02::/16"]
        return groups.map { group in
            SONiCRule(permits: true, family: family, destination: Self.prefix(group))
        }
    }

    /// To neighbours: whatever the hop limit is, such packets are not routed out of the segment.
    private func discovery(to prefixes: [IPPrefix]) -> [SONiCRule] {
        ([Self.linkLocal] + prefixes).flatMap { destination in
            SONiCRule(permits: true, family: .ipv6, destination: destination)
                .icmp(SONiCRule.discovery)
        }
    }

    // MARK: The device itself

    /// Of what is sent to the device's own addresses in the VRF nothing but ICMP.
    ///
    /// - Parameter sources: who may send that; everybody where it is nil.
    private func input(
        of vrf: VRFID, _ family: AddressFamily, from sources: [IPPrefix]?
    ) -> [SONiCRule] {
        let own = addresses(in: vrf, family)
        let permits = own.flatMap { address in
            let isNear = Self.linkLocal.contains(address)
            let near: [IPPrefix?] = isNear ? [Self.linkLocal] : sources?.map(\.self) ?? [nil]
            return near.map { source in
                SONiCRule(permits: true, family: family, source: source, destination: address)
                    .icmp()
            }
        }
        return permits
            + own.map { SONiCRule(permits: false, family: family, destination: $0) }
    }

    /// Ascending; link-local addresses follow from the MAC addresses that interfaces have.
    private func addresses(in vrf: VRFID, _ family: AddressFamily) -> [IPPrefix] {
        let interfaces = device.interfaces.filter { self.vrf(of: $0) == vrf }
        let addresses = interfaces.flatMap(\.addresses).map(\.address)
            .filter { $0.family == family }
        let macs = family == .ipv4 ? [] : [gatewayMAC, device.routerMAC]
        let all = addresses + macs.compactMap(\.self).map { IPAddress.ipv6(.linkLocal(of: $0)) }
        return Set(all.map { IPPrefix(containing: $0, length: family.bitWidth) }).sorted()
    }

    /// Ports to firewalls and out of the fabric.
    private func addOutside(_ family: AddressFamily, to database: inout ConfigDB) {
        var ports: [PortName: [(vlan: VLANID?, vrf: VRFID, interface: Interface)]] = [:]
        for interface in device.interfaces {
            guard let port = interface.name.port, let vrf = vrf(of: interface) else { continue }
            let vlan: VLANID? =
                if case .subinterface(_, let vlan) = interface.name { vlan } else { nil }
            ports[port, default: []].append((vlan, vrf, interface))
        }
        for port in ports.keys.sorted() {
            let list: ConfigLine = "OUTSIDE_\(port)_\(Self.word(family))"
            let uses = ports[port] ?? []
            add(list, family, on: [port], at: uses[0].interface.origins, to: &database)
            for use in uses {
                let prefix: ConfigLine = use.vlan.map { "\($0)-" } ?? ""
                var numbering = Numbering(list: list, prefix: prefix, vlan: use.vlan)
                numbering.add(
                    input(of: use.vrf, family, from: nil), as: "input", at: use.interface.origins,
                    to: &database)
            }
        }
    }

    // MARK: Underlay and management

    /// From loopbacks, to the device's own or, where it passes packets on, to all.
    private func addUnderlay(_ family: AddressFamily, to database: inout ConfigDB) {
        guard let bgp = device.bgp, !bgp.peers.isEmpty else { return }
        let list: ConfigLine = "UNDERLAY_\(Self.word(family))"
        add(list, family, on: bgp.peers.map(\.port), at: [bgp.origin], to: &database)
        let loopbacks = fabric.outermostInfrastructure(.underlay, family)
        let own = bgp.networks.filter { $0.family == family }
        let destinations = device.passesRoutesOn(in: fabric) ? loopbacks : own
        let permits = loopbacks.flatMap { source in
            destinations.map { destination in
                SONiCRule(
                    permits: true, family: family, source: source, destination: destination)
            }
        }
        var numbering = Numbering(list: list, prefix: "", vlan: nil)
        numbering.add(permits, as: "loopbacks", at: [bgp.origin], to: &database)
        let rest = loopbacks.map { SONiCRule(permits: false, family: family, destination: $0) }
        numbering.add(rest, as: "rest", at: [bgp.origin], to: &database)
    }

    /// SSH from the management network, where the device has a port on it.
    private func addManagement(to database: inout ConfigDB) {
        let managed = device.interfaces.first { $0.role == .management }
        let origins = managed?.origins ?? []
        for family in AddressFamily.allCases {
            let list: ConfigLine = "MANAGEMENT_\(Self.word(family))"
            let source: ConfigLine = family == .ipv4 ? "SRC_IP" : "SRC_IPV6"
            database.add(
                list, to: .lists, at: origins,
                [
                    .init("type", "CTRLPLANE" as ConfigLine), .init("services", all: ["SSH"]),
                    .init("stage", "ingress" as ConfigLine),
                ])
            for (index, prefix) in fabric.outermostInfrastructure(.management, family).enumerated()
            where managed != nil {
                database.add(
                    "\(list)|network-\(index + 1)", to: .rules, at: origins,
                    [
                        .init("PRIORITY", 9_999 - index),
                        .init("PACKET_ACTION", "ACCEPT" as ConfigLine), .init(source, prefix),
                    ])
            }
            let everybody = IPPrefix(
                containing: IPAddress(family: family, bits: 0), length: 0)
            database.add(
                "\(list)|rest", to: .rules, at: origins,
                [
                    .init("PRIORITY", 1), .init("PACKET_ACTION", "DROP" as ConfigLine),
                    .init(source, everybody),
                ])
        }
    }

    private static let linkLocal = prefix("fe80::/10")

    private static func prefix(_ text: String) -> IPPrefix {
        guard let prefix = try? IPPrefix(text) else {
            preconditionFailure("\(text) is a prefix")
        }
        return prefix
    }
}

extension IPv6Address {
    /// The address that an interface makes for itself (RFC 4291, appendix A).
    static func linkLocal(of mac: MACAddress) -> IPv6Address {
        let octets = mac.rawValue ^ 0x0200_0000_0000
        let low = (octets >> 24) << 40 | 0xff_fe00_0000 | octets & 0xff_ffff
        return IPv6Address(high: 0xfe80 << 48, low: low)
    }
}

import Forwarding
import Net

/// `interface`
extension SRLinuxReader {
    mutating func readPort(_ members: inout JSONMembers) {
        guard let name = members.text("name"), Self.isKnown(name.value) else {
            return refuse(members, "an interface that is not known here")
        }
        guard configuration.port(name.value) == nil else {
            return refuse(members, "there twice")
        }
        var port = SRLinuxConfiguration.Port(name: name.value, line: members.line)
        // A text for people.
        _ = members.text("description")
        port.isOn = members.text("admin-state", Self.isOn)
        port.mtu = members.number("mtu") { Int(reading: $0) }
        port.hasTags = members.flag("srl_nokia-interfaces-vlans:vlan-tagging")
        read(members.take("ethernet")) { _, ethernet in
            port.lag = ethernet.text("aggregate-id")
        }
        if name.value.hasPrefix("lag") {
            port.isLAG = readLAG(members.take("srl_nokia-interfaces-lag:lag"))
        }
        readList(members.take("subinterface")) { reader, subinterface in
            guard let read = reader.readSubinterface(&subinterface),
                !port.subinterfaces.contains(where: { $0.index == read.index })
            else { return reader.refuse(subinterface, "without an index, or there twice") }
            port.subinterfaces.append(read)
        }
        if port.isOn == nil { refuse(members, "neither on nor off") }
        configuration.ports.append(port)
    }

    private static func isKnown(_ name: String) -> Bool {
        ["system0", "irb0", "mgmt0"].contains(name) || name.hasPrefix("lag")
            || name.hasPrefix("ethernet-")
    }

    static func isOn(_ text: String) -> Bool? {
        switch text {
        case "enable": true
        case "disable": false
        default: nil
        }
    }

    /// How a LAG finds out about its legs does not matter, but that it asks them does.
    private mutating func readLAG(_ json: LocatedJSON?) -> Bool {
        var asks = false
        read(json) { reader, lag in
            asks = lag.has("lag-type", "lacp") != nil
            _ = lag.number("min-links") { UInt16(reading: $0) }
            reader.read(lag.take("srl_nokia-lacp:lacp")) { _, lacp in
                _ = lacp.text("interval")
                _ = lacp.text("lacp-mode")
            }
        }
        return asks
    }

    // MARK: Sub-interfaces

    private mutating func readSubinterface(
        _ members: inout JSONMembers
    ) -> SRLinuxConfiguration.Subinterface? {
        guard let index = members.number("index", { UInt16(reading: $0) }) else { return nil }
        var result = SRLinuxConfiguration.Subinterface(index: index.value, line: members.line)
        _ = members.text("description")
        result.kind = members.text("type") { text in
            switch text {
            case "srl_nokia-interfaces:bridged": .bridged
            case "srl_nokia-interfaces:routed": .routed
            default: nil
            }
        }
        result.isOn = members.has("admin-state", "enable") != nil
        result.ipMTU = members.number("ip-mtu") { Int(reading: $0) }
        result.frameMTU = members.number("l2-mtu") { Int(reading: $0) }
        for family in AddressFamily.allCases {
            read(members.take(family == .ipv4 ? "ipv4" : "ipv6")) { reader, settings in
                reader.readFamily(&settings, family, of: &result)
            }
        }
        read(members.take("srl_nokia-interfaces-vlans:vlan")) { reader, vlan in
            reader.read(vlan.take("encap")) { reader, encap in
                result.tag = reader.readTag(&encap)
            }
        }
        read(members.take("anycast-gw")) { _, shared in
            result.sharedMAC = shared.text("anycast-gw-mac") { MACAddress(reading: $0) }
        }
        if !result.isOn { refuse(members, "not on") }
        return result
    }

    private mutating func readTag(
        _ encap: inout JSONMembers
    ) -> Said<SRLinuxConfiguration.Subinterface.Tag>? {
        if encap.isEmpty("untagged") { return Said(value: .none, line: encap.line) }
        var tag: Said<SRLinuxConfiguration.Subinterface.Tag>?
        read(encap.take("single-tagged")) { _, tagged in
            tag = tagged.number("vlan-id") { VLANID(reading: $0).map { .tagged($0) } }
        }
        return tag
    }

    private mutating func readFamily(
        _ settings: inout JSONMembers, _ family: AddressFamily,
        of result: inout SRLinuxConfiguration.Subinterface
    ) {
        guard settings.has("admin-state", "enable") != nil else {
            return refuse(settings, "not on")
        }
        result.families.insert(family)
        var addresses: [(Said<InterfaceAddress>, isShared: Bool)] = []
        readList(settings.take("address")) { reader, address in
            guard let read = address.text("ip-prefix", { InterfaceAddress(reading: $0) }),
                read.value.address.family == family, addresses.isEmpty
            else { return reader.refuse(address, "not one address of the family") }
            addresses.append((read, address.flag("anycast-gw")?.value ?? false))
        }
        for (address, isShared) in addresses {
            if isShared {
                result.sharedAddresses.append(address)
            } else {
                result.addresses.append(address)
            }
        }
        var tells = false
        let stations = family == .ipv4 ? "arp" : "neighbor-discovery"
        read(settings.take("srl_nokia-interfaces-nbr:\(stations)")) { reader, table in
            tells = reader.readStations(&table, family)
        }
        if tells { result.tellsStations.insert(family) }
        guard family == .ipv6 else { return }
        var isRouter = false
        read(settings.take("srl_nokia-interfaces-router-adv:router-advertisement")) {
            $0.read($1.take("router-role")) { _, role in
                isRouter = role.has("admin-state", "enable") != nil
                // How often.
                _ = role.number("max-advertisement-interval") { UInt16(reading: $0) }
                _ = role.number("min-advertisement-interval") { UInt16(reading: $0) }
            }
        }
        result.isRouter = isRouter
    }

    private mutating func readStations(
        _ table: inout JSONMembers, _ family: AddressFamily
    ) -> Bool {
        let learns =
            family == .ipv4
            ? table.flag("learn-unsolicited")?.value == true
            : table.has("learn-unsolicited", "global") != nil
        var tells = false
        read(table.take("srl_nokia-interfaces-nbr-evpn:evpn")) {
            $0.readList($1.take("advertise")) { _, route in
                tells = route.has("route-type", "dynamic") != nil
            }
        }
        return learns && tells
    }
}

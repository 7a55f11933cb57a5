import Forwarding
import Net

/// `network-instance`
extension SRLinuxReader {
    private typealias Instance = SRLinuxConfiguration.Instance

    mutating func readInstance(_ members: inout JSONMembers) {
        guard let name = members.text("name") else { return refuse(members) }
        guard !configuration.instances.contains(where: { $0.name == name.value }) else {
            return refuse(members, "there twice")
        }
        var instance = Instance(name: name.value, line: members.line)
        instance.kind = members.text("type") { text in
            switch text {
            case "srl_nokia-network-instance:default": .underlay
            case "srl_nokia-network-instance:mac-vrf": .bridge
            case "srl_nokia-network-instance:ip-vrf": .table
            default: nil
            }
        }
        instance.isOn = members.has("admin-state", "enable") != nil
        read(members.take("ip-forwarding")) { _, forwarding in
            if let check = forwarding.flag("receive-ipv4-check"), !check.value {
                instance.takesIPv4 = check.line
            }
        }
        instance.members = readNames(members.take("interface"))
        instance.tunnels = readNames(members.take("vxlan-interface"))
        read(members.take("protocols")) { reader, protocols in
            reader.readEVPN(&protocols, of: &instance)
            if let bgp = protocols.take("srl_nokia-bgp:bgp") {
                instance.speaker = reader.readSpeaker(bgp)
            }
        }
        readRoutes(&members, of: &instance)
        if instance.kind == nil || !instance.isOn { refuse(members, "not on, or of no known type") }
        configuration.instances.append(instance)
    }

    /// Names of which none is there twice.
    private mutating func readNames(_ json: LocatedJSON?) -> [Said<String>] {
        var names: [Said<String>] = []
        readList(json) { reader, member in
            guard let name = member.text("name"), !names.contains(where: { $0.value == name.value })
            else { return reader.refuse(member, "there twice") }
            names.append(name)
        }
        return names
    }

    // MARK: EVPN

    private mutating func readEVPN(_ protocols: inout JSONMembers, of instance: inout Instance) {
        var evpn: SRLinuxConfiguration.EVPN?
        read(protocols.take("bgp-evpn")) {
            $0.readList($1.take("srl_nokia-bgp-evpn:bgp-instance")) { reader, settings in
                guard evpn == nil, settings.number("id", { $0 == "1" ? 1 : nil }) != nil,
                    settings.has("admin-state", "enable") != nil,
                    let tunnel = settings.text("vxlan-interface"),
                    let evi = settings.number("evi", { UInt16(reading: $0) })
                else { return reader.refuse(settings) }
                evpn = .init(tunnel: tunnel, evi: evi.value)
            }
        }
        var membership: RouteMembership?
        var policy: Said<String>?
        read(protocols.take("srl_nokia-bgp-vpn:bgp-vpn")) {
            $0.readList($1.take("bgp-instance")) { reader, settings in
                guard membership == nil, settings.number("id", { $0 == "1" ? 1 : nil }) != nil
                else { return reader.refuse(settings) }
                membership = reader.readMembership(&settings)
                if let policies = settings.texts("export-policy") {
                    if policies.value.count == 1 {
                        policy = Said(value: policies.value[0], line: policies.line)
                    } else {
                        reader.findings.refuse(policies.line, "not one policy")
                    }
                }
            }
        }
        instance.evpn = evpn
        instance.membership = membership
        instance.exportPolicy = policy
    }

    private mutating func readMembership(_ settings: inout JSONMembers) -> RouteMembership {
        var membership = RouteMembership(line: settings.line)
        read(settings.take("route-distinguisher")) { _, members in
            if let value = members.text("rd", { RouteDistinguisher(reading: $0) }) {
                membership.distinguisher = (value.value, value.line)
            }
        }
        read(settings.take("route-target")) { _, members in
            if let target = members.text("import-rt", Self.target) {
                membership.imports.append((target.value, target.line))
            }
            if let target = members.text("export-rt", Self.target) {
                membership.exports.append((target.value, target.line))
            }
        }
        return membership
    }

    static func target(_ text: String) -> RouteTarget? {
        guard text.hasPrefix("target:") else { return nil }
        return RouteTarget(reading: String(text.dropFirst(7)))
    }

    // MARK: Static routes

    private mutating func readRoutes(_ members: inout JSONMembers, of instance: inout Instance) {
        var groups: [String: [IPAddress]] = [:]
        read(members.take("srl_nokia-next-hop-groups:next-hop-groups")) {
            $0.readList($1.take("group")) { reader, group in
                guard let name = group.text("name"), groups[name.value] == nil else {
                    return reader.refuse(group, "there twice")
                }
                groups[name.value] = reader.readNextHops(group.take("nexthop"))
            }
        }
        var routes: [SRLinuxConfiguration.StaticRoute] = []
        read(members.take("srl_nokia-static-routes:static-routes")) {
            $0.readList($1.take("route")) { reader, route in
                guard let prefix = route.text("prefix", { IPPrefix(reading: $0) }),
                    let distance = route.number("preference", { UInt8(reading: $0) }),
                    let group = route.text("next-hop-group"),
                    let hops = groups[group.value], !hops.isEmpty,
                    hops.allSatisfy({ $0.family == prefix.value.family }),
                    !routes.contains(where: { $0.prefix == prefix.value })
                else { return reader.refuse(route, "no group of that name, or there twice") }
                routes.append(
                    .init(
                        prefix: prefix.value, distance: distance.value, nextHops: hops,
                        line: prefix.line))
            }
        }
        instance.routes = routes
    }

    private mutating func readNextHops(_ json: LocatedJSON?) -> [IPAddress] {
        var hops: [IPAddress] = []
        var indices: Set<UInt16> = []
        readList(json) { reader, hop in
            guard let index = hop.number("index", { UInt16(reading: $0) }),
                indices.insert(index.value).inserted,
                let address = hop.text("ip-address", { IPAddress(reading: $0) })
            else { return reader.refuse(hop) }
            hops.append(address.value)
        }
        return hops
    }
}

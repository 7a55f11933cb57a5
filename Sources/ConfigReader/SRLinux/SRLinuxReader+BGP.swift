import Forwarding
import Net

/// `protocols bgp`
extension SRLinuxReader {
    private typealias Speaker = SRLinuxConfiguration.Speaker

    static let evpn = "evpn"

    static func word(for family: AddressFamily) -> String {
        family == .ipv4 ? "ipv4-unicast" : "ipv6-unicast"
    }

    /// The name of a family in BGP.
    private static func family(_ text: String) -> String? {
        let name = text.hasPrefix("srl_nokia-common:") ? String(text.dropFirst(17)) : ""
        return [word(for: .ipv4), word(for: .ipv6), evpn].contains(name) ? name : nil
    }

    mutating func readSpeaker(_ json: LocatedJSON) -> SRLinuxConfiguration.Speaker {
        var speaker = Speaker(line: json.line)
        read(json) { reader, members in
            speaker.isOn = members.has("admin-state", "enable") != nil
            speaker.asn = members.number("autonomous-system") { ASN(reading: $0) }
            speaker.routerID = members.text("router-id") { IPv4Address(reading: $0) }
            reader.read(members.take("ebgp-default-policy")) { _, policy in
                let imports = policy.flag("import-reject-all")?.value
                let exports = policy.flag("export-reject-all")?.value
                speaker.isPoliced = imports == true && exports == true
            }
            reader.readList(members.take("afi-safi")) { $0.readFamily(&$1, of: &speaker) }
            reader.readList(members.take("group")) { $0.readGroup(&$1, of: &speaker) }
            reader.read(members.take("dynamic-neighbors")) {
                $0.readList($1.take("interface")) { $0.readPort(&$1, of: &speaker) }
            }
            reader.readList(members.take("neighbor")) { $0.readNeighbour(&$1, of: &speaker) }
        }
        return speaker
    }

    private mutating func readFamily(_ members: inout JSONMembers, of speaker: inout Speaker) {
        guard let name = members.text("afi-safi-name", Self.family)?.value,
            members.has("admin-state", "enable") != nil, speaker.families.insert(name).inserted
        else { return refuse(members) }
        // Which of equal routes are used together.
        read(members.take("multipath")) { _, multipath in
            _ = multipath.flag("allow-multiple-as")
            _ = multipath.number("maximum-paths") { UInt16(reading: $0) }
        }
        if name == Self.word(for: .ipv4) {
            var hasNextHops = false
            read(members.take(name)) { _, settings in
                let told = settings.flag("advertise-ipv6-next-hops")?.value
                let heard = settings.flag("receive-ipv6-next-hops")?.value
                hasNextHops = told == true && heard == true
            }
            speaker.hasIPv6NextHops = hasNextHops
        }
        if name == Self.evpn {
            var keeps: Said<Bool>?
            read(members.take(name)) { _, settings in
                keeps = settings.flag("inter-as-vpn")
                // How soon.
                _ = settings.flag("rapid-update")
            }
            speaker.keepsEVPN = keeps
        }
    }

    private mutating func readGroup(_ members: inout JSONMembers, of speaker: inout Speaker) {
        guard let name = members.text("group-name"), members.has("admin-state", "enable") != nil,
            speaker.groups[name.value] == nil
        else { return refuse(members) }
        var group = Speaker.Group(line: members.line)
        read(members.take("multihop")) { _, multihop in
            group.isMultihop =
                multihop.has("admin-state", "enable") != nil
                && multihop.number("maximum-hops") { $0 == "3" ? 3 : nil } != nil
        }
        // How soon a neighbour is given up.
        read(members.take("timers")) { _, timers in
            _ = timers.number("hold-time") { UInt16(reading: $0) }
            _ = timers.number("keepalive-interval") { UInt16(reading: $0) }
        }
        read(members.take("transport")) { _, transport in
            group.localAddress = transport.text("local-address") { IPv4Address(reading: $0) }?.value
        }
        readList(members.take("afi-safi")) { reader, family in
            guard let name = family.text("afi-safi-name", Self.family)?.value,
                let isOn = family.text("admin-state", Self.isOn)?.value,
                group.families[name] == nil
            else { return reader.refuse(family) }
            var read = Speaker.Family(line: family.line, isOn: isOn)
            if isOn {
                read.input = reader.readPolicy("import", &family)
                read.output = reader.readPolicy("export", &family)
            }
            group.families[name] = read
        }
        speaker.groups[name.value] = group
    }

    /// One policy, and the rejection of what it does not decide.
    private mutating func readPolicy(
        _ direction: String, _ family: inout JSONMembers
    ) -> Said<String>? {
        guard let names = family.texts("\(direction)-policy"), names.value.count == 1,
            family.has("default-\(direction)-policy", "reject") != nil
        else { return nil }
        return Said(value: names.value[0], line: names.line)
    }

    private mutating func readPort(_ members: inout JSONMembers, of speaker: inout Speaker) {
        guard let name = members.text("interface-name"), let group = members.text("peer-group"),
            let numbers = members.texts("allowed-peer-as")?.value, numbers.count == 1,
            let asn = ASN(reading: numbers[0]),
            !speaker.ports.contains(where: { $0.name == name.value })
        else { return refuse(members) }
        speaker.ports.append((name.value, group.value, asn, name.line))
    }

    private mutating func readNeighbour(_ members: inout JSONMembers, of speaker: inout Speaker) {
        // A name for people.
        _ = members.text("description")
        guard let address = members.text("peer-address", { IPv4Address(reading: $0) }),
            members.has("admin-state", "enable") != nil,
            let asn = members.number("peer-as", { ASN(reading: $0) }),
            let group = members.text("peer-group"),
            !speaker.neighbours.contains(where: { $0.address == address.value })
        else { return refuse(members) }
        speaker.neighbours.append((address.value, group.value, asn.value, address.line))
    }
}

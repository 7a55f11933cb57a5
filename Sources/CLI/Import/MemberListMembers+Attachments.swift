import Diagnostics
import Intent
import Net

/// Where connections are plugged in.
extension MemberListMembers {
    /// An object `ipv4` or `ipv6`.
    typealias Family = (family: AddressFamily, value: JSONValue, place: String)

    /// A connection has the addresses of one port. Lists that tell no ports may hold several of a
    /// family: each is a port then.
    func attachments(
        _ value: JSONValue, _ place: String, _ reader: inout OutsideReader
    ) -> [(MemberList.Attachment, [Family])] {
        let entries = reader.elements(value["vlan_list"], "\(place).vlan_list").filter { entry in
            entry.0["vlan_id"]?.integer.map { !list.otherLANs.contains($0) } ?? true
        }
        if entries.isEmpty { reader.leaveOut(place, "it is on no LAN that is taken") }
        var lans: Set<Int> = []
        for (value, place) in entries {
            let lan = reader.required(
                value["vlan_id"], "\(place).vlan_id", "the id of a vlan of the exchange"
            ) { value in value.integer.flatMap { lanPlaces[$0] } }
            if let lan { lans.insert(lan) }
        }
        guard lans.count <= 1 else {
            reader.refuse(
                "\(place).vlan_list", "one LAN, for a port is on one; choose LANs with --lan")
            return []
        }
        guard let lan = lans.first,
            let (device, speeds) = ports(value["if_list"], "\(place).if_list", &reader)
        else { return [] }
        let groups = Self.grouped(entries)
        guard groups.count == 1 || (value["if_list"]?.array ?? []).isEmpty else {
            reader.refuse("\(place).vlan_list", "one address of each family, as a port has")
            return []
        }
        return groups.map { families in
            var attachment = MemberList.Attachment(lan: lan, device: device, speeds: speeds)
            for (family, value, place) in families {
                add(value, place, family, to: &attachment, &reader)
            }
            return (attachment, families)
        }
    }

    /// The objects `ipv4` and `ipv6` of entries, in order: a family that is there already begins the
    /// next group. At least one group, which may be empty.
    private static func grouped(_ entries: [(JSONValue, String)]) -> [[Family]] {
        var groups: [[Family]] = [[]]
        for (value, place) in entries {
            for family in AddressFamily.allCases {
                guard let object = value[family.jsonKey], object != .null else { continue }
                if groups[groups.count - 1].contains(where: { $0.family == family }) {
                    groups.append([])
                }
                groups[groups.count - 1].append((family, object, "\(place).\(family.jsonKey)"))
            }
        }
        return groups
    }

    /// Address and stations of a family.
    private func add(
        _ value: JSONValue, _ place: String, _ family: AddressFamily,
        to attachment: inout MemberList.Attachment, _ reader: inout OutsideReader
    ) {
        attachment.addresses[family] = reader.text(value["address"], "\(place).address") {
            text throws(NotationError) in
            switch family {
            case .ipv4: .ipv4(try IPv4Address(text))
            case .ipv6: .ipv6(try IPv6Address(text))
            }
        }
        // Version 0.6 was also written with the key in the singular.
        let list =
            reader.elements(value["mac_addresses"], "\(place).mac_addresses")
            + reader.elements(value["mac_address"], "\(place).mac_address")
        for (value, place) in list {
            let mac = reader.text(value, place) { text throws(NotationError) in
                let mac = try MACAddress(text)
                guard !mac.isGroup, mac.rawValue != 0 else {
                    throw NotationError(expected: "the MAC address of a station")
                }
                return mac
            }
            if let mac, !attachment.macs.contains(mac) { attachment.macs.append(mac) }
        }
    }

    /// The switch and the speed of each port of `if_list`.
    private func ports(
        _ value: JSONValue?, _ place: String, _ reader: inout OutsideReader
    ) -> (device: Int, speeds: [PortSpeed?])? {
        var device: Int?
        var speeds: [PortSpeed?] = []
        for (value, place) in reader.elements(value, place) {
            if let number = value["switch_id"], number != .null, !switchPlaces.isEmpty {
                guard
                    let found = reader.required(
                        number, "\(place).switch_id", "the id of a switch of the exchange",
                        { value in value.integer.flatMap { switchPlaces[$0] } })
                else { return nil }
                guard device == nil || device == found else {
                    reader.refuse(
                        "\(place).switch_id", "the switch of the other ports: a LAG has one device")
                    return nil
                }
                device = found
            }
            let isUnknown = value["if_speed"] == 0
            speeds.append(
                isUnknown
                    ? nil
                    : reader.optional(
                        value["if_speed"], "\(place).if_speed", "a speed in Mbit/s", \.speed))
        }
        if device == nil, list.switches.count == 1 { device = 0 }
        guard let device else {
            reader.refuse(place, "a switch_id: the exchange has several switches")
            return nil
        }
        return (device, speeds.isEmpty ? [nil] : speeds)
    }
}

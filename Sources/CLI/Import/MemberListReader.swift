import Diagnostics
import Intent
import Net

/// Reads a list of members in the form of IX-F, versions 0.6, 0.7 and 1.0.
///
/// What the network depends on (numbers, addresses, MAC addresses, references) is as it must be or
/// refuses the file; what people read alone is left out and told where no topology can say it.
struct MemberListReader {
    var reader: OutsideReader
    /// The exchange wanted; nil where the list has one.
    let wantedExchange: Int?
    /// Numbers of the LANs wanted; all where it is empty.
    let wantedLANs: Set<Int>

    static let versions = ["0.6", "0.7", "1.0"]

    /// Nil where something refuses the file, which `reader` then tells.
    mutating func list() -> MemberList? {
        let top = reader.source.value
        let isKnown = { (value: JSONValue) in
            value.string.flatMap { Self.versions.contains($0) ? $0 : nil }
        }
        _ = reader.required(
            top["version"], "version", "one of \(Self.versions.joined(separator: ", "))", isKnown)
        guard let (value, place) = exchange(of: top) else { return nil }
        guard var list = head(value, place) else { return nil }
        let number = value["ixp_id"]?.integer
        list.lans = lans(value, place)
        list.otherLANs = otherLANs(value)
        list.switches = switches(value, place)
        if list.switches.isEmpty, let name = try? Name("edge-1") {
            list.switches = [MemberList.Switch(name: name)]
        }
        var members = MemberListMembers(list: list, exchange: number)
        guard reader.required(top["member_list"], "member_list", "a list", \.array) != nil else {
            return nil
        }
        for (value, place) in reader.elements(top["member_list"], "member_list") {
            members.add(value, place, &reader)
        }
        return members.finished()
    }

    private mutating func exchange(of top: JSONValue) -> (JSONValue, String)? {
        let exchanges = reader.elements(top["ixp_list"], "ixp_list")
        if let wantedExchange {
            let found = exchanges.first { $0.0["ixp_id"]?.integer == wantedExchange }
            if found == nil {
                reader.refuse("ixp_list", "an exchange with ixp_id \(wantedExchange)")
            }
            return found
        }
        guard exchanges.count == 1 else {
            let numbers = exchanges.compactMap { $0.0["ixp_id"]?.integer }.map(String.init)
            reader.refuse(
                "ixp_list",
                exchanges.isEmpty
                    ? "an exchange"
                    : "one exchange; choose with --ixp among \(numbers.joined(separator: ", "))")
            return nil
        }
        return exchanges[0]
    }

    private mutating func head(_ value: JSONValue, _ place: String) -> MemberList? {
        guard
            let short = reader.required(
                value["shortname"], "\(place).shortname", "a text", \.string),
            let name = Name(slugOf: short) ?? Name(slugOf: "ix")
        else { return nil }
        var list = MemberList(name: name)
        list.fullName = reader.freeText(value["name"], "\(place).name")
        list.ixfID = reader.registryNumber(value["ixf_id"], "\(place).ixf_id")
        list.peeringDBID = reader.registryNumber(value["peeringdb_id"], "\(place).peeringdb_id")
        list.country = reader.country(value["country"], "\(place).country")
        list.website = reader.page(value["url"], "\(place).url")
        list.statistics = reader.page(value["stats_api"], "\(place).stats_api")
        for role in ["support", "emergency", "billing"] {
            var contact = MemberList.Contact()
            contact.mail = reader.mail(value["\(role)_email"], "\(place).\(role)_email")
            contact.phone = reader.phone(value["\(role)_phone"], "\(place).\(role)_phone")
            contact.hours = reader.freeText(
                value["\(role)_contact_hours"], "\(place).\(role)_contact_hours")
            if !contact.isEmpty { list.contacts.append((role, contact)) }
        }
        return list
    }

    private mutating func lans(_ value: JSONValue, _ place: String) -> [MemberList.LAN] {
        var names = UniqueNames()
        var lans: [MemberList.LAN] = []
        for (value, place) in reader.elements(value["vlan"], "\(place).vlan") {
            guard let number = reader.required(value["id"], "\(place).id", "a number", \.integer)
            else { continue }
            guard !lans.contains(where: { $0.number == number }) else {
                reader.refuse("\(place).id", "a number that no other vlan has")
                continue
            }
            guard wantedLANs.isEmpty || wantedLANs.contains(number) else { continue }
            var lan = MemberList.LAN(
                number: number,
                name: names.name(for: value["name"]?.string ?? "", otherwise: "lan-\(number)"))
            for family in AddressFamily.allCases {
                let place = "\(place).\(family.jsonKey)"
                guard let value = value[family.jsonKey], value != .null else { continue }
                lan.prefixes[family] = prefix(value, place, family)
                let pages = reader.elements(
                    value["looking_glass_urls"], "\(place).looking_glass_urls")
                for (value, place) in pages {
                    guard let page = reader.page(value, place), !lan.lookingGlasses.contains(page)
                    else {
                        continue
                    }
                    lan.lookingGlasses.append(page)
                }
            }
            lans.append(lan)
        }
        let strangers = wantedLANs.subtracting(lans.map(\.number)).sorted()
        for number in strangers { reader.refuse("\(place).vlan", "a vlan with id \(number)") }
        return lans
    }

    private func otherLANs(_ value: JSONValue) -> Set<Int> {
        guard !wantedLANs.isEmpty else { return [] }
        let numbers = (value["vlan"]?.array ?? []).compactMap { $0["id"]?.integer }
        return Set(numbers).subtracting(wantedLANs)
    }

    private mutating func prefix(
        _ value: JSONValue, _ place: String, _ family: AddressFamily
    ) -> IPPrefix? {
        if value["prefix"] == nil && value["mask_length"] == nil { return nil }
        guard
            let text = reader.required(value["prefix"], "\(place).prefix", "an address", \.string),
            let length = reader.required(
                value["mask_length"], "\(place).mask_length", "a number", \.integer)
        else { return nil }
        let parse = { (text: String) throws(NotationError) -> IPPrefix in
            let prefix = try IPPrefix(text)
            guard prefix.family == family else {
                throw NotationError(expected: "an \(family) prefix")
            }
            return prefix
        }
        return reader.text(.string("\(text)/\(length)"), "\(place).prefix", parse)
    }

    private mutating func switches(_ value: JSONValue, _ place: String) -> [MemberList.Switch] {
        var names = UniqueNames()
        var switches: [MemberList.Switch] = []
        for (value, place) in reader.elements(value["switch"], "\(place).switch") {
            guard let number = reader.required(value["id"], "\(place).id", "a number", \.integer)
            else { continue }
            guard !switches.contains(where: { $0.number == number }) else {
                reader.refuse("\(place).id", "a number that no other switch has")
                continue
            }
            var device = MemberList.Switch(
                number: number,
                name: names.name(for: value["name"]?.string ?? "", otherwise: "edge-\(number)"))
            if let name = reader.freeText(value["colo"], "\(place).colo") {
                device.facility = MemberList.Facility(
                    name: name, city: reader.freeText(value["city"], "\(place).city"),
                    country: reader.country(value["country"], "\(place).country"),
                    peeringDBID: reader.registryNumber(
                        value["pdb_facility_id"], "\(place).pdb_facility_id"))
            }
            device.manufacturer = reader.freeText(value["manufacturer"], "\(place).manufacturer")
            device.model =
                device.manufacturer == nil ? nil : reader.freeText(value["model"], "\(place).model")
            device.software = reader.freeText(value["software"], "\(place).software")
            switches.append(device)
        }
        return switches
    }
}

extension AddressFamily {
    /// As members of objects are called.
    var jsonKey: String {
        switch self {
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        }
    }
}

import Diagnostics
import Intent
import Net

/// Reads the members of a list in the form of IX-F. One AS number is one member, and a connection that
/// carries the service of a route server is none of a member.
struct MemberListMembers {
    private(set) var list: MemberList
    /// The `ixp_id` whose connections count; all where it is nil.
    private let exchange: Int?
    let lanPlaces: [Int: Int]
    let switchPlaces: [Int: Int]
    private var places: [ASN: Int] = [:]

    init(list: MemberList, exchange: Int?) {
        self.list = list
        self.exchange = exchange
        lanPlaces = Dictionary(
            uniqueKeysWithValues: list.lans.enumerated().map { ($0.element.number, $0.offset) })
        switchPlaces = Dictionary(
            uniqueKeysWithValues: list.switches.enumerated().compactMap { place, device in
                device.number.map { ($0, place) }
            })
    }

    func finished() -> MemberList {
        var list = list
        list.members.sort { $0.asn < $1.asn }
        return list
    }

    mutating func add(_ value: JSONValue, _ place: String, _ reader: inout OutsideReader) {
        guard
            let asn = reader.required(
                value["asnum"], "\(place).asnum", "an AS number in use", \.asn)
        else { return }
        guard
            reader.required(value["connection_list"], "\(place).connection_list", "a list", \.array)
                != nil
        else { return }
        var member = MemberList.Member(asn: asn)
        var servers: [MemberList.Server] = []
        let connections = reader.elements(value["connection_list"], "\(place).connection_list")
        for (value, place) in connections {
            if let exchange, let other = value["ixp_id"]?.integer, other != exchange { continue }
            for (attachment, families) in attachments(value, place, &reader) {
                if let platform = Self.routeServer(in: families.map(\.value)) {
                    servers.append(
                        MemberList.Server(asn: asn, platform: platform, attachment: attachment))
                } else {
                    add(attachment, families, of: value, place, to: &member, &reader)
                }
            }
        }
        list.routeServers += servers
        guard !member.connections.isEmpty else { return }
        if let known = places[asn] {
            list.members[known].connections += member.connections
            return
        }
        member.describe(value, place, &reader)
        places[asn] = list.members.count
        list.members.append(member)
    }

    private func add(
        _ attachment: MemberList.Attachment, _ families: [Family], of value: JSONValue,
        _ place: String, to member: inout MemberList.Member, _ reader: inout OutsideReader
    ) {
        var connection = MemberList.Connection(attachment: attachment)
        for (family, value, place) in families {
            let limit = reader.optional(
                value["max_prefix"], "\(place).max_prefix", "a number of prefixes up to 10000000"
            ) { value in value.integer.flatMap { (0...10_000_000).contains($0) ? $0 : nil } }
            if let limit, limit > 0 {
                member.maxPrefixes[family] = max(limit, member.maxPrefixes[family] ?? 0)
            }
            let sets = reader.description(value["as_macro"], "\(place).as_macro") {
                text throws(NotationError) in try ASSetName.list(text)
            }
            addASSet(sets ?? [], "\(place).as_macro", to: &member, &reader)
        }
        connection.isClient = isClient(families, &reader)
        let state = reader.optional(value["state"], "\(place).state", "a text", \.string)
        switch state?.lowercased() {
        case nil, "active", "operational", "connected": break
        case "inactive": connection.isInactive = true
        case let other?:
            connection.isInactive = true
            reader.leaveOut(
                "\(place).state",
                "\(quoted(other)) is neither active nor inactive, and inactive is written")
        }
        connection.since = reader.day(
            value["connected_since"], "\(place).connected_since")
        member.connections.append(connection)
    }

    /// Whether a connection is of a client of the route servers, of all its families together: a
    /// topology does not tell them apart. Where the list does, that is told.
    private func isClient(_ families: [Family], _ reader: inout OutsideReader) -> Bool {
        var answers: [(isClient: Bool, place: String)] = []
        for (_, value, place) in families {
            let answer = reader.optional(
                value["routeserver"], "\(place).routeserver", "true or false", \.bool)
            if let answer { answers.append((answer, "\(place).routeserver")) }
        }
        let isClient = answers.contains { $0.isClient }
        for answer in answers where isClient && !answer.isClient {
            reader.leaveOut(
                answer.place,
                "the other family has a session with the route servers, and a connection has one "
                    + "in both or in none: this one has")
        }
        return isClient
    }

    private func addASSet(
        _ sets: [ASSetName], _ place: String, to member: inout MemberList.Member,
        _ reader: inout OutsideReader
    ) {
        for set in sets where set != member.asSet {
            if member.asSet == nil {
                member.asSet = set
            } else {
                reader.leaveOut(place, "a member has one AS-SET, and this is another: \(set)")
            }
        }
    }

    /// The platform of the route server that the objects of a connection tell of; nil where they tell
    /// of none.
    private static func routeServer(in families: [JSONValue]) -> Platform? {
        let services = families.flatMap { $0["services"]?.array ?? [] }
        let isOldServer = families.contains {
            ($0["service_type"]?.array ?? []).contains("ixrouteserver")
        }
        let server = services.first { $0["type"] == "ixrouteserver" }
        guard server != nil || isOldServer else { return nil }
        let daemon = server?["daemon"]?.string?.lowercased() ?? ""
        return daemon.contains("openbgpd") ? .openBGPD : .bird2
    }
}

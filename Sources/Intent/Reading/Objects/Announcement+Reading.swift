extension AnnouncementFile: TopologyObject {
    static let noun = "announcement file"
    static let summary = "Routes that members announce, for `cristallo rs table`."

    init?(reading object: inout TopologyReader) {
        let announcements = object.required(
            "announcements", .objects(Announcement.self), "The routes.")
        guard let announcements else { return nil }
        self.init(announcements: announcements)
    }
}

extension Announcement: TopologyObject {
    static let noun = "announcement"
    static let summary = "A route that a member announces, and perhaps what is to become of it."

    init?(reading object: inout TopologyReader) {
        let summary = object.optional("summary", .freeText, "One line for people.")
        let from = object.required("from", .name, "The member that announces it.")
        let session = object.optional(
            "session", .address, "The member's address of the session; its first by default.")
        let prefix = object.required("prefix", .anyPrefix, "The prefix.")
        let path = object.optional("path", .asPath, "The AS path; the member's own by default.")
        let nextHop = object.optional(
            "next_hop", .address, "The next hop; the address of the session by default.")
        let communities = object.list("communities", .list(of: .community), "Its communities.")
        let onlyToCustomer = object.optional(
            "otc", .asn, "The AS number in the attribute Only to Customer (RFC 9234).")
        let expectation = object.optional(
            "expect", .object(Expectation.self), "What is to become of it.")
        guard let from, let prefix else { return nil }
        self.init(
            summary: summary, from: from, session: session, prefix: prefix, path: path,
            nextHop: nextHop, communities: communities, onlyToCustomer: onlyToCustomer,
            expectation: expectation, span: object.span)
    }
}

extension Announcement.Expectation: TopologyObject {
    static let noun = "expectation"
    static let summary = "What is to become of an announcement."

    init?(reading object: inout TopologyReader) {
        let refused = object.optional(
            "refused", .rejectReason, "It is refused, for the reason of this number.")
        let reaches = object.optional(
            "reaches", .list(of: .asn), "It is accepted, and exactly these members get it.")
        let path = object.optional("path", .asPath, "The path that they get.")
        let communities = object.optional(
            "communities", .list(of: .community),
            "The communities that they get, besides what the server says of the origin.")
        let nextHop = object.optional("next_hop", .address, "The next hop that they get.")
        object.requireOne(of: ["refused", "reaches"])
        for key in ["path", "communities", "next_hop"] { object.require("reaches", for: key) }
        guard refused != nil || reaches != nil else { return nil }
        self.init(
            refused: refused, reaches: reaches, path: path, communities: communities,
            nextHop: nextHop, span: object.span)
    }
}

extension Site: TopologyObject {
    static let noun = "site"
    static let summary = "A place with rooms."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the site.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let rooms = object.list("rooms", .objects(Room.self), "Its rooms.")
        let facility = object.optional(
            "facility", .object(Facility.self), "The building that its rooms are in.")
        guard let name else { return nil }
        self.init(name: name, summary: summary, rooms: rooms, span: object.span)
        self.facility = facility
    }
}

extension Room: TopologyObject {
    static let noun = "room"
    static let summary = "A room: a failure domain with its racks."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the room.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let racks = object.list("racks", .list(of: .name), "Names of its racks.")
        let facility = object.optional(
            "facility", .object(Facility.self), "Its building; that of the site where absent.")
        guard let name else { return nil }
        self.init(name: name, summary: summary, racks: racks, span: object.span)
        self.facility = facility
    }
}

extension ExchangeRegistration: TopologyObject {
    static let noun = "exchange registration"
    static let summary = "What directories and member lists say of the exchange."

    init?(reading object: inout TopologyReader) {
        let fullName = object.optional("full_name", .freeText, "Its name in full.")
        let ixfID = object.optional(
            "ixf_id", .registryNumber,
            "Its number in the database of IX-F; 0 in lists where absent.")
        let peeringDBID = object.optional(
            "peeringdb_id", .registryNumber, "Its number in PeeringDB: 26 of peeringdb.com/ix/26.")
        let country = object.optional("country", .country, "Where it is.")
        let website = object.optional("website", .webAddress, "Its page on the web.")
        let statistics = object.optional(
            "statistics", .webAddress, "Where its statistics can be asked for.")
        let support = object.optional("support", .object(ContactPoint.self), "For questions.")
        let emergency = object.optional(
            "emergency", .object(ContactPoint.self), "For incidents, at any hour.")
        let billing = object.optional("billing", .object(ContactPoint.self), "For invoices.")
        let routingRegistry = object.optional(
            "routing_registry", .object(RoutingRegistry.self),
            "Names of its objects in the routing registry.")
        self.init(
            fullName: fullName, ixfID: ixfID, peeringDBID: peeringDBID, country: country,
            website: website, statistics: statistics, support: support, emergency: emergency,
            billing: billing, routingRegistry: routingRegistry, span: object.span)
    }
}

extension ContactPoint: TopologyObject {
    static let noun = "contact point"
    static let summary = "How somebody is reached."

    init?(reading object: inout TopologyReader) {
        let mail = object.optional("mail", .mailAddress, "Where mail goes to.")
        let phone = object.optional("phone", .phoneNumber, "The telephone, with its country.")
        let hours = object.optional("hours", .freeText, "When somebody answers: 24/7.")
        self.init(mail: mail, phone: phone, hours: hours, span: object.span)
    }
}

extension RoutingRegistry: TopologyObject {
    static let noun = "routing registry"
    static let summary = "Names that objects in a routing registry need (RFC 2622)."

    init?(reading object: inout TopologyReader) {
        let asSet = object.optional(
            "as_set", .asSet,
            "The AS-SET of what the route servers announce; ASN:AS-MEMBERS where absent.")
        let source = object.optional("source", .registryName, "The registry: RIPE.")
        let maintainer = object.optional("maintainer", .registryName, "Who may change the objects.")
        let adminContact = object.optional("admin_contact", .registryName, "A NIC handle.")
        let technicalContact = object.optional("technical_contact", .registryName, "A NIC handle.")
        self.init(
            asSet: asSet, source: source, maintainer: maintainer, adminContact: adminContact,
            technicalContact: technicalContact, span: object.span)
    }
}

extension Facility: TopologyObject {
    static let noun = "facility"
    static let summary = "The building that a site or a room is in."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .freeText, "What the building is called.")
        let city = object.optional("city", .freeText, "The city.")
        let country = object.optional("country", .country, "The country.")
        let peeringDBID = object.optional(
            "peeringdb_id", .registryNumber, "Its number in PeeringDB: 52 of peeringdb.com/fac/52.")
        guard let name else { return nil }
        self.init(
            name: name, city: city, country: country, peeringDBID: peeringDBID, span: object.span)
    }
}

extension Hardware: TopologyObject {
    static let noun = "hardware"
    static let summary = "What a device is made of, for lists that say so."

    init?(reading object: inout TopologyReader) {
        let manufacturer = object.optional("manufacturer", .freeText, "Who made it.")
        let model = object.optional("model", .freeText, "What its maker calls it.")
        let software = object.optional("software", .freeText, "What runs on it.")
        object.require("manufacturer", for: "model")
        self.init(
            manufacturer: manufacturer, model: model, software: software, span: object.span)
    }
}

extension PortSpeeds: TopologyObject {
    static let noun = "port speeds"
    static let summary =
        "Ports of a device that are equally fast; a LAG is as fast as all its legs."

    init?(reading object: inout TopologyReader) {
        let ports = object.required(
            "ports", .ports(atLeast: 1), "The ports, one by one or as ranges.")
        let speed = object.required("speed", .portSpeed, "How fast each of them is.")
        guard let ports, let speed else { return nil }
        self.init(ports: ports, speed: speed, span: object.span)
    }
}

extension MemberRegistration: TopologyObject {
    static let noun = "member registration"
    static let summary = "What member lists say of a member."

    init?(reading object: inout TopologyReader) {
        let fullName = object.optional("full_name", .freeText, "Its name in full.")
        let kind = object.optional("type", .choice(Kind.self), "As IX-F tells members apart.")
        let website = object.optional("website", .webAddress, "Its page on the web.")
        let peeringPolicy = object.optional(
            "peering_policy", .choice(PeeringPolicy.self), "With whom it exchanges routes.")
        let peeringPolicyPage = object.optional(
            "peering_policy_page", .webAddress, "Where its policy is written down.")
        let since = object.optional("since", .date, "The day it became a member.")
        let contact = object.optional(
            "contact", .object(ContactPoint.self), "How its operators are reached.")
        self.init(
            fullName: fullName, kind: kind, website: website, peeringPolicy: peeringPolicy,
            peeringPolicyPage: peeringPolicyPage, since: since, contact: contact, span: object.span)
    }
}

extension ConnectionRegistration: TopologyObject {
    static let noun = "connection registration"
    static let summary =
        "What member lists say of a port; what is configured does not depend on it."

    init?(reading object: inout TopologyReader) {
        let state = object.optional(
            "state", .choice(State.self), "Active where absent; what is ordered is in no list.")
        let since = object.optional("since", .date, "The day it came into service.")
        self.init(state: state, since: since, span: object.span)
    }
}

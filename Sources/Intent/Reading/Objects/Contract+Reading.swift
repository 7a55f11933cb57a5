extension Contract: TopologyObject {
    static let noun = "contract"
    static let summary = "Who may open connections to whom. What no contract allows is forbidden."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the contract.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let from = object.required(
            "from", .object(Source.self), "Who opens connections.")
        let to = object.required("to", .object(Destination.self), "Who is reached.")
        let allow = object.list(
            "allow", .list(of: .servicePort),
            "What is allowed; the ports of the service where 'to' is one.")
        let via = object.optional(
            "via", .name, "The firewall in between; needed where there are several.")
        guard let name, let from, let to else { return nil }
        self.init(
            name: name, summary: summary, from: from.party, to: to.party, allow: allow, via: via,
            span: object.span)
    }

    /// The side that opens connections: a tenant or a class.
    private struct Source: TopologyObject {
        static let noun = "source"
        static let summary = "Who a contract is from: a tenant or part of it, or a class."
        let party: Party

        init?(reading object: inout TopologyReader) {
            guard let party = Party(reading: &object, mayBeService: false) else { return nil }
            self.party = party
        }
    }

    /// The side that is reached: a service too.
    private struct Destination: TopologyObject {
        static let noun = "destination"
        static let summary = "Who a contract is to: a tenant or part of it, a class, or a service."
        let party: Party

        init?(reading object: inout TopologyReader) {
            guard let party = Party(reading: &object, mayBeService: true) else { return nil }
            self.party = party
        }
    }
}

extension Party {
    fileprivate init?(reading object: inout TopologyReader, mayBeService: Bool) {
        let tenant = object.optional("tenant", .name, "The tenant.")
        let vrf = object.optional(
            "vrf", .name, "Its VRF; needed where it has several.")
        let segments = object.list(
            "segments", .list(of: .name, atLeast: 1), "Segments of the VRF; all where absent.")
        let prefixes = object.list(
            "prefixes", .list(of: .prefix, atLeast: 1),
            "Addresses within the segments; all where absent.")
        let tenantClass = object.optional("class", .name, "All tenants of the class.")
        let service =
            mayBeService ? object.optional("service", .name, "A shared service.") : nil
        object.requireOne(
            of: mayBeService ? ["tenant", "class", "service"] : ["tenant", "class"])
        object.require("tenant", for: "vrf")
        object.require("tenant", for: "segments")
        object.require("tenant", for: "prefixes")
        guard tenant != nil || tenantClass != nil || service != nil else { return nil }
        self.init(
            tenant: tenant, vrf: vrf, segments: segments, prefixes: prefixes,
            tenantClass: tenantClass, service: service, span: object.span)
    }
}

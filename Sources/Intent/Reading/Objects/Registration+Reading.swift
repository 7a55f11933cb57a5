extension Registration: TopologyObject {
    static let noun = "registration"
    static let summary =
        "What a registry said of a member: added to its prefixes and origins. Written by `cristallo import irr`."

    init?(reading object: inout TopologyReader) {
        let member = object.required("member", .name, "The member.")
        let snapshot = Snapshot(reading: &object)
        let prefixes = object.list("prefixes", .list(of: .prefix), "Prefixes it may announce.")
        let origins = object.list(
            "origins", .list(of: .asn), "AS numbers its routes may come from, besides its own.")
        guard let member else { return nil }
        self.init(
            member: member, snapshot: snapshot, prefixes: prefixes, origins: origins,
            span: object.span)
    }
}

extension ValidatedPayloads: TopologyObject {
    static let noun = "validated payloads"
    static let summary =
        "What validators of the RPKI said (RFC 6811, ASPA), for route servers that ask no cache. Written by `cristallo import vrps`."

    init?(reading object: inout TopologyReader) {
        let snapshot = Snapshot(reading: &object)
        let payloads = object.list(
            "payloads", .objects(Payload.self), "Who may originate which prefix.")
        let aspas = object.list(
            "aspas", .objects(ProviderAuthorization.self), "Whom networks attest as providers.")
        self.init(snapshot: snapshot, payloads: payloads, aspas: aspas, span: object.span)
    }
}

extension ValidatedPayloads.Payload: TopologyObject {
    static let noun = "payload"
    static let summary = "Who may originate a prefix."

    init?(reading object: inout TopologyReader) {
        let prefix = object.required("prefix", .anyPrefix, "The prefix.")
        let maxLength = object.optional(
            "max_length", .prefixLength, "The longest length; that of the prefix by default.")
        let asn = object.required("asn", .payloadASN, "Who may; 0 says that nobody may.")
        guard let prefix, let asn else { return nil }
        if let maxLength,
            !(prefix.value.length...prefix.value.family.bitWidth).contains(maxLength.value)
        {
            object.report(
                "read.bad-value",
                "max_length: \(maxLength.value) is no length of a part of \(prefix.value)",
                at: maxLength.span, hint: "write one from \(prefix.value.length) on")
            return nil
        }
        self.init(prefix: prefix, maxLength: maxLength, asn: asn, span: object.span)
    }
}

extension ValidatedPayloads.ProviderAuthorization: TopologyObject {
    static let noun = "provider authorization"
    static let summary =
        "Whom a network attests as providers: these and no others (ASPA). A network that is not here attests nothing."

    init?(reading object: inout TopologyReader) {
        let customer = object.required("customer", .asn, "The network.")
        let providers = object.required(
            "providers", .list(of: .payloadASN, atLeast: 1),
            "Its providers; 0 alone says that it has none.")
        guard let customer, let providers else { return nil }
        self.init(customer: customer, providers: providers, span: object.span)
    }
}

extension Snapshot {
    /// The fields that every snapshot has, of the object in hand.
    init(reading object: inout TopologyReader) {
        source = object.optional("source", .freeText, "Whom it was asked of.")
        takenAt = object.optional("taken_at", .timestamp, "When it was taken, in UTC.")
        digest = object.optional(
            "sha256", .contentDigest, "SHA-256 of the file it was made from.")
    }
}

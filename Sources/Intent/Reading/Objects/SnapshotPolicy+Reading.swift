extension SnapshotPolicy: TopologyObject {
    static let noun = "snapshot ages"
    static let summary =
        "How old snapshots may be when the topology is checked or compiled; any age by default."

    init?(reading object: inout TopologyReader) {
        let registrations = object.optional(
            "registrations", .object(AgeLimit.self), "Each registration of a member.")
        let validatedPayloads = object.optional(
            "validated_payloads", .object(AgeLimit.self), "What validators of the RPKI said.")
        let peeringDB = object.optional(
            "peeringdb", .object(AgeLimit.self), "What PeeringDB said.")
        self.init(
            registrations: registrations, validatedPayloads: validatedPayloads,
            peeringDB: peeringDB, span: object.span)
    }
}

extension AgeLimit: TopologyObject {
    static let noun = "age limit"
    static let summary = "How old snapshots of one kind may be."

    init?(reading object: inout TopologyReader) {
        let maxAge = object.required("max_age", .days, "Days from `taken_at` on.")
        let older = object.optional(
            "older", .choice(Consequence.self),
            "What one is that is older, or does not say when it was taken. Default error.")
        guard let maxAge else { return nil }
        self.init(maxAge: maxAge, older: older, span: object.span)
    }
}

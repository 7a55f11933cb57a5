extension Tenant: TopologyObject {
    static let noun = "tenant"
    static let summary = "Who uses the fabric, isolated from everybody without a contract."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the tenant.")
        let tenantClass = object.required("class", .name, "Its class, one of 'classes'.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let vrfs = object.list("vrfs", .objects(VRF.self), "Its routing tables.")
        let attachments = object.list(
            "attachments", .objects(Attachment.self), "The ports where its hosts are.")
        guard let name, let tenantClass else { return nil }
        self.init(
            name: name, tenantClass: tenantClass, summary: summary, vrfs: vrfs,
            attachments: attachments, span: object.span)
    }
}

extension TenantClass: TopologyObject {
    static let noun = "class"
    static let summary = "A class of tenants, and what holds between it and everybody else."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the class, such as health.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let defaultRule = object.optional(
            "default", .choice(DefaultRule.self), "What holds where no contract says otherwise.")
        guard let name else { return nil }
        if defaultRule == nil && object.place(of: "default") != nil {
            object.unreadNames.insert(name.value.text)
        }
        self.init(name: name, summary: summary, defaultRule: defaultRule, span: object.span)
    }
}

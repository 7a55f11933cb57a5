extension SharedService: TopologyObject {
    static let noun = "service"
    static let summary = "Something that many may use: a name server, a backup store."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name that contracts use.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let tenant = object.required("tenant", .name, "The tenant that offers it.")
        let vrf = object.optional("vrf", .name, "The VRF it is in; needed where there are several.")
        let prefixes = object.required(
            "prefixes", .list(of: .prefix, atLeast: 1),
            "Its addresses; 0.0.0.0/0 and ::/0 where it is an exit of the VRF.")
        let ports = object.required(
            "ports", .list(of: .servicePort, atLeast: 1), "What it answers on: [tcp/53, udp/53].")
        guard let name, let tenant, let prefixes, let ports else { return nil }
        self.init(
            name: name, summary: summary, tenant: tenant, vrf: vrf, prefixes: prefixes,
            ports: ports, span: object.span)
    }
}

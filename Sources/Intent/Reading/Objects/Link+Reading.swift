extension Link: TopologyObject {
    static let noun = "link"
    static let summary = "A cable between two ports."

    init?(reading object: inout TopologyReader) {
        let a = object.required("a", .portReference, "One end, device:port.")
        let b = object.required("b", .portReference, "The other end, device:port.")
        guard let a, let b else { return nil }
        self.init(a: a, b: b, span: object.span)
    }
}

extension LAG: TopologyObject {
    static let noun = "lag"
    static let summary = "Ports of one device that act as one (IEEE 802.1AX)."

    init?(reading object: inout TopologyReader) {
        let name = object.required(
            "name", .port, "Name of the LAG, a port name as any other: bond1.")
        let device = object.required("device", .name, "The device it is on.")
        let ports = object.required("ports", .ports(atLeast: 1), "The ports that it is made of.")
        guard let name, let device, let ports else { return nil }
        self.init(name: name, device: device, ports: ports, span: object.span)
    }
}

extension Firewall: TopologyObject {
    static let noun = "firewall"
    static let summary = "One or two firewalls that contracts pass through."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name that contracts use.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let devices = object.required(
            "devices", .list(of: .name, atLeast: 1),
            "Its devices: the first is active, the second takes over.")
        guard let name, let devices else { return nil }
        self.init(name: name, summary: summary, devices: devices, span: object.span)
    }
}

extension Device: TopologyObject {
    static let noun = "device"
    static let summary = "A switch, a firewall or a server of the fabric."

    init?(reading object: inout TopologyReader) {
        let name = object.required("name", .name, "Name of the device.")
        let role = object.required("role", .choice(DeviceRole.self), "What it is for.")
        let platform = object.required(
            "platform", .choice(Platform.self), "What runs on it, and so what is generated.")
        let platformVersion = object.optional(
            "platform_version", .softwareVersion,
            "The version of that software; the oldest that is written for where absent.")
        let rack = object.optional("rack", .name, "The rack it stands in.")
        let wrongBefore = object.findings.count
        let ports = object.list(
            "ports", .ports, "Its ports, one by one or as ranges: [swp1-48, eth0].")
        let hasAllPorts = object.findings.count == wrongBefore
        let asn = object.optional("asn", .asn, "Its AS number; from the pool where absent.")
        let loopbackIPv4 = object.optional(
            "loopback_ipv4", .ipv4, "Its IPv4 loopback and router ID; from the pool where absent.")
        let loopbackIPv6 = object.optional(
            "loopback_ipv6", .ipv6, "Its IPv6 loopback; from the pool where absent.")
        let management = object.optional(
            "management", .interface, "Its address on the management network, with the length.")
        let managementPort = object.optional(
            "management_port", .port, "Its port on the management network.")
        let hardware = object.optional("hardware", .object(Hardware.self), "What it is made of.")
        let speeds = object.list(
            "speeds", .objects(PortSpeeds.self), "How fast its ports are, for member lists.")
        guard let name, let role, let platform else { return nil }
        // A port that is missing from a list that nobody could read is no mistake of its own.
        if !hasAllPorts { object.unreadNames.insert(name.value.text) }
        self.init(
            name: name, role: role, platform: platform, platformVersion: platformVersion,
            rack: rack, ports: ports, asn: asn, loopbackIPv4: loopbackIPv4,
            loopbackIPv6: loopbackIPv6, management: management, managementPort: managementPort,
            span: object.span)
        self.hardware = hardware
        self.speeds = speeds
    }
}

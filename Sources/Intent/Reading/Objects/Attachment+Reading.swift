extension Attachment: TopologyObject {
    static let noun = "attachment"
    static let summary = "A port where hosts of a tenant are, and the segments that come out of it."

    init?(reading object: inout TopologyReader) {
        let port = object.required("port", .portReference, "The port or LAG, device:port.")
        let summary = object.optional("summary", .freeText, "One line for people.")
        let access = object.optional(
            "access", .segmentReference, "The one segment that comes out untagged.")
        let tagged = object.optional(
            "tagged", .list(of: .segmentReference, atLeast: 1),
            "Segments that come out under their VLAN IDs.")
        let native = object.optional(
            "native", .segmentReference, "A segment beside the tagged ones that is untagged.")
        let hosts = object.list("hosts", .objects(Host.self), "Stations known to be there.")
        object.requireOne(of: ["access", "tagged"])
        object.require("tagged", for: "native")

        let membership: Membership? =
            if let access { .access(access) } else {
                tagged.map { .trunk(tagged: $0, native: native) }
            }
        guard let port, let membership else { return nil }
        self.init(
            port: port, summary: summary, membership: membership, hosts: hosts, span: object.span)
    }
}

extension Host: TopologyObject {
    static let noun = "host"
    static let summary = "A station known to be behind an attachment."

    init?(reading object: inout TopologyReader) {
        self.init(
            name: object.optional("name", .name, "Name of the host, for people."),
            mac: object.optional("mac", .mac, "Its MAC address."),
            ipv4: object.optional("ipv4", .ipv4, "Its IPv4 address."),
            ipv6: object.optional("ipv6", .ipv6, "Its IPv6 address."),
            span: object.span)
    }
}

import Diagnostics
import IR
import Net

/// Tables that documents have besides those of `show`.
extension Table {
    /// What is plugged in where: a row for each end of a cable that is in another rack than its other
    /// end, and one for each cable within a rack; by room, rack, device and port.
    static func cabling(of fabric: Fabric) -> Table {
        var table = Table(
            "cabling", columns: ["room", "rack", "device", "port", "to", "its room", "its rack"])
        var rows: [(rack: Place, end: Link.End, row: [JSONValue])] = []
        for link in fabric.links {
            let (a, b) = (Place(link.a.device, fabric), Place(link.b.device, fabric))
            rows.append((a, link.a, row(link.a, a, link.b, b, of: fabric)))
            if a != b { rows.append((b, link.b, row(link.b, b, link.a, a, of: fabric))) }
        }
        let order = rows.indices.sorted {
            (rows[$0].rack, rows[$0].end.device, rows[$0].end.port)
                < (rows[$1].rack, rows[$1].end.device, rows[$1].end.port)
        }
        for index in order { table.add(rows[index].row) }
        return table
    }

    /// Where a device stands; those without a room come last.
    private struct Place: Comparable {
        let room: Int
        let rack: String

        init(_ device: DeviceID, _ fabric: Fabric) {
            room = fabric[device].room?.index ?? fabric.rooms.count
            rack = fabric[device].rack?.text ?? ""
        }

        static func < (left: Self, right: Self) -> Bool {
            (left.room, left.rack) < (right.room, right.rack)
        }

        func cells(_ fabric: Fabric) -> [JSONValue] {
            let name = room < fabric.rooms.count ? fabric.rooms[room] : nil
            return [
                name.map { .string("\($0.site)/\($0.name)") } ?? .null,
                rack.isEmpty ? .null : .string(rack),
            ]
        }
    }

    private static func row(
        _ end: Link.End, _ place: Place, _ other: Link.End, _ farPlace: Place, of fabric: Fabric
    ) -> [JSONValue] {
        place.cells(fabric) + [
            .string(fabric[end.device].name.text), .string(end.port.text),
            .string("\(fabric[other.device].name):\(other.port)"),
        ] + farPlace.cells(fabric)
    }

    static func infrastructure(of fabric: Fabric) -> Table {
        var table = Table("infrastructure", columns: ["purpose", "prefix", "written"])
        for entry in fabric.infrastructure {
            table.add([
                .string(entry.purpose.rawValue), .string("\(entry.prefix)"),
                .string(fabric.sources.location(of: entry.origin)),
            ])
        }
        return table
    }

    static func vrfs(of fabric: Fabric) -> Table {
        var table = Table(
            "vrfs", columns: ["vrf", "l3vni", "vlan", "route-targets", "segments", "written"])
        for (index, vrf) in fabric.vrfs.enumerated() {
            table.add([
                .string(fabric.path(of: VRFID(index))), .integer(Int(vrf.vni.rawValue)),
                .integer(Int(vrf.vlan.rawValue)),
                .array(vrf.routeTargets.map { .string("\($0)") }),
                .array(vrf.segments.map { .string(fabric[$0].name.text) }),
                .string(fabric.sources.location(of: vrf.origin)),
            ])
        }
        return table
    }

    static func attachments(of fabric: Fabric) -> Table {
        var table = Table(
            "attachments", columns: ["port", "tenant", "segments", "hosts", "written"])
        for attachment in fabric.attachments {
            let port = "\(fabric[attachment.device].name):\(attachment.port)"
            let interface = fabric[attachment.device].interfaces.first {
                $0.name.port == attachment.port
            }
            let hosts = attachment.hosts.map { host in
                let names = [host.name?.text, host.mac?.description].compactMap(\.self)
                return JSONValue.string(
                    (names + host.addresses.map(\.description)).joined(separator: " "))
            }
            table.add([
                .string(port), .string(fabric[attachment.tenant].name.text),
                .array(interface.map { segments(at: $0, of: fabric) } ?? []), .array(hosts),
                .string(fabric.sources.location(of: attachment.origin)),
            ])
        }
        return table
    }

    private static func segments(at interface: Interface, of fabric: Fabric) -> [JSONValue] {
        func name(_ segment: SegmentID) -> String { fabric.path(of: segment) }
        return switch interface.role {
        case .access(let segment): [.string(name(segment))]
        case .trunk(let tagged, let native):
            tagged.map { .string(name($0)) }
                + [native].compactMap(\.self).map { .string("\(name($0)) untagged") }
        default: []
        }
    }

    static func members(of fabric: Fabric) -> Table {
        var table = Table(
            "members", columns: ["member", "as", "ports", "addresses", "macs", "written"])
        for member in fabric.exchange?.members ?? [] {
            table.add([
                .string(member.name.text), .integer(Int(member.asn.rawValue)),
                .array(
                    member.connections.map {
                        .string("\(fabric[$0.device].name):\($0.port)")
                    }),
                .array(
                    member.connections.flatMap(\.addresses).map { .string("\($0)") }),
                .array(member.connections.flatMap(\.macs).map { .string("\($0)") }),
                .string(fabric.sources.location(of: member.origin)),
            ])
        }
        return table
    }
}

import Diagnostics
import IR
import Net

extension Table {
    static func tenants(of fabric: Fabric) -> Table {
        var table = Table(
            "tenants",
            columns: ["tenant", "class", "vrfs", "segments", "attachments", "contracts", "written"])
        for (index, tenant) in fabric.tenants.enumerated() {
            let id = TenantID(index)
            let contracts = fabric.contracts.count { contract in
                contract.flows.contains {
                    fabric[$0.source].tenant == id || fabric[$0.destination].tenant == id
                }
            }
            table.add([
                text(tenant.name), text(fabric[tenant.tenantClass].name),
                texts(tenant.vrfs.map { fabric[$0].name }),
                .integer(tenant.vrfs.reduce(0) { $0 + fabric[$1].segments.count }),
                .integer(fabric.attachments.count { $0.tenant == id }), .integer(contracts),
                .string(fabric.sources.location(of: tenant.origin)),
            ])
        }
        return table
    }

    static func devices(of fabric: Fabric) -> Table {
        var table = Table(
            "devices",
            columns: [
                "device", "role", "platform", "room", "rack", "as", "loopback", "loopback6",
                "segments", "vrfs", "written",
            ])
        for device in fabric.devices {
            table.add([
                text(device.name), .string(device.role.rawValue), .string(device.platform),
                optional(device.room.map { "\(fabric[$0].site)/\(fabric[$0].name)" }),
                optional(device.rack), optional(device.bgp?.asn ?? device.routeServer?.asn),
                optional(device.loopbackIPv4), optional(device.loopbackIPv6),
                .integer(
                    device.bridgeDomains.count {
                        if case .segment = $0.purpose { true } else { false }
                    }),
                .integer(device.vrfInstances.count),
                .string(fabric.sources.location(of: device.origin)),
            ])
        }
        return table
    }

    static func links(of fabric: Fabric) -> Table {
        var table = Table("links", columns: ["a", "b", "written"])
        for link in fabric.links {
            table.add([
                .string("\(fabric[link.a.device].name):\(link.a.port)"),
                .string("\(fabric[link.b.device].name):\(link.b.port)"),
                .string(fabric.sources.location(of: link.origin)),
            ])
        }
        return table
    }

    static func segments(of fabric: Fabric) -> Table {
        var table = Table(
            "segments",
            columns: [
                "segment", "vlan", "vni", "route-target", "prefixes", "gateways", "devices",
                "written",
            ])
        for (index, segment) in fabric.segments.enumerated() {
            table.add([
                .string(fabric.path(of: SegmentID(index))), .integer(Int(segment.vlan.rawValue)),
                .integer(Int(segment.vni.rawValue)), text(segment.routeTarget),
                texts(segment.prefixes.map(\.prefix)),
                texts(segment.prefixes.compactMap(\.gateway)),
                texts(segment.devices.map { fabric[$0].name }),
                .string(fabric.sources.location(of: segment.origin)),
            ])
        }
        return table
    }

    static func contracts(of fabric: Fabric) -> Table {
        var table = Table(
            "contracts", columns: ["contract", "from", "to", "allow", "via", "written"])
        for contract in fabric.contracts {
            table.add([
                text(contract.name),
                parties(contract.flows.map { ($0.source, $0.sourcePrefixes) }, of: fabric),
                parties(
                    contract.flows.map { ($0.destination, $0.destinationPrefixes) }, of: fabric),
                texts(contract.ports),
                text(fabric[contract.firewall].name),
                .string(fabric.sources.location(of: contract.origin)),
            ])
        }
        return table
    }

    // MARK: Cells

    /// Each VRF once, in order; with prefixes in parentheses where they are not all of its segments.
    private static func parties(
        _ sides: [(vrf: VRFID, prefixes: [IPPrefix])], of fabric: Fabric
    ) -> JSONValue {
        var prefixes: [VRFID: Set<IPPrefix>] = [:]
        for side in sides { prefixes[side.vrf, default: []].formUnion(side.prefixes) }
        return .array(
            prefixes.sorted { $0.key < $1.key }.map { vrf, permitted in
                let path = fabric.path(of: vrf)
                let segments = fabric[vrf].segments.flatMap { fabric[$0].prefixes.map(\.prefix) }
                if permitted == Set(segments) { return .string(path) }
                let list = permitted.sorted().map(\.description).joined(separator: " ")
                return .string("\(path) (\(list))")
            })
    }

    private static func text(_ value: some CustomStringConvertible) -> JSONValue {
        .string(value.description)
    }

    private static func texts(_ values: [some CustomStringConvertible]) -> JSONValue {
        .array(values.map { .string($0.description) })
    }

    private static func optional(_ value: (some CustomStringConvertible)?) -> JSONValue {
        value.map { .string($0.description) } ?? .null
    }
}

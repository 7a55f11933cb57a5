import Diagnostics
import IR
import Net

/// The list of members in the form of IX-F (Euro-IX, `ixp-member-list` schema), which peers, PeeringDB
/// and the IXP Database read.
///
/// * Every field is one of the schema, and a field that the topology does not say is absent. `ixf_id`
///   is required and 0 where nobody wrote it, as other exporters have it.
/// * References outlive other members: a VLAN goes by its VLAN ID, which the ledger keeps, a switch by
///   what `PublishedExchange.identifier(of:)` says, the exchange itself is 1.
/// * One connection for each port, with one entry of `vlan_list`: a port is on one LAN.
/// * Route servers are connections of a member of type `ixp` with their AS number, and carry the
///   service: `services` in 1.0, `service_type` in 0.7.
///
/// Not said: `if_type`, and the daemon's version of a route server, which helps attackers more than
/// peers.
public struct MemberExport: Hashable, Sendable {
    public enum Version: String, Hashable, Sendable, CaseIterable {
        case version07 = "0.7"
        case version10 = "1.0"
    }

    public var version: Version
    public var timestamp: UTCTime

    public init(version: Version, timestamp: UTCTime) {
        self.version = version
        self.timestamp = timestamp
    }

    /// Nil where the fabric has no exchange. O(n) in the size of the fabric, times the ports of a device.
    public func document(of fabric: Fabric) -> JSONValue? {
        guard let published = PublishedExchange(fabric) else { return nil }
        return [
            "version": .string(version.rawValue),
            "timestamp": .string(timestamp.description),
            "ixp_list": [exchange(published)],
            "member_list": .array(members(published)),
        ]
    }

    /// There is one exchange in a fabric.
    static let exchangeIdentifier: JSONValue = 1
}

extension MemberExport {
    private func exchange(_ published: PublishedExchange) -> JSONValue {
        let exchange = published.exchange
        let registration = exchange.registration
        var object: JSONValue = [
            "ixp_id": Self.exchangeIdentifier,
            "ixf_id": .integer(registration.ixfID ?? 0),
            "shortname": .string(exchange.name.text),
            "peering_policy_list": .array(
                MemberRegistration.PeeringPolicy.allCases.map { .string($0.rawValue) }),
            "switch": .array(published.switches.map { self.switch($0, published) }),
            "vlan": .array(published.lans.map { lan($0, published.fabric) }),
        ]
        object =
            object
            .with("name", .text(registration.fullName))
            .with("url", .text(registration.website))
            .with("stats_api", .text(registration.statistics))
            .with("country", .text(registration.country))
            .with("peeringdb_id", registration.peeringDBID.map { .integer($0) })
        let contacts = [
            ("support", registration.support), ("emergency", registration.emergency),
            ("billing", registration.billing),
        ]
        for (name, contact) in contacts {
            object =
                object
                .with("\(name)_email", .text(contact?.mail))
                .with("\(name)_phone", .text(contact?.phone))
                .with("\(name)_contact_hours", .text(contact?.hours))
        }
        return object
    }

    private func `switch`(_ id: DeviceID, _ published: PublishedExchange) -> JSONValue {
        let device = published.fabric[id]
        let facility = device.room.flatMap { published.fabric[$0].facility }
        let object: JSONValue = [
            "id": .integer(published.identifier(of: id)), "name": .string(device.name.text),
        ]
        return
            object
            .with("colo", .text(facility?.name))
            .with("pdb_facility_id", facility?.peeringDBID.map { .integer($0) })
            .with("city", .text(facility?.city))
            .with("country", .text(facility?.country))
            .with("manufacturer", .text(device.hardware?.manufacturer))
            .with("model", .text(device.hardware?.model))
            .with("software", version == .version07 ? nil : .text(device.hardware?.software))
    }

    private func lan(_ lan: PeeringLAN, _ fabric: Fabric) -> JSONValue {
        let segment = fabric[lan.segment]
        var object: JSONValue = [
            "id": .integer(Int(segment.vlan.rawValue)), "name": .string(segment.name.text),
        ]
        for subnet in segment.prefixes {
            let address = subnet.prefix.address(at: 0).map { "\($0)" } ?? ""
            var family: JSONValue = [
                "prefix": .string(address), "mask_length": .integer(subnet.prefix.length),
            ]
            if !lan.lookingGlasses.isEmpty {
                family = family.with(
                    "looking_glass_urls", .array(lan.lookingGlasses.map { .string($0.text) }))
            }
            object = object.with(subnet.prefix.family.key, family)
        }
        return object
    }
}

extension AddressFamily {
    /// As objects of the schema are called.
    var key: String {
        switch self {
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        }
    }
}

extension JSONValue {
    /// Nil for what nobody wrote.
    static func text(_ value: (some CustomStringConvertible)?) -> JSONValue? {
        value.map { .string($0.description) }
    }
}

import Net

/// Types of path attributes (IANA).
enum PathAttribute {
    static let origin: UInt8 = 1
    static let path: UInt8 = 2
    static let nextHop: UInt8 = 3
    static let exitDiscriminator: UInt8 = 4
    static let communities: UInt8 = 8
    static let reachable: UInt8 = 14
    static let unreachable: UInt8 = 15
    static let extendedCommunities: UInt8 = 16
    static let largeCommunities: UInt8 = 32
    static let onlyToCustomer: UInt8 = 35
}

/// Messages of BGP between systems that know 32-bit AS numbers (RFC 4271, RFC 6793).
public enum BGPMessage {
    static func message(type: UInt8, _ body: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 255, count: 16) + octets(UInt16(19 + body.count)) + [type] + body
    }

    static func octets(_ value: some FixedWidthInteger) -> [UInt8] {
        stride(from: value.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: value >> $0)
        }
    }

    static func octets(_ address: IPAddress) -> [UInt8] {
        Array(octets(address.bits).suffix(address.family.bitWidth / 8))
    }

    static func familyNumber(_ family: AddressFamily) -> UInt16 { family == .ipv4 ? 1 : 2 }

    /// OPEN of a route server client (RFC 4271, section 4.2; RFC 5492).
    public static func open(
        asn: ASN, identifier: UInt32, families: [AddressFamily], takesAllPaths: Bool,
        hasExtendedNextHop: Bool, hasRole: Bool
    ) -> [UInt8] {
        var capabilities: [UInt8] = []
        for family in families { capabilities += [1, 4] + octets(familyNumber(family)) + [0, 1] }
        capabilities += [65, 4] + octets(asn.rawValue)
        // To receive them, and not to send them (RFC 7911, section 4).
        if takesAllPaths {
            capabilities += [69, UInt8(4 * families.count)]
            for family in families { capabilities += octets(familyNumber(family)) + [1, 1] }
        }
        if hasExtendedNextHop, families.contains(.ipv4) {
            capabilities += [5, 6] + octets(familyNumber(.ipv4)) + [0, 1]
            capabilities += octets(familyNumber(.ipv6))
        }
        // RS-Client (RFC 9234, section 4.1).
        if hasRole { capabilities += [9, 1, 2] }
        let parameters = [2, UInt8(capabilities.count)] + capabilities
        let asTrans: UInt16 = 23456
        return message(
            type: 1,
            [4] + octets(UInt16(exactly: asn.rawValue) ?? asTrans) + octets(UInt16(240))
                + octets(identifier) + [UInt8(parameters.count)] + parameters)
    }

    /// UPDATE that announces one route.
    public static func update(_ route: BGPRoute) -> [UInt8] {
        var attributes: [UInt8] = []
        func add(_ type: UInt8, flags: UInt8, _ value: [UInt8]) {
            attributes += [flags | 0x10, type] + octets(UInt16(value.count)) + value
        }
        let reach = nlri(route.prefix)
        let isPlain = route.prefix.family == .ipv4 && route.nextHop.family == .ipv4
        add(PathAttribute.origin, flags: 0x40, [0])
        add(PathAttribute.path, flags: 0x40, path(route.path))
        if isPlain { add(PathAttribute.nextHop, flags: 0x40, octets(route.nextHop)) }
        if let value = route.exitDiscriminator {
            add(PathAttribute.exitDiscriminator, flags: 0x80, octets(value))
        }
        let communities = communities(route.communities)
        if !communities.standard.isEmpty {
            add(PathAttribute.communities, flags: 0xc0, communities.standard)
        }
        if !isPlain {
            let nextHop = octets(route.nextHop)
            add(
                PathAttribute.reachable, flags: 0x80,
                octets(familyNumber(route.prefix.family)) + [1, UInt8(nextHop.count)] + nextHop
                    + [0] + reach)
        }
        if !communities.extended.isEmpty {
            add(PathAttribute.extendedCommunities, flags: 0xc0, communities.extended)
        }
        if !communities.large.isEmpty {
            add(PathAttribute.largeCommunities, flags: 0xc0, communities.large)
        }
        if let value = route.onlyToCustomer {
            add(PathAttribute.onlyToCustomer, flags: 0xc0, octets(value))
        }
        return message(
            type: 2,
            octets(UInt16(0)) + octets(UInt16(attributes.count)) + attributes
                + (isPlain ? reach : []))
    }

    private static func nlri(_ prefix: IPPrefix) -> [UInt8] {
        [UInt8(prefix.length)] + octets(prefix.address).prefix((prefix.length + 7) / 8)
    }

    private static func path(_ path: ASPath) -> [UInt8] {
        path.segments.flatMap { segment -> [UInt8] in
            switch segment {
            case .set(let numbers): [1, UInt8(numbers.count)] + numbers.flatMap { octets($0) }
            case .sequence(let numbers): [2, UInt8(numbers.count)] + numbers.flatMap { octets($0) }
            }
        }
    }

    private static func communities(
        _ communities: [Community]
    ) -> (standard: [UInt8], extended: [UInt8], large: [UInt8]) {
        var result: (standard: [UInt8], extended: [UInt8], large: [UInt8]) = ([], [], [])
        for community in communities {
            switch community {
            case .standard(let first, let second):
                result.standard += octets(first) + octets(second)
            case .routeTarget(let target):
                result.extended += [0, 2] + octets(target.administrator) + octets(target.number)
            case .large(let first, let second, let third):
                result.large += octets(first) + octets(second) + octets(third)
            }
        }
        return result
    }
}

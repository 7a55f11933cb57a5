import Net

/// What an UPDATE says: routes that are there now, and prefixes that are no more. The number tells
/// several paths of one prefix apart (RFC 7911); 0 where there is one.
public struct BGPUpdate: Sendable {
    public struct Reached: Hashable, Sendable {
        public var prefix: IPPrefix
        public var pathID: UInt32

        public init(prefix: IPPrefix, pathID: UInt32) {
            self.prefix = prefix
            self.pathID = pathID
        }
    }

    public private(set) var routes: [(Reached, BGPRoute)] = []
    public private(set) var withdrawn: [Reached] = []

    /// Nil where the message is no UPDATE that can be read.
    public init?(_ message: [UInt8], hasPathIDs: Bool) {
        var reader = OctetReader(message.dropFirst(19))
        guard let withdrawnLength = reader.number(UInt16.self),
            let withdrawnOctets = reader.take(Int(withdrawnLength)),
            let length = reader.number(UInt16.self), let attributes = reader.take(Int(length)),
            let gone = Self.nlri(withdrawnOctets, .ipv4, hasPathIDs),
            var reached = Self.nlri(reader.rest, .ipv4, hasPathIDs)
        else { return nil }
        withdrawn = gone
        var route: (path: ASPath, nextHop: IPAddress?, communities: [Community]) = (
            ASPath(segments: []), nil, []
        )
        var exitDiscriminator: UInt32?
        var onlyToCustomer: UInt32?
        var list = OctetReader(attributes)
        while !list.isAtEnd {
            guard let flags = list.number(UInt8.self), let type = list.number(UInt8.self),
                let count = flags & 0x10 == 0
                    ? list.number(UInt8.self).map(Int.init)
                    : list.number(UInt16.self).map(Int.init),
                let octets = list.take(count)
            else { return nil }
            var value = OctetReader(octets)
            switch type {
            case PathAttribute.path:
                guard let path = Self.path(value) else { return nil }
                route.path = path
            case PathAttribute.nextHop: route.nextHop = value.address(octets.count)
            case PathAttribute.exitDiscriminator: exitDiscriminator = value.number()
            case PathAttribute.communities:
                while let first: UInt16 = value.number(), let second: UInt16 = value.number() {
                    route.communities.append(.standard(first, second))
                }
            case PathAttribute.extendedCommunities:
                // Other kinds have no place in `Community`.
                while let kind: UInt16 = value.number(), let first: UInt16 = value.number(),
                    let second: UInt32 = value.number()
                {
                    guard kind == 2 else { continue }
                    route.communities.append(
                        .routeTarget(RouteTarget(administrator: first, number: second)))
                }
            case PathAttribute.largeCommunities:
                while let first: UInt32 = value.number(), let second: UInt32 = value.number(),
                    let third: UInt32 = value.number()
                {
                    route.communities.append(.large(first, second, third))
                }
            case PathAttribute.onlyToCustomer: onlyToCustomer = value.number()
            case PathAttribute.reachable:
                guard let family = Self.family(&value), let hop = value.number(UInt8.self),
                    let address = value.take(Int(hop)), value.number(UInt8.self) != nil,
                    let more = Self.nlri(value.rest, family, hasPathIDs)
                else { return nil }
                // A link-local address may stand behind the global one (RFC 2545, section 3).
                var hops = OctetReader(address.prefix(16))
                route.nextHop = hops.address(min(Int(hop), 16))
                reached += more
            case PathAttribute.unreachable:
                guard let family = Self.family(&value),
                    let more = Self.nlri(value.rest, family, hasPathIDs)
                else { return nil }
                withdrawn += more
            default: break
            }
        }
        guard !reached.isEmpty else { return }
        guard let nextHop = route.nextHop else { return nil }
        routes = reached.map { reached in
            (
                reached,
                BGPRoute(
                    prefix: reached.prefix, path: route.path, nextHop: nextHop,
                    communities: route.communities.sorted(),
                    exitDiscriminator: exitDiscriminator, onlyToCustomer: onlyToCustomer)
            )
        }
    }

    private static func family(_ value: inout OctetReader) -> AddressFamily? {
        guard let number = value.number(UInt16.self), value.number(UInt8.self) == 1 else {
            return nil
        }
        return AddressFamily.allCases.first { BGPMessage.familyNumber($0) == number }
    }

    private static func nlri(
        _ octets: ArraySlice<UInt8>, _ family: AddressFamily, _ hasPathIDs: Bool
    ) -> [Reached]? {
        var reader = OctetReader(octets)
        var result: [Reached] = []
        while !reader.isAtEnd {
            guard let pathID = hasPathIDs ? reader.number(UInt32.self) : 0,
                let length = reader.number(UInt8.self), Int(length) <= family.bitWidth,
                let address = reader.take((Int(length) + 7) / 8)
            else { return nil }
            let missing = family.bitWidth / 8 - address.count
            let bits = (address + [UInt8](repeating: 0, count: missing)).reduce(UInt128(0)) {
                $0 << 8 | UInt128($1)
            }
            let prefix = IPPrefix(
                containing: IPAddress(family: family, bits: bits), length: Int(length))
            result.append(Reached(prefix: prefix, pathID: pathID))
        }
        return result
    }

    private static func path(_ octets: OctetReader) -> ASPath? {
        var reader = octets
        var segments: [ASPath.Segment] = []
        while !reader.isAtEnd {
            guard let kind = reader.number(UInt8.self), let count = reader.number(UInt8.self)
            else { return nil }
            let numbers = (0..<count).compactMap { _ in reader.number(UInt32.self) }
            guard numbers.count == count else { return nil }
            switch kind {
            case 1: segments.append(.set(numbers))
            case 2: segments.append(.sequence(numbers))
            default: return nil
            }
        }
        return ASPath(segments: segments)
    }
}

/// Reads octets from the front.
private struct OctetReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ octets: ArraySlice<UInt8>) { rest = octets }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) -> Number? {
        take(Number.bitWidth / 8)?.reduce(0) { $0 << 8 | Number($1) }
    }

    /// An address of so many octets.
    mutating func address(_ count: Int) -> IPAddress? {
        guard let family = AddressFamily.allCases.first(where: { $0.bitWidth / 8 == count }),
            let octets = take(count)
        else { return nil }
        return IPAddress(family: family, bits: octets.reduce(0) { $0 << 8 | UInt128($1) })
    }
}

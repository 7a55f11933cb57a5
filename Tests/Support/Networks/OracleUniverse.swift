import Forwarding
import Net

/// The packets that a verdict tries.
///
/// Derived from a network and a policy it has one packet of each sort that they tell apart: two
/// addresses are of one sort if the same of all prefixes and addresses that appear hold them, two
/// ports if the same ranges do, two protocols if the same rules and the same kinds apply. What
/// holds for one packet of a sort holds for all, so a verdict over it is one over all packets.
public struct OracleUniverse: Sendable {
    public var sources: [IPAddress]
    public var destinations: [IPAddress]
    public var protocols: [IPProtocol]
    /// Of sources and destinations: in answers one is the other.
    public var ports: [UInt16]

    public init(
        sources: [IPAddress], destinations: [IPAddress], protocols: [IPProtocol], ports: [UInt16]
    ) {
        self.sources = sources
        self.destinations = destinations
        self.protocols = protocols
        self.ports = ports
    }

    /// All combinations of one family, with ports where the protocol has them, of every kind.
    public var packets: [Packet] {
        var result: [Packet] = []
        let kinds: [PacketKinds] = [.continues, .opens, .discovery]
        for source in sources {
            for destination in destinations where destination.family == source.family {
                for number in protocols {
                    let ports = number.hasPorts ? self.ports : [0]
                    for kind in kinds where PacketKinds.possible(for: number).contains(kind) {
                        for sourcePort in ports {
                            for destinationPort in ports {
                                result.append(
                                    Packet(
                                        source: source, destination: destination,
                                        protocolNumber: number,
                                        sourcePort: sourcePort, destinationPort: destinationPort,
                                        kind: kind))
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    /// - Parameter families: of the addresses; both by default.
    public init(
        _ network: Network, _ policy: Policy, families: [AddressFamily] = AddressFamily.allCases
    ) {
        let facts = network.devices.flatMap { $0.statements.map(\.fact) }
        let rules = facts.compactMap { fact -> FilterRule? in
            switch fact {
            case .ingressRule(_, let rule), .forwardRule(let rule): rule
            default: nil
            }
        }
        let services = policy.permits.flatMap(\.ports)

        func addresses(of prefixes: [IPPrefix]) -> [IPAddress] {
            let whole = families.map { IPPrefix(containing: .init(family: $0, bits: 0), length: 0) }
            let all = Set(whole + prefixes.filter { families.contains($0.family) })
            return Self.oneOfEach(all.flatMap(Self.edges)) { address in
                all.map { $0.contains(address) }
            }
        }
        let prefixes =
            facts.flatMap(Self.prefixes)
            + rules.flatMap { $0.sources + $0.destinations }
            + policy.scopes.flatMap { $0.prefixes ?? [] } + policy.inside
            + policy.permits.flatMap { $0.sources + $0.destinations }
        sources = addresses(of: prefixes)
        // Of destinations, what a device has itself and what no router sends on are own sorts.
        let own = facts.compactMap { fact -> IPPrefix? in
            guard case .address(_, let own) = fact else { return nil }
            return IPPrefix(containing: own.address, length: own.address.family.bitWidth)
        }
        destinations = addresses(of: prefixes + own + Self.linkScope)

        let ranges = Set(
            rules.flatMap { $0.sourcePorts + $0.destinationPorts }
                + services.compactMap(\.destinationPorts)
        ).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        ports = Self.oneOfEach(ranges.flatMap(Self.edges) + [0]) { port in
            ranges.map { $0.contains(port) }
        }

        let numbers = Set(rules.flatMap(\.protocols))
            .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        let known: [IPProtocol] = [.icmp, .icmpv6, .tcp, .udp, .sctp]
        let candidates =
            numbers.flatMap(Self.edges).map { IPProtocol(rawValue: $0) } + known
            + [IPProtocol(rawValue: 0)]
        protocols = Self.oneOfEach(candidates) { number in
            numbers.map { $0.contains(number.rawValue) }
                + services.map { service in
                    families.contains { service.protocolNumber(for: $0) == number }
                }
                + [number == .icmp, number == .icmpv6, number.hasPorts]
                + [PacketKinds.opens, .discovery].map(PacketKinds.possible(for: number).contains)
        }
    }

    private static let linkScope = ["224.0.0.0/4", "255.255.255.255/32", "ff00::/8", "fe80::/10"]
        .compactMap { try? IPPrefix($0) }

    private static func prefixes(of fact: Fact) -> [IPPrefix] {
        switch fact {
        case .address(_, let own): [own.prefix]
        case .staticRoute(_, let prefix, _, _): [prefix]
        default: []
        }
    }

    /// First, last, and next outside.
    private static func edges(of prefix: IPPrefix) -> [IPAddress] {
        let (first, last) = (prefix.address.bits, prefix.lastAddress.bits)
        return [first, last, first &- 1, last &+ 1].map {
            IPAddress(family: prefix.family, bits: $0)
        }
    }

    private static func edges<Bound: FixedWidthInteger>(of range: ClosedRange<Bound>) -> [Bound] {
        [range.lowerBound, range.upperBound, range.lowerBound &- 1, range.upperBound &+ 1]
    }

    /// The least candidate of each sort, in order.
    private static func oneOfEach<Value: Comparable & Hashable>(
        _ candidates: [Value], sort: (Value) -> [Bool]
    ) -> [Value] {
        var seen: Set<[Bool]> = []
        return Set(candidates).sorted().filter { seen.insert(sort($0)).inserted }
    }
}

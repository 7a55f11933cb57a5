import Diagnostics
import IR
import Net

/// Who may talk to whom, and where everybody is plugged in: what a network is proved against. Made
/// from the topology alone; what devices are told has no part in it.
///
/// The parties of a proof are *zones*: each VRF of a tenant, each LAN of the exchange, the
/// management network, the fabric's own devices, and ports that nobody was given. A zone's stations
/// are in *scopes*: a segment, or what lies behind an exit. Within a zone everything is permitted.
/// From zone to zone only what a contract permits, by the addresses of both scopes, and the
/// answers to it.
public struct Policy: Sendable {
    public var zones: [Zone]
    public var scopes: [Scope]
    /// In order of device, port, tag.
    public var stations: [Station]
    public var permits: [Permit]
    /// Address space of segments and of the fabric itself: what lies outside is none of it.
    public var inside: [IPPrefix]

    /// Positions in `zones` of the two that every fabric has.
    public static let underlay = 0
    public static let unassigned = 1

    public struct Zone: Hashable, Sendable {
        public enum Kind: Hashable, Sendable {
            case vrf(VRFID)
            case exchange(SegmentID)
            case management
            /// The devices themselves: loopbacks, transits, whatever answers on them.
            case underlay
            /// Whoever plugs something into a port that has no owner.
            case unassigned
        }

        public var kind: Kind
        public var name: String
        public var origin: SourceSpan?

        public init(kind: Kind, name: String, origin: SourceSpan? = nil) {
            self.kind = kind
            self.name = name
            self.origin = origin
        }
    }

    /// Stations that have the same addresses to speak from.
    public struct Scope: Hashable, Sendable {
        /// Position in `zones`.
        public var zone: Int
        public var name: String
        /// The addresses of its stations; nil for what lies outside: all that are not inside.
        public var prefixes: [IPPrefix]?
        /// Addresses of the fabric's own among them.
        public var gateways: [IPAddress] = []
        /// Addresses of stations that are known.
        public var hosts: [IPAddress] = []
        public var origin: SourceSpan?

        public init(
            zone: Int, name: String, prefixes: [IPPrefix]?, gateways: [IPAddress] = [],
            hosts: [IPAddress] = [], origin: SourceSpan? = nil
        ) {
            self.zone = zone
            self.name = name
            self.prefixes = prefixes
            self.gateways = gateways
            self.hosts = hosts
            self.origin = origin
        }
    }

    /// A place where stations of a scope are plugged in.
    public struct Station: Hashable, Sendable {
        /// Position in the fabric's devices.
        public var device: Int
        public var port: String
        /// The tag of its frames; nil for none.
        public var tag: VLANID?
        /// Position in `scopes`.
        public var scope: Int
        public var origin: SourceSpan?

        public init(
            device: Int, port: String, tag: VLANID?, scope: Int, origin: SourceSpan? = nil
        ) {
            self.device = device
            self.port = port
            self.tag = tag
            self.scope = scope
            self.origin = origin
        }
    }

    /// What a contract lets stations of one zone open towards another.
    public struct Permit: Hashable, Sendable {
        public var contract: ContractID
        /// Positions in `zones`.
        public var from: Int
        public var to: Int
        public var sources: [IPPrefix]
        /// Where a prefix is the whole space of a family, what lies outside is meant, at an exit of
        /// the zone.
        public var destinations: [IPPrefix]
        /// Empty, or `any` among them, for every protocol.
        public var ports: [ServicePort]

        public init(
            contract: ContractID, from: Int, to: Int, sources: [IPPrefix],
            destinations: [IPPrefix], ports: [ServicePort]
        ) {
            self.contract = contract
            self.from = from
            self.to = to
            self.sources = sources
            self.destinations = destinations
            self.ports = ports
        }
    }

    public init(
        zones: [Zone], scopes: [Scope], stations: [Station], permits: [Permit], inside: [IPPrefix]
    ) {
        self.zones = zones
        self.scopes = scopes
        self.stations = stations
        self.permits = permits
        self.inside = inside
    }
}

extension Policy {
    /// The policy of a fabric. O(size of the fabric).
    public init(_ fabric: Fabric) {
        var zones = [
            Zone(kind: .underlay, name: "underlay", origin: nil),
            Zone(kind: .unassigned, name: "unassigned ports", origin: nil),
        ]
        zones += fabric.vrfs.indices.map { index in
            Zone(
                kind: .vrf(VRFID(index)), name: fabric.path(of: VRFID(index)),
                origin: fabric.vrfs[index].origin)
        }
        func zone(of vrf: VRFID) -> Int { 2 + vrf.index }
        // Scopes: the first of a zone without prefixes of its own, then segments by their index.
        var scopes = fabric.segments.indices.map { index -> Scope in
            let id = SegmentID(index)
            let segment = fabric[id]
            let zone: Int
            switch segment.owner {
            case .vrf(let vrf): zone = 2 + vrf.index
            case .exchange:
                zone = zones.count
                zones.append(
                    Zone(kind: .exchange(id), name: fabric.path(of: id), origin: segment.origin))
            }
            return Scope(
                zone: zone, name: fabric.path(of: id), prefixes: segment.prefixes.map(\.prefix),
                gateways: segment.prefixes.compactMap(\.gateway), origin: segment.origin)
        }
        let management = zones.count
        zones.append(Zone(kind: .management, name: "management", origin: nil))
        let managementScope = scopes.count
        scopes.append(
            Scope(
                zone: management, name: "management",
                prefixes: fabric.infrastructure.filter { $0.purpose == .management }
                    .map(\.prefix), origin: nil))
        var exitAddresses: [VRFID: [IPAddress]] = [:]
        for interface in fabric.devices.flatMap(\.interfaces) {
            guard case .exit(let vrf) = interface.role else { continue }
            exitAddresses[vrf, default: []] += interface.addresses.map(\.address)
        }
        var stations: [Station] = []
        for (position, device) in fabric.devices.enumerated() {
            for interface in device.interfaces {
                func station(_ port: String, _ tag: VLANID?, _ scope: Int) {
                    stations.append(
                        Station(
                            device: position, port: port, tag: tag, scope: scope,
                            origin: interface.origins.first))
                }
                let name = interface.name.description
                switch interface.role {
                case .access(let segment), .exchange(let segment):
                    station(name, nil, segment.index)
                case .trunk(let tagged, let native):
                    if let native { station(name, nil, native.index) }
                    for segment in tagged { station(name, fabric[segment].vlan, segment.index) }
                case .exit(let vrf):
                    scopes.append(
                        Scope(
                            zone: zone(of: vrf), name: "outside of \(fabric.path(of: vrf))",
                            prefixes: nil, gateways: exitAddresses[vrf] ?? [],
                            origin: interface.origins.first))
                    if case .subinterface(let port, let vlan) = interface.name {
                        station(port.text, vlan, scopes.count - 1)
                    } else {
                        station(name, nil, scopes.count - 1)
                    }
                case .management: station(name, nil, managementScope)
                case .loopback, .unused, .underlay, .member, .carrier, .gateway, .vrfTransit,
                    .firewallTransit:
                    break
                }
            }
        }
        for attachment in fabric.attachments {
            let segments = fabric[attachment.tenant].vrfs.flatMap { fabric[$0].segments }
            for address in attachment.hosts.flatMap(\.addresses) {
                let segment = segments.first { id in
                    fabric[id].prefixes.contains { $0.prefix.contains(address) }
                }
                if let segment { scopes[segment.index].hosts.append(address) }
            }
        }
        stations.sort {
            ($0.device, $0.port, $0.tag?.rawValue ?? 0)
                < ($1.device, $1.port, $1.tag?.rawValue ?? 0)
        }
        let permits = fabric.contracts.enumerated().flatMap { index, contract in
            contract.flows.map { flow in
                Permit(
                    contract: ContractID(index), from: zone(of: flow.source),
                    to: zone(of: flow.destination), sources: flow.sourcePrefixes,
                    destinations: flow.destinationPrefixes, ports: contract.ports)
            }
        }
        self.init(
            zones: zones, scopes: scopes, stations: stations, permits: permits,
            inside: fabric.segments.flatMap { $0.prefixes.map(\.prefix) }
                + fabric.infrastructure.map(\.prefix))
    }
}

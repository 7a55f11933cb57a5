// Publications: what an exchange says of itself to others.
//
// A publication is made of a finished `Fabric` alone: nothing is asked of a running device, no clock and
// no file. It says what the topology says, in the words of its readers, and what nobody wrote it leaves
// out. All of them are deterministic; only the member list, whose format asks for it, holds a time.
//
//     MemberExport         who is a member, where and how        IX-F JSON 1.0 and 0.7
//     RoutingObjects       what the route servers import, export RPSL (RFC 2622, RFC 4012)
//     MemberPolicy         what members may send and announce    Markdown
//     ActionEvidence       what stands for each MANRS action     Markdown
//     LookingGlassConfiguration   who is asked, what communities mean   Alice-LG
//
// Three rules keep what is internal inside:
//
// * **A LAN for quarantine is in no publication**, nor is a connection to it, nor a member that has no
//   other: a port that is still watched is nobody's peer (`PublishedExchange` is the only way in).
// * What is ordered and not yet there is published nowhere.
// * No address of the underlay is printed, of management only in the configuration of the looking
//   glass, which has to ask the servers; and no secret: the fabric holds none.
//
// Text is quoted where a reader could take it for more than text, although `FreeText`, `Name` and
// `WebAddress` leave no character that could end a string.

import Diagnostics
import IR
import Net

/// The part of an exchange that everybody may know.
struct PublishedExchange {
    /// A port of a member on a LAN that is published.
    struct Connection {
        var connection: MemberConnection
        var interface: Interface?
    }

    struct Member {
        var member: IR.Member
        /// Not empty.
        var connections: [Connection]
    }

    /// A route server and the port of a switch that it is plugged into.
    struct Server {
        var device: Device
        var server: RouteServer
        var edge: (device: DeviceID, interface: Interface)?
    }

    let fabric: Fabric
    let exchange: Exchange
    let lans: [PeeringLAN]
    /// Switches of the exchange, in order of the fabric.
    let switches: [DeviceID]
    /// Ascending by AS number.
    let members: [Member]
    let servers: [Server]

    /// Nil where the fabric has no exchange.
    init?(_ fabric: Fabric) {
        guard let exchange = fabric.exchange else { return nil }
        let lans = exchange.lans.filter { $0.purpose == .peering }
        let isPublished = Set(lans.map(\.segment))
        self.fabric = fabric
        self.exchange = exchange
        self.lans = lans
        switches = fabric.devices.indices.map { DeviceID($0) }.filter { id in
            fabric[id].role == .exchangeEdge
                || lans.contains { fabric[$0.segment].devices.contains(id) }
        }
        members = exchange.members.compactMap { member in
            let connections = member.connections.filter {
                isPublished.contains($0.lan) && $0.registration.state != .ordered
            }
            guard !connections.isEmpty else { return nil }
            return Member(
                member: member,
                connections: connections.map { connection in
                    Connection(
                        connection: connection,
                        interface: fabric[connection.device].interfaces.first {
                            $0.name.port == connection.port
                        })
                })
        }
        servers = fabric.devices.indices.compactMap { index in
            let device = fabric.devices[index]
            guard let server = device.routeServer, isPublished.contains(server.lan) else {
                return nil
            }
            return Server(
                device: device, server: server,
                edge: Self.edge(of: DeviceID(index), on: server.lan, in: fabric))
        }
    }

    /// The port at the other end of a route server's cable.
    private static func edge(
        of server: DeviceID, on lan: SegmentID, in fabric: Fabric
    ) -> (device: DeviceID, interface: Interface)? {
        for link in fabric.links {
            let ends = [(link.a, link.b), (link.b, link.a)]
            for (near, far) in ends where near.device == server {
                let interfaces = fabric[far.device].interfaces
                var name = far.port
                if case .member(let lag)? = interfaces.first(where: { $0.name == .port(name) })?
                    .role
                {
                    name = lag
                }
                if let interface = interfaces.first(where: {
                    $0.name.port == name && $0.role == .access(lan)
                }) {
                    return (far.device, interface)
                }
            }
        }
        return nil
    }

    /// Addresses that some route server keeps a session with.
    var clientAddresses: Set<IPAddress> {
        Set(servers.flatMap { $0.server.clients.map(\.address) })
    }

    /// How fast a port is; a LAG is as fast as all its legs. Nil where that of one is not known.
    func megabitsPerSecond(of interface: Interface?, on device: DeviceID) -> Int? {
        guard let interface else { return nil }
        guard case .lag(_, let legs) = interface.name else {
            return interface.speed?.megabitsPerSecond
        }
        var sum = 0
        for leg in legs {
            let port = fabric[device].interfaces.first { $0.name == .port(leg) }
            guard let speed = port?.speed else { return nil }
            sum += speed.megabitsPerSecond
        }
        return sum
    }

    /// What switches are called in references. It has to outlive every change but that of the switch
    /// itself, and a position in a list does not: the loopback does, which the ledger keeps and no
    /// other switch has. Not the address is told, but how far it is into the pool; one outside, which
    /// somebody wrote by hand, is larger than every such distance.
    func identifier(of device: DeviceID) -> Int {
        guard let loopback = fabric[device].loopbackIPv4 else {
            preconditionFailure("a switch has a loopback")
        }
        let pool = fabric.infrastructure.first {
            $0.purpose == .underlay && $0.prefix.contains(.ipv4(loopback))
        }
        guard let pool, case .ipv4(let first)? = pool.prefix.address(at: 0) else {
            return Int(loopback.rawValue)
        }
        return Int(loopback.rawValue - first.rawValue)
    }
}

// Whether every edge of an exchange is guarded (L2-01, L2-02).
//
// Asked of what devices are told, not of the topology: a port is an edge because it is bridged in the
// VLAN of a LAN, whoever meant it to be, and each edge is told all guards or is a finding. So it does
// not matter why one is missing: a line that somebody took away, a port that somebody added, or a
// compiler and a back-end that forget the same thing, of which no comparison of the two would tell.

import Diagnostics
import Forwarding
import IR
import Net

/// Ports of a network on the LANs of an exchange, and what they lack.
public struct EdgePorts: Sendable {
    /// What an edge has to be told.
    public enum Guard: String, Hashable, Sendable, CaseIterable {
        case stations = "its stations"
        case frames = "the kinds of frames"
        case storms = "limits for storms"
        case device = "that the device hears nothing"
        case learning = "to learn nothing from reserved addresses"
        case quarantine = "that nothing may enter"
    }

    public struct Edge: Hashable, Sendable {
        /// Index into the network's devices.
        public var device: Int
        public var port: String
        public var vlan: VLANID
        /// In the order of the cases.
        public var missing: [Guard]
        /// The statement that puts the port on the LAN.
        public var statement: Int
    }

    /// In order of devices and statements; one for each port and LAN.
    public let edges: [Edge]

    /// O(n) in the number of statements.
    public init(of network: Network, fabric: Fabric) {
        var lans: [VLANID: SegmentID] = [:]
        for index in fabric.segments.indices where fabric.segments[index].owner == .exchange {
            lans[fabric.segments[index].vlan] = SegmentID(index)
        }
        guard !lans.isEmpty else {
            edges = []
            return
        }
        edges = network.devices.indices.flatMap { device in
            Self.edges(of: device, in: network, lans, fabric)
        }
    }

    public var unguarded: [Edge] { edges.filter { !$0.missing.isEmpty } }

    private static func edges(
        of device: Int, in network: Network, _ lans: [VLANID: SegmentID], _ fabric: Fabric
    ) -> [Edge] {
        var guards: [String: Set<Guard>] = [:]
        var common: Set<Guard> = []
        var tunnels: Set<String> = []
        var bridged: Set<String> = []
        var found: [(port: String, vlan: VLANID, statement: Int)] = []
        for (position, statement) in network.devices[device].statements.enumerated() {
            switch statement.fact {
            case .bridged(let name): bridged.insert(name)
            case .tunnel(let name, _, _): tunnels.insert(name)
            case .untagged(let name, let vlan), .tagged(let name, let vlan):
                if lans[vlan] != nil { found.append((name, vlan, position)) }
            // To let nobody in would be a mistake, too.
            case .allowedMACs(let name, let macs):
                if !macs.isEmpty { guards[name, default: []].insert(.stations) }
            case .exchangeFrames(let name): guards[name, default: []].insert(.frames)
            case .stormLimits(let name, _): guards[name, default: []].insert(.storms)
            case .unheard(let name): guards[name, default: []].insert(.device)
            case .ignoresReserved: common.insert(.learning)
            case .quarantined(let name): guards[name, default: []].insert(.quarantine)
            default: continue
            }
        }
        return found.compactMap { port, vlan, statement in
            guard bridged.contains(port), !tunnels.contains(port), let lan = lans[vlan] else {
                return nil
            }
            let has = common.union(guards[port] ?? [])
            let needed = Guard.allCases.filter { $0 != .quarantine || fabric.isQuarantine(lan) }
            return Edge(
                device: device, port: port, vlan: vlan,
                missing: needed.filter { !has.contains($0) }, statement: statement)
        }
    }
}

/// An error for each edge that lacks something, at the line that puts the port on the LAN.
///
/// - Parameters:
///   - intended: the lowered fabric, from which lines of the topology are known.
public func edgePortDiagnostics(
    of network: Network, fabric: Fabric, intended: Network, lines: ConfigurationLines
) -> [Diagnostic] {
    let unguarded = EdgePorts(of: network, fabric: fabric).unguarded
    guard !unguarded.isEmpty else { return [] }
    let origins = StatementOrigins(intended)
    return unguarded.map { edge in
        let statement = network.devices[edge.device].statements[edge.statement]
        let lan = fabric.segments.first { $0.vlan == edge.vlan && $0.owner == .exchange }
        let origin = origins.first(of: edge.device, statement)
        let span = lines.span(of: edge.device, statement)
        return .error(
            unguardedEdge.code,
            "\(network.devices[edge.device].name):\(edge.port) is on LAN "
                + "\(quoted(lan?.name.text ?? "\(edge.vlan)")) and is not told "
                + edge.missing.map(\.rawValue).joined(separator: ", "),
            at: span ?? origin,
            notes: span == nil ? [] : [origin].compactMap { $0 }.map { .init("meant by", at: $0) },
            hint: "compile the topology and install its files; add the port to it, or take it off "
                + "the LAN")
    }
}

import Forwarding
import Net

/// A packet, or at layer 2 a frame, that could be sent, and its way.
public struct Counterexample: Sendable {
    /// Where it is sent from.
    public var station: Node
    /// Nil at layer 2, where any frame does it.
    public var packet: Packet?
    public var hops: [Hop]
    /// What else could be sent: ranges of destination, source, protocol, destination port, source port
    /// and kind. At most eight.
    public var classes: [[ClosedRange<UInt128>]]
}

extension Prover {
    /// A packet of the breach that a station of its scope can send, and the way it takes.
    public mutating func counterexample(for breach: Breach) -> Counterexample {
        guard breach.kind != .layer2 else { return frame(for: breach) }
        return packet(
            of: breach.headers, from: breach.source, to: breach.endpoint, breach.family)
    }

    private mutating func frame(for breach: Breach) -> Counterexample {
        let stations = stationsOfScope[breach.source]
        let station =
            stations.first { station in
                propagation.withGraph { $0.reach(of: station) }.stations.contains(breach.endpoint)
            } ?? stations[0]
        return Counterexample(
            station: station, packet: nil,
            hops: graph.frameHops(from: station, to: breach.endpoint), classes: [])
    }

    /// A packet of `headers` on its way from a scope to a node that they reach.
    mutating func packet(
        of headers: HeaderSet, from scope: Int, to end: Node, _ family: AddressFamily
    ) -> Counterexample {
        // Neighbour discovery is what a reader expects least: only where there is nothing else.
        let usual = propagation.space.set(kinds: [.continues, .opens])
        let plain = propagation.space.intersection(headers, usual)
        let packet = propagation.space.packet(
            of: plain.isEmpty ? headers : plain, family,
            preferring: preferences(scope, end, family))
        let classes = propagation.space.boxes(of: headers, limit: 8)
        for station in stationsOfScope[scope] {
            let receivers = propagation.withGraph { $0.reach(of: station) }.receivers
            for receiver in receivers.sorted() {
                guard let nodes = way(of: packet, from: receiver, to: end) else { continue }
                var hops = graph.frameHops(from: station, to: receiver)
                for (node, next) in zip(nodes, nodes.dropFirst()) {
                    hops += propagation.withGraph { $0.hops(from: node, to: next, packet) }
                }
                return Counterexample(
                    station: station, packet: packet, hops: hops, classes: classes)
            }
        }
        return Counterexample(
            station: stationsOfScope[scope].first ?? end, packet: packet, hops: [],
            classes: classes)
    }

    /// Addresses of known stations first, then any host of the prefixes.
    private func preferences(
        _ scope: Int, _ end: Node, _ family: AddressFamily
    ) -> [HeaderSpace.Field: [UInt128]] {
        func hosts(_ scope: Int?) -> [UInt128] {
            guard let scope, scope != unassignedScope else { return [] }
            let declared = policy.scopes[scope]
            return declared.hosts.filter { $0.family == family }.map(\.bits)
                + (declared.prefixes ?? []).filter { $0.family == family }
                .compactMap { $0.address(at: min(10, $0.lastIndex))?.bits }
        }
        return [
            .source: hosts(scope), .destination: hosts(scopeOfStation[end]),
            .protocolNumber: [6, 17, family == .ipv4 ? 1 : 58],
            .destinationPort: [22, 443, 53], .sourcePort: [49_152], .kind: [1, 0],
        ]
    }

    /// The shortest way of one packet; nil where it does not come there.
    private mutating func way(of packet: Packet, from start: Node, to end: Node) -> [Node]? {
        var previous: [Node: Node] = [start: start]
        var queue = [start]
        var next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            if node == end {
                var way = [node]
                while let last = way.last, let before = previous[last], before != last {
                    way.append(before)
                }
                return way.reversed()
            }
            for far in propagation.successors(of: packet, at: node)
            where previous[far] == nil {
                previous[far] = node
                queue.append(far)
            }
        }
        return nil
    }
}

extension Propagation {
    /// Where one packet goes from a node.
    mutating func successors(of packet: Packet, at node: Node) -> [Node] {
        let family = packet.family
        var single = space.set(
            kinds: packet.kind)
        single = space.set(
            .sourcePort, in: [UInt128(packet.sourcePort)...UInt128(packet.sourcePort)], then: single
        )
        single = space.set(
            .destinationPort,
            in: [UInt128(packet.destinationPort)...UInt128(packet.destinationPort)], then: single)
        let number = UInt128(packet.protocolNumber.rawValue)
        single = space.set(.protocolNumber, in: [number...number], then: single)
        single = space.set(.source, in: [packet.source.bits...packet.source.bits], then: single)
        single = space.set(
            .destination, in: [packet.destination.bits...packet.destination.bits], then: single)
        steps.removeAll(keepingCapacity: true)
        step(single, from: node, family)
        return steps.map(\.to)
    }
}

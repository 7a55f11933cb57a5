import IR
import Net
import TestSupport
import Testing

@testable import Compiler

@Suite("What contracts become where packets pass")
struct FilterTests {
    /// A packet on its way from one VRF to another.
    struct Packet {
        var source: IPAddress
        var destination: IPAddress
        var from: VRFID
        var to: VRFID
        var port: ServicePort
    }

    /// The action of the first entry that matches; a filter's end denies.
    func permits(_ filter: Filter, _ packet: Packet, reply: Bool = false) -> Bool {
        for entry in filter.entries where entry.family == packet.source.family {
            if let vrf = entry.sourceVRF, vrf != packet.from { continue }
            if let vrf = entry.destinationVRF, vrf != packet.to { continue }
            guard
                entry.sources.isEmpty
                    || entry.sources.contains(where: { $0.contains(packet.source) }),
                entry.destinations.isEmpty
                    || entry.destinations.contains(where: { $0.contains(packet.destination) })
            else { continue }
            switch entry.reason {
            case .withinVRF, .guardsInside: break
            case .contract: if reply || !entry.ports.contains(packet.port) { continue }
            case .replies: if !reply || !entry.ports.contains(packet.port) { continue }
            }
            return entry.action == .permit
        }
        return false
    }

    /// The filters of a fabric by their place.
    struct Filters {
        let fabric: Fabric
        private var ingress: [SegmentID: Filter] = [:]
        private var forward: [FirewallID: [Filter]] = [:]

        init(_ fabric: Fabric) {
            self.fabric = fabric
            for filter in fabric.devices.flatMap(\.filters) {
                switch filter.place {
                case .segmentIngress(let segment): ingress[segment] = filter
                case .firewallForward(let firewall): forward[firewall, default: []].append(filter)
                }
            }
        }

        func ingress(of address: IPAddress, in vrf: VRFID) -> Filter? {
            fabric[vrf].segments.first { id in
                fabric[id].prefixes.contains { $0.prefix.contains(address) }
            }.flatMap { ingress[$0] }
        }

        func forward(_ firewall: FirewallID) -> [Filter] { forward[firewall] ?? [] }
    }

    @Test("each contract opens the way at both gateways and at both firewalls, in both families")
    func contractsAreOpen() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let all = Filters(fabric)
        var tried = 0
        for contract in fabric.contracts {
            let filters = all.forward(contract.firewall)
            #expect(filters.count == 2)
            for flow in contract.flows {
                for source in flow.sourcePrefixes {
                    for destination in flow.destinationPrefixes
                    where destination.family == source.family {
                        let packet = Packet(
                            source: source.lastAddress,
                            destination: destination.length == 0
                                ? outside(source.family) : destination.lastAddress,
                            from: flow.source, to: flow.destination, port: contract.ports[0])
                        tried += 1
                        for filter in filters {
                            #expect(permits(filter, packet), "\(contract.name) at the firewall")
                        }
                        let near = try #require(all.ingress(of: packet.source, in: flow.source))
                        #expect(permits(near, packet), "\(contract.name) at the gateway")
                        guard destination.length > 0 else { continue }
                        let far = try #require(
                            all.ingress(of: packet.destination, in: flow.destination))
                        let answer = Packet(
                            source: packet.destination, destination: packet.source,
                            from: flow.destination, to: flow.source, port: packet.port)
                        #expect(permits(far, answer, reply: true), "\(contract.name) replies")
                    }
                }
            }
        }
        #expect(tried > 300)
    }

    @Test("between two tenants without a contract no filter lets anything pass")
    func nothingElseIsOpen() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let all = Filters(fabric)
        let joined = Set(
            fabric.contracts.flatMap(\.flows).map { [$0.source.index, $0.destination.index] })
        var tried = 0
        for from in fabric.vrfs.indices {
            for to in fabric.vrfs.indices where from != to && !joined.contains([from, to]) {
                for source in fabric.vrfs[from].segments.flatMap({ fabric[$0].prefixes }) {
                    for destination in fabric.vrfs[to].segments.flatMap({ fabric[$0].prefixes })
                    where destination.prefix.family == source.prefix.family {
                        for port in [ServicePort.any, .icmp, .ports(.tcp, 443...443)] {
                            let packet = Packet(
                                source: source.prefix.lastAddress,
                                destination: destination.prefix.lastAddress,
                                from: VRFID(from), to: VRFID(to), port: port)
                            tried += 1
                            let near = all.ingress(of: packet.source, in: packet.from)
                            #expect(near.map { !permits($0, packet) } ?? true)
                            for filter in fabric.firewalls.indices.flatMap({
                                all.forward(FirewallID($0))
                            }) {
                                #expect(!permits(filter, packet))
                            }
                        }
                    }
                }
            }
        }
        #expect(tried > 1_000)
    }

    @Test("a contract with the outside does not open the inside")
    func outsideIsOutside() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let all = Filters(fabric)
        let contract = try #require(
            fabric.contracts.first {
                $0.flows.contains { $0.destinationPrefixes.contains { $0.length == 0 } }
            })
        let flow = contract.flows[0]
        for segment in fabric.segments {
            guard case .vrf(let owner) = segment.owner, owner != flow.source else { continue }
            for prefix in segment.prefixes {
                guard
                    let source = flow.sourcePrefixes.first(where: {
                        $0.family == prefix.prefix.family
                    })
                else { continue }
                let packet = Packet(
                    source: source.lastAddress, destination: prefix.prefix.lastAddress,
                    from: flow.source, to: flow.destination, port: contract.ports[0])
                let near = try #require(all.ingress(of: packet.source, in: flow.source))
                let other = fabric.contracts.contains { other in
                    other.name != contract.name && other.ports.contains(packet.port)
                        && other.flows.contains {
                            $0.source == flow.source
                                && $0.destinationPrefixes.contains {
                                    $0.contains(packet.destination)
                                }
                        }
                }
                #expect(permits(near, packet) == other, "\(packet.destination)")
                for filter in all.forward(contract.firewall) {
                    #expect(!permits(filter, packet), "\(packet.destination)")
                }
            }
        }
    }

    func outside(_ family: AddressFamily) -> IPAddress {
        family == .ipv4
            ? .ipv4(IPv4Address(rawValue: 0x0808_0808))
            : .ipv6(IPv6Address(high: 0x2a00_0000_0000_0000, low: 1))
    }
}

import IR
import Intent
import Net
import TestSupport
import Testing

@testable import Compiler

@Suite("From a checked topology to the fabric")
struct CompilerTests {
    @Test("the fabric of a topology is what was read and approved", arguments: ["smallest", "tix"])
    func golden(name: String) throws {
        let fabric = try CompiledTopology.fabric(named: name)
        try Golden.expect(fabric.text(origins: true), at: "Fixtures/Golden/ir/\(name).txt")
    }

    @Test("the tenants and four devices of sct.yaml are what was read and approved")
    func goldenOfCloud() throws {
        var fabric = try CompiledTopology.fabric(named: "sct")
        let text = fabric.text()
        let shown = ["spine-1", "leaf-a1", "sleaf-1", "border-1"]
        #expect(shown.allSatisfy { text.contains("\ndevice \($0) ") })
        fabric.devices.removeAll { !shown.contains($0.name.text) }
        // Without the other devices nothing can be said of links and places: cut them from the text.
        let blocks = text.split(separator: "\ndevice ")
        let kept = blocks.dropFirst().filter { block in
            shown.contains { block.hasPrefix("\($0) ") }
        }
        let golden = ([blocks[0]] + kept).joined(separator: "\ndevice ")
        try Golden.expect(golden, at: "Fixtures/Golden/ir/sct.txt")
    }

    @Test("the order of lists and files does not show in the fabric", arguments: 1...12)
    func orderOfLists(seed: UInt64) throws {
        let generator = TopologyGenerator(seed: seed, devices: 16, tenants: 7)
        let plain = try CompiledTopology.fabric(generator.text, path: "a.yaml")
        let shuffled = try CompiledTopology.fabric(
            generator.reorderingLists(seed: seed).text, path: "a.yaml")
        #expect(plain.text() == shuffled.text(), "seed \(seed)")
    }

    @Test("every element says which line asked for it", arguments: CompiledTopology.names)
    func origins(name: String) throws {
        let fabric = try CompiledTopology.fabric(named: name)
        #expect(fabric.sources.paths.first == "Topologies/\(name).yaml")
        for device in fabric.devices {
            for interface in device.interfaces { #expect(!interface.origins.isEmpty) }
            for filter in device.filters {
                #expect(!filter.defaultOrigins.isEmpty)
                for entry in filter.entries { #expect(!entry.origins.isEmpty) }
            }
        }
    }

    @Test("no route target of a VRF is another VRF's or a segment's", arguments: 1...6)
    func routeTargetsAreDisjoint(seed: UInt64) throws {
        let text = TopologyGenerator(seed: seed, devices: 30, tenants: 40).text
        let fabric = try CompiledTopology.fabric(text, path: "a.yaml")
        let all = fabric.vrfs.flatMap(\.routeTargets) + fabric.segments.map(\.routeTarget)
        #expect(Set(all).count == all.count, "seed \(seed)")
        let speakers = Set(fabric.devices.compactMap { $0.bgp?.asn.rawValue })
        #expect(all.allSatisfy { !speakers.contains(UInt32($0.administrator)) })
    }

    @Test("a VRF has routes to its own segments and to what its contracts name, and no others")
    func routesFollowContracts() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        for device in fabric.devices {
            for instance in device.vrfInstances {
                let named = fabric.contracts.flatMap(\.flows).flatMap { flow in
                    flow.source == instance.vrf
                        ? flow.destinationPrefixes
                        : flow.destination == instance.vrf ? flow.sourcePrefixes : []
                }
                let exits = device.interfaces.contains { $0.role == .exit(instance.vrf) }
                for route in instance.staticRoutes {
                    #expect(
                        named.contains(route.prefix) || (exits && route.prefix.length == 0),
                        "\(device.name) \(fabric.path(of: instance.vrf)) \(route.prefix)")
                }
            }
        }
    }

    @Test("routes to the standby firewall float, those to the active one do not")
    func standbyFloats() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        let firewall = try #require(fabric.firewalls.first)
        let pair = firewall.devices.map { id in
            fabric.links.compactMap { link in
                link.a.device == id ? link.b.device : link.b.device == id ? link.a.device : nil
            }.first
        }
        let active = fabric[try #require(pair[0])]
        let standby = fabric[try #require(pair[1])]
        #expect(active.vrfInstances.flatMap(\.staticRoutes).allSatisfy { $0.distance == 1 })
        #expect(
            standby.vrfInstances.flatMap(\.staticRoutes).allSatisfy {
                $0.distance == StaticRoute.floating
            })
        #expect(!standby.vrfInstances.flatMap(\.staticRoutes).isEmpty)
    }

    @Test("a device has a VRF exactly where a segment, an exit or a transit of it is")
    func placement() throws {
        let fabric = try CompiledTopology.fabric(named: "sct")
        for device in fabric.devices where device.vtep != nil {
            var needed: Set<VRFID> = []
            for interface in device.interfaces {
                switch interface.role {
                case .exit(let vrf), .firewallTransit(let vrf, _): needed.insert(vrf)
                case .access, .trunk:
                    for segment in interface.role.segments {
                        if case .vrf(let vrf) = fabric[segment].owner { needed.insert(vrf) }
                    }
                default: break
                }
            }
            #expect(Set(device.vrfInstances.map(\.vrf)) == needed, "\(device.name)")
        }
    }

    @Test("a route server with one family has sessions of that family alone")
    func routeServerOfOneFamily() throws {
        var inServers = false
        let lines = try Repository.text("Topologies/tix.yaml").split(
            separator: "\n", omittingEmptySubsequences: false
        ).filter { line in
            if line.contains("route_servers:") { inServers = true }
            if line.contains("members:") { inServers = false }
            return !(inServers && line.contains(" ipv6:"))
        }
        let read = readTopology([
            (path: "t.yaml", octets: Array(lines.joined(separator: "\n").utf8))
        ])
        let fabric = compile(try #require(check(read.topology).checked))
        let servers = fabric.devices.compactMap(\.routeServer)
        #expect(servers.count == 2)
        for server in servers {
            #expect(server.addresses.map(\.family) == [.ipv4])
            #expect(!server.clients.isEmpty)
            #expect(server.clients.allSatisfy { $0.address.family == .ipv4 })
        }
    }

    @Test("a member without IPv4 addresses has both families on its session of IPv6")
    func ipv4OverIPv6() throws {
        let text = try Repository.text("Topologies/tix.yaml")
            .replacing(
                "      asn: 64499\n",
                with: "      asn: 64499\n      session: {ipv4_over_ipv6: true}\n")
        let checked = try CompiledTopology.checked(text)
        let server = try #require(compile(checked).devices.lazy.compactMap(\.routeServer).first)
        let before = try CompiledTopology.fabric(named: "tix").devices.lazy
            .compactMap(\.routeServer).first
        func clients(_ server: IR.RouteServer?) -> [RouteServerClient] {
            (server?.clients ?? []).filter { $0.asn.rawValue == 64499 }
        }
        let (old, new) = (clients(before), clients(server))
        #expect(old.map(\.address.family) == [.ipv4, .ipv6])
        #expect(new.map(\.address) == [old[1].address, old[1].address])
        #expect(new.map(\.family) == [.ipv4, .ipv6])
        #expect(new.map(\.prefixes) == old.map(\.prefixes))
        #expect(new.map(\.limit) == old.map(\.limit))
        #expect(new.map(\.nextHops) == [[old[1].address], [old[1].address]])
        #expect(new[0].hasExtendedNextHop)
        let all = server.clients.map { ($0.asn, $0.address, $0.family) }
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 < $1 })
    }
}

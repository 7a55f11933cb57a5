import Compiler
import Diagnostics
import Intent
import TestSupport
import Testing

@Suite("topologies")
struct TopologyTests {
    @Test("is read and checked without a word", arguments: ["sct", "tix", "smallest"])
    func shipped(name: String) throws {
        let path = "Topologies/\(name).yaml"
        let complaints = complaints(path, try Repository.octets(path))
        #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
    }

    @Test("compiles into a fabric of as many devices", arguments: ["sct", "tix", "smallest"])
    func compiled(name: String) throws {
        let path = "Topologies/\(name).yaml"
        let topology = readTopology([(path, try Repository.octets(path))]).topology
        let fabric = compile(try #require(check(topology).checked))
        #expect(fabric.devices.count == topology.devices.count)
    }

    @Test(
        "a generated one is read and checked without a word",
        arguments: 1...20 as ClosedRange<UInt64>)
    func generated(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let fabric = TopologyGenerator(
            seed: seed, devices: Int.random(in: 10...80, using: &random),
            tenants: Int.random(in: 0...40, using: &random),
            segmentsPerTenant: Int.random(in: 1...4, using: &random),
            contracts: Int.random(in: 0...120, using: &random),
            hostsPerSegment: Int.random(in: 0...4, using: &random))
        let complaints = complaints("generated.yaml", Array(fabric.text.utf8))
        #expect(complaints.isEmpty, "seed \(seed): \(complaints.joined(separator: "\n"))")
    }

    @Test(
        "a generated one stays right through fifty edits",
        arguments: 1...5 as ClosedRange<UInt64>)
    func edited(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var fabric = TopologyGenerator(seed: seed, devices: 12, tenants: 6, contracts: 20)
        for _ in 0..<50 { fabric = fabric.edited(using: &random) }
        let complaints = complaints("generated.yaml", Array(fabric.text.utf8))
        #expect(complaints.isEmpty, "seed \(seed): \(complaints.joined(separator: "\n"))")
    }

    @Test("the big one, 1,000 devices and 333 tenants, is read and checked without a word")
    func big() {
        let fabric = TopologyGenerator(seed: 1, devices: 1_000, tenants: 333, contracts: 1_000)
        let complaints = complaints("generated.yaml", Array(fabric.text.utf8))
        #expect(complaints.isEmpty, "\(complaints.prefix(20).joined(separator: "\n"))")
    }

    @Test("the cloud has the tenants, leaves and contracts that are asked of it")
    func sizes() throws {
        let topology = try cloud()
        let classes = ["regional", "health", "municipal"].map { name in
            topology.tenants.count { $0.tenantClass.value.text == name }
        }
        #expect(classes == [5, 6, 14])
        #expect(topology.devices.count { $0.role.value == .spine } == 4)
        #expect(topology.devices.count { $0.role.value == .leaf } >= 12)
        #expect(topology.contracts.count >= 20)
        let segments = topology.tenants.flatMap(\.vrfs).flatMap(\.segments)
        #expect(segments.allSatisfy { $0.ipv4 != nil && $0.ipv6 != nil })
        for tenant in topology.tenants {
            let devices = Set(tenant.attachments.map(\.port.value.device))
            #expect(devices.count >= 2, "\(tenant.name.value) is attached to one leaf only")
        }
    }

    @Test(
        "no contract leads from the municipality of Prato to a health tenant, yet both have hosts")
    func plantedLeak() throws {
        let topology = try cloud()
        let prato = try #require(topology.tenants.first { $0.name.value.text == "comune-prato" })
        let asl = try #require(topology.tenants.first { $0.name.value.text == "asl-centro" })
        for tenant in [prato, asl] {
            let hosts = tenant.attachments.flatMap(\.hosts)
            #expect(hosts.contains { $0.mac != nil && $0.ipv4 != nil && $0.ipv6 != nil })
        }
        for contract in topology.contracts {
            let isFromPrato =
                contract.from.tenant?.value == prato.name.value
                || contract.from.tenantClass?.value == prato.tenantClass.value
            let isToHealth =
                contract.to.tenantClass?.value == asl.tenantClass.value
                || topology.tenants.contains {
                    $0.tenantClass.value == asl.tenantClass.value
                        && $0.name.value == contract.to.tenant?.value
                }
            #expect(!(isFromPrato && isToHealth), "\(contract.name.value)")
        }
    }

    @Test("the exchange has two route servers, twelve members and a port in quarantine")
    func exchangeSizes() throws {
        let path = "Topologies/tix.yaml"
        let topology = readTopology([(path, try Repository.octets(path))]).topology
        let exchange = try #require(topology.exchange)
        #expect(exchange.routeServers.count == 2)
        #expect(exchange.members.count == 12)
        #expect(topology.devices.count { $0.role.value == .exchangeEdge } == 3)
        let quarantine = exchange.lans.filter { $0.purpose.value == .quarantine }.map(\.name.value)
        let connections = exchange.members.flatMap(\.connections)
        #expect(connections.count { quarantine.contains($0.lan.value) } == 1)
    }

    private func cloud() throws -> Topology {
        let path = "Topologies/sct.yaml"
        return readTopology([(path, try Repository.octets(path))]).topology
    }

    /// Errors and warnings, a line each.
    private func complaints(_ path: String, _ octets: [UInt8]) -> [String] {
        let read = readTopology([(path, octets)])
        let checked = check(read.topology)
        return (read.diagnostics + checked.diagnostics).filter { $0.severity < .note }.map {
            let place = $0.span.map(read.topology.sources.location) ?? path
            return "\(place): \($0.severity.rawValue): \($0.message) [\($0.code)]"
        }
    }
}

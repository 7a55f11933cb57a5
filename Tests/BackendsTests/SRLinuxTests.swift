import Diagnostics
import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite("SR Linux") struct SRLinuxTests {
    /// Of the large topology one device of each kind that has a small file.
    private static let platform = PlatformFiles(
        platform: "srlinux", recorded: ["sct": ["spine-1", "border-1"]],
        fabric: SRLinuxTopology.fabric(named:))

    private func files(_ topology: String) throws -> [(device: Device, file: GeneratedFile)] {
        try Self.platform.files(topology)
    }

    @Test("what was recorded is what is generated", arguments: SRLinuxTopology.names)
    func golden(topology: String) throws {
        try Self.platform.expectRecorded(topology)
    }

    @Test("every line has a place in the topology", arguments: SRLinuxTopology.names)
    func origins(topology: String) throws {
        try Self.platform.expectOrigins(topology)
    }

    @Test("a file is one value of JSON", arguments: SRLinuxTopology.names)
    func json(topology: String) throws {
        for (_, file) in try files(topology) {
            #expect(throws: Never.self) { try JSONValue(parsing: Array(file.text.utf8)) }
        }
    }

    // MARK: The models of SR Linux

    private static let needed: Comment =
        "needs yanglint and the models of SR Linux in ../shared/data"

    @Test(
        "files obey the models of SR Linux", .enabled(if: Yanglint.isWanted, needed),
        arguments: SRLinuxTopology.names + [SRLinuxTopology.mixed])
    func models(topology: String) throws {
        let files = try files(topology)
        let complaints = try Yanglint.complaints(about: files.map(\.file.text))
        for (index, found) in complaints.enumerated() {
            #expect(found == [], "\(topology)/\(files[index].file.path)")
        }
    }

    /// A text of leaf-1 and what stands in its place.
    static let faults = [
        ("\"evi\": 5\n", "\"evy\": 5\n"),
        ("\"evi\": 5\n", "\"evi\": 65536\n"),
        ("\"vni\": 1801484\n", "\"vni\": 16777216\n"),
        ("\"export-rt\": \"target:64900:1801484\"", "\"export-rt\": \"64900:1801484\""),
        ("\"import-rt\": \"target:64900:1801484\"", "\"import-rt\": \"target:64900\""),
        ("\"import-rt\": \"target:64900:1801484\"", "\"import-rt\": \"target:hello:1\""),
        ("\"rd\": \"10.255.0.2:2\"", "\"rd\": \"10.255.0.2:70000\""),
        ("\"vxlan-interface\": \"vxlan1.3\",", "\"vxlan-interface\": \"vxlan1.33\","),
        ("\"export-policy\": [\"v-comune-5\"]", "\"export-policy\": [\"v-comune-6\"]"),
        ("\"import-policy\": [\"evpn-in\"]", "\"import-policy\": [\"evpn-inn\"]"),
        ("\"prefix-set\": \"own-ipv4\"", "\"prefix-set\": \"own\""),
        ("\"peer-group\": \"underlay\"", "\"peer-group\": \"under\""),
        ("\"aggregate-id\": \"lag7\"", "\"aggregate-id\": \"lag8\""),
        ("\"vlan-id\": 2\n", "\"vlan-id\": 4095\n"),
        ("\"ip-prefix\": \"10.1.0.1/24\"", "\"ip-prefix\": \"10.1.300.1/24\""),
        ("\"mtu\": 1518", "\"mtu\": 9501"),
        ("\"name\": \"ethernet-1/2\"", "\"name\": \"ethernet-1/0\""),
        ("\"network-instance\": \"mgmt\"", "\"network-instance\": \"mgnt\""),
        ("\"protocol\": \"udp\"", "\"protocol\": \"igmp\""),
        ("\"tcp-flags\": \"ack|rst\"", "\"tcp-flags\": \"established\""),
        (
            "\"name\": \"segment-3\",\n              \"type\": \"ipv4\"",
            "\"name\": \"segment-33\",\n              \"type\": \"ipv4\""
        ),
        ("srl_nokia-network-instance:mac-vrf", "srl_nokia-network-instance:mac"),
        ("\"anycast-gw-mac\": \"02:00:5e:00:00:01\"", "\"anycast-gw-mac\": \"02:00:5e\""),
    ]

    @Test(
        "files with a fault do not: names, ranges, references, route targets",
        .enabled(if: Yanglint.isWanted, needed))
    func faulty() throws {
        let file = try #require(
            try files(SRLinuxTopology.own).first { $0.device.name.text == "leaf-1" }?.file)
        var texts: [String] = []
        for (right, wrong) in Self.faults {
            let text = file.text.replacing(right, with: wrong, maxReplacements: 1)
            #expect(text != file.text, "\(right)")
            texts.append(text)
        }
        let complaints = try Yanglint.complaints(about: texts)
        for (index, found) in complaints.enumerated() {
            #expect(found != [], "\(Self.faults[index].1)")
        }
    }

    // MARK: Refusals

    private func refusals(
        of device: String, in topology: String = SRLinuxTopology.own,
        _ change: (inout Fabric, Int) -> Void
    ) throws -> [Diagnostic] {
        var fabric = try SRLinuxTopology.fabric(named: topology)
        let index = try #require(fabric.devices.firstIndex { $0.name.text == device })
        change(&fabric, index)
        let rendering = generateFiles(for: DeviceID(index), of: fabric)
        #expect(rendering.files.isEmpty)
        #expect(rendering.diagnostics.allSatisfy { $0.code == "backend.not-expressible" })
        return rendering.diagnostics
    }

    @Test(
        "a port by a name that SR Linux does not have is refused at the port",
        arguments: [
            "swp1", "ethernet-1", "ethernet-1/0", "ethernet-01/1", "ethernet-1/129", "lag7",
            "Ethernet1", "ethernet-1/", "mgmt0",
        ])
    func port(name: String) throws {
        let port = try PortName(name)
        var origin: SourceSpan?
        let refused = try refusals(of: "leaf-2") { fabric, device in
            let index = fabric.devices[device].interfaces.firstIndex {
                if case .access = $0.role { true } else { false }
            }
            fabric.devices[device].interfaces[index ?? 0].name = .port(port)
            origin = fabric.devices[device].interfaces[index ?? 0].origins.first
        }
        #expect(refused.map(\.span) == [origin])
    }

    @Test(
        "a LAG is lag1 to lag1000",
        arguments: ["bond7", "lag0", "lag07", "lag1001", "ethernet-1/7"])
    func lag(name: String) throws {
        let port = try PortName(name)
        let refused = try refusals(of: "leaf-1") { fabric, device in
            for index in fabric.devices[device].interfaces.indices {
                if case .lag(_, let legs) = fabric.devices[device].interfaces[index].name {
                    fabric.devices[device].interfaces[index].name = .lag(port, legs: legs)
                }
            }
        }
        #expect(refused.count == 1)
    }

    @Test("an MTU that its ports do not have is refused", arguments: [1480, 9483])
    func mtu(octets: Int) throws {
        let refused = try refusals(of: "leaf-2") { fabric, device in
            let index = fabric.devices[device].interfaces.firstIndex {
                if case .access = $0.role { true } else { false }
            }
            fabric.devices[device].interfaces[index ?? 0].mtu = octets
        }
        #expect(refused.count == 1)
    }

    @Test("a stateless filter that would have to know connections is refused at its line")
    func filters() throws {
        for ports: [ServicePort] in [[], [.any], [.icmp, .any], [.ports(.sctp, 5...6)]] {
            var origin: SourceSpan?
            let refused = try refusals(of: "leaf-1") { fabric, device in
                for filter in fabric.devices[device].filters.indices {
                    let entries = fabric.devices[device].filters[filter].entries
                    guard
                        let index = entries.firstIndex(where: {
                            if case .replies = $0.reason { true } else { false }
                        })
                    else { continue }
                    fabric.devices[device].filters[filter].entries[index].ports = ports
                    origin = entries[index].origins.first
                    return
                }
            }
            #expect(origin != nil && refused.map(\.span) == [origin], "\(ports)")
        }
    }

    @Test("a neighbour that has EVPN on the link itself is refused at the link")
    func neighbour() throws {
        var origin: SourceSpan?
        let refused = try refusals(of: "leaf-1") { fabric, device in
            let peer = fabric.devices[device].bgp?.peers.first
            fabric.devices[peer?.remote.index ?? 0].bgp?.evpnSessions = .onLinks
            origin = peer?.origin
        }
        #expect(refused.map(\.span) == [origin])
    }

    @Test("static routes of one prefix have one distance")
    func distances() throws {
        var origin: SourceSpan?
        let refused = try refusals(of: "service-1") { fabric, device in
            var routes = fabric.devices[device].vrfInstances[0].staticRoutes
            routes.append(routes[routes.count - 1])
            routes[routes.count - 1].distance = 7
            fabric.devices[device].vrfInstances[0].staticRoutes = routes
            origin = routes.last?.origins.first
        }
        #expect(origin != nil && refused.map(\.span) == [origin])
    }

    @Test("a VRF with another route target to import is refused")
    func targets() throws {
        let refused = try refusals(of: "leaf-1") { fabric, device in
            let vrf = fabric.devices[device].vrfInstances[0].vrf.index
            fabric.vrfs[vrf].routeTargets.append(RouteTarget(administrator: 64900, number: 7))
        }
        #expect(refused.count == 1)
    }

    @Test("a firewall, an edge of the exchange and a route server are refused")
    func roles() throws {
        for (topology, role) in [
            ("sct", DeviceRole.firewall), ("tix", .exchangeEdge), ("tix", .routeServer),
        ] {
            var fabric = try CompiledTopology.fabric(named: topology)
            let index = try #require(fabric.devices.firstIndex { $0.role == role })
            fabric.devices[index].platform = "srlinux"
            let rendering = generateFiles(for: DeviceID(index), of: fabric)
            #expect(rendering.files.isEmpty)
            #expect(rendering.diagnostics.hasErrors)
        }
    }
}

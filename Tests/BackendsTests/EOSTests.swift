import Diagnostics
import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite("EOS") struct EOSTests {
    /// Of the large topology one device of each kind.
    private static let platform = PlatformFiles(
        platform: "eos", recorded: ["sct": ["spine-1", "leaf-a1", "border-1", "sleaf-2"]],
        fabric: EOSTopology.fabric(named:))

    private func files(_ topology: String) throws -> [(device: Device, file: GeneratedFile)] {
        try Self.platform.files(topology)
    }

    @Test("what was recorded is what is generated", arguments: EOSTopology.names)
    func golden(topology: String) throws {
        try Self.platform.expectRecorded(topology)
    }

    @Test("every line has a place in the topology", arguments: EOSTopology.names)
    func origins(topology: String) throws {
        try Self.platform.expectOrigins(topology)
    }

    @Test(
        "AVD makes the same text of the same fabric, line by line",
        .enabled(if: AVD.isWanted, "needs pyavd, which Scripts/setup installs"),
        arguments: EOSTopology.names)
    func rendered(topology: String) throws {
        try expectRendered(try EOSTopology.fabric(named: topology), topology)
    }

    @Test(
        "AVD makes the same text of generated fabrics",
        .enabled(if: AVD.isWanted, "needs pyavd, which Scripts/setup installs"),
        arguments: 1...3 as ClosedRange<UInt64>)
    func renderedGenerated(seed: UInt64) throws {
        let generator = TopologyGenerator(
            seed: seed, devices: 12, tenants: 8, segmentsPerTenant: 3, contracts: 24)
        let text = EOSTopology.onEOS(generator.text)
        try expectRendered(
            try CompiledTopology.fabric(text, path: "generated.yaml"), "seed \(seed)")
    }

    private func expectRendered(_ fabric: Fabric, _ context: String) throws {
        let devices = fabric.devices.indices.filter { fabric.devices[$0].platform == "eos" }
        let texts = try AVD.render(
            devices.map {
                let device = fabric.devices[$0]
                return (
                    device.name.text, EOSStructuredConfig(fabric: fabric, device: device).json
                )
            })
        #expect(!devices.isEmpty)
        for index in devices {
            let name = fabric.devices[index].name.text
            let file = try #require(generateFiles(for: DeviceID(index), of: fabric).files.first)
            let theirs = statements(try #require(texts[name]))
            let ours = statements(file.text)
            let same = zip(ours, theirs).prefix { $0 == $1 }.count
            #expect(
                ours == theirs,
                """
                \(context): \(file.path), statement \(same + 1)
                ours: \(same < ours.count ? ours[same] : "(end)")
                AVD:  \(same < theirs.count ? theirs[same] : "(end)")
                """)
        }
    }

    /// The lines but for those that separate, which are comments.
    private func statements(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.drop { $0 == " " } != "!" }
    }

    @Test(
        "AVD refuses a key that it does not know",
        .enabled(if: AVD.isWanted, "needs pyavd, which Scripts/setup installs"))
    func unknownKey() throws {
        #expect(throws: AVD.Refused.self) {
            try AVD.render([("a", ["hostname": "a", "vlans": [["id": 1, "nmae": "x"]]])])
        }
    }

    // MARK: Refusals

    private func refusals(
        of device: String, in topology: String, _ change: (inout Fabric, Int) -> Void
    ) throws -> [Diagnostic] {
        var fabric = try EOSTopology.fabric(named: topology)
        let index = try #require(fabric.devices.firstIndex { $0.name.text == device })
        change(&fabric, index)
        let rendering = generateFiles(for: DeviceID(index), of: fabric)
        #expect(rendering.files.isEmpty)
        #expect(rendering.diagnostics.allSatisfy { $0.code == "backend.not-expressible" })
        return rendering.diagnostics
    }

    @Test(
        "a port by a name that EOS does not have is refused at the port",
        arguments: ["swp1", "Ethernet", "Ethernet1/", "Ethernet01", "Port-Channel1", "Loopback0"])
    func port(name: String) throws {
        let port = try PortName(name)
        var origin: SourceSpan?
        let refused = try refusals(of: "leaf-2", in: EOSTopology.own) { fabric, device in
            let index = fabric.devices[device].interfaces.firstIndex {
                if case .access = $0.role { true } else { false }
            }
            fabric.devices[device].interfaces[index ?? 0].name = .port(port)
            origin = fabric.devices[device].interfaces[index ?? 0].origins.first
        }
        #expect(refused.map(\.span) == [origin])
    }

    @Test(
        "a LAG is a Port-Channel from 1 to 2000",
        arguments: ["bond7", "Port-Channel0", "Port-Channel07", "Ethernet7"])
    func lag(name: String) throws {
        let port = try PortName(name)
        let refused = try refusals(of: "leaf-1", in: EOSTopology.own) { fabric, device in
            for index in fabric.devices[device].interfaces.indices {
                if case .lag(_, let legs) = fabric.devices[device].interfaces[index].name {
                    fabric.devices[device].interfaces[index].name = .lag(port, legs: legs)
                }
            }
        }
        #expect(refused.count == 1)
    }

    @Test("a stateless filter that would have to know connections is refused at its line")
    func filters() throws {
        for ports: [ServicePort] in [[], [.any], [.icmp, .any], [.ports(.sctp, 5...6)]] {
            var origin: SourceSpan?
            let refused = try refusals(of: "leaf-1", in: EOSTopology.own) { fabric, device in
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

    @Test("a denial of ports is refused at its line, because later fragments have none")
    func denials() throws {
        for ports: [ServicePort] in [[.icmp], [.ports(.tcp, 22...22)]] {
            var origin: SourceSpan?
            let refused = try refusals(of: "leaf-1", in: EOSTopology.own) { fabric, device in
                fabric.devices[device].filters[0].entries[0].action = .deny
                fabric.devices[device].filters[0].entries[0].ports = ports
                origin = fabric.devices[device].filters[0].entries[0].origins.first
            }
            #expect(refused.map(\.span) == [origin], "\(ports)")
        }
    }

    @Test(
        "an MTU that most switches do not have is refused with the most that they have",
        arguments: [(9215, 1500, "fabric_mtu"), (9214, 9215, "tenant_mtu")])
    func mtu(fabricMTU: Int, tenantMTU: Int, key: String) throws {
        let refused = try refusals(of: "leaf-1", in: EOSTopology.own) { fabric, _ in
            fabric.parameters.fabricMTU = fabricMTU
            fabric.parameters.tenantMTU = tenantMTU
        }
        #expect(refused.map(\.hint) == ["write '\(key): 9214' in defaults"])
    }

    @Test("the default MTU is more than EOS has")
    func defaultMTU() throws {
        let text = try EOSTopology.text(named: "smallest")
            .replacing(/defaults: .*/, with: "")
        let fabric = try CompiledTopology.fabric(text, path: "smallest.yaml")
        let rendering = generateFiles(for: DeviceID(0), of: fabric)
        #expect(rendering.files.isEmpty)
        #expect(rendering.diagnostics.map(\.hint) == ["write 'fabric_mtu: 9214' in defaults"])
    }

    @Test("later fragments are judged by entries without ports, in their order, and then denied")
    func fragments() throws {
        let file = try #require(
            try files(EOSTopology.own).first { $0.device.name.text == "leaf-1" }?.file)
        let lines = file.text.split(separator: "\n").drop { $0 != "ip access-list segment-5" }
            .drop { $0 != "   remark later fragments" }.dropFirst()
            .prefix { !$0.hasPrefix("   remark") }
        #expect(
            lines == [
                "   deny ip any 10.1.0.0/23 fragments", "   deny ip any 10.2.0.0/24 fragments",
                "   deny ip any 10.254.0.0/16 fragments", "   deny ip any 10.255.0.0/24 fragments",
                "   deny ip any 192.0.2.0/24 fragments",
                "   permit ip 10.2.0.0/24 any fragments", "   deny ip any any fragments",
            ])
    }

    @Test("a neighbour that has EVPN on the link itself is refused at the link")
    func neighbour() throws {
        var origin: SourceSpan?
        let refused = try refusals(of: "leaf-1", in: EOSTopology.own) { fabric, device in
            let peer = fabric.devices[device].bgp?.peers.first
            fabric.devices[peer?.remote.index ?? 0].bgp?.evpnSessions = .onLinks
            origin = peer?.origin
        }
        #expect(refused.map(\.span) == [origin])
    }

    @Test("more routed ports, sub-interfaces and L3VNIs than internal VLANs are refused")
    func internalVLANs() throws {
        let first = try #require(VLANID(rawValue: 3000))
        let refused = try refusals(of: "service-1", in: EOSTopology.own) { fabric, _ in
            fabric.parameters.l3vniVLANs = first...first
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
            fabric.devices[index].platform = "eos"
            let rendering = generateFiles(for: DeviceID(index), of: fabric)
            #expect(rendering.files.isEmpty)
            #expect(rendering.diagnostics.hasErrors)
        }
    }

    @Test("the name of a VLAN has 32 octets at most, and ends with what never moves")
    func nameOfVLAN() throws {
        for topology in EOSTopology.names {
            for segment in try EOSTopology.fabric(named: topology).segments {
                let name = EOSName.vlan(segment).configText
                #expect(name.utf8.count <= 32 && name.hasSuffix("-\(segment.index)"))
            }
        }
    }
}

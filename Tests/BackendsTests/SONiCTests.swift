import Diagnostics
import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite("SONiC") struct SONiCTests {
    /// Of the large topology one device of each kind.
    private static let platform = PlatformFiles(
        platform: "sonic", recorded: ["sct": ["spine-1", "leaf-a1", "border-1", "sleaf-2"]],
        fabric: SONiCTopology.fabric(named:))

    private func files(_ topology: String) throws -> [(device: Device, file: GeneratedFile)] {
        try Self.platform.files(topology)
    }

    @Test("what was recorded is what is generated", arguments: SONiCTopology.names)
    func golden(topology: String) throws {
        try Self.platform.expectRecorded(topology)
    }

    @Test("every line has a place in the topology", arguments: SONiCTopology.names)
    func origins(topology: String) throws {
        try Self.platform.expectOrigins(topology)
    }

    @Test("no value is anything else than a text or a list of texts, and no table is empty")
    func values() throws {
        for (_, file) in try files(SONiCTopology.own) where file.path.hasSuffix(".json") {
            guard case .object(let tables) = try JSONValue(parsing: Array(file.text.utf8)) else {
                Issue.record("no object")
                return
            }
            for (name, table) in tables {
                guard case .object(let rows) = table, !rows.isEmpty else {
                    Issue.record("\(name) is empty")
                    continue
                }
                for case (let key, .object(let fields)) in rows {
                    let isText = fields.allSatisfy { $0.1.string != nil || $0.1.array != nil }
                    #expect(isText, "\(name)|\(key)")
                }
            }
        }
    }

    // MARK: Validators

    @Test(
        "SONiC's own models accept every database",
        .enabled(if: SONiCModels.isWanted, "needs yanglint and ../shared/data/sonic-yang"),
        arguments: SONiCTopology.names)
    func models(topology: String) throws {
        let models = try SONiCModels(of: ConfigDB.Table.allCases.map(\.rawValue))
        for (_, file) in try files(topology) where file.path.hasSuffix("/config_db.json") {
            let complaints = try complaints(models, file.text)
            #expect(complaints == [], "\(file.path)")
        }
    }

    /// A text of `leaf-1` or `service-1` that is right, and what stands in its place.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var device = "leaf-1"
        var right: String
        var wrong: String
        var testDescription: String { "\(right) -> \(wrong)" }
    }

    static let mistakes = [
        Mistake(right: "\"Vrf-comune-5\": {", wrong: "\"v-comune-5\": {"),
        Mistake(right: "\"vrf_name\": \"Vrf-comune-5\"", wrong: "\"vrf_name\": \"Vrf-other\""),
        Mistake(right: "\"vlanid\": \"3\"", wrong: "\"vlanid\": \"4\""),
        Mistake(right: "\"Vlan2\": {", wrong: "\"Vlan1\": {"),
        Mistake(right: "\"vni\": \"1801484\"", wrong: "\"vni\": \"16777216\""),
        Mistake(right: "\"source_vtep\": \"vtep\"", wrong: "\"source_vtep\": \"other\""),
        Mistake(right: "\"gateway_mac\": \"02:", wrong: "\"gateway_mac\": \"0x:"),
        Mistake(right: "\"gateway_mac\"", wrong: "\"gw_mac\""),
        Mistake(right: "\"tagging_mode\": \"tagged\"", wrong: "\"tagging_mode\": \"trunk\""),
        Mistake(right: "\"Vlan5|Ethernet1\"", wrong: "\"Vlan5|Ethernet99\""),
        Mistake(right: "\"PortChannel7|Ethernet7\"", wrong: "\"PortChannel8|Ethernet7\""),
        Mistake(right: "\"Loopback0|10.255.0.2/32\"", wrong: "\"Loopback0|10.255.0.300/32\""),
        Mistake(right: "\"mtu\": \"9216\"", wrong: "\"mtu\": \"92160\""),
        Mistake(right: "\"admin_status\": \"down\"", wrong: "\"admin_status\": \"off\""),
        Mistake(right: "split-unified", wrong: "splitunified"),
        Mistake(right: "\"PACKET_ACTION\": \"DROP\"", wrong: "\"PACKET_ACTION\": \"DENY\""),
        Mistake(right: "\"IP_TYPE\": \"IPV4ANY\"", wrong: "\"IP_TYPE\": \"IPV6ANY\""),
        Mistake(right: "\"TCP_FLAGS\": \"0x10/0x10\"", wrong: "\"TCP_FLAGS\": \"ack\""),
        Mistake(right: ", \"TCP_FLAGS\"]", wrong: "]"),
        Mistake(right: "\"8000-8010\"", wrong: "\"8000-80100\""),
        Mistake(right: "\"DST_IP\": \"10.2.0.0/24\"", wrong: "\"DST_IP\": \"10.2.0.0/33\""),
        Mistake(right: "\"type\": \"FABRIC_IPV4\"", wrong: "\"type\": \"OTHER\""),
        Mistake(right: "\"ports\": [\"Ethernet1\"", wrong: "\"ports\": [\"Ethernet99\""),
        Mistake(right: "\"GATEWAYS_IPV4|2-groups-1\"", wrong: "\"OTHER|2-groups-1\""),
        Mistake(right: "\"services\": [\"SSH\"],\n", wrong: ""),
        Mistake(device: "service-1", right: "\"Eth1.35", wrong: "\"Eth2.35"),
    ]

    @Test(
        "SONiC's own models refuse what is wrong",
        .enabled(if: SONiCModels.isWanted, "needs yanglint and ../shared/data/sonic-yang"))
    func planted() throws {
        let models = try SONiCModels(of: ConfigDB.Table.allCases.map(\.rawValue))
        for mistake in Self.mistakes {
            let text = try Repository.text(
                "Fixtures/Golden/sonic/sonic/\(mistake.device)/config_db.json")
            let wrong = text.replacing(mistake.right, with: mistake.wrong, maxReplacements: 1)
            #expect(wrong != text, "\(mistake.right)")
            #expect(try !complaints(models, wrong).isEmpty, "\(mistake.testDescription)")
        }
    }

    private func complaints(_ models: SONiCModels, _ text: String) throws -> [String] {
        try models.complaints(about: try JSONValue(parsing: Array(text.utf8)).onHardware)
    }

    @Test(
        "FRR reads every frr.conf without a complaint",
        .enabled(if: Validator.areAllWanted, "needs frr, ifupdown2, nftables, bird2 and openbgpd"),
        arguments: SONiCTopology.names)
    func frr(topology: String) throws {
        for (_, file) in try files(topology) where file.path.hasSuffix("/frr.conf") {
            for validator in [Validator.vtysh, .bgpd, .zebra] {
                let complaints = try validator.complaints(about: file.text)
                #expect(complaints == [], "\(validator) on \(file.path)")
            }
        }
    }

    // MARK: Refusals

    private func refusals(
        of device: String, _ change: (inout Fabric, Int) throws -> Void
    ) throws -> [Diagnostic] {
        var fabric = try SONiCTopology.fabric(named: SONiCTopology.own)
        let index = try #require(fabric.devices.firstIndex { $0.name.text == device })
        try change(&fabric, index)
        let rendering = generateFiles(for: DeviceID(index), of: fabric)
        #expect(rendering.files.isEmpty)
        #expect(rendering.diagnostics.allSatisfy { $0.code == "backend.not-expressible" })
        return rendering.diagnostics
    }

    @Test(
        "a port by a name that SONiC does not have is refused at the port",
        arguments: ["swp1", "Ethernet", "Ethernet1/1", "Ethernet01", "PortChannel1", "eth0"])
    func port(name: String) throws {
        let port = try PortName(name)
        var origin: SourceSpan?
        let refused = try refusals(of: "leaf-2") { fabric, device in
            let index = try #require(
                fabric.devices[device].interfaces.firstIndex {
                    if case .access = $0.role { true } else { false }
                })
            fabric.devices[device].interfaces[index].name = .port(port)
            origin = fabric.devices[device].interfaces[index].origins.first
        }
        #expect(refused.map(\.span) == [origin])
    }

    @Test("a filter of a segment that another platform filters elsewhere is refused at its line")
    func otherPlatform() throws {
        var origins: Set<SourceSpan> = []
        let refused = try refusals(of: "leaf-1") { fabric, device in
            let other = try #require(fabric.devices.firstIndex { $0.name.text == "leaf-2" })
            fabric.devices[other].platform = "linux-frr"
            for filter in fabric.devices[device].filters {
                guard case .segmentIngress(let segment) = filter.place,
                    fabric[segment].devices.contains(DeviceID(other)),
                    let origin = filter.defaultOrigins.last
                else { continue }
                origins.insert(origin)
            }
        }
        #expect(!origins.isEmpty && Set(refused.map(\.span)) == origins)
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

    @Test("tunnels on a device without a link to another switch are refused")
    func alone() throws {
        let refused = try refusals(of: "leaf-1") { fabric, device in
            for index in fabric.devices[device].interfaces.indices {
                if case .underlay = fabric.devices[device].interfaces[index].role {
                    fabric.devices[device].interfaces[index].role = .unused
                }
            }
        }
        #expect(refused.count == 1)
    }

    @Test("VLAN 1, a high VNI and a sub-interface with an MTU of its own are refused")
    func numbers() throws {
        let vlan = try #require(VLANID(rawValue: 1))
        let vni = try #require(VNI(rawValue: 16_777_215))
        #expect(
            try refusals(of: "leaf-1") { $0.devices[$1].bridgeDomains[0].vlan = vlan }.count == 1)
        #expect(
            try refusals(of: "leaf-1") { $0.devices[$1].bridgeDomains[0].vni = vni }.count == 1)
        let refused = try refusals(of: "service-1") { fabric, device in
            let index = try #require(
                fabric.devices[device].interfaces.firstIndex {
                    if case .subinterface = $0.name { true } else { false }
                })
            fabric.devices[device].interfaces[index].mtu = 1400
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
            fabric.devices[index].platform = "sonic"
            let rendering = generateFiles(for: DeviceID(index), of: fabric)
            #expect(rendering.files.isEmpty)
            #expect(rendering.diagnostics.hasErrors)
        }
    }

    @Test("the name of a VRF has 15 octets at most, begins as SONiC wants and never moves")
    func nameOfVRF() throws {
        for topology in SONiCTopology.names {
            let fabric = try SONiCTopology.fabric(named: topology)
            let leaf = try #require(fabric.devices.first { $0.platform == "sonic" })
            for (index, vrf) in fabric.vrfs.enumerated() {
                let name = SONiCName.vrf(VRFID(index), on: leaf, in: fabric).configText
                #expect(name.utf8.count <= 15 && name.hasPrefix("Vrf-"))
                #expect(name.hasSuffix("-\(vrf.index)"))
            }
        }
    }

    @Test("a link-local address follows from the MAC address")
    func linkLocal() throws {
        let mac = try MACAddress("02:00:5e:00:00:01")
        #expect(IPv6Address.linkLocal(of: mac).description == "fe80::5eff:fe00:1")
        let other = try MACAddress("00:25:96:12:34:56")
        #expect(IPv6Address.linkLocal(of: other).description == "fe80::225:96ff:fe12:3456")
    }
}

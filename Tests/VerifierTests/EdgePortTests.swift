import Compiler
import Diagnostics
import Forwarding
import IR
import Net
import TestSupport
import Testing

@testable import Verifier

@Suite("Every edge of an exchange is guarded") struct EdgePortTests {
    private let fabric: Fabric
    private let network: Network

    init() throws {
        fabric = try CompiledTopology.fabric(named: "tix")
        network = Network(fabric)
    }

    @Test("the edges are the ports of members and of route servers, LAGs included")
    func edges() throws {
        let edges = EdgePorts(of: network, fabric: fabric)
        let names = edges.edges.map { "\(network.devices[$0.device].name):\($0.port)" }
        let members = try #require(fabric.exchange).members.flatMap(\.connections).map {
            "\(fabric[$0.device].name):\($0.port)"
        }
        #expect(Set(names) == Set(members + ["edge-1:swp30", "edge-2:swp30"]))
        #expect(names.contains("edge-2:bond1"))
        #expect(edges.unguarded.isEmpty)
        #expect(
            edgePortDiagnostics(
                of: network, fabric: fabric, intended: network, lines: ConfigurationLines()
            ).isEmpty)
    }

    @Test("whichever guard of whichever edge is missing is found, alone and by name")
    func everyGuard() {
        for device in network.devices.indices {
            for position in network.devices[device].statements.indices {
                let fact = network.devices[device].statements[position].fact
                let missing: (String, EdgePorts.Guard)? =
                    switch fact {
                    case .allowedMACs(let name, _): (name, .stations)
                    case .exchangeFrames(let name): (name, .frames)
                    case .stormLimits(let name, _): (name, .storms)
                    case .unheard(let name): (name, .device)
                    case .quarantined(let name): (name, .quarantine)
                    default: nil
                    }
                guard let missing else { continue }
                var changed = network
                changed.devices[device].statements.remove(at: position)
                let found = EdgePorts(of: changed, fabric: fabric).unguarded
                #expect(found.map(\.port) == [missing.0])
                #expect(found.first?.missing == [missing.1])
                #expect(found.first?.device == device)
            }
        }
    }

    @Test("a bridge that learns from reserved addresses leaves all its edges open")
    func learning() throws {
        var changed = network
        let edge = try #require(changed.devices.firstIndex { $0.name == "edge-2" })
        changed.devices[edge].statements.removeAll { $0.fact == .ignoresReserved }
        let found = EdgePorts(of: changed, fabric: fabric).unguarded
        #expect(found.count == 6)
        #expect(found.allSatisfy { $0.device == edge && $0.missing == [.learning] })
    }

    @Test("a port that nobody meant to be an edge is one")
    func strayPort() throws {
        var changed = network
        let edge = try #require(changed.devices.firstIndex { $0.name == "edge-1" })
        let vlan = try #require(VLANID(rawValue: 100))
        for fact in [Fact.bridged("swp9"), .tagged("swp9", vlan)] {
            changed.devices[edge].statements.append(Statement(fact, origins: []))
        }
        let found = edgePortDiagnostics(
            of: changed, fabric: fabric, intended: network, lines: ConfigurationLines())
        #expect(found.count == 1)
        #expect(found.first?.message.contains("edge-1:swp9 is on LAN 'peering'") == true)
        for word in ["stations", "kinds of frames", "storms", "hears nothing"] {
            #expect(found.first?.message.contains(word) == true)
        }
    }

    @Test("an edge that lets in nobody by name is not guarded")
    func noStations() throws {
        var changed = network
        for device in changed.devices.indices {
            for position in changed.devices[device].statements.indices {
                if case .allowedMACs(let name, _) = changed.devices[device].statements[position]
                    .fact
                {
                    changed.devices[device].statements[position].fact = .allowedMACs(name, [])
                }
            }
        }
        let edges = EdgePorts(of: changed, fabric: fabric)
        #expect(edges.unguarded.count == edges.edges.count)
    }

    @Test("a fabric without an exchange has no edges")
    func noExchange() throws {
        let fabric = try CompiledTopology.fabric(named: "smallest")
        #expect(EdgePorts(of: Network(fabric), fabric: fabric).edges.isEmpty)
    }
}

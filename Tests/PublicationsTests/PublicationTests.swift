import Compiler
import Diagnostics
import Foundation
import IR
import Net
import Publications
import TestSupport
import Testing

@Suite("Publications") struct PublicationTests {
    /// By the name of the golden file.
    private static let publications: [(name: String, text: @Sendable (Fabric) -> String?)] = [
        ("routing-objects.rpsl", { RoutingObjects().text(of: $0) }),
        ("member-policy.md", { MemberPolicy().text(of: $0) }),
        ("manrs.md", { ActionEvidence().text(of: $0) }),
        ("alice.conf", { LookingGlassConfiguration().text(of: $0) }),
    ]

    @Test("what was recorded is what is published")
    func golden() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        for (name, text) in Self.publications {
            let published = try #require(text(fabric))
            #expect(published.hasSuffix("\n") && !published.hasSuffix("\n\n"))
            #expect(text(fabric) == published)
            try Golden.expect(published, at: "Fixtures/Golden/publications/tix/\(name)")
        }
    }

    @Test("nobody in quarantine is in any of them, and no address of the underlay")
    func hidden() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        for (name, text) in Self.publications {
            let published = try #require(text(fabric))
            for word in ["provider-nuovo", "65542", "192.0.2.130", "2001:db8:0:2:", "10.255.0."] {
                #expect(!published.contains(word), "\(word) in \(name)")
            }
        }
    }

    @Test("without an exchange there is nothing, without route servers and members little")
    func absent() throws {
        let none = try CompiledTopology.fabric(named: "smallest")
        var bare = try CompiledTopology.fabric(named: "tix")
        bare.exchange?.members = []
        bare.exchange?.registration = ExchangeRegistration()
        for index in bare.devices.indices { bare.devices[index].routeServer = nil }
        for (name, text) in Self.publications {
            #expect(text(none) == nil)
            #expect(text(bare) != nil, "\(name)")
        }
        #expect(RoutingObjects().text(of: bare) == "")
    }

    // MARK: RPSL

    @Test("every line of an object is an attribute, and every AS-SET a name that RPSL knows")
    func routingObjects() throws {
        let text = try #require(
            RoutingObjects().text(of: CompiledTopology.fabric(named: "tix")))
        for object in text.split(separator: "\n\n") {
            let lines = object.split(separator: "\n")
            #expect(
                lines.first?.hasPrefix("as-set:") == true
                    || lines.first?.hasPrefix("aut-num:") == true)
            for line in lines {
                #expect(line.wholeMatch(of: /[a-z-]+: +\S.*/) != nil, "\(line)")
                #expect(!line.contains("::A"), "\(line)")
            }
            for key in ["admin-c", "tech-c", "mnt-by", "source"] {
                #expect(lines.filter { $0.hasPrefix("\(key):") }.count == 1)
            }
        }
        // One import and one export for each client and family, and none for others.
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("import:") }.count == 10)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("mp-export:") }.count == 10)
        #expect(!text.contains("AS64501 "))
    }

    // MARK: Alice-LG

    @Test("every reason of refusal has its line, and every route server both of its sources")
    func lookingGlass() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        let text = try #require(LookingGlassConfiguration().text(of: fabric))
        for reason in RejectReason.allCases {
            #expect(text.contains("\n64511:1101:\(reason.rawValue) = \(reason.meaning)\n"))
        }
        for line in text.split(separator: "\n") where line.hasPrefix("main_table") {
            let table = try #require(line.split(separator: " ").last)
            let server = try Repository.text("Fixtures/Golden/bird2/tix/rs-1/bird.conf")
            #expect(server.contains("table \(table) "))
        }
        // A key once in a section, as readers of INI files want it.
        for section in text.components(separatedBy: "\n[") {
            let keys = section.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "=" } }
            #expect(Set(keys).count == keys.count, "\(section)")
        }
    }

    @Test("a route server is asked in the way of its daemon, for each family")
    func daemons() throws {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let index = try #require(fabric.devices.firstIndex { $0.name.text == "rs-2" })
        for (platform, ofBIRD, ofOpenBGPD) in [("bird2", 4, 0), ("openbgpd", 2, 2)] {
            fabric.devices[index].platform = platform
            let text = try #require(LookingGlassConfiguration().text(of: fabric))
            #expect(text.components(separatedBy: ".birdwatcher]").count == ofBIRD + 1)
            #expect(text.components(separatedBy: ".openbgpd-bgplgd]").count == ofOpenBGPD + 1)
        }
    }

    // MARK: Member policy

    @Test("the page tells every rule of the route servers and every reason that refuses by one")
    func rules() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        let text = try #require(MemberPolicy().text(of: fabric))
        let server = try #require(fabric.devices.lazy.compactMap(\.routeServer).first)
        let rows = text.split(separator: "\n").filter { $0.contains(":1101:") }
        #expect(rows.count == server.rules.count)
        for line in text.split(separator: "\n") where line.hasPrefix("|") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).count
            #expect([5, 6, 4].contains(cells), "\(line)")
        }
    }

    // MARK: MANRS

    @Test("an action is shown where the topology shows it, and where a part is gone it says which")
    func actions() throws {
        var fabric = try CompiledTopology.fabric(named: "tix")
        func verdicts(_ fabric: Fabric) throws -> [ActionEvidence.Verdict] {
            try #require(ActionEvidence().actions(of: fabric)).map(\.verdict)
        }
        #expect(try verdicts(fabric) == [.partly, .notShown, .shown, .partly, .shown])
        for index in fabric.devices.indices {
            fabric.devices[index].routeServer?.rules.removeAll {
                if case .origins = $0.kind { true } else { false }
            }
            for port in fabric.devices[index].interfaces.indices
            where fabric.devices[index].interfaces[port].name.description == "bond1" {
                fabric.devices[index].interfaces[port].allowedMACs = []
            }
        }
        fabric.exchange?.registration = ExchangeRegistration()
        for index in fabric.exchange?.lans.indices ?? 0..<0 {
            fabric.exchange?.lans[index].lookingGlasses = []
        }
        for index in fabric.exchange?.members.indices ?? 0..<0 {
            fabric.exchange?.members[index].registration.contact = nil
        }
        #expect(try verdicts(fabric) == [.notShown, .notShown, .notShown, .notShown, .notShown])
        let text = try #require(ActionEvidence().text(of: fabric))
        #expect(text.contains("edge-2:bond1 lets in every station"))
        #expect(text.contains("none of the actions"))
    }

    @Test("evidence names lines of the topology")
    func places() throws {
        let fabric = try CompiledTopology.fabric(named: "tix")
        let action = try #require(ActionEvidence().actions(of: fabric)).first { $0.number == 3 }
        for evidence in action?.evidence ?? [] where evidence.contains("ethertypes") {
            #expect(evidence.contains("(Topologies/tix.yaml:"))
        }
        // Eleven members on the peering LAN with fourteen ports, and two route servers.
        #expect((action?.evidence ?? []).filter { $0.contains("ethertypes") }.count == 16)
    }
}

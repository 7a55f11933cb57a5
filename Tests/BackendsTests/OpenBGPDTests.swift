import Diagnostics
import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

@Suite struct OpenBGPDTests {
    /// A route server of the exchange, on OpenBGPD, with all that a policy may ask for.
    private static func fullFabric() throws -> (fabric: Fabric, device: DeviceID) {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let index = try #require(fabric.devices.firstIndex { $0.name.text == "rs-2" })
        fabric.devices[index].platform = "openbgpd"
        var server = try #require(fabric.devices[index].routeServer)
        server.rules = try fullRules(server.rules, at: server.origin)
        server.originValidation = OriginValidation(
            caches: [RTRCache(address: try IPAddress("192.0.2.99"), port: 8282)],
            payloads: [
                ValidatedROAPayload(
                    prefix: try IPPrefix("198.51.100.0/24"), maxLength: 28, asn: 64496),
                ValidatedROAPayload(
                    prefix: try IPPrefix("203.0.113.0/24"), maxLength: 24, asn: 0),
            ])
        let asns = server.clients.map(\.asn)
        let first = try #require(asns.first)
        for index in server.clients.indices {
            let asn = server.clients[index].asn
            server.clients[index].secret = try Name("key-of-\(asn)")
            server.clients[index].hasGTSM = index % 2 == 0
            server.clients[index].getsAllPaths = index % 3 == 0
            server.clients[index].getsBlackholes = index % 4 != 0
            server.clients[index].limit?.action = index % 2 == 0 ? .restart : .shutdown
            if asn.rawValue > UInt16.max { server.clients[index].communityASN = 64600 }
            if asn == asns[6] {
                server.clients[index].attachedCommunities = try ["64497:1", "rt:1:2", "9:8:7"].map {
                    try Community($0)
                }
            }
            if asn == first { server.clients[index].announcesTo = .only([asns[4], asns[8]]) }
            if asn == asns[4] { server.clients[index].acceptsFrom = .allBut([asns[8]]) }
            if asn == asns[8] { server.clients[index].acceptsFrom = .only([first]) }
            if asn == asns[10] { server.clients[index].announcesTo = .allBut([first]) }
        }
        fabric.devices[index].routeServer = server
        return (fabric, DeviceID(index))
    }

    private static func fullRules(
        _ rules: [ImportRule], at origin: SourceSpan
    ) throws -> [ImportRule] {
        let more: [ImportRule.Kind] = [
            .transitFree([try ASN("174"), try ASN("64497")]),
            .neverViaRouteServers([try ASN("15169")]),
        ]
        let last: [ImportRule.Kind] = [
            .blackholes(
                BlackholePolicy(
                    nextHopIPv4: try IPv4Address("192.0.2.66"), nextHopIPv6: nil,
                    ipv4Lengths: 25...32, ipv6Lengths: 128...128)),
            .originValidity,
        ]
        return rules.flatMap { rule -> [ImportRule] in
            switch rule.kind {
            case .leaks: more.map { ImportRule($0, origin: origin) } + [rule]
            case .prefixes:
                [ImportRule(.prefixes(roaSuffices: true), origin: rule.origin)]
                    + last.map { ImportRule($0, origin: origin) }
            default: [rule]
            }
        }
    }

    private static func text(_ rendering: Rendering) throws -> String {
        #expect(rendering.diagnostics.isEmpty)
        return try #require(rendering.files.first { $0.path.hasSuffix("/bgpd.conf") }?.text)
    }

    @Test("a policy that asks for everything is said, and bgpd reads it")
    func everything() throws {
        let (fabric, device) = try Self.fullFabric()
        let text = try Self.text(generateFiles(for: device, of: fabric))
        try Golden.expect(text, at: "Fixtures/Golden/openbgpd/everything/bgpd.conf")
        guard Validator.openbgpd.isWanted else { return }
        try TemporaryDirectory.with { directory in
            // The keys are in a file that we do not write.
            let asns = Set(fabric[device].routeServer?.clients.map(\.asn) ?? [])
            let keys = asns.map { "cr_secret_key_of_\($0)=\"example\"\n" }.joined()
            try Data(keys.utf8).write(to: URL(fileURLWithPath: "\(directory)/secrets"))
            let known = text.replacing("/etc/bgpd.secrets", with: "\(directory)/secrets")
            #expect(try Validator.openbgpd.complaints(about: known) == [])
            #expect(try !Validator.openbgpd.complaints(about: text).isEmpty)
        }
    }

    /// Something that cannot be said, and of what the line is.
    enum Unsayable: String, CaseIterable {
        case acceptedCount, block, warn, extendedNextHop, ipv4OverIPv6, foreignNextHop
        case foreignBlackhole, sets, unequalChoices, leaksWithoutRoles, rolesWithoutLeaks
    }

    @Test("what it cannot say is refused at its line", arguments: Unsayable.allCases)
    func refused(what: Unsayable) throws {
        var (fabric, device) = try Self.fullFabric()
        var server = try #require(fabric[device].routeServer)
        var client = 1
        var origin = server.clients[client].origin
        switch what {
        case .acceptedCount: server.clients[client].limit?.counted = .accepted
        case .block: server.clients[client].limit?.action = .block
        case .warn: server.clients[client].limit?.action = .warn
        case .extendedNextHop: server.clients[client].hasExtendedNextHop = true
        case .ipv4OverIPv6:
            client = try #require(server.clients.firstIndex { $0.family == .ipv6 })
            origin = server.clients[client].origin
            server.clients[client].family = .ipv4
        case .foreignNextHop:
            server.clients[client].nextHops.append(try IPAddress("198.51.100.1"))
        case .foreignBlackhole:
            let index = try #require(
                server.rules.firstIndex {
                    if case .blackholes = $0.kind { true } else { false }
                })
            origin = server.rules[index].origin
            server.rules[index].kind = .blackholes(
                BlackholePolicy(
                    nextHopIPv4: try IPv4Address("198.51.100.1"), nextHopIPv6: nil,
                    ipv4Lengths: 32...32, ipv6Lengths: 128...128))
        case .sets:
            server.rules.removeAll { $0.kind == .asSets }
            origin = server.origin
        case .leaksWithoutRoles:
            server.hasRoles = false
            origin = try #require(server.rules.first { $0.kind == .leaks }).origin
        case .rolesWithoutLeaks:
            server.rules.removeAll { $0.kind == .leaks }
            origin = server.origin
        case .unequalChoices: server.clients[client].acceptsFrom = .only([])
        }
        fabric.devices[Int(device.rawValue)].routeServer = server
        let rendering = generateFiles(for: device, of: fabric)
        #expect(rendering.files.isEmpty)
        #expect(rendering.diagnostics.map(\.code) == ["backend.not-expressible"])
        #expect(rendering.diagnostics.map(\.span) == [origin])
    }

    /// A thousand members with a session of each family, and a hundred prefixes and ten origins in
    /// each.
    private static func largeFabric() throws -> (fabric: Fabric, device: DeviceID) {
        var (fabric, device) = try fullFabric()
        var server = try #require(fabric[device].routeServer)
        let sample = try #require(server.clients.first)
        server.clients = (0..<1000).flatMap { member in
            AddressFamily.allCases.map { family in
                var client = sample
                let isIPv4 = family == .ipv4
                client.asn = ASN(rawValue: UInt32(65_552 + member)) ?? client.asn
                let lan: UInt128 = isIPv4 ? 0xc000_0200 : 0x2001_0db8_0000_0001 << 64
                client.address = IPAddress(family: family, bits: lan + UInt128(member + 16))
                client.family = family
                client.nextHops = [client.address]
                client.origins = (0..<10).compactMap {
                    ASN(rawValue: UInt32(200_000 + member * 10 + $0))
                }
                let space: UInt128 = isIPv4 ? 0x2000_0000 : 0x2a00 << 112
                client.prefixes = (0..<100).map {
                    IPPrefix(
                        containing: IPAddress(
                            family: family,
                            bits: space + UInt128(member * 100 + $0) << (isIPv4 ? 8 : 80)),
                        length: isIPv4 ? 24 : 48)
                }
                client.announcesTo = .everybody
                client.acceptsFrom = .everybody
                client.secret = nil
                return client
            }
        }
        let lan = Int(server.lan.rawValue)
        for index in fabric.segments[lan].prefixes.indices
        where fabric.segments[lan].prefixes[index].prefix.family == .ipv4 {
            fabric.segments[lan].prefixes[index].prefix = try IPPrefix("192.0.0.0/21")
        }
        fabric.devices[Int(device.rawValue)].routeServer = server
        return (fabric, device)
    }

    @Test("a thousand members fit into 10 MB, which bgpd reads at once")
    func size() throws {
        let (fabric, device) = try Self.largeFabric()
        let text = try Self.text(generateFiles(for: device, of: fabric))
        #expect(text.utf8.count < 10_000_000)
        guard Validator.openbgpd.isWanted else { return }
        let clock = ContinuousClock()
        let beginning = clock.now
        #expect(try Validator.openbgpd.complaints(about: text) == [])
        let duration = clock.now - beginning
        #expect(duration < .seconds(10))
    }

    @Test("no mark of ours is one that a member's community could be read as")
    func marks() {
        for mark in OpenBGPDFile.Mark.allCases {
            #expect(CommunityPlan.informational.contains(mark.rawValue))
            #expect(mark.rawValue != CommunityPlan.rejection)
            #expect(mark.rawValue != CommunityPlan.validity)
        }
    }
}

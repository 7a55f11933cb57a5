import ConfigReader
import Forwarding
import IR
import Net
import TestSupport
import Testing

@Suite("bgpd.conf")
struct OpenBGPDTests {
    private let server: DeviceFiles

    /// With one client of each kind.
    private let small: DeviceFiles

    init() throws {
        var fabric = try RouteServerMatrix().fabric
        server = try Self.release(fabric).device("rs-1")
        let index = try #require(fabric.devices.firstIndex { $0.name.text == "rs-1" })
        let kinds: Set<UInt32> = [64496, 64499, 64500, 64502, 65540]
        fabric.devices[index].routeServer?.clients.removeAll { !kinds.contains($0.asn.rawValue) }
        small = try Self.release(fabric).device("rs-1")
    }

    /// The fabric with its first route server on OpenBGPD.
    private static func release(_ original: Fabric) throws -> GeneratedRelease {
        var fabric = original
        let index = try #require(fabric.devices.firstIndex { $0.name.text == "rs-1" })
        fabric.devices[index].platform = "openbgpd"
        return GeneratedRelease(fabric)
    }

    @Test("what was generated is what was meant, for all rules there are")
    func matrix() {
        #expect(server.read().unmodelled == [])
        #expect(server.read().statements.allSatisfy { $0.line != nil })
        #expect(server.differences == [])
    }

    @Test("so it is for policies as no topology asks", arguments: 1...40 as ClosedRange<UInt64>)
    func varied(seed: UInt64) throws {
        var fabric = try RouteServerMatrix().fabric
        let index = try #require(fabric.devices.firstIndex { $0.name.text == "rs-1" })
        var random = SeededGenerator(seed: seed)
        if let server = fabric.devices[index].routeServer {
            fabric.devices[index].routeServer = Self.varied(server, &random)
        }
        let files = try Self.release(fabric).device("rs-1")
        #expect(!files.text(of: "bgpd.conf").isEmpty, "seed \(seed)")
        #expect(files.read().unmodelled == [], "seed \(seed)")
        #expect(files.differences == [], "seed \(seed)")
    }

    /// What the language can say, in all ways.
    private static func varied(
        _ original: RouteServer, _ random: inout SeededGenerator
    ) -> RouteServer {
        var server = original
        if random.oneIn(3) {
            server.addresses.removeAll { $0.family == .ipv6 }
            server.clients.removeAll { $0.address.family == .ipv6 }
        }
        if random.oneIn(6) { server.clients = [] }
        if random.oneIn(3), let asn = ASN(rawValue: 4_200_000_100) { server.asn = asn }
        server.honoursGracefulShutdown = random.oneIn(2)
        if random.oneIn(3) { server.originValidation = nil }
        if random.oneIn(2), let address = server.addresses.first {
            server.originValidation?.caches = [RTRCache(address: address, port: 8282)]
        }
        server.rules.removeAll { rule in
            rule.kind != .asSets && rule.kind != .leaks && random.oneIn(6)
        }
        if random.oneIn(3) {
            server.hasRoles = false
            server.rules.removeAll { $0.kind == .leaks }
        }
        for index in server.rules.indices {
            switch server.rules[index].kind {
            case .pathLengths:
                server.rules[index].kind = .pathLengths(random.pick([1...64, 0...3]))
            case .bogonASNs: if random.oneIn(3) { server.rules[index].kind = .bogonASNs([]) }
            case .prefixes:
                server.rules[index].kind = .prefixes(roaSuffices: random.oneIn(2))
            case .prefixLengths(_, let ipv6):
                server.rules[index].kind = .prefixLengths(
                    ipv4: random.pick([8...24, 0...28, 9...32]), ipv6: ipv6)
            default: break
            }
        }
        var choices: [ASN: (MemberChoice, MemberChoice)] = [:]
        let asns = server.clients.map(\.asn).filter { _ in random.oneIn(4) }
        for index in server.clients.indices {
            var client = server.clients[index]
            if random.oneIn(3) { client.prefixes = [] }
            if random.oneIn(6) { client.origins = [] }
            if random.oneIn(4) { client.nextHops = [] }
            if random.oneIn(2) {
                client.limit = SessionLimit(
                    prefixes: random.pick([1, 100, 4_000_000]), counted: .received,
                    action: random.pick([.shutdown, .restart]))
            }
            if random.oneIn(3) { client.secret = try? Name("key--2-x") }
            client.hasGTSM = random.oneIn(3)
            client.getsAllPaths = random.oneIn(3)
            client.getsBlackholes = random.oneIn(2)
            client.communityASN = random.oneIn(2) ? 64512 : nil
            let communities: [Community] = [
                .noAdvertise, .standard(64496, 1), .large(64511, 0, 0),
                .routeTarget(RouteTarget(administrator: 64496, number: 4_200_000_001)),
            ]
            client.attachedCommunities = communities.filter { _ in random.oneIn(4) }.sorted()
            let list = Set(asns).sorted()
            let own = choices[
                client.asn,
                default: (
                    random.pick([.everybody, .only(list), .allBut(list)]),
                    random.pick([.everybody, .only(list), .allBut(list)])
                )]
            choices[client.asn] = own
            (client.announcesTo, client.acceptsFrom) = own
            server.clients[index] = client
        }
        return server
    }

    @Test("a file without any one of its lines is not read as the same")
    func missingLines() {
        let lines = small.text(of: "bgpd.conf").split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            // A third of them, to save time.
            guard index % 3 == 0, !line.isEmpty, !line.drop(while: { $0 == " " }).hasPrefix("#")
            else { continue }
            var changed = small
            var rest = lines
            rest.remove(at: index)
            changed.set("bgpd.conf", to: rest.joined(separator: "\n"))
            #expect(
                !changed.read().unmodelled.isEmpty || !changed.differences.isEmpty,
                "line \(index + 1): \(line)")
        }
    }

    @Test("a file with any two rules of its filter changed over is not read as the same")
    func order() {
        let lines = small.text(of: "bgpd.conf").split(
            separator: "\n", omittingEmptySubsequences: false)
        let rules = lines.indices.filter { index in
            ["allow ", "deny ", "match to "].contains { lines[index].hasPrefix($0) }
                && !lines[index].hasSuffix("{")
        }
        for (first, second) in zip(rules, rules.dropFirst()) {
            // Who does not get blackholes, and clients of other names, in any order.
            let isList = ["large-community 64511:1904:0", ":64900"].contains {
                lines[first].contains($0) && lines[second].contains($0)
            }
            guard !isList else { continue }
            var changed = small
            var swapped = lines
            swapped.swapAt(first, second)
            changed.set("bgpd.conf", to: swapped.joined(separator: "\n"))
            #expect(
                !changed.read().unmodelled.isEmpty || !changed.differences.isEmpty,
                "line \(first + 1): \(lines[first])")
        }
    }

    /// What stands there, and what nobody can interpret any more once it is replaced.
    static let refused: [(String, String)] = [
        ("deny quick to ebgp large-community 64511:1101:*", "allow quick to ebgp"),
        ("enforce neighbor-as no", "enforce neighbor-as no\n    set localpref 300"),
        ("# rs-1: /etc/bgpd.conf", "# rs-1: /etc/bgpd.conf \\"),
        // bgpd 7.7 installs no key for a session that has it.
        ("remote-as 64496\n", "remote-as 64496\n        local-address 192.0.2.1\n"),
        ("rde evaluate all", "rde evaluate default"), ("AS 64511", "AS 64511 23456"),
        ("transparent-as yes", "transparent-as no"), ("reject as-set yes", "reject as-set no"),
        ("max-as-len 8 set", "max-as-len 8 set { weight 5 } set"),
        ("match to ebgp set {", "allow quick to ebgp\nmatch to ebgp set {"),
        ("prepend-neighbor 3", "prepend-neighbor 2"),
        ("    community delete 0:*\n", ""), ("allow to ebgp", "allow to any"),
        ("localpref 0", "localpref 100"), ("prefix-set cr_own {", "prefix-set cr_mine {"),
    ]

    @Test("a line that means something else is refused", arguments: refused)
    func refusal(right: String, wrong: String) {
        let changed = server.replacing(right, with: wrong, in: "bgpd.conf")
        #expect(changed.text(of: "bgpd.conf") != server.text(of: "bgpd.conf"))
        #expect(!changed.read().unmodelled.isEmpty)
    }

    @Test("no damage to the file stops the reader", arguments: 1...20 as ClosedRange<UInt64>)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let octets = Array(server.text(of: "bgpd.conf").utf8)
        for _ in 0..<5 {
            var damaged = octets
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                damaged[place] = random.pick(Array("{}\" \n,#0".utf8))
            }
            var changed = server
            changed.files = changed.files.map {
                $0.path.hasSuffix("/bgpd.conf") ? ($0.path, damaged) : $0
            }
            _ = changed.read()
        }
    }
}

import ConfigReader
import Forwarding
import Foundation
import IR
import Net
import TestSupport
import Testing

/// `bird.conf` of a server that has every rule and every setting.
@Suite("bird.conf")
struct BIRDTrapTests {
    private let server: DeviceFiles

    init() throws {
        server = try Self.release.get().device("rs-1")
    }

    private static let release = Result {
        let (fabric, _) = try LabExchange.fabric { server in
            LabExchange.joinFamilies(of: 64499, in: &server)
            // One client of IPv6 is enough beside that one, and two that chose nothing.
            server.clients.removeAll { client in
                client.address.family == .ipv6 && ![64496, 64499].contains(client.asn.rawValue)
                    || client.address.description == "192.0.2.23"
            }
            server.clients[0].secret = try Name("tix")
            for index in server.clients.indices where server.clients[index].isOverOtherFamily {
                server.clients[index].prefixes = try ["10.3.0.0/17", "10.3.128.0/17"].map {
                    try IPPrefix($0)
                }
            }
            for index in [0, 1] {
                server.clients[index].attachedCommunities = try [
                    "64497:1", "rt:64497:2", "64497:3:4",
                ].map { try Community($0) }
            }
            server.clients[0].limit = SessionLimit(
                prefixes: 10, counted: .received, action: .shutdown)
            server.clients[1].limit = SessionLimit(
                prefixes: 12, counted: .accepted, action: .restart)
            server.originValidation?.caches = [
                RTRCache(address: try IPAddress("192.0.2.99"), port: 323)
            ]
        }
        return GeneratedRelease(fabric)
    }

    private func changed(_ right: String, _ wrong: String) -> DeviceFiles {
        let changed = server.replacing(right, with: wrong, in: "bird.conf")
        #expect(changed.text(of: "bird.conf") != server.text(of: "bird.conf"), "\(right)")
        return changed
    }

    private func isNoticed(_ files: DeviceFiles) -> Bool {
        let device = files.read()
        return !device.unmodelled.isEmpty || !files.differences.isEmpty
    }

    @Test("as it is generated has no trap")
    func untouched() {
        #expect(server.read().unmodelled.isEmpty)
        #expect(server.differences.isEmpty)
    }

    /// What stands there, and what differs once it is replaced.
    static let different: [(String, String)] = [
        // Sets.
        ("10.0.0.0/16+", "10.0.0.0/15+"), ("10.0.0.0/16+, ", ""),
        ("10.3.0.0/16{17,32}", "10.3.0.0/16+"),
        ("bgp_community.add((64497, 1)); ", ""), ("(rt, 64497, 2)", "(rt, 64497, 1)"),
        ("[64496];", "[64496, 174];"),
        ("router id 192.0.2.1", "router id 192.0.2.2"), ("[0, 23456,", "[0,"),
        ("192.0.2.0/25+, ", ""), ("172.16.0.0/12{12,32}", "172.16.0.0/12{13,32}"),
        ("cr_transit_free = [3356, ", "cr_transit_free = ["),
        ("cr_never_here = [6939, ", "cr_never_here = [6940, "),
        ("route 10.0.1.0/24 max 24 as 64496;", "route 10.0.1.0/24 max 25 as 64496;"),
        ("remote 192.0.2.99 port 323;", "remote 192.0.2.99 port 324;"),
        // Rules: another number, one less, another order.
        ("net.len < 8 ", "net.len < 7 "), ("net.len > 24 ", "net.len > 25 "),
        ("net.len < 30 ||", "net.len < 24 ||"), ("192.0.2.66", "192.0.2.67"),
        ("    if net ~ cr_own_ipv4 then return cr_refuse(3);\n", ""),
        ("    if !(bgp_path.last ~ cr_origins) then return cr_refuse(10);\n", ""),
        ("    if defined(bgp_otc) then return cr_refuse(1003);\n", ""),
        (" && roa_check(cr_payloads_of_ipv4) != ROA_VALID then", " then"),
        ("    if (65535, 0) ~ bgp_community then bgp_local_pref = 0;\n", ""),
        // Clients.
        ("[192.0.2.10]", "[192.0.2.10, 192.0.2.12]"), ("    password 'cr_secret_tix';\n", ""),
        ("'cr_secret_tix'", "'cr_secret_other'"), ("receive limit 10 ", "receive limit 11 "),
        ("receive limit 10 ", "import limit 10 "), ("action disable", "action warn"),
        ("    ttl security yes;\n", ""), ("        add paths tx;\n", ""),
        ("        extended next hop yes;\n", ""),
        ("cr_announces(64499, 64499, false)", "cr_announces(64499, 64499, true)"),
        ("cr_announces(65540, 64620, true)", "cr_announces(65540, 64621, true)"),
        ("cr_client ~ cr_sources_as64500 && ", ""),
        ("cr_client ~ cr_sources_as64500 &&", "!(cr_client ~ cr_sources_as64500) &&"),
        ("return !(cr_to ~ [64503]);", "return cr_to ~ [64503];"),
        ("return !(cr_to ~ [64503]);", "return !(cr_to ~ [64504]);"),
    ]

    @Test("another set, rule or setting is a difference", arguments: different)
    func difference(right: String, wrong: String) {
        #expect(!changed(right, wrong).differences.isEmpty)
    }

    /// What stands there, and what nobody can interpret any more once it is replaced.
    static let refused: [(String, String)] = [
        // Functions that are known to the letter.
        ("    return false;", "    return true;"),
        ("1101, cr_reason", "1102, cr_reason"),
        ("bgp_local_pref = 0;", "bgp_local_pref = 200;"),
        ("(65535, 666), (64511, 666)", "(65535, 667), (64511, 666)"),
        ("1: return bgp_path ~ [= ? ? =];", "1: return bgp_path ~ [= ? ? ? =];"),
        ("        1: return bgp_path ~ [= ? ? =];\n", ""),
        ("return bgp_path.len > 16;", "return false;"),
        ("bgp_large_community.delete([(64511, 1000..1999, *)]);", "return true;"),
        ("    cr_client = cr_peer;\n", ""), ("    cr_attach();\n", ""),
        ("192.0.2.10, 192.0.2.11 : bgp", "192.0.2.10, 192.0.2.99 : bgp"),
        ("10.3.0.0/16{17,32}", "10.3.0.0/16{17,31}"), ("10.3.0.0/16{17,32}", "0.0.0.0/0{17,32}"),
        ("over_ipv6 from cr_clients_ipv6", "over_ipv6 from cr_clients_ipv4"),
        ("from cr_clients_ipv4_over_ipv6", "from cr_clients_ipv6"),
        ("cr_client = cr_peer;", "cr_client = 64497;"),
        ("then return cr_refuse(7);", "then return cr_accept(3);"),
        ("bgp_path.first != cr_peer", "bgp_path.first != 64496"),
        ("int set cr_origins) {", "int set cr_others) {"),
        ("        bgp_community.add((65535, 65281));\n", ""),
        ("    return cr_accept(2);\n}", "    return cr_accept(1);\n}"),
        ("ROA_INVALID then", "ROA_UNKNOWN then"),
        ("if !cr_takes_blackholes &&", "if cr_takes_blackholes &&"),
        ("    if !cr_may_go(cr_to) then return false;\n", ""),
        ("(0, cr_to16) ~ bgp_community", "(1, cr_to16) ~ bgp_community"),
        ("    bgp_large_community.delete(cr_large_requests);\n", ""),
        ("cr_requests = [(0, *), ", "cr_requests = ["),
        ("2000..4294967295", "2001..4294967295"),
        ("define cr_no_prefixes = [];", "define cr_no_prefixes = [0.0.0.0/0+];"),
        ("    return true;\n}\n\ndefine cr_requests", "    return false;\n}\n\ndefine cr_requests"),
        ("192.0.2.18 :", "192.0.2.18, 192.0.2.18 :"), ("192.0.2.18 :", "192.0.2.99, 192.0.2.18 :"),
        // A call with what belongs to somebody else.
        ("cr_accepts_ipv4(64496,", "cr_accepts_ipv4(64497,"),
        ("cr_accepts_ipv4(64496,", "cr_accepts_ipv6(64496,"),
        ("cr_prefixes_ipv4_as64496, cr_exact", "cr_prefixes_ipv4_as64999, cr_exact"),
        ("cr_exact_ipv4_as64496, cr_origins", "cr_prefixes_ipv4_as64496, cr_origins"),
        ("cr_exact_ipv4_as64496, cr_origins", "cr_no_prefixes, cr_origins"),
        ("cr_announces(64496, 64496, true)", "cr_announces(64497, 64496, true)"),
        ("cr_announces(64496, 64496, true)", "cr_announces(64496, 64497, true)"),
        ("cr_announces(64496, 64496, true)", "true"),
        // Sessions that are not those of route server clients.
        ("    rs client;\n", ""), ("    passive yes;\n", "    passive no;\n"),
        ("    interpret communities no;\n", ""), ("        secondary;\n", ""),
        ("        import table yes;\n", ""), ("    local role rs_server;\n", ""),
        ("as 64511;\n    strict", "as 64510;\n    strict"),
        ("        table cr_routes_ipv4;\n", ""), ("    strict bind yes;\n", ""),
        ("    passive yes;\n", "    passive yes;\n    multihop 2;\n"),
        ("    neighbor 192.0.2.11 as", "    multihop;\n    neighbor 192.0.2.11 as"),
        ("neighbor 192.0.2.11 as", "neighbor 192.0.2.10 as"),
        ("        import where", "        import all;\n        import where"),
        (
            "        export where cr_announces(64496",
            "        export all;\n        export where cr_announces(64496"
        ),
        ("from cr_clients_ipv4 {", "from cr_clients_ipv6 {"), (" from cr_clients_ipv4 {", " {"),
        // What is not known at all.
        ("protocol device {}", "protocol device {}\nprotocol kernel { ipv4 { export all; }; }"),
        ("protocol device {}", ""), ("cr_routes_ipv4 sorted", "cr_routes_ipv4"),
        ("attribute int cr_client;\n", ""), ("roa4 table cr_payloads_of_ipv4;\n", ""),
        ("cristallo-secrets.conf", "more.conf"), ("include \"", "include \"/tmp/x\";\ninclude \""),
        ("log syslog all;", "log syslog all;\nfunction cr_other() { return true; }"),
        ("cr_bogon_asns = [0,", "cr_bogon_asns = [x,"),
    ]

    @Test("what is not known is unmodelled", arguments: refused)
    func refusal(right: String, wrong: String) {
        #expect(!changed(right, wrong).read().unmodelled.isEmpty)
    }

    @Test("a server that knows no blackholes is not one that forgot whom they go to")
    func forgottenBlackholes() {
        let check = "    if !cr_takes_blackholes && cr_is_blackhole() then return false;\n"
        let start = "function cr_is_blackhole() {"
        let text = server.text(of: "bird.conf").replacing(check, with: "")
        let parts = text.split(separator: start, maxSplits: 1)
        let rest = parts[1].split(separator: "}\n", maxSplits: 1)[1]
        var files = server
        files.set("bird.conf", to: "\(parts[0])\(rest)")
        #expect(!files.text(of: "bird.conf").contains(start))
        #expect(!files.read().unmodelled.isEmpty)
    }

    // MARK: Any change

    /// Lines that a device acts on.
    private func isEffective(_ line: String) -> Bool {
        let text = line.drop { $0 == " " }
        return !text.isEmpty && !text.hasPrefix("#") && !text.hasPrefix("log ")
            && !text.hasPrefix("description ")
    }

    private func with(_ lines: [String]) -> DeviceFiles {
        var files = server
        files.set("bird.conf", to: lines.joined(separator: "\n"))
        return files
    }

    @Test("no line can be left out")
    func missingLines() {
        let lines = server.text(of: "bird.conf").components(separatedBy: "\n")
        for index in lines.indices where isEffective(lines[index]) {
            var changed = lines
            changed.remove(at: index)
            let isNoticed = isNoticed(with(changed))
            #expect(isNoticed, "without line \(index + 1): \(lines[index])")
        }
    }

    @Test("no two lines of a function can change places")
    func swappedLines() {
        let lines = server.text(of: "bird.conf").components(separatedBy: "\n")
        var isInFunction = false
        for index in lines.indices.dropLast() {
            if !lines[index].hasPrefix(" ") { isInFunction = lines[index].hasPrefix("function") }
            // Addresses that are looked up have no order.
            guard isInFunction, lines[index].hasSuffix(";"), lines[index + 1].hasSuffix(";"),
                !lines[index].contains(" : return")
            else { continue }
            var changed = lines
            changed.swapAt(index, index + 1)
            #expect(
                isNoticed(with(changed)), "lines \(index + 1) and \(index + 2): \(lines[index])")
        }
    }

    @Test("no number can be another", arguments: [1, 2, 3])
    func numbers(part: Int) throws {
        let lines = server.text(of: "bird.conf").components(separatedBy: "\n")
        for index in lines.indices where index % 3 == part - 1 && isEffective(lines[index]) {
            let numbers = #/(?:^|[^a-z0-9_.:])([0-9]+)(?![a-z0-9_.:])/#
            for match in lines[index].matches(of: numbers) {
                let range = match.output.1.startIndex..<match.output.1.endIndex
                guard let number = UInt32(lines[index][range]) else { continue }
                var changed = lines
                changed[index].replaceSubrange(range, with: "\(number == 0 ? 1 : number - 1)")
                let isNoticed = isNoticed(with(changed))
                #expect(isNoticed, "line \(index + 1): \(changed[index])")
            }
        }
    }
}

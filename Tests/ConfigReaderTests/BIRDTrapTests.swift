import ConfigReader
import Forwarding
import Net
import TestSupport
import Testing

@Suite("bird.conf")
struct BIRDTrapTests {
    private let server: DeviceFiles

    init() throws { server = try GeneratedRelease(topology: "tix").device("rs-1") }

    private func changed(_ right: String, _ wrong: String) -> DeviceFiles {
        let changed = server.replacing(right, with: wrong, in: "bird.conf")
        #expect(changed.text(of: "bird.conf") != server.text(of: "bird.conf"))
        return changed
    }

    /// What stands there, and what differs once it is replaced.
    static let different: [(String, String)] = [
        ("198.51.100.0/27{27,27}", "198.51.100.32/27{27,27}"),
        ("neighbor 192.0.2.10 as 64496;", ""),
        ("    64498,\n", "    64497,\n"), ("router id 192.0.2.1", "router id 192.0.2.2"),
        ("net.len < 8 ", "net.len < 7 "), ("net.len > 24 ", "net.len > 25 "),
        ("    10.0.0.0/8{8,32},\n", ""), ("    10.0.0.0/8{8,32}", "    10.0.0.0/8{9,32}"),
        ("    192.0.2.0/25+,\n", ""), ("    23456,\n", ""), ("64505..65535", "64506..65535"),
        ("    if net ~ cr_own_ipv4 then return false; # a LAN of the exchange\n", ""),
        (
            "    if net ~ cr_bogons_ipv4 && !(net ~ cr_prefixes) then return false; # a bogon prefix\n",
            ""
        ),
    ]

    @Test("another set, number or rule is a difference", arguments: different)
    func difference(right: String, wrong: String) {
        let files = changed(right, wrong)
        #expect(!files.differences.isEmpty || !files.read().unmodelled.isEmpty)
    }

    @Test("the order of reasons to refuse does not matter")
    func order() throws {
        let first = "    if bgp_path.len < 1 then return false; # no AS path\n"
        let last =
            "    if !(net ~ cr_prefixes) then return false; # a prefix that is not the client's\n"
        let files = changed(first, "").replacing(last, with: last + first, in: "bird.conf")
        #expect(files.read().unmodelled.isEmpty)
        #expect(files.differences.isEmpty)
    }

    /// What stands there, and what nobody can interpret any more once it is replaced.
    static let refused: [(String, String)] = [
        // Reasons that are left out, or others.
        ("    if bgp_path.first != cr_peer then return false; # another AS in front\n", ""),
        (
            "    if !(net ~ cr_prefixes) then return false; # a prefix that is not the client's\n",
            ""
        ),
        (
            "    if bgp_next_hop != cr_address then return false;",
            "    if bgp_next_hop != cr_address then return true;"
        ),
        ("bgp_path.len > 64", "bgp_path.len > 640"),
        ("!(bgp_path.last ~ cr_origins)", "bgp_path.last ~ cr_origins"),
        ("    return true;\n", ""),
        ("    return true;\n", "    bgp_local_pref = 200;\n    return true;\n"),
        ("    if net.len < 8", "    return true;\n    if net.len < 8"),
        ("int set cr_origins) {", "int set cr_others) {"),
        (
            "    if bgp_path ~ cr_bogon_asns then return false; # a bogon AS number in the path\n",
            ""
        ),
        // A call with what belongs to somebody else.
        ("cr_accepts_ipv4(64496, 192.0.2.10,", "cr_accepts_ipv4(64497, 192.0.2.10,"),
        ("cr_accepts_ipv4(64496, 192.0.2.10,", "cr_accepts_ipv4(64496, 192.0.2.11,"),
        ("cr_accepts_ipv4(64496, 192.0.2.10,", "cr_accepts_ipv6(64496, 192.0.2.10,"),
        ("192.0.2.10, cr_prefixes_192_0_2_10,", "192.0.2.10, cr_prefixes_192_0_2_99,"),
        ("198.51.100.0/27{27,27}", "198.51.100.0/27{27,32}"),
        // A session that is not that of a route server client.
        ("    rs client;\n", ""), ("    passive yes;\n", "    passive no;\n"),
        ("    interpret communities no;\n", ""), ("        secondary;\n", ""),
        ("export where source = RTS_BGP;", "export all;"),
        (
            "        import where cr_accepts_ipv4",
            "        import all;\n        import where cr_accepts_ipv4"
        ),
        (
            "import where cr_accepts_ipv4(64496, 192.0.2.10, cr_prefixes_192_0_2_10, cr_origins_192_0_2_10);",
            "import all;"
        ),
        ("        table cr_routes_ipv4;\n", ""),
        ("    passive yes;\n", "    passive yes;\n    multihop 2;\n"),
        ("neighbor 192.0.2.11 as", "neighbor 192.0.2.10 as"),
        // What is not known at all.
        ("protocol device {}", "protocol device {}\nprotocol kernel { ipv4 { export all; }; }"),
        ("protocol device {}", ""), ("cr_routes_ipv4 sorted", "cr_routes_ipv4"),
        ("log syslog all;", "include \"/etc/bird/more.conf\";"),
        ("define cr_bogon_asns = [\n    0,", "define cr_bogon_asns = [\n    x,"),
    ]

    @Test("what is not known is unmodelled", arguments: refused)
    func refusal(right: String, wrong: String) {
        #expect(!changed(right, wrong).read().unmodelled.isEmpty)
    }
}

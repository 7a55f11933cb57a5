import ConfigReader
import Forwarding
import IR
import Net
import TestSupport
import Testing

/// What is taken out of a database of SONiC, or changed in it, shows.
@Suite("config_db.json")
struct SONiCTrapTests {
    private static let file = "config_db.json"
    private static let devices = ["spine-1", "leaf-1", "leaf-2", "border-1", "service-1"]

    private func device(_ name: String) throws -> DeviceFiles {
        try GeneratedRelease(try SONiCTopology.fabric(named: SONiCTopology.own)).device(name)
    }

    private func isNoticed(_ files: DeviceFiles) -> Bool {
        !files.differences.isEmpty || !files.read().unmodelled.isEmpty
    }

    private func lines(of files: DeviceFiles) -> [String] {
        files.text(of: Self.file).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// Fields for people, and how a LAG finds out about its legs.
    private func isHarmless(_ line: String) -> Bool {
        ["hostname", "description", "fast_rate", "lacp_key", "min_links"].contains {
            line.contains("\"\($0)\": ")
        }
    }

    @Test(
        "a field or row that is taken out is noticed, but what bears on nothing", arguments: devices
    )
    func missing(name: String) throws {
        let whole = try device(name)
        let lines = lines(of: whole)
        for index in lines.indices.dropFirst() where !isHarmless(lines[index]) {
            let margin = lines[index].prefix { $0 == " " }.count
            guard lines[index].hasPrefix("    "), lines[index].contains("\"") else { continue }
            guard isAsked(lines, index), !isUnusedMTU(lines, index) else { continue }
            var end = index + 1
            if lines[index].hasSuffix("{") {
                while lines[end].prefix(while: { $0 == " " }).count > margin { end += 1 }
                end += 1
            }
            var rest = lines
            // The last of its kind has no comma, and takes that of the one before.
            if !lines[end - 1].hasSuffix(","), rest[index - 1].hasSuffix(",") {
                rest[index - 1].removeLast()
            }
            rest.removeSubrange(index..<end)
            var changed = whole
            changed.set(Self.file, to: rest.joined(separator: "\n"))
            #expect(isNoticed(changed), "\(name):\(index + 1): \(lines[index])")
        }
    }

    /// All lines but of the many rules, of which some will do.
    private func isAsked(_ lines: [String], _ index: Int) -> Bool {
        let rules = lines.firstIndex { $0.hasSuffix("\"ACL_TABLE\": {") } ?? 0
        return index > rules || lines.count < 400 || index % 19 == 0
    }

    /// Of a port that is down.
    private func isUnusedMTU(_ lines: [String], _ index: Int) -> Bool {
        lines[index].contains("\"mtu\": ") && lines[index - 1].contains("\"down\"")
    }

    @Test("a number that is another is noticed, but in what bears on nothing", arguments: devices)
    func changed(name: String) throws {
        let whole = try device(name)
        let lines = lines(of: whole)
        for index in lines.indices where !isHarmless(lines[index]) {
            guard isAsked(lines, index), !isUnusedMTU(lines, index) else { continue }
            for match in lines[index].matches(of: /\d+/) {
                guard let number = Int(match.output), !isFree(lines[index], match.range) else {
                    continue
                }
                var line = lines[index]
                line.replaceSubrange(match.range, with: "\(number + 1)")
                var rest = lines
                rest[index] = line
                var changed = whole
                changed.set(Self.file, to: rest.joined(separator: "\n"))
                #expect(isNoticed(changed), "\(name):\(index + 1): \(line)")
            }
        }
    }

    /// Names of rules, and how urgent one is: it is enough that none is as urgent as the next.
    private func isFree(_ line: String, _ range: Range<String.Index>) -> Bool {
        if line.contains("\"PRIORITY\": \"9999\"") || line.contains("\"PRIORITY\": \"1\"") {
            return true
        }
        let isRule = ["GATEWAYS", "OUTSIDE", "UNDERLAY", "MANAGEMENT"].contains {
            line.contains("\"\($0)_")
        }
        guard isRule, let bar = line.firstIndex(of: "|") else { return false }
        return range.lowerBound > bar
    }

    static let traps = [
        ConfigTrap(right: "split-unified", wrong: "split"),
        ConfigTrap(right: "\"stage\": \"ingress\",\n", wrong: "\"stage\": \"egress\",\n"),
        ConfigTrap(right: "\"ports\": [\"Ethernet1\", ", wrong: "\"ports\": ["),
        ConfigTrap(right: "\"PACKET_ACTION\": \"DROP\"", wrong: "\"PACKET_ACTION\": \"FORWARD\""),
        ConfigTrap(right: "\"VLAN_ID\": \"3\",\n", wrong: ""),
        ConfigTrap(right: "\"TCP_FLAGS\": \"0x04/0x04\"", wrong: "\"TCP_FLAGS\": \"0x02/0x02\""),
        ConfigTrap(right: ",\n            \"TCP_FLAGS\": \"0x10/0x10\"", wrong: ""),
        ConfigTrap(right: "\"L4_DST_PORT\": \"443\"", wrong: "\"L4_SRC_PORT\": \"443\""),
        ConfigTrap(
            right: "\"static_anycast_gateway\": \"true\"",
            wrong: "\"static_anycast_gateway\": \"false\""),
        ConfigTrap(right: "\"tagging_mode\": \"untagged\"", wrong: "\"tagging_mode\": \"tagged\""),
        ConfigTrap(right: "\"mgmtVrfEnabled\": \"true\"", wrong: "\"mgmtVrfEnabled\": \"false\""),
        ConfigTrap(right: "\"services\": [\"SSH\"]", wrong: "\"services\": [\"SNMP\"]"),
        ConfigTrap(right: "\"PACKET_ACTION\": \"ACCEPT\"", wrong: "\"PACKET_ACTION\": \"DROP\""),
        ConfigTrap(right: "\"VRF\": {", wrong: "\"VNET\": {},\n    \"VRF\": {"),
        ConfigTrap(
            right: "\"vni\": \"2985666\"\n        },\n",
            wrong: "\"fallback\": \"true\",\n\"vni\": \"2985666\"\n        },\n"),
        ConfigTrap(right: "\"vlan\": \"Vlan3\"", wrong: "\"vlan\": \"Vlan4\""),
        ConfigTrap(
            right: "\"Vlan3|10.1.0.1/24\": {}",
            wrong: "\"Vlan3|10.1.0.1/24\": {\"secondary\": \"true\"}"),
        ConfigTrap(
            device: "service-1", right: "\"vrf_name\": \"Vrf-comune",
            wrong: "\"vrf_name\": \"Vrf-unione"),
        ConfigTrap(
            right: "\"ACL_TABLE\": {",
            wrong: "\"ACL_TABLE\": {\n\"X\": {\n\"type\": \"FABRIC_IPV4\",\n"
                + "\"stage\": \"ingress\",\n\"ports\": [\"Ethernet2\"]\n},"),
        ConfigTrap(
            right: "\"PRIORITY\": \"9999\",\n            \"PACKET_ACTION\": \"ACCEPT\"",
            wrong: "\"PRIORITY\": \"0999\",\n            \"PACKET_ACTION\": \"ACCEPT\""),
        ConfigTrap(
            device: "border-1", right: "\"OUTSIDE_Ethernet2_IPV6\": {",
            wrong: "\"OUTSIDE_Ethernet3_IPV6\": {"),
    ]

    @Test("what means something else is noticed", arguments: traps)
    func trap(_ trap: ConfigTrap) throws {
        let whole = try device(trap.device)
        let changed = whole.replacing(trap.right, with: trap.wrong, in: Self.file)
        #expect(changed.text(of: Self.file) != whole.text(of: Self.file))
        #expect(isNoticed(changed))
    }

    @Test("the VNI of a VRF has to be that of frr.conf, and each VNI one that it names")
    func otherFile() throws {
        let whole = try device("leaf-1")
        for right in [" vni 2985666\n", "  vni 1801484\n", " neighbor Ethernet48 interface"] {
            let wrong = right.replacing("2985666", with: "2985667")
                .replacing("1801484", with: "1801485").replacing("48", with: "49")
            let changed = whole.replacing(right, with: wrong, in: "frr.conf")
            #expect(changed.text(of: "frr.conf") != whole.text(of: "frr.conf"))
            #expect(!changed.read().unmodelled.isEmpty, "\(right)")
        }
        var alone = whole
        alone.files.removeAll { $0.path.hasSuffix("/frr.conf") }
        #expect(!alone.read().unmodelled.isEmpty)
        var more = whole
        more.files.append(("leaf-1/nftables.conf", Array("\n".utf8)))
        #expect(!more.read().unmodelled.isEmpty)
    }

    @Test("a rule that two entries share is another rule")
    func entries() throws {
        let whole = try device("leaf-1")
        let changed = whole.replacing(
            "\"GATEWAYS_IPV4|3-1-2\"", with: "\"GATEWAYS_IPV4|3-9-2\"", in: Self.file)
        #expect(changed.read().unmodelled.isEmpty)
        #expect(Set(changed.differences.map(\.kind)) == [.missing, .extra])
    }
}

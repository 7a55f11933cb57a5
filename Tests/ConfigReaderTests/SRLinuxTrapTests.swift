import ConfigReader
import Forwarding
import IR
import Net
import TestSupport
import Testing

/// What is taken out of a configuration of SR Linux, or changed in it, shows.
@Suite("config.json")
struct SRLinuxTrapTests {
    private static let file = "config.json"
    private static let devices = ["spine-1", "leaf-2", "service-1"]

    private func device(_ name: String) throws -> DeviceFiles {
        try GeneratedRelease(try SRLinuxTopology.fabric(named: SRLinuxTopology.own)).device(name)
    }

    private func isNoticed(_ files: DeviceFiles) -> Bool {
        !files.differences.isEmpty || !files.read().unmodelled.isEmpty
    }

    /// Members without a bearing on packets: texts for people, counters, timers, equal routes, how
    /// LAGs find out about their legs.
    private static let harmless: Set<String> = [
        "description", "statistics-per-entry", "host-name", "hold-time", "keepalive-interval",
        "maximum-paths", "allow-multiple-as", "rapid-update", "max-advertisement-interval",
        "min-advertisement-interval", "min-links", "interval", "lacp-mode", "multipath", "timers",
        "srl_nokia-lacp:lacp", "srl_nokia-system-name:name",
    ]

    /// The name of the member that a line begins.
    private func member(_ line: String) -> String? {
        line.firstMatch(of: /^ *"([^"]+)":/).map { String($0.output.1) }
    }

    private func lines(_ files: DeviceFiles) -> [String] {
        files.text(of: Self.file).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// Indices of lines to change: of those that begin the same member at the same depth, some.
    private func some(of lines: [String]) -> [Int] {
        var counts: [String: Int] = [:]
        return lines.indices.dropFirst().filter { index in
            let shape = lines[index].prefix { $0 != ":" }
            counts[String(shape), default: 0] += 1
            return counts[String(shape), default: 0] <= 6
        }
    }

    /// The lines without that at the index and, where it opens something, what is inside; a comma
    /// that would have nothing behind it goes, too.
    private func without(_ index: Int, _ lines: [String]) -> [String] {
        var rest = lines
        let margin = lines[index].prefix { $0 == " " }.count
        let opens = lines[index].hasSuffix("{") || lines[index].hasSuffix("[")
        let isLast: Bool
        var end = index + 1
        if opens {
            while rest[end].prefix(while: { $0 == " " }).count > margin { end += 1 }
            end += 1
        }
        isLast = !rest[end - 1].hasSuffix(",")
        rest.removeSubrange(index..<end)
        if isLast, rest[index - 1].hasSuffix(",") { rest[index - 1].removeLast() }
        return rest
    }

    @Test(
        "a member that is taken out is noticed, but those that bear on nothing", arguments: devices)
    func missing(device: String) throws {
        let whole = try self.device(device)
        let lines = lines(whole)
        var count = 0
        for index in some(of: lines) {
            let name = member(lines[index])
            if Self.isUnused(name, on: device) { continue }
            let opens = lines[index].drop { $0 == " " } == "{"
            guard opens || name.map({ !Self.harmless.contains($0) }) == true else { continue }
            var changed = whole
            changed.set(Self.file, to: without(index, lines).joined(separator: "\n"))
            #expect(isNoticed(changed), "\(index + 1): \(lines[index])")
            count += 1
        }
        #expect(count > 100)
    }

    @Test("a number that is another is noticed, but in what bears on nothing", arguments: devices)
    func changed(device: String) throws {
        let whole = try self.device(device)
        let lines = lines(whole)
        for index in some(of: lines) {
            let name = member(lines[index])
            if name.map(Self.harmless.contains) == true || Self.isUnused(name, on: device) {
                continue
            }
            for match in lines[index].matches(of: /\d+/) {
                guard let number = Int(match.output), !isFree(lines, index, match.range) else {
                    continue
                }
                var rest = lines
                rest[index].replaceSubrange(match.range, with: "\(number + 1)")
                var changed = whole
                changed.set(Self.file, to: rest.joined(separator: "\n"))
                #expect(isNoticed(changed), "\(index + 1): \(rest[index])")
            }
        }
    }

    /// What tunnels have, where there are none.
    private static func isUnused(_ member: String?, on device: String) -> Bool {
        device == "spine-1" && ["srl_nokia-mtu:mtu", "default-ip-mtu"].contains(member)
    }

    /// How entries and next hops are counted; what an EVI is, beside route targets that are said;
    /// what segments and statements are called.
    private func isFree(
        _ lines: [String], _ index: Int, _ range: Range<String.Index>
    ) -> Bool {
        let line = lines[index]
        let isInName = line[..<range.lowerBound].filter { $0 == "\"" }.count == 1
        let isNextHop = line.contains("\"index\"") && lines[index + 1].contains("\"ip-address\"")
        let isCalled =
            line.contains("\"name\"")
            && (lines[index + 1].contains(":mac-vrf") || lines[index + 1].contains("\"match\""))
        return ["sequence-id", "evi"].contains(member(line)) || isInName || isNextHop || isCalled
    }

    static let traps = [
        ConfigTrap(right: "\"untagged\": {}", wrong: "\"untagged\": {\"x\": 1}"),
        ConfigTrap(right: "\"accept\": {}", wrong: "\"accept\": {\"forward\": {}}"),
        ConfigTrap(right: "\"drop\": {}", wrong: "\"accept\": {}"),
        ConfigTrap(
            right: "\"network-instance\": \"default\"", wrong: "\"network-instance\": \"mgmt\""),
        ConfigTrap(right: "\"tcp-flags\": \"ack|rst\"", wrong: "\"tcp-flags\": \"ack|rst|syn\""),
        ConfigTrap(right: "\"first-fragment\": false", wrong: "\"first-fragment\": true"),
        ConfigTrap(right: "\"type\": \"neighbor-solicit\"", wrong: "\"type\": \"redirect\""),
        ConfigTrap(right: "\"admin-state\": \"disable\"\n", wrong: "\"admin-state\": \"enable\"\n"),
        ConfigTrap(right: "\"anycast-gw\": true", wrong: "\"anycast-gw\": false"),
        ConfigTrap(right: "\"receive-ipv4-check\": false", wrong: "\"receive-ipv4-check\": true"),
        ConfigTrap(right: "\"export-reject-all\": true", wrong: "\"export-reject-all\": false"),
        ConfigTrap(
            right: "\"default-import-policy\": \"reject\"",
            wrong: "\"default-import-policy\": \"accept\""),
        ConfigTrap(right: "\"inter-as-vpn\": false", wrong: "\"inter-as-vpn\": true"),
        ConfigTrap(right: "\"operator\": \"eq\"\n", wrong: "\"operator\": \"ge\"\n"),
        ConfigTrap(right: "\"protocol\": \"srl_nokia-common:local\"", wrong: "\"x\": 1"),
        ConfigTrap(
            right: "\"export-policy\": [\"v-comune-5\"]",
            wrong: "\"export-policy\": [\"v-comune-5\", \"evpn-in\"]"),
        ConfigTrap(
            right: "\"export-policy\": [\"v-comune-5\"]", wrong: "\"import-policy\": [\"v\"]"),
        ConfigTrap(right: "\"name\": \"irb0.3\"", wrong: "\"name\": \"irb0.5\""),
        ConfigTrap(right: "\"name\": \"lag7.3\"", wrong: "\"name\": \"lag7.2\""),
        ConfigTrap(right: "\"lag-type\": \"lacp\"", wrong: "\"lag-type\": \"static\""),
        ConfigTrap(right: "\"name\": \"mgmt0.0\"", wrong: "\"name\": \"ethernet-1/2.0\""),
        ConfigTrap(
            right: "\"vxlan-interface\": \"vxlan1.3\",", wrong: "\"vxlan-interface\": \"vxlan1.2\","
        ),
        ConfigTrap(right: "\"host-name\": \"leaf-1\"", wrong: "\"host-name\": \"leaf\\u002d1\""),
        ConfigTrap(right: "\"admin-state\"", wrong: "\"admin-stat\""),
        ConfigTrap(
            device: "spine-1", right: "\"inter-as-vpn\": true", wrong: "\"inter-as-vpn\": false"),
        ConfigTrap(
            device: "spine-1", right: "\"protocol\": \"srl_nokia-common:bgp\"",
            wrong: "\"protocol\": \"srl_nokia-common:static\""),
        ConfigTrap(device: "service-1", right: "\"preference\": 1,", wrong: "\"preference\": 250,"),
        ConfigTrap(
            device: "service-1", right: "\"next-hop-group\": \"static-1\"",
            wrong: "\"next-hop-group\": \"static-9\""),
    ]

    @Test("what means something else is noticed", arguments: traps)
    func trap(_ trap: ConfigTrap) throws {
        let whole = try device(trap.device)
        let changed = whole.replacing(trap.right, with: trap.wrong, in: Self.file)
        #expect(changed.text(of: Self.file) != whole.text(of: Self.file))
        #expect(isNoticed(changed))
    }

    @Test("entries that no longer follow each other are two rules")
    func gap() throws {
        let whole = try device("leaf-1")
        let numbers = whole.text(of: Self.file).matches(of: /"sequence-id": (\d+),/)
        var count = 0
        for (first, second) in zip(numbers, numbers.dropFirst()) {
            guard let one = Int(first.output.1), let next = Int(second.output.1), next == one + 1
            else { continue }
            var text = whole.text(of: Self.file)
            text.replaceSubrange(second.range, with: "\"sequence-id\": \(next + 1),")
            var changed = whole
            changed.set(Self.file, to: text)
            guard changed.text(of: Self.file) != whole.text(of: Self.file) else { continue }
            count += isNoticed(changed) ? 1 : 0
        }
        #expect(count > 0)
    }

    @Test("SR Linux has no file beside config.json")
    func otherFile() throws {
        var files = try device("leaf-1")
        files.files.append(("leaf-1/frr.conf", Array("hostname leaf-1\n".utf8)))
        #expect(!files.read().unmodelled.isEmpty)
    }
}

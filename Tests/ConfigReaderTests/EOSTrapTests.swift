import ConfigReader
import Forwarding
import IR
import Net
import TestSupport
import Testing

/// What is taken out of a configuration of EOS, or changed in it, shows.
@Suite("startup-config")
struct EOSTrapTests {
    private static let file = "startup-config"
    private static let devices = ["spine-1", "leaf-1", "leaf-2", "border-1", "service-1"]

    private func device(_ name: String) throws -> DeviceFiles {
        try GeneratedRelease(try EOSTopology.fabric(named: EOSTopology.own)).device(name)
    }

    private func isNoticed(_ files: DeviceFiles) -> Bool {
        !files.differences.isEmpty || !files.read().unmodelled.isEmpty
    }

    /// Lines without a bearing on packets: texts for people, counters, timers, equal routes, and how
    /// bridges and LAGs find out about each other.
    private func isHarmless(_ line: String) -> Bool {
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first else { return true }
        return [
            "!", "description", "name", "remark", "counters", "hostname", "timers",
            "maximum-paths", "lacp", "port-channel", "spanning-tree",
        ].contains(first) || words.contains("description") || words.last == "bfd"
    }

    @Test("a line that is taken out is noticed, but those that bear on nothing", arguments: devices)
    func missing(name: String) throws {
        let whole = try device(name)
        let lines = whole.text(of: Self.file).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        for index in lines.indices where !isHarmless(lines[index]) {
            var rest = lines
            rest.remove(at: index)
            // What is inside a block goes with its head.
            let margin = lines[index].prefix { $0 == " " }.count
            while index < rest.count, rest[index].prefix(while: { $0 == " " }).count > margin {
                rest.remove(at: index)
            }
            var changed = whole
            changed.set(Self.file, to: rest.joined(separator: "\n"))
            #expect(isNoticed(changed), "\(name):\(index + 1): \(lines[index])")
        }
    }

    @Test("a number that is another is noticed, but in what bears on nothing", arguments: devices)
    func changed(name: String) throws {
        let whole = try device(name)
        let lines = whole.text(of: Self.file).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        for index in lines.indices where !isHarmless(lines[index]) {
            for match in lines[index].matches(of: /\d+/) {
                guard let number = Int(match.output) else { continue }
                let place = lines[index].distance(
                    from: lines[index].startIndex, to: match.startIndex)
                if isFree(lines, index, place, device: name) { continue }
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

    /// Where an entry stands that is alone in its list or the last; how large a range is that nobody
    /// else needs; what L3VNIs and tunnels have, where there are none.
    private func isFree(
        _ lines: [String], _ index: Int, _ place: Int, device: String
    ) -> Bool {
        let line = lines[index]
        return line.hasPrefix("   seq ") && place < 8 || line.hasPrefix("route-map ")
            || line.hasPrefix("vlan internal order") && (device == "spine-1" || place > 40)
            || index > 0 && lines[index - 1] == "interface defaults" && device == "spine-1"
    }

    static let traps = [
        ConfigTrap(
            right: "ipv6 access-group segment-3 in", wrong: "ipv6 access-group segment-33 in"),
        ConfigTrap(right: "ip access-group segment-3 in", wrong: "ip access-group segment-4 in"),
        ConfigTrap(right: "ip access-group segment-3 in", wrong: "ip access-group segment-3 out"),
        ConfigTrap(
            right: "switchport trunk native vlan 4", wrong: "switchport trunk native vlan 1"),
        ConfigTrap(right: "switchport mode access", wrong: "switchport mode dot1q-tunnel"),
        ConfigTrap(right: "route-target import evpn", wrong: "route-target import vpn-ipv4"),
        ConfigTrap(
            right: "redistribute connected route-map v-comune-5-ipv4",
            wrong: "redistribute connected"),
        ConfigTrap(right: "   redistribute learned\n", wrong: "   redistribute router-mac\n"),
        ConfigTrap(right: "established\n", wrong: "\n"),
        ConfigTrap(right: "hop-limit eq 255\n   remark within", wrong: "\n   remark within"),
        ConfigTrap(
            right: "deny ip any any fragments\n   remark contract", wrong: "remark contract"),
        ConfigTrap(right: "ip access-group ingress default tenant-input\n", wrong: ""),
        ConfigTrap(right: "permit udp any eq 53 any\n", wrong: "permit udp any any eq 53\n"),
        ConfigTrap(right: "shutdown\n   !\n   vrf mgmt", wrong: "no shutdown\n   !\n   vrf mgmt"),
        ConfigTrap(right: "no lldp run", wrong: "lldp run"),
        ConfigTrap(
            right: "permit udp 2001:db8:1::/64 2001:db8:2::/64 eq 53\n",
            wrong: "permit udp 2001:db8:1::/64 2001:db8:2::/64 eq 53 hop-limit eq 255\n"),
        ConfigTrap(
            right: "permit ip 10.2.0.0/24 any fragments\n",
            wrong: "permit ip any any fragments\n"),
        ConfigTrap(
            right: "deny ip any 10.1.0.0/23 fragments\n   deny ip any 10.2.0.0/24 fragments\n",
            wrong: "deny ip any 10.1.0.0/23 fragments\n"),
        ConfigTrap(
            right: "permit icmp 10.255.0.0/24 host 10.255.0.2\n",
            wrong: "permit ip 10.255.0.0/24 host 10.255.0.2\n"),
        ConfigTrap(
            right: "permit icmpv6 2001:db8:ffff:1::/64 host 2001:db8:ffff:1::2\n",
            wrong: "permit ipv6 2001:db8:ffff:1::/64 host 2001:db8:ffff:1::2\n"),
        ConfigTrap(
            right: "vrf instance v-comune-5\n",
            wrong: "vrf instance v-comune-5\n!\nvrf instance x\n"),
        ConfigTrap(right: "match as-path own\n", wrong: "match as-path all\n"),
        ConfigTrap(
            device: "spine-1", right: "neighbor overlay next-hop-unchanged",
            wrong: "neighbor overlay next-hop-self"),
        ConfigTrap(
            device: "service-1", right: "encapsulation dot1q vlan 3500",
            wrong: "encapsulation dot1q vlan 3501"),
        ConfigTrap(device: "service-1", right: "set weight 0", wrong: "set weight 1"),
    ]

    @Test("what means something else is noticed", arguments: traps)
    func trap(_ trap: ConfigTrap) throws {
        let whole = try device(trap.device)
        let changed = whole.replacing(trap.right, with: trap.wrong, in: Self.file)
        #expect(changed.text(of: Self.file) != whole.text(of: Self.file))
        #expect(isNoticed(changed))
    }

    @Test("a rule of a list that is split between two remarks is another rule")
    func remarks() throws {
        let whole = try device("leaf-1")
        let changed = whole.replacing(
            "permit tcp 10.1.0.0/24 10.2.0.0/24 range 8000 8010",
            with: "remark one more\n   permit tcp 10.1.0.0/24 10.2.0.0/24 range 8000 8010",
            in: Self.file)
        #expect(changed.read().unmodelled.isEmpty)
        #expect(Set(changed.differences.map(\.kind)) == [.missing, .extra])
    }

    @Test("two neighbours that have each other's AS number are noticed, at ports and at loopbacks")
    func swappedNeighbours() throws {
        let whole = try device("leaf-1")
        for (one, other) in [
            ("Ethernet49/1 peer-group underlay", "Ethernet50/1 peer-group underlay"),
            ("neighbor 10.255.0.5", "neighbor 10.255.0.6"),
        ] {
            let changed =
                whole
                .replacing("\(one) remote-as 4200000005", with: "\(one) remote-as x", in: Self.file)
                .replacing(
                    "\(other) remote-as 4200000006", with: "\(other) remote-as 4200000005",
                    in: Self.file
                )
                .replacing("remote-as x", with: "remote-as 4200000006", in: Self.file)
            #expect(changed.text(of: Self.file) != whole.text(of: Self.file))
            #expect(changed.read().unmodelled.isEmpty)
            #expect(Set(changed.differences.map(\.kind)) == [.missing, .extra], "\(one)")
        }
    }

    @Test(
        "a denial that the model would take for more is refused",
        arguments: [
            "icmp 10.1.0.0/24 10.2.0.0/24 ANSWERS", "tcp 10.1.0.0/24 eq 80 10.2.0.0/24 established",
        ])
    func denial(text: String) throws {
        let rules =
            text.hasSuffix("ANSWERS")
            ? ["echo-reply", "unreachable", "time-exceeded", "parameter-problem"].map {
                text.replacing("ANSWERS", with: $0)
            } : [text]
        func said(_ action: String) throws -> DeviceFiles {
            let lines = rules.map { "   \(action) \($0)\n" }.joined()
            return try device("leaf-1").replacing(
                "   remark contract archivio\n   permit icmp 10.1",
                with:
                    "   remark contract x\n\(lines)   remark contract archivio\n   permit icmp 10.1",
                in: Self.file)
        }
        #expect(try said("permit").read().unmodelled.isEmpty)
        let refused = try said("deny").read().unmodelled.map(\.text)
        #expect(rules.allSatisfy { rule in refused.contains { $0.contains("deny \(rule)") } })
    }

    @Test("EOS has no file beside startup-config")
    func otherFile() throws {
        var files = try device("leaf-1")
        files.files.append(("leaf-1/frr.conf", Array("hostname leaf-1\n".utf8)))
        #expect(!files.read().unmodelled.isEmpty)
    }
}

import ConfigReader
import Forwarding
import Net
import TestSupport
import Testing

/// What ifupdown2 and the kernel do although nobody asks them to.
@Suite("Interfaces")
struct InterfacesTrapTests {
    private let leaf: DeviceFiles

    init() throws { leaf = try GeneratedRelease(topology: "sct").device("leaf-a1") }

    private func facts(_ files: DeviceFiles) -> Set<Fact> {
        Set(files.read().statements.map(\.fact))
    }

    @Test("a port without VLANs of its own is in all of the bridge's")
    func inheritedVLANs() throws {
        let changed = leaf.replacing("    bridge-access 143\n", with: "", in: "interfaces")
        let bridge = try #require(changed.text(of: "interfaces").lines("bridge-vids 101").first)
        let vlans = try bridge.split(separator: " ").dropFirst().map { try VLANID($0) }
        #expect(vlans.count == 13)
        let ofPort = facts(changed).filter {
            if case .tagged("swp1", _) = $0 { true } else { false }
        }
        #expect(ofPort == Set(vlans.map { .tagged("swp1", $0) }))
        #expect(changed.differences.count { $0.kind == .extra } == vlans.count)
        #expect(changed.differences.count { $0.kind == .missing } == 1)
    }

    @Test("a port with a PVID alone is tagged in the rest of the bridge's VLANs")
    func inheritedBesideOwn() {
        let changed = leaf.replacing(
            "    bridge-access 143\n", with: "    bridge-pvid 101\n", in: "interfaces")
        let read = facts(changed)
        #expect(read.contains(.untagged("swp1", VLANID(rawValue: 101)!)))
        #expect(read.contains(.tagged("swp1", VLANID(rawValue: 113)!)))
        #expect(!read.contains(.tagged("swp1", VLANID(rawValue: 101)!)))
    }

    @Test("an edge whose bridge learns from reserved addresses is missed")
    func reserved() throws {
        let edge = try GeneratedRelease(topology: "tix").device("edge-1")
        let line = "    post-up ip link set dev bridge type bridge no_linklocal_learn 1\n"
        let without = edge.replacing(line, with: "", in: "interfaces")
        #expect(without.read().unmodelled.isEmpty)
        #expect(without.differences.map(\.fact) == [.ignoresReserved])
        let learning = edge.replacing(
            "no_linklocal_learn 1", with: "no_linklocal_learn 0", in: "interfaces")
        #expect(!learning.read().unmodelled.isEmpty)
    }

    @Test("a port that names no VLAN for untagged frames has the bridge's")
    func inheritedPVID() {
        let changed =
            leaf
            .replacing("    bridge-allow-untagged no\n", with: "", in: "interfaces")
            .replacing("bridge-pvid 0", with: "bridge-pvid 101", in: "interfaces")
        #expect(facts(changed).contains(.untagged("swp4", VLANID(rawValue: 101)!)))
        #expect(!changed.read().unmodelled.isEmpty, "the bridge would be a member, too")
        let silent =
            leaf
            .replacing("    bridge-allow-untagged no\n", with: "", in: "interfaces")
            .replacing("    bridge-pvid 0\n", with: "", in: "interfaces")
        #expect(facts(silent).contains(.untagged("swp4", VLANID(rawValue: 1)!)))
        #expect(!silent.read().unmodelled.isEmpty)
    }

    @Test("an interface without its VRF is in the default one")
    func missingVRF() {
        let changed = leaf.replacing("    vrf v-asl-centro-55\n", with: "", in: "interfaces")
        let expected = NetworkDifference.Kind.missing
        #expect(
            changed.differences.contains {
                $0.fact == .inVRF("vlan101", vrf: "v-asl-centro-55") && $0.kind == expected
            })
        // Its prefix is not connected in the VRF any more, so it is not advertised.
        #expect(
            changed.differences.contains {
                if case .advertisesConnected("v-asl-centro-55", _) = $0.fact {
                    $0.kind == expected
                } else {
                    false
                }
            })
    }

    @Test("a VRF whose table does not end leads out of it", arguments: ["-4", "-6"])
    func missingEnd(option: String) {
        let line = "    post-up ip \(option) route replace unreachable default metric 4278198272 "
        let table = "table 10055\n"
        let family: AddressFamily = option == "-4" ? .ipv4 : .ipv6
        for changed in [
            leaf.replacing(line + table, with: "", in: "interfaces"),
            leaf.replacing(line + table, with: line + "table 10056\n", in: "interfaces"),
            leaf.replacing(
                line + table, with: line.replacing("unreachable", with: "throw") + table,
                in: "interfaces"),
        ] {
            #expect(
                changed.differences.map(\.fact) == [
                    .endsLookup(vrf: "v-asl-centro-55", family)
                ])
        }
    }

    /// What stands there, and what nobody can interpret any more once it is replaced.
    static let refused: [(String, String)] = [
        // Values outside their range, and what is no value.
        ("bridge-access 143", "bridge-access 5000"), ("bridge-access 143", "bridge-access 0"),
        ("bridge-access 143", "bridge-access 0143"), ("bridge-access 143", "bridge-access"),
        ("bridge-access 143", "bridge-access 101 143"),
        ("address 192.0.2.15/24", "address 192.0.2.15/33"),
        ("address 192.0.2.15/24", "address 192.0.2.256/24"),
        ("mtu 1500", "mtu 1500000"), ("hwaddress 02:00:5e:00:00:01", "hwaddress 02:00:5e"),
        // What is not there, or twice.
        ("vrf mgmt", "vrf management"), ("vlan-raw-device bridge", "vlan-raw-device br0"),
        ("    mtu 1500\n", "    mtu 1500\n    mtu 1501\n"),
        ("auto swp1\n", ""), ("auto swp1\n", "auto swp99\n"),
        ("auto swp2\niface swp2", "auto swp1\niface swp1"),
        ("vrf-table 10061", "vrf-table 10055"), ("vrf-table 10061", "vrf-table 9999"),
        // What the kernel then does by itself.
        ("vxlan-learning no", "vxlan-learning yes"), ("    bridge-learning off\n", ""),
        ("bridge-vlan-aware yes", "bridge-vlan-aware no"),
        ("    post-up ip link set dev bridge type bridge vlan_default_pvid 0\n", ""),
        ("vlan_default_pvid 0", "vlan_default_pvid 1"),
        // Words that are not known, and whose effect could be anything.
        ("mtu 1500", "bridge-vlan-vni-map 10=10"), ("mtu 1500", "vlan-protocol 802.1ad"),
        ("link-down yes", "link-down no"), ("link-down yes", "up ip link set swp6 up"),
        ("iface lo inet loopback", "iface lo inet dhcp"), ("auto lo", "source /etc/other"),
        ("auto lo", "allow-hotplug lo"), ("vrf mgmt", "VRF mgmt"),
        // What another grammar than that of lines would see.
        ("alias File server", "alias File \\"), ("alias File server", "alias ${file}"),
        ("alias File server", "alias \u{e9}"), ("mtu 1500", "mtu 1500\r"),
        ("iface swp6", "iface swp[6-7]"),
    ]

    @Test("what is not known is unmodelled", arguments: refused)
    func refusal(right: String, wrong: String) throws {
        let changed = leaf.replacing(right, with: wrong, in: "interfaces")
        #expect(changed.text(of: "interfaces") != leaf.text(of: "interfaces"))
        #expect(!changed.read().unmodelled.isEmpty)
    }

    @Test("an unmodelled line has its place, its text and the reason")
    func place() throws {
        let changed = leaf.replacing(
            "bridge-access 143", with: "bridge-access 5000", in: "interfaces")
        let line = try #require(changed.read().unmodelled.first)
        let lines = changed.text(of: "interfaces").split(
            separator: "\n", omittingEmptySubsequences: false)
        let place = try #require(line.line)
        #expect(changed.files[Int(place.file)].path == "leaf-a1/interfaces")
        #expect(lines[Int(place.line) - 1].hasSuffix(line.text))
        #expect(line.text == "bridge-access 5000")
        #expect(line.reason == "not one VLAN from 1 to 4094")
    }
}

extension String {
    /// Lines that hold a text, without white space at their ends.
    func lines(_ part: String) -> [String] {
        split(separator: "\n").filter { $0.contains(part) }
            .map { $0.trimmingPrefix { $0 == " " } }.map { String($0) }
    }
}

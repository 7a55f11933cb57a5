import ConfigReader
import Forwarding
import Net
import TestSupport
import Testing

@Suite("sysctl.conf, daemons, ifupdown2.json and the files themselves")
struct SystemTrapTests {
    private let release: GeneratedRelease
    private let leaf: DeviceFiles

    init() throws {
        release = try GeneratedRelease(topology: "sct")
        leaf = try release.device("leaf-a1")
    }

    @Test("a device that passes nothing on does not route")
    func forwarding() {
        let changed = leaf.replacing("ip_forward = 1", with: "ip_forward = 0", in: "sysctl.conf")
        #expect(changed.differences.map(\.fact) == [.routes(.ipv4)])
    }

    static let refused: [(file: String, right: String, wrong: String)] = [
        ("sysctl.conf", "net.ipv4.conf.all.rp_filter = 0", "net.ipv4.conf.all.rp_filter = 1"),
        ("sysctl.conf", "net.ipv4.conf.all.rp_filter = 0\n", ""),
        ("sysctl.conf", "net.ipv4.ip_forward = 1\n", ""),
        (
            "sysctl.conf", "net.ipv4.ip_forward = 1\n",
            "net.ipv4.ip_forward = 1\nnet.ipv4.ip_forward = 1\n"
        ),
        ("sysctl.conf", "net.ipv4.ip_forward = 1", "net.ipv4.ip_forward=1"),
        ("sysctl.conf", "-net.vrf.strict_mode = 1", "-net.vrf.strict_mode = 0"),
        ("sysctl.conf", "net.ipv4.tcp_l3mdev_accept = 0", "net.ipv4.tcp_l3mdev_accept = 1"),
        ("sysctl.conf", "net.ipv4.fib_multipath_hash_policy", "net.ipv4.conf.swp1.proxy_arp"),
        ("daemons", "bgpd=yes", "bgpd=no"), ("daemons", "bgpd=yes\n", ""),
        ("daemons", "bfdd=yes", "ospfd=yes"), ("daemons", "-s 90000000", "--vrfwnetns"),
        ("daemons", "vtysh_enable=yes", "vtysh_enable=no"),
        ("ifupdown2.json", "10000", "10001"), ("ifupdown2.json", "75535", "10060"),
        ("ifupdown2.json", "75535", "75535.0"), ("ifupdown2.json", "\"vrf\"", "\"VRF\""),
        ("ifupdown2.json", "10000,", "10000, \"vrf-max-count\": 2,"), ("ifupdown2.json", "{", "["),
    ]

    @Test("what is not known is unmodelled", arguments: refused)
    func refusal(file: String, right: String, wrong: String) {
        let changed = leaf.replacing(right, with: wrong, in: file)
        #expect(changed.text(of: file) != leaf.text(of: file))
        #expect(!changed.read().unmodelled.isEmpty)
    }

    @Test("every file of a device has to be there, once, and no other")
    func files() {
        for index in leaf.files.indices {
            var changed = leaf
            let file = changed.files.remove(at: index)
            let reasons = changed.read().unmodelled.filter { $0.line == nil }.map(\.reason)
            #expect(reasons.contains("\(file.path) is missing"))
            changed = leaf
            changed.files.append(file)
            #expect(changed.read().unmodelled.map(\.reason) == ["\(file.path): there twice"])
        }
        var changed = leaf
        changed.files.append((path: "leaf-a1/rc.local", octets: []))
        #expect(changed.read().unmodelled.count == 1)
    }

    @Test("a device without files has one unmodelled line and no statement")
    func noFiles() {
        let network = readConfigurations(
            release.files, devices: ["nobody", "leaf-a1"], cables: release.intended.cables)
        #expect(network.devices.map(\.name) == ["nobody", "leaf-a1"])
        #expect(network.devices[0].statements.isEmpty)
        #expect(network.devices[0].unmodelled.map(\.reason) == ["nobody: no configuration file"])
        #expect(network.devices[1].unmodelled.isEmpty)
        #expect(network.cables == release.intended.cables)
        #expect(network.files == release.files.map(\.path))
    }

    @Test("a statement has the line that says it")
    func lines() throws {
        let network = release.read()
        for device in network.devices {
            for statement in device.statements {
                let line = try #require(statement.line)
                #expect(network.files[Int(line.file)].hasPrefix(device.name + "/"))
            }
        }
        let read = leaf.read()
        let statement = try #require(
            read.statements.first { $0.fact == .endsLookup(vrf: "mgmt", .ipv6) })
        let place = try #require(statement.line)
        let text = String(decoding: leaf.files[Int(place.file)].octets, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[Int(place.line) - 1].contains("ip -6 route replace unreachable default"))
    }
}

import Forwarding
import Net

/// `sysctl.conf`, as `sysctl --system` of procps reads it: `name = value`, a `-` before the name
/// where a kernel without the setting is no error, `#` and `;` before comments.
///
/// A setting that is not there keeps the value of the kernel, or of another file: of what bears on
/// isolation each has to be there, with the one value that is known to be right.
struct SysctlReader {
    var findings: Findings

    init(_ source: SourceText) { findings = Findings(source) }

    mutating func read() {
        var wanted = Self.values
        var forwarding: Set<AddressFamily> = []
        let source = findings.source
        for number in 1..<source.lines.count + 1 {
            let words = source.words(ofLine: number)
            guard let first = words.first, !first.hasPrefix("#"), !first.hasPrefix(";") else {
                continue
            }
            let name = first.hasPrefix("-") ? String(first.dropFirst()) : first
            guard words.count == 3, words[1] == "=" else {
                findings.refuse(number, "not a name, an equals sign and a value")
                continue
            }
            if Self.withoutEffect.contains(name) { continue }
            if let family = Self.forwarding[name], ["0", "1"].contains(words[2]) {
                if !forwarding.insert(family).inserted { findings.refuse(number, "said twice") }
                if words[2] == "1" { findings.say(.routes(family), at: number) }
            } else if wanted.removeValue(forKey: name) != words[2] {
                findings.refuse(number, "unknown, said twice, or another value than the safe one")
            }
        }
        for name in wanted.keys.sorted() { findings.miss(name) }
        for (name, family) in Self.forwarding.sorted(by: { $0.value < $1.value })
        where !forwarding.contains(family) {
            findings.miss(name)
        }
    }

    private static let forwarding: [String: AddressFamily] = [
        "net.ipv4.ip_forward": .ipv4, "net.ipv6.conf.all.forwarding": .ipv6,
    ]

    /// Settings that cannot bear on isolation: which of equal routes a flow takes, and how many
    /// neighbours are remembered.
    private static let withoutEffect: Set<String> = [
        "net.ipv4.fib_multipath_hash_policy", "net.ipv6.fib_multipath_hash_policy",
        "net.ipv4.neigh.default.gc_thresh1", "net.ipv4.neigh.default.gc_thresh2",
        "net.ipv4.neigh.default.gc_thresh3", "net.ipv6.neigh.default.gc_thresh1",
        "net.ipv6.neigh.default.gc_thresh2", "net.ipv6.neigh.default.gc_thresh3",
    ]

    /// Settings with the value that each must have.
    private static let values: [String: String] = {
        var values = [
            // A socket of one VRF hears nothing of another, and a table has one VRF.
            "net.ipv4.tcp_l3mdev_accept": "0", "net.ipv4.udp_l3mdev_accept": "0",
            "net.ipv4.raw_l3mdev_accept": "0", "net.vrf.strict_mode": "1",
            // A bridged packet is seen by the filters of the bridge alone.
            "net.bridge.bridge-nf-call-iptables": "0", "net.bridge.bridge-nf-call-ip6tables": "0",
            "net.bridge.bridge-nf-call-arptables": "0",
        ]
        let perInterface = [
            // Sources are checked by filters; nobody else changes routes or chooses them.
            ("ipv4", "rp_filter", "0"), ("ipv4", "accept_redirects", "0"),
            ("ipv4", "send_redirects", "0"), ("ipv4", "accept_source_route", "0"),
            ("ipv6", "accept_ra", "0"), ("ipv6", "accept_redirects", "0"),
            // An address is answered for where it is, and not on all interfaces.
            ("ipv4", "arp_ignore", "1"), ("ipv4", "arp_announce", "2"),
            // A route leads nowhere once its link is down; gateways keep their addresses.
            ("ipv4", "ignore_routes_with_linkdown", "1"),
            ("ipv6", "ignore_routes_with_linkdown", "1"), ("ipv6", "keep_addr_on_down", "1"),
            ("ipv6", "accept_dad", "0"),
        ]
        for (family, setting, value) in perInterface {
            for interface in ["all", "default"] {
                values["net.\(family).conf.\(interface).\(setting)"] = value
            }
        }
        return values
    }()
}

/// A fabric in which every segment is on every leaf, the worst case of compilers: text of a topology.
/// Each leaf has a port for each tenant, which carries all segments of it.
struct DenseTopology {
    let leaves: Int
    let tenants: Int
    /// Of all tenants, a multiple of their number.
    let segments: Int
    private static let spines = 4

    var text: String {
        var text = "fabric: dense\nclasses: [{name: municipal, default: deny}]\ndevices:\n"
        for spine in 1...Self.spines {
            text +=
                "  - {name: spine-\(spine), role: spine, platform: linux-frr, ports: [swp1-\(leaves)]}\n"
        }
        for leaf in 1...leaves {
            text += "  - {name: leaf-\(leaf), role: leaf, platform: linux-frr, "
            text += "ports: [swp1-\(Self.spines + tenants)]}\n"
        }
        text += "links:\n"
        for leaf in 1...leaves {
            for spine in 1...Self.spines {
                text += "  - {a: \"leaf-\(leaf):swp\(spine)\", b: \"spine-\(spine):swp\(leaf)\"}\n"
            }
        }
        text += "tenants:\n"
        for tenant in 0..<tenants { text += self.text(ofTenant: tenant) }
        return text
    }

    private func text(ofTenant tenant: Int) -> String {
        let count = segments / tenants
        var text = "  - name: tenant-\(tenant)\n    class: municipal\n    vrfs:\n"
        text += "      - name: prod\n        segments:\n"
        for segment in 0..<count {
            let number = tenant * count + segment + 1
            text += "          - {name: s\(segment), ipv4: 10.\(number >> 8).\(number & 255).0/24, "
            text += "ipv6: \"2001:db8:\(String(number, radix: 16))::/64\"}\n"
        }
        let names = (0..<count).map { "s\($0)" }.joined(separator: ", ")
        text += "    attachments:\n"
        for leaf in 1...leaves {
            text +=
                "      - {port: \"leaf-\(leaf):swp\(Self.spines + tenant + 1)\", tagged: [\(names)]}\n"
        }
        return text
    }
}

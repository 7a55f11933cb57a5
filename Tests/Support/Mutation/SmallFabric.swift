import Compiler
import Forwarding
import IR

/// A fabric of few devices and tenants, so small that the oracle can try every sort of packet in it:
/// two leaves and a spine; two or three tenants on both leaves; with `contracts` a service leaf with a
/// firewall and one or two contracts. Numbers are allocated one behind the other, so that what is
/// off by one is another's.
///
/// The same seed makes the same fabric.
public struct SmallFabric: Sendable {
    public let text: String
    public let fabric: Fabric
    public let network: Network
    public let policy: Policy

    /// - Parameters:
    ///   - contracts: whether there is a firewall, and something that it lets pass.
    ///   - filters: whether leaves have ingress and forward filters: without them the tables alone
    ///     keep tenants apart, and one mistake in them is enough.
    public init(
        seed: UInt64, contracts: Bool = false, filters: Bool = true, dualStack: Bool = true
    ) throws {
        var random = SeededGenerator(seed: seed)
        text = Self.text(contracts: contracts, dualStack: dualStack, &random)
        fabric = try CompiledTopology.fabric(text, path: "small.yaml")
        let lowered = Network(fabric)
        network = filters ? lowered : lowered.withoutLeafFilters
        policy = Policy(fabric)
    }

    private static func text(
        contracts: Bool, dualStack: Bool, _ random: inout SeededGenerator
    ) -> String {
        let tenants = contracts ? 2 : random.pick([2, 3])
        let segments = (1...tenants).map { _ in contracts ? 1 : random.pick([1, 1, 2]) }
        var lines = [
            "fabric: small", "classes: [{name: municipal, default: deny}]", "devices:",
            "  - {name: spine-1, role: spine, platform: linux-frr, ports: [swp1-3]}",
        ]
        let leaves = ["leaf-1", "leaf-2"]
        for leaf in leaves {
            lines.append(
                "  - {name: \(leaf), role: leaf, platform: linux-frr, ports: [swp1-4, up1]}")
        }
        if contracts {
            lines += [
                "  - {name: service-1, role: service-leaf, platform: linux-frr, "
                    + "ports: [swp1, up1]}",
                "  - {name: fw-1, role: firewall, platform: linux-frr, ports: [eth1]}",
            ]
        }
        lines.append("links:")
        for (index, device) in (leaves + (contracts ? ["service-1"] : [])).enumerated() {
            lines.append("  - {a: \(device):up1, b: spine-1:swp\(index + 1)}")
        }
        if contracts {
            lines += [
                "  - {a: fw-1:eth1, b: service-1:swp1}", "firewalls:",
                "  - {name: perimeter, devices: [fw-1]}",
            ]
        }
        lines.append("tenants:")
        for tenant in 1...tenants {
            lines += Self.tenant(tenant, segments[tenant - 1], dualStack, &random)
        }
        if contracts { lines += Self.contracts(&random) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func tenant(
        _ tenant: Int, _ segments: Int, _ dualStack: Bool, _ random: inout SeededGenerator
    ) -> [String] {
        var lines = [
            "  - name: comune-\(tenant)", "    class: municipal", "    vrfs:", "      - name: prod",
            "        segments:",
        ]
        for segment in 1...segments {
            let ipv6 = dualStack ? ", ipv6: 2001:db8:\(tenant):\(segment)::/64" : ""
            lines.append(
                "          - {name: s\(segment), ipv4: 10.\(tenant).\(segment).0/24\(ipv6)}")
        }
        lines.append("    attachments:")
        // On both leaves, or with the second segment on one of them alone.
        for leaf in 1...2 {
            let membership =
                switch (segments, random.pick([0, 1, 2])) {
                case (1, 0), (1, 1): "access: s1"
                case (1, _): "tagged: [s1]"
                case (_, 0): "tagged: [s1, s2]"
                case (_, 1): "tagged: [s2], native: s1"
                default: "tagged: [s1], native: s2"
                }
            lines.append("      - {port: \"leaf-\(leaf):swp\(tenant)\", \(membership)}")
        }
        return lines
    }

    private static func contracts(_ random: inout SeededGenerator) -> [String] {
        let ports = random.pick(["tcp/443", "icmp", "udp/53", "tcp/8000-8080"])
        return [
            "contracts:",
            "  - {name: c1, from: {tenant: comune-1}, to: {tenant: comune-2}, allow: [\(ports)]}",
        ]
    }
}

extension Network {
    /// Without what leaves check besides their tables: ingress filters, and forward filters of
    /// devices whose forwarding is not stateful.
    public var withoutLeafFilters: Network {
        var result = self
        for index in devices.indices {
            let facts = devices[index].statements
            guard !facts.contains(where: { $0.fact == .stateful }) else { continue }
            result.devices[index].statements = facts.filter { statement in
                switch statement.fact {
                case .ingressFilter, .ingressRule, .forwardFilter, .forwardPair,
                    .forwardUnderlay:
                    false
                default: true
                }
            }
        }
        return result
    }
}

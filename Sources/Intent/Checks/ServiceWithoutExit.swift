import Diagnostics
import Net

extension Check {
    static let serviceWithoutExit = Check(
        Rule(
            code: "intent.service-without-exit",
            meaning: "A service is a default route, and its VRF has no exit with a next hop of "
                + "that family to follow it.",
            bad: "services: [{name: internet, vrf: internet, prefixes: [0.0.0.0/0]}]\n"
                + "vrfs: [{name: internet}]\n",
            good: "services: [{name: internet, vrf: internet, prefixes: [0.0.0.0/0]}]\n"
                + "vrfs:\n  - name: internet\n    exits: [{name: up, port: \"border-1:swp1\", "
                + "ipv4: 198.51.100.1/31, next_hop_ipv4: 198.51.100.0}]\n")
    ) { index, findings in
        for (service, endpoint) in zip(index.topology.services, index.endpointOfService) {
            guard let endpoint else { continue }
            let vrf = index.vrfs[endpoint.vrf]
            for prefix in service.prefixes where prefix.value.length == 0 {
                let family = prefix.value.family
                let hasExit = index.exits[vrf.exits].contains { exit in
                    family == .ipv4 ? exit.exit.nextHopIPv4 != nil : exit.exit.nextHopIPv6 != nil
                }
                guard !hasExit else { continue }
                findings.error(
                    "service \(quoted(service.name.value.text)) is an \(family) default route, "
                        + "and VRF \(quoted(vrf.path)) has no \(family) exit",
                    at: prefix.span, notes: [.init("the VRF", at: vrf.vrf.name.span)],
                    hint: "give the VRF an exit with an \(family) next hop, or remove the prefix")
            }
        }
    }
}

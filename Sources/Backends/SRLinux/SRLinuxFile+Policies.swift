import Diagnostics
import IR
import Net

extension SRLinuxFile {
    /// Sets of prefixes and route targets, and what is let in and out by them.
    var policies: JSONTree? {
        guard let bgp = device.bgp else { return nil }
        var tree: JSONTree = [:]
        if !device.vrfInstances.isEmpty {
            tree.add("extended-community-set", .list(device.vrfInstances.map(targets)))
        }
        tree.add(
            "prefix-set",
            .list(
                Self.families.flatMap { family in
                    [loopbacks(family), own(family, bgp)]
                        + device.vrfInstances.compactMap { segments(of: $0, family) }
                }))
        tree.add(
            "policy",
            .list(
                evpnPolicies + Self.families.flatMap(underlayPolicies)
                    + device.vrfInstances.map(export)))
        return tree
    }

    // MARK: Sets

    private func targets(of instance: VRFInstance) -> JSONTree {
        let vrf = fabric[instance.vrf]
        let tree: JSONTree = [
            "name": "\(SRLinuxName.vrf(instance.vrf, in: fabric))",
            "member": .list(vrf.routeTargets.prefix(1).map { "target:\($0)" }),
        ]
        return tree.at(vrf.origin)
    }

    private static func prefixes(
        _ name: ConfigLine, _ prefixes: [(prefix: IPPrefix, origin: SourceSpan)],
        lengths: ConfigLine = "exact"
    ) -> JSONTree {
        let entries = prefixes.map { entry in
            let tree: JSONTree = [
                "ip-prefix": "\(entry.prefix)", "mask-length-range": "\(lengths)",
            ]
            return tree.at(entry.origin)
        }
        return ["name": "\(name)", "prefix": .list(entries)]
    }

    /// Host routes inside the prefixes, not the prefixes.
    private func loopbacks(_ family: AddressFamily) -> JSONTree {
        let width = family.bitWidth
        return Self.prefixes(
            "loopbacks-\(Self.type(of: family))",
            fabric.infrastructure
                .filter { $0.purpose == .underlay && $0.prefix.family == family }
                .map { ($0.prefix, $0.origin) }, lengths: "\(width)..\(width)")
    }

    private func own(_ family: AddressFamily, _ bgp: BGPSpeaker) -> JSONTree {
        Self.prefixes(
            "own-\(Self.type(of: family))",
            bgp.networks.filter { $0.family == family }.map { ($0, bgp.origin) })
    }

    private func segments(of instance: VRFInstance, _ family: AddressFamily) -> JSONTree? {
        let prefixes = device.prefixesOfGateways(in: instance.vrf, of: family, fabric)
        guard !prefixes.isEmpty else { return nil }
        return Self.prefixes(setOfSegments(instance.vrf, family), prefixes).at(instance.origins)
    }

    private func setOfSegments(_ vrf: VRFID, _ family: AddressFamily) -> ConfigLine {
        "\(SRLinuxName.vrf(vrf, in: fabric))-\(Self.type(of: family))"
    }

    // MARK: Policies

    private static func policy(
        _ name: ConfigLine, _ statements: [JSONTree], accepts: Bool = false
    ) -> JSONTree {
        var tree: JSONTree = [
            "name": "\(name)",
            "default-action": ["policy-result": accepts ? "accept" : "reject"],
        ]
        if !statements.isEmpty { tree.add("statement", .list(statements)) }
        return tree
    }

    private static func statement(
        _ name: ConfigLine, set: ConfigLine? = nil, protocol: JSONTree? = nil,
        target: SRLinuxName? = nil
    ) -> JSONTree {
        var match: JSONTree = [:]
        match.add("prefix", set.map { ["prefix-set": "\($0)"] })
        match.add("protocol", `protocol`)
        var action: JSONTree = ["policy-result": "accept"]
        action.add(
            "bgp",
            target.map {
                ["extended-community": ["operation": "add", "referenced-sets": ["\($0)"]]]
            })
        return ["name": "\(name)", "match": match, "action": action]
    }

    /// Who passes no routes on advertises its own alone: those without an AS path.
    private var evpnPolicies: [JSONTree] {
        let own: JSONTree = [
            "name": "own", "match": ["bgp": ["as-path-length": ["value": 0, "operator": "eq"]]],
            "action": ["policy-result": "accept"],
        ]
        return [
            Self.policy("evpn-in", [], accepts: true),
            device.passesRoutesOn(in: fabric)
                ? Self.policy("evpn-out", [], accepts: true) : Self.policy("evpn-out", [own]),
        ]
    }

    private func underlayPolicies(_ family: AddressFamily) -> [JSONTree] {
        let type = Self.type(of: family)
        let own = Self.statement("own", set: "own-\(type)", protocol: "srl_nokia-common:local")
        let others = Self.statement(
            "others", set: "loopbacks-\(type)", protocol: "srl_nokia-common:bgp")
        return [
            Self.policy(
                "underlay-\(type)-in",
                [Self.statement("loopbacks", set: "loopbacks-\(type)")]),
            Self.policy(
                "underlay-\(type)-out",
                device.passesRoutesOn(in: fabric) ? [own, others] : [own]),
        ]
    }

    /// What a VRF exports: prefixes of its segments and static routes. A policy has the place of the
    /// instance's route target, so that it says the target as well.
    private func export(of instance: VRFInstance) -> JSONTree {
        let name = SRLinuxName.vrf(instance.vrf, in: fabric)
        var statements = Self.families.compactMap { family -> JSONTree? in
            guard
                !device.prefixesOfGateways(in: instance.vrf, of: family, fabric).isEmpty
            else { return nil }
            return Self.statement(
                "segments-\(Self.type(of: family))", set: setOfSegments(instance.vrf, family),
                protocol: "srl_nokia-common:local", target: name)
        }
        if !instance.staticRoutes.isEmpty {
            statements.append(
                Self.statement("static", protocol: "srl_nokia-common:static", target: name))
        }
        return Self.policy("\(name)", statements).at(instance.origins)
    }
}

import Forwarding
import Net

/// What the parts of the file mean together.
extension FRRReader {
    /// - Parameter connected: prefixes of the device's interfaces, by VRF.
    mutating func interpret(connected: [String: [IPPrefix]]) {
        for setting in Self.settings.prefix(2) where !configuration.settings.contains(setting) {
            findings.miss(setting)
        }
        interpret(configuration.routes, in: "")
        for (name, vrf) in configuration.vrfs {
            if let (vni, line) = vrf.vni { findings.say(.l3vni(vrf: name, vni), at: line) }
            interpret(vrf.routes, in: name)
        }
        let main = configuration.speakers.first { $0.vrf.isEmpty }
        if let main { interpretMain(main) }
        for speaker in configuration.speakers where !speaker.vrf.isEmpty {
            interpret(speaker, beside: main, connected: connected[speaker.vrf] ?? [])
        }
        let peers = Set(main?.peers.map(\.port) ?? [])
        for (name, line) in configuration.interfaces where !peers.contains(name) {
            findings.refuse(line, "router advertisements where no session is")
        }
    }

    private mutating func interpret(_ routes: [FRRConfiguration.Route], in vrf: String) {
        for route in routes {
            findings.say(
                .staticRoute(
                    vrf: vrf, route.prefix, nextHop: route.nextHop, distance: route.distance),
                at: route.line)
        }
    }

    // MARK: The default VRF

    private mutating func interpretMain(_ speaker: FRRConfiguration.Speaker) {
        findings.say(.asn(speaker.asn), at: speaker.line)
        if let (address, line) = speaker.routerID { findings.say(.routerID(address), at: line) }
        for (port, line) in speaker.peers { findings.say(.session(port), at: line) }
        let wanted = Self.speakerSettings + [Self.external]
        if speaker.routerID == nil || !wanted.allSatisfy(speaker.settings.contains) {
            let settings = wanted.joined(separator: ", ")
            findings.refuse(speaker.line, "without router-id, or one of: \(settings)")
        }
        interpretPolicies(of: speaker)
        guard let evpn = speaker.evpn else { return }
        if let line = evpn.advertisesVNIs { findings.say(.advertisesVNIs, at: line) }
        var known: Set<VNI> = []
        for membership in evpn.vnis {
            guard let vni = membership.vni else { continue }
            if !known.insert(vni).inserted { findings.refuse(membership.line, "said twice") }
            membership.interpret(as: .vni(vni), &findings)
        }
    }

    // MARK: VRFs

    private mutating func interpret(
        _ speaker: FRRConfiguration.Speaker, beside main: FRRConfiguration.Speaker?,
        connected: [IPPrefix]
    ) {
        guard let main, main.asn == speaker.asn, let own = speaker.routerID,
            own.0 == main.routerID?.0, speaker.settings.contains(Self.speakerSettings[0])
        else {
            findings.refuse(
                speaker.line, "not the AS number, router-id and settings of the default VRF")
            return
        }
        guard configuration.namesOfVRFs.contains(speaker.vrf) else {
            findings.refuse(speaker.line, "no VRF of that name")
            return
        }
        for family in AddressFamily.allCases {
            guard let settings = speaker.families[family] else { continue }
            interpretConnected(settings, family, in: speaker.vrf, Set(connected))
            guard let redistributed = settings.staticRoutes else { continue }
            guard let map = redistributed.map,
                configuration.policies.prefersOthers(map, asn: speaker.asn)
            else {
                findings.refuse(
                    redistributed.line, "floating routes are not advertised with less preference")
                continue
            }
            findings.say(.advertisesStatic(vrf: speaker.vrf, family), at: redistributed.line)
        }
        guard let evpn = speaker.evpn else { return }
        for (family, line) in evpn.advertised {
            findings.say(.advertisesRoutes(vrf: speaker.vrf, family), at: line)
        }
        evpn.own.interpret(as: .vrf(speaker.vrf), &findings)
    }

    private mutating func interpretConnected(
        _ settings: FRRConfiguration.Family, _ family: AddressFamily, in vrf: String,
        _ connected: Set<IPPrefix>
    ) {
        guard let redistributed = settings.connected else { return }
        let prefixes = connected.filter { $0.family == family }.sorted()
        guard let map = redistributed.map else {
            for prefix in prefixes {
                findings.say(.advertisesConnected(vrf: vrf, prefix), at: redistributed.line)
            }
            return
        }
        configuration.policies.interpretConnected(
            prefixes, of: vrf, family, by: .init(name: map, line: redistributed.line), &findings)
    }
}

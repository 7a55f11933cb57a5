import Forwarding
import Net

/// What neighbours are told, and what is believed of what they tell.
extension FRRReader {
    mutating func interpretPolicies(of speaker: FRRConfiguration.Speaker) {
        var announced: [RoutePolicies.Announced] = []
        for family in AddressFamily.allCases {
            if let result = interpret(speaker.families[family], family, of: speaker) {
                announced.append(result)
            }
        }
        guard let evpn = speaker.evpn else {
            findings.refuse(speaker.line, "no address family l2vpn evpn")
            return
        }
        guard evpn.isActive, let input = evpn.input, let output = evpn.output else {
            findings.refuse(evpn.line, "EVPN without activation or policies")
            return
        }
        guard
            let result = configuration.policies.interpretEVPN(
                input, output, asn: speaker.asn, &findings)
        else { return }
        RoutePolicies.sayTransit(announced + [result], at: output.line, &findings)
    }

    /// Nil after something has been refused.
    private mutating func interpret(
        _ settings: FRRConfiguration.Family?, _ family: AddressFamily,
        of speaker: FRRConfiguration.Speaker
    ) -> RoutePolicies.Announced? {
        guard let settings, settings.isActive, let input = settings.input,
            let output = settings.output
        else {
            findings.refuse(
                settings?.line ?? speaker.line, "\(family) without activation or policies")
            return nil
        }
        return configuration.policies.interpret(
            input, output, family, networks: settings.networks, &findings)
    }
}

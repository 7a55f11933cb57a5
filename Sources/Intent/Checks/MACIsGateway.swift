import Diagnostics
import Net

extension Check {
    static let macIsGateway = Check(
        Rule(
            code: "intent.mac-is-gateway",
            meaning: "A station has the MAC address of the anycast gateways: it would get what "
                + "its neighbours send to theirs, or nothing at all.",
            bad: "defaults: {gateway_mac: 02:00:5e:00:00:01}\nhosts: [{mac: 02:00:5e:00:00:01}]\n",
            good: "defaults: {gateway_mac: 02:00:5e:00:00:01}\nhosts: [{mac: 02:00:00:00:53:01}]\n")
    ) { index, findings in
        let written = index.topology.defaults.gatewayMAC
        for claim in index.macClaims where claim.mac.value == index.gatewayMAC {
            findings.error(
                "\(claim.mac.value) of \(claim.owner) is the MAC address of all gateways",
                at: claim.mac.span,
                notes: [
                    .init("gateway_mac" + (written == nil ? ", by default" : ""), at: written?.span)
                ],
                hint: "correct the station's MAC address, or set another defaults.gateway_mac")
        }
    }
}

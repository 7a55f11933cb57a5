import Diagnostics
import Net

extension Check {
    static let prefixOverPeeringLAN = Check(
        Rule(
            code: "intent.prefix-over-peering-lan",
            meaning: "A prefix of a tenant overlaps a LAN of the exchange, or two LANs overlap: "
                + "what belongs to whom could no longer be told from an address.",
            bad: "lans: [{name: peering, ipv4: 192.0.2.0/25}]\n"
                + "segments: [{name: web, ipv4: 192.0.2.64/26}]\n",
            good: "lans: [{name: peering, ipv4: 192.0.2.0/25}]\n"
                + "segments: [{name: web, ipv4: 192.0.2.128/26}]\n")
    ) { index, findings in
        let lans = index.lanPrefixClaims.sorted { $0.span < $1.span }
        func report(_ again: Claim<IPPrefix>, over lan: Claim<IPPrefix>) {
            findings.error(
                "\(again.key) of \(again.owner) overlaps \(lan.key) of \(lan.owner)",
                at: again.span, notes: [.init("the LAN", at: lan.span)],
                hint: "choose a prefix outside the LAN")
        }
        for (position, lan) in lans.enumerated() {
            if let first = lans[..<position].first(where: { $0.key.overlaps(lan.key) }) {
                report(lan, over: first)
            }
        }
        for segment in index.segments {
            for prefix in segment.prefixes {
                guard let lan = lans.first(where: { $0.key.overlaps(prefix.value) }) else {
                    continue
                }
                report(Claim(prefix, by: "segment " + quoted(segment.path)), over: lan)
            }
        }
    }
}

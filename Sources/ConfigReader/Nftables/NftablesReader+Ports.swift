import Forwarding
import Net

/// What may enter by a port of the bridge.
extension NftablesReader {
    mutating func readPorts(_ chain: Chain) {
        for element in map(of: chain) ?? [] {
            guard let rules = self.chain(named: element.chain, for: element.line)?.rules else {
                continue
            }
            readPort(element.interface, rules[...], at: element.line)
        }
    }

    /// First perhaps the stations that may speak; then everything, or what an exchange lets pass.
    private mutating func readPort(_ name: String, _ rules: ArraySlice<Rule>, at line: Int) {
        var rest = rules
        if let rule = rest.first, rule.verdict == .drop, rule.matches.count == 1,
            case .etherSourceNot(let stations) = rule.matches[0]
        {
            findings.say(.allowedMACs(name, stations), at: rule.line)
            rest.removeFirst()
        }
        if rest.count == 1, let rule = rest.first, rule.matches.isEmpty, rule.verdict == .accept {
            return
        }
        let exchange: [(Match?, NftablesRuleset.Verdict)] = [
            (.icmpTypes(.ipv6, ["nd-router-advert", "nd-redirect"]), .drop),
            (.etherTypes(["ip", "ip6", "arp"]), .accept),
            (nil, .drop),
        ]
        let isExchange =
            rest.count == exchange.count
            && zip(rest, exchange).allSatisfy { rule, known in
                rule.matches == (known.0.map { [$0] } ?? []) && rule.verdict == known.1
            }
        guard let last = rest.last, isExchange else {
            findings.refuse(rest.first?.line ?? line, "not what a port is known to let pass")
            return
        }
        findings.say(.exchangeFrames(name), at: last.line)
    }
}

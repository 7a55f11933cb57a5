import Forwarding
import Net

/// Which packets the device passes on: by interfaces, or by a stateful filter.
extension NftablesReader {
    mutating func readForward(_ chain: Chain) {
        // With policy accept everything passes that no rule drops.
        if chain.hook?.drops == true { findings.say(.forwardFilter, at: chain.line) }
        let isStateful = chain.rules.contains { rule in
            rule.matches.contains { if case .connection = $0 { true } else { false } }
        }
        if isStateful {
            readStateful(chain)
        } else {
            for rule in chain.rules { readForwardRule(rule) }
        }
    }

    private mutating func readForwardRule(_ rule: Rule) {
        switch (rule.matches.first, rule.verdict) {
        case (nil, nil): break
        case (.interfacePairs(let pairs)?, .accept?) where rule.matches.count == 1:
            for pair in pairs {
                findings.say(
                    .forwardPair(vrf: pair.inInterface, out: pair.outInterface), at: pair.line)
            }
        case (.inInterface(let interfaces)?, .accept?)
        where rule.matches.count == 2 && rule.matches[1] == .outInterface(interfaces):
            for interface in interfaces {
                findings.say(.forwardUnderlay(interface), at: rule.line)
            }
        default: findings.refuse(rule.line, "neither pairs of interfaces nor the underlay")
        }
    }

    /// Packets of no connection are dropped, those of a known one pass, and each further rule is
    /// about new ones.
    private mutating func readStateful(_ chain: Chain) {
        guard chain.rules.count >= 2,
            chain.rules[0].matches == [.connection(["invalid"])],
            chain.rules[0].verdict == .drop,
            chain.rules[1].matches == [.connection(["established", "related"])],
            chain.rules[1].verdict == .accept
        else {
            findings.refuse(chain.line, "a stateful filter that does not begin with its states")
            return
        }
        findings.say(.stateful, at: chain.rules[1].line)
        for rule in chain.rules.dropFirst(2) {
            if rule.matches.isEmpty, rule.verdict == nil { continue }
            var stateless = rule
            guard stateless.matches.popLast() == .connection(["new"]),
                let filterRule = filterRule(stateless)
            else {
                findings.refuse(rule.line, "no rule of one family about new connections")
                continue
            }
            findings.say(.forwardRule(filterRule), at: rule.line)
        }
    }
}

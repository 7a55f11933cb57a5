import Forwarding
import Net

/// What enters by a gateway, and whose sources are checked.
extension NftablesReader {
    mutating func readBeforeRouting(_ chain: Chain) {
        guard case .map? = chain.rules.first?.verdict else {
            readReversePath(chain)
            return
        }
        for element in map(of: chain) ?? [] {
            guard let filter = self.chain(named: element.chain, for: element.line) else { continue }
            readIngress(filter, of: element)
        }
    }

    /// Rules, the last of which drops everything; one may jump to rules that decide nothing for
    /// what they do not match.
    private mutating func readIngress(
        _ chain: Chain, of element: NftablesRuleset.MapElement
    ) {
        guard let last = chain.rules.last, last.matches.isEmpty, last.verdict == .drop else {
            findings.refuse(chain.line, "what no rule matches is not dropped")
            return
        }
        findings.say(.ingressFilter(element.interface), at: element.line)
        for rule in chain.rules.dropLast() {
            guard case .jump(let name)? = rule.verdict, rule.matches.isEmpty else {
                readIngressRule(rule, of: element.interface)
                continue
            }
            for inner in commonRules(named: name, for: rule.line) {
                readIngressRule(inner, of: element.interface)
            }
        }
    }

    private mutating func readIngressRule(_ rule: Rule, of interface: String) {
        if rule.matches.isEmpty, rule.verdict == nil { return }
        guard let filterRule = filterRule(rule) else {
            findings.refuse(rule.line, "no stateless rule of one family")
            return
        }
        findings.say(.ingressRule(interface, filterRule), at: rule.line)
    }

    /// Link-local sources pass; of the interfaces named, others have to be routed back.
    private mutating func readReversePath(_ chain: Chain) {
        let linkLocal = ["::", "fe80::/10"].compactMap(IPPrefix.init(readingAddressOr:))
        guard chain.rules.count == 2, chain.rules[0].verdict == .accept,
            chain.rules[0].matches == [.addresses(.source, .ipv6, linkLocal)],
            chain.rules[1].verdict == .drop, chain.rules[1].matches.count == 2,
            case .inInterface(let interfaces) = chain.rules[1].matches[0],
            chain.rules[1].matches[1] == .sourceNotRoutedBack
        else {
            findings.refuse(chain.line, "neither a map of ingress filters nor a reverse path")
            return
        }
        for interface in interfaces {
            findings.say(.reversePath(interface), at: chain.rules[1].line)
        }
    }
}

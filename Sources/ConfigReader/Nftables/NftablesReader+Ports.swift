import Forwarding
import Net

/// What may enter by a port of the bridge, and what of it the device itself hears.
extension NftablesReader {
    mutating func readPorts(_ chain: Chain) {
        for element in map(of: chain) ?? [] {
            guard let rules = self.chain(named: element.chain, for: element.line)?.rules else {
                continue
            }
            readPort(element.interface, rules[...], at: element.line)
        }
    }

    /// Ports from which the device hears nothing: one rule.
    mutating func readUnheard(_ chain: Chain) {
        guard chain.rules.count == 1, chain.rules[0].verdict == .drop,
            chain.rules[0].matches.count == 1,
            case .inInterface(let names) = chain.rules[0].matches[0]
        else {
            findings.refuse(chain.line, "not ports that the device hears nothing from")
            return
        }
        for name in names { findings.say(.unheard(name), at: chain.rules[0].line) }
    }

    /// First perhaps the stations that may speak; then everything, or what an edge of an exchange lets
    /// pass.
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
        guard take(Self.forbidden, from: &rest) else {
            findings.refuse(rest.first?.line ?? line, "not what a port is known to let pass")
            return
        }
        if let rule = rest.first, take(Self.storms, from: &rest) {
            guard let stations = takeStationStorm(from: &rest) else {
                findings.refuse(rest.first?.line ?? line, "not the limit of frames to nobody")
                return
            }
            findings.say(.stormLimits(name, stations: stations), at: rule.line)
        }
        if let last = rest.first, take(Self.nothing, from: &rest), rest.isEmpty {
            findings.say(.exchangeFrames(name), at: last.line)
            findings.say(.quarantined(name), at: last.line)
            return
        }
        guard let rule = rest.first, take(Self.permitted, from: &rest), rest.isEmpty else {
            findings.refuse(rest.first?.line ?? line, "not what an edge is known to let pass")
            return
        }
        findings.say(.exchangeFrames(name), at: rule.line)
    }

    private typealias Pattern = [(matches: [Match], verdict: NftablesRuleset.Verdict)]

    /// Takes rules that are exactly these, in this order.
    private func take(_ pattern: Pattern, from rules: inout ArraySlice<Rule>) -> Bool {
        let first = rules.prefix(pattern.count)
        guard first.count == pattern.count,
            zip(first, pattern).allSatisfy({ $0.matches == $1.matches && $0.verdict == $1.verdict })
        else { return false }
        rules = rules.dropFirst(pattern.count)
        return true
    }

    /// The limit of frames to stations that are not in a set, which is returned.
    private func takeStationStorm(from rules: inout ArraySlice<Rule>) -> [MACAddress]? {
        guard let rule = rules.first, rule.verdict == .drop, rule.matches.count == 3,
            case .etherDestinationNot(let stations) = rule.matches[0],
            rule.matches[1] == .packetTypesNot(["broadcast", "multicast"]),
            rule.matches[2] == Self.limit
        else { return nil }
        rules.removeFirst()
        return stations
    }

    private static let limit = Match.rateOver("1000/second", burst: "1000")
    private static let routerTypes: [AddressFamily: Set<String>] = [
        .ipv4: ["redirect", "router-advertisement", "router-solicitation"],
        .ipv6: ["nd-router-solicit", "nd-router-advert", "nd-redirect"],
    ]

    private static let forbidden: Pattern = [
        ([.etherTypesNot(["ip", "ip6", "arp"])], .drop),
        ([.icmpTypes(.ipv6, routerTypes[.ipv6] ?? [])], .drop),
        ([.icmpTypes(.ipv4, routerTypes[.ipv4] ?? [])], .drop),
        ([.ports(.destination, .udp, [67...68, 546...547])], .drop),
    ]
    private static let storms: Pattern = [
        ([.packetTypes(["broadcast"]), limit], .drop),
        ([.packetTypes(["multicast"]), limit], .drop),
    ]
    private static let nothing: Pattern = [([], .drop)]
    private static let permitted: Pattern = [
        ([.packetTypes(["broadcast"]), .etherTypes(["arp"])], .accept),
        (
            [
                .packetTypes(["multicast"]), .hopLimit(255),
                .icmpTypes(.ipv6, ["nd-neighbor-solicit", "nd-neighbor-advert"]),
            ], .accept
        ),
        ([.packetTypes(["broadcast", "multicast"])], .drop),
        ([], .accept),
    ]
}

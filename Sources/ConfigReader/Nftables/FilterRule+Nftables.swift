import Forwarding
import Net

extension NftablesReader {
    /// Types that answer or report; nothing of them asks.
    private static let answers: [AddressFamily: Set<String>] = [
        .ipv4: ["echo-reply", "destination-unreachable", "time-exceeded", "parameter-problem"],
        .ipv6: [
            "echo-reply", "destination-unreachable", "packet-too-big", "time-exceeded",
            "parameter-problem",
        ],
    ]
    static let discovery: Set<String> = ["nd-neighbor-solicit", "nd-neighbor-advert"]

    /// The rule in the words of the model; nil where it says what the model has no words for, more
    /// than one thing about the same field, or nothing about the family.
    ///
    /// The model knows fewer kinds of packets than nftables has ICMP types: a list of all answers
    /// becomes `continues`, which is more. Another list is not known.
    func filterRule(_ rule: Rule) -> FilterRule? {
        guard rule.verdict == .accept || rule.verdict == .drop else { return nil }
        var draft = Draft(permits: rule.verdict == .accept)
        for match in rule.matches where !draft.add(match) { return nil }
        return draft.finished()
    }

    private struct Draft {
        private var rule: FilterRule
        private var family: AddressFamily?
        private var isFromLink = false
        private var isDiscovery = false

        init(permits: Bool) {
            rule = FilterRule(action: permits ? .permit : .deny, family: .ipv4)
        }

        /// False where nothing is known of the match, or it contradicts another.
        mutating func add(_ match: NftablesRuleset.Match) -> Bool {
            switch match {
            case .family(let family): return isOf(family)
            case .inInterface(let names): return set(\.inInterface, to: names)
            case .outInterface(let names): return set(\.outInterface, to: names)
            case .addresses(.source, let family, let prefixes):
                return isOf(family) && set(\.sources, to: prefixes)
            case .addresses(.destination, let family, let prefixes):
                return isOf(family) && set(\.destinations, to: prefixes)
            case .protocols(let ranges): return isOf(ranges)
            case .ports(.source, let number, let ranges):
                return isOf(number) && set(\.sourcePorts, to: ranges)
            case .ports(.destination, let number, let ranges):
                return isOf(number) && set(\.destinationPorts, to: ranges)
            case .tcpWithoutOpening: return isOf(.tcp) && set(.continues)
            case .sctpWithoutOpening: return isOf(.sctp) && set(.continues)
            case .icmpTypes(let family, let types):
                let number: IPProtocol = family == .ipv4 ? .icmp : .icmpv6
                guard isOf(family), isOf(number) else { return false }
                isDiscovery = types == NftablesReader.discovery
                return isDiscovery
                    ? set(.discovery) : types == NftablesReader.answers[family] && set(.continues)
            case .hopLimit(let limit):
                isFromLink = limit == 255
                return isFromLink && isOf(.ipv6)
            case .interfacePairs, .connection, .rate, .rateOver, .sourceNotRoutedBack,
                .etherSourceNot, .etherDestinationNot, .etherTypes, .etherTypesNot, .packetTypes,
                .packetTypesNot:
                return false
            }
        }

        func finished() -> FilterRule? {
            // Discovery that came over a router is none, and of nothing else the limit is known.
            guard let family, isFromLink == isDiscovery else { return nil }
            var result = rule
            result.family = family
            return result
        }

        private mutating func isOf(_ other: AddressFamily) -> Bool {
            if family == nil { family = other }
            return family == other
        }

        private mutating func isOf(_ number: IPProtocol) -> Bool {
            isOf([number.rawValue...number.rawValue])
        }

        private mutating func isOf(_ ranges: [ClosedRange<UInt8>]) -> Bool {
            if rule.protocols.isEmpty { rule.protocols = ranges }
            return rule.protocols == ranges
        }

        private mutating func set(
            _ field: WritableKeyPath<FilterRule, String?>, to names: [String]
        ) -> Bool {
            guard names.count == 1, rule[keyPath: field] == nil else { return false }
            rule[keyPath: field] = names[0]
            return true
        }

        private mutating func set<Element>(
            _ field: WritableKeyPath<FilterRule, [Element]>, to values: [Element]
        ) -> Bool {
            guard rule[keyPath: field].isEmpty else { return false }
            rule[keyPath: field] = values
            return true
        }

        private mutating func set(_ kinds: PacketKinds) -> Bool {
            guard rule.kinds == .all else { return false }
            rule.kinds = kinds
            return true
        }
    }
}

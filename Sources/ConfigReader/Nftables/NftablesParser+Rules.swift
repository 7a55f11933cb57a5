import Forwarding
import Net

extension NftablesParser {
    /// One rule, its end not taken; nil where something in it is not known.
    mutating func parseRule(
        _ sets: [String: NftablesRuleset.AddressSet], _ stationSets: [String: [MACAddress]]
    ) -> NftablesRuleset.Rule? {
        var rule = NftablesRuleset.Rule(line: cursor.line)
        while case .word(let word)? = cursor.next {
            cursor.advance()
            if word == "comment" {
                // Nothing stands behind it.
                return cursor.takeString() == nil ? nil : rule
            }
            guard rule.verdict == nil else { return nil }
            if word == "counter" { continue }
            if let verdict = parseVerdict(word) {
                rule.verdict = verdict
            } else if word == "iifname", cursor.take(words: "vmap") {
                guard let elements = parseMap() else { return nil }
                rule.verdict = .map(elements)
            } else {
                guard let match = parseMatch(word, sets, stationSets) else { return nil }
                rule.matches.append(match)
            }
        }
        return rule
    }

    private mutating func parseVerdict(_ word: String) -> NftablesRuleset.Verdict? {
        switch word {
        case "accept": .accept
        case "drop": .drop
        case "jump": cursor.takeWord().map { .jump($0) }
        default: nil
        }
    }

    private mutating func parseMatch(
        _ word: String, _ sets: [String: NftablesRuleset.AddressSet],
        _ stationSets: [String: [MACAddress]]
    ) -> NftablesRuleset.Match? {
        switch word {
        case "iifname" where cursor.take(words: ".", "oifname"):
            return parsePairs().map { .interfacePairs($0) }
        case "iifname": return parseInterfaces().map { .inInterface($0) }
        case "oifname": return parseInterfaces().map { .outInterface($0) }
        case "ip": return parseAddresses(.ipv4, sets)
        case "ip6":
            if cursor.take(words: "hoplimit") {
                return cursor.takeWord().flatMap { UInt8(reading: $0) }.map { .hopLimit($0) }
            }
            return parseAddresses(.ipv6, sets)
        case "meta": return parseMeta()
        case "tcp":
            if cursor.take(words: "flags", "&"), cursor.take(.openingParenthesis),
                cursor.take(words: "syn", "|", "ack"), cursor.take(.closingParenthesis)
            {
                return cursor.take(words: "!=", "syn") ? .tcpWithoutOpening : nil
            }
            return parsePorts(of: .tcp)
        case "udp": return parsePorts(of: .udp)
        case "sctp":
            if cursor.take(words: "chunk", "init", "missing") { return .sctpWithoutOpening }
            return parsePorts(of: .sctp)
        case "icmp" where cursor.take(words: "type"):
            return parseNames().map { .icmpTypes(.ipv4, $0) }
        case "icmpv6" where cursor.take(words: "type"):
            return parseNames().map { .icmpTypes(.ipv6, $0) }
        case "ct" where cursor.take(words: "state"): return parseStates()
        case "limit" where cursor.take(words: "rate"): return parseRate()
        case "fib":
            let isKnown = cursor.take(words: "saddr", ".", "iif", "oif", "missing")
            return isKnown ? .sourceNotRoutedBack : nil
        case "ether": return parseEther(stationSets)
        default: return nil
        }
    }

    // MARK: Lists

    /// One value, or several between braces; a comma may stand behind the last.
    mutating func parseList() -> [String]? {
        if let word = cursor.takeWord() { return [word] }
        guard cursor.take(.opening) else { return nil }
        return parseElements { $0.cursor.takeWord() }
    }

    /// Elements up to the closing brace, a comma between each two.
    private mutating func parseElements<Element>(
        _ element: (inout Self) -> Element?
    ) -> [Element]? {
        var result: [Element] = []
        while true {
            cursor.skipLineEnds()
            if cursor.take(.closing) { return result.isEmpty ? nil : result }
            guard let value = element(&self) else { return nil }
            result.append(value)
            cursor.skipLineEnds()
            if !cursor.take(.comma), cursor.next != .closing { return nil }
        }
    }

    private mutating func parseInterfaces() -> [String]? {
        let names: [String]?
        if let name = cursor.takeString() {
            names = [name]
        } else {
            guard cursor.take(.opening) else { return nil }
            names = parseElements { $0.cursor.takeString() }
        }
        guard let names, names.allSatisfy(isInterfaceName), Set(names).count == names.count else {
            return nil
        }
        return names
    }

    /// `{ "NAME" . "NAME", … }`
    private mutating func parsePairs() -> [NftablesRuleset.Pair]? {
        guard cursor.take(.opening) else { return nil }
        return parseElements { parser in
            let line = parser.cursor.line
            guard let first = parser.cursor.takeString(), parser.cursor.take(words: "."),
                let second = parser.cursor.takeString(), isInterfaceName(first),
                isInterfaceName(second)
            else { return nil }
            return .init(inInterface: first, outInterface: second, line: line)
        }
    }

    /// `{ "NAME" : goto CHAIN, … }`; nft refuses a name twice.
    private mutating func parseMap() -> [NftablesRuleset.MapElement]? {
        guard cursor.take(.opening) else { return nil }
        let elements: [NftablesRuleset.MapElement]? = parseElements { parser in
            let line = parser.cursor.line
            guard let name = parser.cursor.takeString(), isInterfaceName(name),
                parser.cursor.take(words: ":", "goto"), let chain = parser.cursor.takeWord()
            else { return nil }
            return .init(interface: name, chain: chain, line: line)
        }
        guard let elements, Set(elements.map(\.interface)).count == elements.count else {
            return nil
        }
        return elements
    }

    private mutating func parseNames() -> Set<String>? { parseList().map { Set($0) } }

    /// `new`, or `established,related`: no braces here.
    private mutating func parseStates() -> NftablesRuleset.Match? {
        var states: Set<String> = []
        repeat {
            guard let state = cursor.takeWord() else { return nil }
            states.insert(state)
        } while cursor.take(.comma)
        return .connection(states)
    }

    // MARK: Values

    private mutating func parseAddresses(
        _ family: AddressFamily, _ sets: [String: NftablesRuleset.AddressSet]
    ) -> NftablesRuleset.Match? {
        guard let side = parseSide("saddr", "daddr"), let list = parseList() else { return nil }
        if list.count == 1, list[0].hasPrefix("@") {
            guard let set = sets[String(list[0].dropFirst())], set.family == family else {
                return nil
            }
            return .addresses(side, family, set.prefixes)
        }
        return addresses(list, family: family).map { .addresses(side, family, $0) }
    }

    private mutating func parseSide(
        _ source: String, _ destination: String
    ) -> NftablesRuleset.Side? {
        if cursor.take(words: source) { return .source }
        return cursor.take(words: destination) ? .destination : nil
    }

    /// In the normal form of `FilterRule`; nil where one is malformed or inside another, which nft
    /// refuses.
    func addresses(_ texts: [String], family: AddressFamily) -> [IPPrefix]? {
        var prefixes: [IPPrefix] = []
        prefixes.reserveCapacity(texts.count)
        for text in texts {
            guard let prefix = IPPrefix(readingAddressOr: text), prefix.family == family else {
                return nil
            }
            prefixes.append(prefix)
        }
        let outermost = FilterRule.outermost(of: prefixes)
        return outermost.count == prefixes.count || prefixes.count == 1 ? outermost : nil
    }

    private mutating func parseMeta() -> NftablesRuleset.Match? {
        if cursor.take(words: "nfproto") {
            switch cursor.takeWord() {
            case "ipv4": return .family(.ipv4)
            case "ipv6": return .family(.ipv6)
            default: return nil
            }
        }
        if cursor.take(words: "pkttype") {
            let isNegated = cursor.take(words: "!=")
            return parseNames().map { isNegated ? .packetTypesNot($0) : .packetTypes($0) }
        }
        guard cursor.take(words: "l4proto") else { return nil }
        let isNegated = cursor.take(words: "!=")
        let numbers: [String: UInt8] = ["tcp": 6, "udp": 17, "sctp": 132, "icmp": 1, "icmpv6": 58]
        guard let name = cursor.takeWord(), let number = numbers[name] else { return nil }
        return .protocols(isNegated ? [0...number - 1, number + 1...255] : [number...number])
    }

    private mutating func parsePorts(of number: IPProtocol) -> NftablesRuleset.Match? {
        guard let side = parseSide("sport", "dport"), let list = parseList() else { return nil }
        var ranges: [ClosedRange<UInt16>] = []
        for text in list {
            let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
                .map { String($0) }
            guard let first = UInt16(reading: bounds[0]), bounds.count <= 2,
                let last = UInt16(reading: bounds[bounds.count - 1]), first <= last
            else { return nil }
            ranges.append(first...last)
        }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        // nft refuses ranges that overlap.
        let overlaps = zip(ranges, ranges.dropFirst()).contains { $0.overlaps($1) }
        return overlaps ? nil : .ports(side, number, FilterRule.joined(ranges))
    }

    /// `R`, or `over R burst B packets`.
    private mutating func parseRate() -> NftablesRuleset.Match? {
        guard cursor.take(words: "over") else { return cursor.takeWord().map { .rate($0) } }
        guard let rate = cursor.takeWord(), cursor.take(words: "burst"),
            let burst = cursor.takeWord(), cursor.take(words: "packets")
        else { return nil }
        return .rateOver(rate, burst: burst)
    }

    private mutating func parseEther(
        _ stationSets: [String: [MACAddress]]
    ) -> NftablesRuleset.Match? {
        if cursor.take(words: "type") {
            let isNegated = cursor.take(words: "!=")
            return parseNames().map { isNegated ? .etherTypesNot($0) : .etherTypes($0) }
        }
        if cursor.take(words: "daddr", "!=") {
            guard let word = cursor.takeWord(), word.hasPrefix("@") else { return nil }
            return stationSets[String(word.dropFirst())].map { .etherDestinationNot($0) }
        }
        guard cursor.take(words: "saddr", "!="), let list = parseList() else { return nil }
        return stations(list).map { .etherSourceNot($0) }
    }

    /// Ascending; nil where one is malformed or there twice.
    func stations(_ texts: [String]) -> [MACAddress]? {
        let addresses = texts.compactMap { MACAddress(reading: $0) }.sorted()
        guard addresses.count == texts.count, Set(addresses).count == addresses.count else {
            return nil
        }
        return addresses
    }
}

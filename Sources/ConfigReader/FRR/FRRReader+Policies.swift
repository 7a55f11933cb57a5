import Forwarding
import Net

/// Prefix-lists, AS path lists and route-maps.
extension FRRReader {
    /// `ip prefix-list NAME seq N permit|deny PREFIX|any [ge N] [le N]`
    mutating func readPrefixList(_ words: [String], at line: Int) -> Bool {
        guard words.count >= 7, words[3] == "seq",
            let sequence = UInt32(reading: words[4]), sequence > 0,
            let permits = permits(words[5]), let family = family(of: words[0])
        else { return false }
        let rest = words.dropFirst(7)
        let matched: (prefix: IPPrefix, lengths: ClosedRange<Int>)
        if words[6] == "any" {
            let all = IPPrefix(containing: IPAddress(family: family, bits: 0), length: 0)
            guard rest.isEmpty else { return false }
            matched = (all, 0...family.bitWidth)
        } else {
            guard let prefix = IPPrefix(reading: words[6]), prefix.family == family,
                let lengths = lengths(of: prefix, Array(rest))
            else { return false }
            matched = (prefix, lengths)
        }
        let entry = PrefixListEntry(
            permits: permits, prefix: matched.prefix, lengths: matched.lengths, line: line)
        return configuration.prefixLists[family, default: [:]][words[2], default: Sequenced()]
            .insert(entry, at: sequence)
    }

    private func permits(_ word: String) -> Bool? {
        switch word {
        case "permit": true
        case "deny": false
        default: nil
        }
    }

    /// Without bounds the prefix alone; `ge` alone reaches to the end, `le` alone begins at the
    /// prefix. FRR refuses bounds that are not longer than the prefix.
    private func lengths(of prefix: IPPrefix, _ bounds: [String]) -> ClosedRange<Int>? {
        var least: Int?
        var most: Int?
        var rest = bounds[...]
        while let word = rest.popFirst() {
            guard let text = rest.popFirst(), let length = Int(reading: text),
                length > prefix.length, length <= prefix.family.bitWidth
            else { return nil }
            switch word {
            case "ge" where least == nil && most == nil: least = length
            case "le" where most == nil: most = length
            default: return nil
            }
        }
        if least == nil, most == nil { return prefix.length...prefix.length }
        let range = (least ?? prefix.length, most ?? prefix.family.bitWidth)
        return range.0 <= range.1 ? range.0...range.1 : nil
    }

    /// `bgp as-path access-list NAME seq N permit PATTERN`
    mutating func readPathList(_ words: [String], at line: Int) -> Bool {
        guard words.count == 8, words.starts(with: ["bgp", "as-path", "access-list"]),
            words[4] == "seq", UInt32(reading: words[5]) != nil, words[6] == "permit",
            let pattern = pathPattern(words[7])
        else { return false }
        return configuration.pathLists[words[3], default: []].insert(pattern).inserted
    }

    private func pathPattern(_ text: String) -> PathPattern? {
        if text == "^$" { return .empty }
        guard text.hasPrefix("^"), text.hasSuffix("$") else { return nil }
        let parts = text.dropFirst().dropLast().split(
            separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == parts[1], let asn = ASN(reading: String(parts[0]))
        else {
            return nil
        }
        return .twice(asn)
    }

    // MARK: Route-maps

    mutating func beginRouteMap(_ words: [String], at line: Int) -> Bool {
        guard words.count == 4, let permits = permits(words[2]),
            let sequence = UInt16(reading: words[3]), sequence > 0
        else { return false }
        _ = enter(.routeMap(words[1]), at: line)
        entry = RouteMapEntry(permits: permits, line: line)
        entryNumber = UInt32(sequence)
        return true
    }

    mutating func readRouteMap(
        _ name: String, _ first: String, _ words: [String], at line: Int
    ) -> Bool {
        switch first {
        case "match":
            // FRR keeps one of a kind; we write one at all.
            guard let match = match(words), entry.matches.isEmpty else { return false }
            entry.matches.append((match, line))
            return true
        case "set":
            guard let action = action(words) else { return false }
            entry.actions.append(action)
            return true
        default:
            guard leave(.top, by: "exit", words) else { return false }
            let isFirst = configuration.routeMaps[name, default: Sequenced()]
                .insert(entry, at: entryNumber)
            if !isFirst { findings.refuse(entry.line, "a second entry of that number") }
            return true
        }
    }

    private func match(_ words: [String]) -> RouteMapEntry.Match? {
        switch words.count {
        case 3 where words[1] == "as-path": return .pathList(words[2])
        case 3 where words[1] == "tag":
            return UInt32(reading: words[2]).map { .tag($0) }
        case 5 where words[2] == "address" && words[3] == "prefix-list":
            return family(of: words[1]).map { .prefixList($0, words[4]) }
        default: return nil
        }
    }

    private func action(_ words: [String]) -> RouteMapEntry.Action? {
        switch (words.dropFirst().first, words.last.flatMap { UInt32(reading: $0) }) {
        case ("local-preference", let value?) where words.count == 3: return .localPreference(value)
        case ("weight", let value?) where words.count == 3: return .weight(value)
        case ("as-path", _) where words.count > 3 && words[2] == "prepend":
            let path = words.dropFirst(3).compactMap { ASN(reading: $0) }
            return path.count == words.count - 3 ? .prepend(path) : nil
        default: return nil
        }
    }
}

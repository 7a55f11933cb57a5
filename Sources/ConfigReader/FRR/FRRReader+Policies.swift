import Forwarding
import Net

/// Prefix-lists, AS path lists and route-maps.
extension FRRReader {
    /// `ip prefix-list NAME seq N permit|deny PREFIX|any [ge N] [le N]`
    mutating func readPrefixList(_ words: [String], at line: Int) -> Bool {
        guard words.count >= 7, words[3] == "seq",
            let sequence = UInt32(reading: words[4]), sequence > 0,
            let family = family(of: words[0]),
            let entry = PrefixListEntry(reading: words.dropFirst(5), of: family, at: line)
        else { return false }
        return configuration.policies.prefixLists[family, default: [:]][
            words[2], default: Sequenced()
        ].insert(entry, at: sequence)
    }

    /// `bgp as-path access-list NAME seq N permit PATTERN`
    mutating func readPathList(_ words: [String], at line: Int) -> Bool {
        guard words.count == 8, words.starts(with: ["bgp", "as-path", "access-list"]),
            words[4] == "seq", UInt32(reading: words[5]) != nil, words[6] == "permit",
            let pattern = PathPattern(reading: words[7])
        else { return false }
        return configuration.policies.pathLists[words[3], default: []].insert(pattern).inserted
    }

    // MARK: Route-maps

    mutating func beginRouteMap(_ words: [String], at line: Int) -> Bool {
        guard words.count == 4, let permits = isPermit(words[2]),
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
            guard let match = RouteMapEntry.Match(reading: words), entry.matches.isEmpty else {
                return false
            }
            entry.matches.append((match, line))
            return true
        case "set":
            guard let action = RouteMapEntry.Action(reading: words) else { return false }
            entry.actions.append(action)
            return true
        default:
            guard leave(.top, by: "exit", words) else { return false }
            let isFirst = configuration.policies.routeMaps[name, default: Sequenced()]
                .insert(entry, at: entryNumber)
            if !isFirst { findings.refuse(entry.line, "a second entry of that number") }
            return true
        }
    }
}

import Forwarding
import Net

/// Prefix-lists, route-maps and lists of the control plane.
extension EOSReader {
    /// `ip prefix-list NAME`, with `seq N permit|deny PREFIX [ge N] [le N]`
    mutating func readPrefixList(_ block: EOSBlock) -> Bool {
        guard let family = family(of: block.words[0]),
            configuration.policies.prefixLists[family]?[block.words[2]] == nil
        else { return false }
        var list = Sequenced<PrefixListEntry>()
        for inner in EOSBlock.split(block.body) {
            let words = inner.words
            guard inner.body.isEmpty, words.count > 3, words[0] == "seq",
                let sequence = UInt32(reading: words[1]), sequence > 0,
                let entry = PrefixListEntry(
                    reading: words.dropFirst(2), of: family, at: inner.line),
                list.insert(entry, at: sequence)
            else {
                refuse(inner)
                continue
            }
        }
        configuration.policies.prefixLists[family, default: [:]][block.words[2]] = list
        return true
    }

    /// `route-map NAME permit|deny N`
    mutating func readRouteMap(_ block: EOSBlock) -> Bool {
        let words = block.words
        guard words.count == 4, let permits = isPermit(words[2]),
            let sequence = UInt16(reading: words[3]), sequence > 0
        else { return false }
        var entry = RouteMapEntry(permits: permits, line: block.line)
        readLines(block) { _, statement in
            switch statement.words[0] {
            case "match":
                // We write one at all.
                guard let match = RouteMapEntry.Match(reading: statement.words),
                    entry.matches.isEmpty
                else { return false }
                entry.matches.append((match, statement.line))
            case "set":
                guard let action = RouteMapEntry.Action(reading: statement.words) else {
                    return false
                }
                entry.actions.append(action)
            default: return false
            }
            return true
        }
        return configuration.policies.routeMaps[words[1], default: Sequenced()]
            .insert(entry, at: UInt32(sequence))
    }

    /// `ip access-group ingress default NAME`, `ip access-group NAME [vrf X] in`
    mutating func readControlPlane(_ statement: EOSStatement) -> Bool {
        let words = statement.words
        guard words.count > 3, let family = family(of: words[0]), words[1] == "access-group" else {
            return false
        }
        let said: (scope: EOSConfiguration.InputScope, list: String)
        switch words.count {
        case 4 where words[3] == "in": said = (.vrf(""), words[2])
        case 5 where words[2] == "ingress" && words[3] == "default": said = (.others, words[4])
        case 6 where words[3] == "vrf" && words[5] == "in": said = (.vrf(words[4]), words[2])
        default: return false
        }
        return configuration.inputs[family, default: [:]].updateValue(
            .init(value: said.list, line: statement.line), forKey: said.scope) == nil
    }
}

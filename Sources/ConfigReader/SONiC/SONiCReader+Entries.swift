import Forwarding
import Net

/// The entries of a filter: rules of one name, which are all combinations of what they name.
extension SONiCReader {
    mutating func interpretEntries(
        _ rules: ArraySlice<SONiCRule>, _ family: AddressFamily, of name: String
    ) {
        for run in Self.runs(of: rules) {
            guard let rule = filterRule(run, family) else {
                for line in run { findings.refuse(line.line, "not all combinations of a rule") }
                continue
            }
            findings.say(.ingressRule(name, rule), at: run[0].line)
        }
    }

    /// Neighbouring rules of an entry that differ in nothing but addresses, ports, flags and types.
    private static func runs(of rules: ArraySlice<SONiCRule>) -> [[SONiCRule]] {
        var runs: [[SONiCRule]] = []
        for rule in rules {
            if let last = runs.last?.last, last.entry == rule.entry,
                last.permits == rule.permits, last.match.number == rule.match.number
            {
                runs[runs.count - 1].append(rule)
            } else {
                runs.append([rule])
            }
        }
        return runs
    }

    /// Nil where they are not all combinations of what they name, or where the model has no words
    /// for it.
    private func filterRule(_ run: [SONiCRule], _ family: AddressFamily) -> FilterRule? {
        let matches = run.map(\.match)
        let sources = Set(matches.map(\.source))
        let destinations = Set(matches.map(\.destination))
        let kinds = Set(matches.map(\.kind))
        let flags = Set(matches.map(\.flags))
        let sourcePorts = Set(matches.map(\.sourcePorts))
        let destinationPorts = Set(matches.map(\.destinationPorts))
        let count =
            sources.count * destinations.count * kinds.count * flags.count * sourcePorts.count
            * destinationPorts.count
        guard Set(matches).count == matches.count, matches.count == count,
            let from = Self.all(sources)?.sorted(), let to = Self.all(destinations)?.sorted(),
            let fromPorts = Self.all(sourcePorts), let toPorts = Self.all(destinationPorts),
            let types = Self.all(kinds), let bits = Self.all(flags),
            let packets = packets(matches[0], Set(types), Set(bits), family)
        else { return nil }
        return FilterRule(
            action: run[0].permits ? .permit : .deny, family: family, sources: from,
            destinations: to, protocols: packets.protocols,
            sourcePorts: FilterRule.joined(fromPorts),
            destinationPorts: FilterRule.joined(toPorts), kinds: packets.kinds)
    }

    /// Empty for any. Nil for any beside others.
    private static func all<Value>(_ set: Set<Value?>) -> [Value]? {
        let values = set.compactMap(\.self)
        return values.count == set.count || set.count == 1 ? values : nil
    }

    /// Protocols and kinds of packets. The model knows fewer kinds than there are types of ICMP:
    /// all types that answer are `continues`, which is more. Of TCP ACK or RST are what no segment
    /// has that opens a connection (RFC 9293, section 3.10.7.2).
    private func packets(
        _ match: SONiCRule.Match, _ types: Set<UInt8>, _ flags: Set<SONiCRule.Flags>,
        _ family: AddressFamily
    ) -> (protocols: [ClosedRange<UInt8>], kinds: PacketKinds)? {
        let hasPorts = match.sourcePorts != nil || match.destinationPorts != nil
        let hasBoth = match.sourcePorts != nil && match.destinationPorts != nil
        guard let number = match.number else {
            return hasPorts || !types.isEmpty || !flags.isEmpty ? nil : ([], .all)
        }
        switch number {
        case 6 where hasPorts && !hasBoth && types.isEmpty:
            if flags.isEmpty { return match.sourcePorts == nil ? ([6...6], .all) : nil }
            let isReply = match.sourcePorts != nil && flags == [.acknowledges, .resets]
            return isReply ? ([6...6], .continues) : nil
        case 17 where hasPorts && !hasBoth && types.isEmpty && flags.isEmpty:
            return ([17...17], .all)
        case family == .ipv4 ? 1 : 58 where !hasPorts && flags.isEmpty:
            if types.isEmpty { return ([number...number], .all) }
            let answers: Set<UInt8> = family == .ipv4 ? [0, 3, 11, 12] : [129, 1, 2, 3, 4]
            return types == answers ? ([number...number], .continues) : nil
        default: return nil
        }
    }
}

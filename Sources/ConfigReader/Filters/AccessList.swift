import Forwarding
import Net

/// A stateless filter of one family: lines in order, the first that matches decides.
struct AccessList {
    var line: Int
    /// Lines of which the file says that they belong together.
    var groups: [[AccessRule.Line]] = []
}

extension Findings {
    /// States the rules of a gateway's filter, or refuses lines.
    ///
    /// - Parameter special: the rule that a group is for another reason than that it is all
    ///   combinations of what it names; nil where there is none.
    mutating func sayRules(
        of list: AccessList, _ family: AddressFamily, at gateway: String,
        special: ([AccessRule]) -> FilterRule? = { _ in nil }
    ) {
        guard let groups = withoutDenial(list, family) else { return }
        var deniesFragments = false
        for group in groups {
            if group.map(\.rule) == [.fragments] {
                deniesFragments = true
                continue
            }
            if let rule = special(group.map(\.rule)) {
                say(.ingressRule(gateway, rule), at: group[0].line)
                continue
            }
            for run in AccessRule.runs(of: group) {
                if family == .ipv4, !deniesFragments, run[0].rule.namesPorts {
                    refuse(run[0].line, "later fragments are not denied before")
                }
                guard let rule = AccessRule.filterRule(of: run, family) else {
                    for line in run { refuse(line.line, "not all combinations of a rule") }
                    continue
                }
                say(.ingressRule(gateway, rule), at: run[0].line)
            }
        }
    }

    /// Refuses what is missing of the wanted lines, and what is said besides.
    mutating func take(
        _ wanted: [AccessRule], of list: AccessList, _ family: AddressFamily
    ) {
        for (_, line) in remaining(after: wanted, of: list, family) {
            refuse(line, "heard by the device, and not known here")
        }
    }

    /// The lines of a list that are not wanted; what is wanted and missing is refused. Each line of a
    /// list permits, so that their order does not matter.
    mutating func remaining(
        after wanted: [AccessRule], of list: AccessList, _ family: AddressFamily
    ) -> [AccessRule.Line] {
        guard let groups = withoutDenial(list, family) else { return [] }
        var rest = groups.flatMap(\.self)
        for rule in wanted {
            guard let index = rest.firstIndex(where: { $0.rule == rule }) else {
                refuse(list.line, "a line is missing that has to be there")
                return []
            }
            rest.remove(at: index)
        }
        for (rule, line) in rest where !rule.permits { refuse(line, "a denial before others") }
        return rest.filter(\.rule.permits)
    }

    /// The groups of a list without the last line, which denies what none matches; nil after the
    /// list has been refused for not having it.
    private mutating func withoutDenial(
        _ list: AccessList, _ family: AddressFamily
    ) -> [[AccessRule.Line]]? {
        var groups = list.groups
        guard let last = groups.last?.last?.rule, last == .denial(of: family) else {
            refuse(list.line, "does not end with the denial of the rest")
            return nil
        }
        groups[groups.count - 1].removeLast()
        return groups
    }
}

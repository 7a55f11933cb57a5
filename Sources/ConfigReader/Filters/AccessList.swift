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
    /// - Parameter fragmentsAreRepeated: whether what is said of whole protocols behind the rules of
    ///   later fragments is said among these as well; else all later fragments are denied there.
    mutating func sayRules(
        of list: AccessList, _ family: AddressFamily, at gateway: String,
        fragmentsAreRepeated: Bool = false,
        special: ([AccessRule]) -> FilterRule? = { _ in nil }
    ) {
        guard let groups = withoutDenial(list, family) else { return }
        var judgesFragments = false
        for (position, group) in groups.enumerated() {
            if group.contains(where: \.rule.isFragment) {
                let rest = groups[(position + 1)...].flatMap(\.self)
                checkFragments(group, before: fragmentsAreRepeated ? rest : [])
                judgesFragments = true
                continue
            }
            if let rule = special(group.map(\.rule)) {
                say(.ingressRule(gateway, rule), at: group[0].line)
                continue
            }
            for run in AccessRule.runs(of: group) {
                if family == .ipv4, !judgesFragments, run[0].rule.namesPorts {
                    refuse(run[0].line, "later fragments are not judged before")
                }
                guard let rule = AccessRule.filterRule(of: run, family) else {
                    for line in run { refuse(line.line, "not all combinations of a rule") }
                    continue
                }
                say(.ingressRule(gateway, rule), at: run[0].line)
            }
        }
    }

    /// Later fragments have no ports to look at: what the rest of the list says of whole protocols is
    /// said of them here, in the same order and as far as it permits; no other passes. A denial of
    /// some ports can not be said of them.
    private mutating func checkFragments(
        _ group: [AccessRule.Line], before rest: [AccessRule.Line]
    ) {
        let whole = rest.map(\.rule).filter { !$0.namesPorts }
        let last = whole.lastIndex(where: \.permits).map { $0 + 1 } ?? 0
        let wanted = whole[..<last].map(\.ofFragments) + [.fragments]
        let isClear = rest.allSatisfy { $0.rule.permits || !$0.rule.namesPorts }
        guard group.map(\.rule) != wanted || !isClear else { return }
        for line in group {
            refuse(line.line, "not what the rest of the list says of whole packets")
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

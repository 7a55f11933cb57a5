import Forwarding
import Net

/// `routing-policy`
extension SRLinuxReader {
    private typealias Policy = SRLinuxConfiguration.Policy

    mutating func readPolicies(_ json: LocatedJSON?) {
        read(json) { reader, members in
            reader.readList(members.take("extended-community-set")) { $0.readTargets(&$1) }
            reader.readList(members.take("prefix-set")) { $0.readPrefixes(&$1) }
            reader.readList(members.take("policy")) { $0.readPolicy(&$1) }
        }
    }

    private mutating func readTargets(_ members: inout JSONMembers) {
        guard let name = members.text("name"), let targets = members.texts("member"),
            targets.value.count == 1, let target = Self.target(targets.value[0]),
            configuration.targetSets[name.value] == nil
        else { return refuse(members, "not one route target, or there twice") }
        configuration.targetSets[name.value] = Said(value: target, line: targets.line)
    }

    private mutating func readPrefixes(_ members: inout JSONMembers) {
        guard let name = members.text("name"), configuration.prefixSets[name.value] == nil else {
            return refuse(members, "there twice")
        }
        var set = SRLinuxConfiguration.PrefixSet(line: members.line)
        readList(members.take("prefix")) { reader, entry in
            guard let prefix = entry.text("ip-prefix", { IPPrefix(reading: $0) }),
                let lengths = entry.text(
                    "mask-length-range", { Self.lengths($0, of: prefix.value) })
            else { return reader.refuse(entry) }
            set.entries.append((prefix.value, lengths.value, prefix.line))
        }
        configuration.prefixSets[name.value] = set
    }

    /// `exact` or `N..M`
    private static func lengths(_ text: String, of prefix: IPPrefix) -> ClosedRange<Int>? {
        if text == "exact" { return prefix.length...prefix.length }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[1].isEmpty, let least = Int(reading: parts[0]),
            let most = Int(reading: parts[2]), prefix.length <= least, least <= most,
            most <= prefix.family.bitWidth
        else { return nil }
        return least...most
    }

    private mutating func readPolicy(_ members: inout JSONMembers) {
        guard let name = members.text("name"), configuration.policies[name.value] == nil else {
            return refuse(members, "there twice")
        }
        var rest: Bool?
        read(members.take("default-action")) { _, action in
            rest = action.text("policy-result", Self.accepts)?.value
        }
        guard let rest else { return refuse(members, "without an action for the rest") }
        var policy = Policy(line: members.line, acceptsRest: rest)
        var names: Set<String> = []
        readList(members.take("statement")) { reader, statement in
            guard let name = statement.text("name"), names.insert(name.value).inserted,
                let read = reader.readStatement(&statement)
            else { return reader.refuse(statement, "accepts nothing, or there twice") }
            policy.statements.append((read, statement.line))
        }
        configuration.policies[name.value] = policy
    }

    private static func accepts(_ text: String) -> Bool? {
        switch text {
        case "accept": true
        case "reject": false
        default: nil
        }
    }

    private static let origins = [
        "srl_nokia-common:local": "local", "srl_nokia-common:static": "static",
        "srl_nokia-common:bgp": "bgp",
    ]

    /// Nil where it does not accept what it matches.
    private mutating func readStatement(_ members: inout JSONMembers) -> Policy.Statement? {
        var statement = Policy.Statement()
        var isPathShort = false
        read(members.take("match")) { reader, match in
            reader.read(match.take("prefix")) { _, prefix in
                statement.set = prefix.text("prefix-set")?.value
            }
            statement.origin =
                match.text("protocol") { text in
                    Self.origins[text]
                }?.value
            reader.read(match.take("bgp")) {
                $0.read($1.take("as-path-length")) { _, length in
                    isPathShort =
                        length.number("value") { $0 == "0" ? 0 : nil } != nil
                        && length.has("operator", "eq") != nil
                }
            }
        }
        statement.isPathEmpty = isPathShort
        var accepts = false
        read(members.take("action")) { reader, action in
            accepts = action.text("policy-result", Self.accepts)?.value ?? false
            reader.read(action.take("bgp")) {
                $0.read($1.take("extended-community")) { reader, community in
                    guard community.has("operation", "add") != nil,
                        let sets = community.texts("referenced-sets"), sets.value.count == 1
                    else { return reader.refuse(community) }
                    statement.adds = sets.value[0]
                }
            }
        }
        return accepts ? statement : nil
    }
}

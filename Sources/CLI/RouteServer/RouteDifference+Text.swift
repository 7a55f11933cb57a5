import Diagnostics
import IR
import Net
import RouteDecisions

extension RouteDifference {
    /// A line for all verdicts and one for each that changes; empty where neither side has a route
    /// server.
    func text(_ style: TextStyle) -> String {
        guard comparedCount > 0 else { return "" }
        let announcements = "\(counted(comparedCount, "announcement")) of members"
        guard !isEmpty else {
            return "Route servers decide the same on all \(announcements).\n"
        }
        var result =
            "Route servers decide otherwise on \(changes.count) of \(announcements)"
            + (rules.isEmpty ? "" : ", by \(counted(rules.count, "rule")) gone or come") + "\n"
        for (servers, rule) in Self.grouped(rules, by: \.server, saying: \.requirement) {
            let sign = rule.isAdded ? style.paint("+", .good) : style.paint("-", .error)
            result += "  \(sign) \(servers): \(rule.requirement)\n"
        }
        let lines = Self.grouped(changes, by: \.server, saying: \.sentence)
        let limit = style.limit ?? .max
        for (servers, change) in lines.prefix(limit) {
            result += "  \(style.paint("~", .warning)) \(servers): \(change.sentence)\n"
        }
        if lines.count > limit { result += "  \(lines.count - limit) more\n" }
        return result
    }

    /// What several servers do alike, once, with their names; in order of the first.
    private static func grouped<Element>(
        _ elements: [Element], by server: (Element) -> Name, saying sentence: (Element) -> String
    ) -> [(servers: String, element: Element)] {
        var order: [(sentence: String, element: Element)] = []
        var servers: [String: [String]] = [:]
        for element in elements {
            let sentence = sentence(element)
            if servers[sentence] == nil { order.append((sentence, element)) }
            servers[sentence, default: []].append(server(element).text)
        }
        return order.map { (servers[$0.sentence, default: []].joined(separator: ", "), $0.element) }
    }

    var json: JSONValue {
        [
            "compared": .integer(comparedCount),
            "rules": .array(
                rules.map {
                    [
                        "server": .string($0.server.text), "added": .bool($0.isAdded),
                        "requirement": .string($0.requirement),
                    ]
                }),
            "changes": .array(changes.map(\.json)),
        ]
    }
}

extension RouteDifference.Change {
    /// `198.51.100.0/27 of rete-regionale no longer reaches AS 64499`.
    fileprivate var sentence: String {
        var what = "\(route.prefix) of \(member)"
        if route.communities.contains(.blackhole) {
            what += " as a blackhole"
        } else if let origin = route.path.origin, route.path.length > 1 {
            what += " from AS \(origin)"
        }
        func list(_ asns: [ASN]) -> String { asns.map { "AS \($0)" }.joined(separator: ", ") }
        switch (before, after) {
        case (.reaches(let old), .reaches(let new)):
            let lost = old.filter { !new.contains($0) }
            let gained = new.filter { !old.contains($0) }
            let parts = [
                lost.isEmpty ? nil : "no longer reaches \(list(lost))",
                gained.isEmpty ? nil : "now reaches \(list(gained))",
            ]
            return "\(what) \(parts.compactMap { $0 }.joined(separator: ", "))"
        default: return "\(what): \(before.phrase) before, \(after.phrase) now"
        }
    }

    fileprivate var json: JSONValue {
        [
            "server": .string(server.text), "from": .string(member.text),
            "session": .string(route.nextHop.description),
            "prefix": .string(route.prefix.description), "path": .string(route.path.description),
            "communities": .array(route.communities.map { .string($0.description) }),
            "before": before.json, "after": after.json,
        ]
    }
}

extension RouteDifference.Verdict {
    fileprivate var phrase: String {
        switch self {
        case .noSession: "no session"
        case .refused(let reason): "refused (\(reason.rawValue), \(reason.meaning))"
        case .reaches(let asns): "accepted, to \(counted(asns.count, "member"))"
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .noSession: ["verdict": "no-session"]
        case .refused(let reason):
            ["verdict": "refused", "reason": .integer(Int(reason.rawValue))]
        case .reaches(let asns):
            [
                "verdict": "accepted",
                "reaches": .array(asns.map { .integer(Int($0.rawValue)) }),
            ]
        }
    }
}

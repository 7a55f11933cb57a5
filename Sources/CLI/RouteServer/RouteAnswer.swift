import Diagnostics
import IR
import Net
import RouteDecisions

/// What becomes of one announcement, for people and for programs.
struct RouteAnswer {
    let subject: RouteServerSubject
    let question: Route
    let client: Int
    let decision: ImportDecision
    let exports: [(client: Int, decision: ExportDecision)]

    init(_ subject: RouteServerSubject, _ question: Route, from client: Int) {
        self.subject = subject
        self.question = question
        self.client = client
        decision = subject.evaluator.decideImport(of: question, from: client)
        exports = decision.accepted.map(subject.exports) ?? []
    }

    var reachesSomebody: Bool {
        exports.contains { if case .announced = $0.decision { true } else { false } }
    }

    private var requestsWithoutEffect: [Explanation] {
        subject.evaluator.requestsWithoutEffect(of: question, from: client)
    }

    // MARK: Text

    func text(_ style: TextStyle) -> String {
        var text =
            "\(question.prefix) of \(subject.name(ofClient: client)), at \(subject.device.name)\n"
        text += "  path \(question.path), next hop \(question.nextHop)"
        if !question.communities.isEmpty {
            text +=
                ", communities " + question.communities.map(\.description).joined(separator: " ")
        }
        let attached = subject.server.clients[client].attachedCommunities
        if !attached.isEmpty {
            text += "\n  attached to all of its routes: "
            text += attached.map(\.description).joined(separator: " ")
        }
        text += "\n\n"
        for remark in requestsWithoutEffect {
            text += "\(style.sign(.warning)) \(remark.text)\n"
            if let remedy = remark.remedy {
                text += "    \(style.paint("hint:", .hint)) \(remedy)\n"
            }
        }
        switch decision {
        case .refused(let refusal): text += self.text(refusal, style)
        case .accepted(let route): text += self.text(route, style)
        }
        return text
    }

    private func text(_ refusal: Refusal, _ style: TextStyle) -> String {
        var text = kept(before: refusal.rule, style)
        let explanation = subject.evaluator.explanation(of: refusal, for: question, from: client)
        text += "\(style.sign(.error)) refused, \(refusal.community): \(refusal.reason.meaning)\n"
        text += "    \(explanation.text)\(subject.place(of: explanation))\n"
        if refusal.reason == .pathInvalid { text += reasoning }
        if let remedy = explanation.remedy {
            text += "    \(style.paint("hint:", .hint)) \(remedy)\n"
        }
        return text
    }

    /// The rules that the route kept.
    private func kept(before end: Int, _ style: TextStyle) -> String {
        subject.server.rules[..<end].map { rule in
            "\(style.sign(.good)) \(rule.kind.requirement)\n"
                + (rule.kind == .pathValidity ? reasoning : "")
        }.joined()
    }

    /// What is known of the path, hop by hop (ASPA).
    private var reasoning: String {
        guard let verdict = subject.evaluator.pathVerdict(of: question, from: client) else {
            return ""
        }
        return "    the path is \(verdict.validity.rawValue)\n"
            + verdict.reasons.map { "      \($0)\n" }.joined()
    }

    private func text(_ route: AcceptedRoute, _ style: TextStyle) -> String {
        // A blackhole is not asked for its length and its origin.
        let end =
            route.isBlackhole
            ? subject.server.rules.firstIndex { rule in
                if case .blackholes = rule.kind { true } else { false }
            }.map { $0 + 1 } : nil
        var text = kept(before: end ?? subject.server.rules.count, style)
        text += "\(style.sign(.good)) accepted"
        if route.isBlackhole { text += " as a blackhole, next hop \(route.route.nextHop)" }
        if route.isLastChoice { text += ", as the last choice (GRACEFUL_SHUTDOWN)" }
        if let validity = route.validity { text += ", origin \(validity.rawValue)" }
        text += "\n\n"
        for (client, decision) in exports {
            text += line(client, decision, of: route, style)
        }
        return text
    }

    private func line(
        _ client: Int, _ decision: ExportDecision, of accepted: AcceptedRoute, _ style: TextStyle
    ) -> String {
        let name = subject.name(ofClient: client)
        switch decision {
        case .announced(let route, let reason):
            let why = subject.evaluator.explanation(of: reason, for: accepted, to: client)
            var text = "\(style.sign(.good)) \(name): \(why.text)\n"
            if route.path != question.path { text += "    path \(route.path)\n" }
            let added = route.communities.filter { !accepted.route.communities.contains($0) }
            if !added.isEmpty {
                text += "    with \(added.map(\.description).joined(separator: " "))\n"
            }
            return text
        case .withheld(let reason):
            let why = subject.evaluator.explanation(of: reason, for: accepted, to: client)
            var text =
                "\(style.sign(.error)) \(name): \(why.text)\(subject.place(of: why))\n"
            if let remedy = why.remedy {
                text += "    \(style.paint("hint:", .hint)) \(remedy)\n"
            }
            return text
        }
    }

    // MARK: JSON

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "format_version": .formatVersion, "kind": "route-explanation",
            "server": .string(subject.device.name.text),
            "from": .string(subject.memberName(ofClient: client)),
            "announced": subject.json(of: question),
        ]
        if !requestsWithoutEffect.isEmpty {
            members["without_effect"] = .array(requestsWithoutEffect.map(subject.json))
        }
        if let verdict = subject.evaluator.pathVerdict(of: question, from: client) {
            members["path_validity"] = .string(verdict.validity.rawValue)
            members["path_reasons"] = .array(verdict.reasons.map { .string($0) })
        }
        switch decision {
        case .refused(let refusal):
            let why = subject.evaluator.explanation(of: refusal, for: question, from: client)
            members["verdict"] = "refused"
            members["reason"] = .integer(Int(refusal.reason.rawValue))
            members["community"] = .string(refusal.community.description)
            members["meaning"] = .string(refusal.reason.meaning)
            members["why"] = subject.json(of: why)
        case .accepted(let route):
            members["verdict"] = "accepted"
            members["blackhole"] = .bool(route.isBlackhole)
            members["last_choice"] = .bool(route.isLastChoice)
            members["origin_validity"] = route.validity.map { .string($0.rawValue) } ?? .null
            members["accepted"] = subject.json(of: route.route)
            members["clients"] = .array(
                exports.map { json($0.client, $0.decision, of: route) })
        }
        return .object(members)
    }

    private func json(
        _ client: Int, _ decision: ExportDecision, of accepted: AcceptedRoute
    ) -> JSONValue {
        let receiver = subject.server.clients[client]
        var members: [String: JSONValue] = [
            "member": .string(subject.memberName(ofClient: client)),
            "asn": .integer(Int(receiver.asn.rawValue)),
            "address": .string(receiver.address.description),
        ]
        switch decision {
        case .announced(let route, let reason):
            members["verdict"] = "announced"
            members["route"] = subject.json(of: route)
            members["why"] = subject.json(
                of: subject.evaluator.explanation(of: reason, for: accepted, to: client))
        case .withheld(let reason):
            members["verdict"] = "withheld"
            members["why"] = subject.json(
                of: subject.evaluator.explanation(of: reason, for: accepted, to: client))
        }
        return .object(members)
    }
}

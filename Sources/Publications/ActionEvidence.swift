import Diagnostics
import IR
import Net

/// What in the topology stands for each action of the MANRS programme for exchanges (manrs.org: five
/// actions, the first two mandatory, three needed), with the line of the topology that says it; and
/// plainly where nothing does. Markdown.
///
/// A topology shows what is configured. That an exchange trains its members, answers its telephone or
/// publishes this page is beyond it, and is said so.
public struct ActionEvidence: Sendable {
    /// What is shown of an action.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        case shown
        case partly
        case notShown = "not shown"
    }

    public struct Action: Sendable {
        public var number: Int
        public var title: String
        public var verdict: Verdict
        /// What shows it, each with its place.
        public var evidence: [String]
        /// What is missing.
        public var gaps: [String]
    }

    public init() {}

    /// Nil where the fabric has no exchange.
    public func actions(of fabric: Fabric) -> [Action]? {
        PublishedExchange(fabric).map { published in
            [
                filtering(published), promotion(), platform(published), coordination(published),
                tools(published),
            ]
        }
    }

    /// Nil where the fabric has no exchange.
    public func text(of fabric: Fabric) -> String? {
        guard let exchange = fabric.exchange, let actions = actions(of: fabric) else { return nil }
        var page = MarkdownPage()
        page.heading(1, "MANRS actions of \(exchange.name)")
        let shown = actions.filter { $0.verdict == .shown }.map { "\($0.number)" }
        page.paragraph(
            "The topology shows \(shown.isEmpty ? "none of the actions" : "actions " + shown.joined(separator: ", ")) "
                + "in full. The programme asks for actions 1 and 2 and for at least three in all.")
        page.table(
            ["Action", "Title", "Verdict"],
            actions.map { ["\($0.number)", $0.title, $0.verdict.rawValue] })
        for action in actions {
            page.heading(2, "Action \(action.number): \(action.title)")
            if !action.evidence.isEmpty { page.list(action.evidence) }
            if !action.gaps.isEmpty { page.list(action.gaps.map { "Not shown: \($0)" }) }
        }
        return page.text
    }

    // MARK: Actions

    private func filtering(_ published: PublishedExchange) -> Action {
        var evidence: [String] = []
        var gaps: [String] = []
        var isComplete = !published.servers.isEmpty
        if published.servers.isEmpty { gaps.append("there is no route server") }
        for server in published.servers {
            let reasons = Set(server.server.rules.flatMap(\.refusals.reasons))
            let needed: [RejectReason] = [
                .prefixNotRegistered, .originNotRegistered, .bogonPrefix, .bogonASN,
            ]
            isComplete = isComplete && needed.allSatisfy(reasons.contains)
            for rule in server.server.rules {
                let place = published.fabric.sources.location(of: rule.origin)
                evidence.append("\(server.device.name) refuses \(rule.refusals.text) (\(place))")
            }
            if server.server.originValidation == nil {
                gaps.append(
                    "\(server.device.name) does not look at RPKI, and the topology does not say which "
                        + "registry the members' prefixes are from")
            }
        }
        return Action(
            number: 1, title: "Prevent propagation of incorrect routing information",
            verdict: !isComplete ? .notShown : gaps.isEmpty ? .shown : .partly,
            evidence: evidence, gaps: gaps)
    }

    private func promotion() -> Action {
        Action(
            number: 2, title: "Promote MANRS to the IXP membership", verdict: .notShown,
            evidence: [],
            gaps: [
                "nothing in a topology can show it: training, help with registries, members marked on "
                    + "the web page, incentives"
            ])
    }

    private func platform(_ published: PublishedExchange) -> Action {
        let fabric = published.fabric
        var evidence: [String] = []
        var gaps: [String] = []
        for device in fabric.devices {
            for interface in device.interfaces {
                guard let lan = fabric.peeringLAN(of: interface), !fabric.isQuarantine(lan) else {
                    continue
                }
                let place = interface.origins.first.map { fabric.sources.location(of: $0) } ?? ""
                let name = "\(device.name):\(interface.name)"
                if interface.allowedMACs.isEmpty {
                    gaps.append("\(name) lets in every station (\(place))")
                } else {
                    let stations = interface.allowedMACs.map(\.description).joined(separator: ", ")
                    evidence.append("\(name) lets in \(stations) with three ethertypes (\(place))")
                }
            }
        }
        let isComplete = !evidence.isEmpty && gaps.isEmpty
        for lan in published.exchange.lans where lan.purpose == .quarantine {
            let segment = fabric[lan.segment]
            evidence.append(
                "LAN \(segment.name) takes new ports until they behave "
                    + "(\(fabric.sources.location(of: segment.origin)))")
        }
        if !published.exchange.lans.contains(where: { $0.purpose == .quarantine }) {
            gaps.append("there is no LAN for quarantine")
        }
        evidence.append("the rules for members are the output of 'cristallo export member-policy'")
        return Action(
            number: 3, title: "Protect the peering platform",
            verdict: !isComplete ? .notShown : gaps.isEmpty ? .shown : .partly,
            evidence: evidence, gaps: gaps)
    }

    private func coordination(_ published: PublishedExchange) -> Action {
        let registration = published.exchange.registration
        var evidence: [String] = []
        var gaps: [String] = []
        func look(_ name: String, _ contact: ContactPoint?) {
            guard let contact, let mail = contact.mail, let phone = contact.phone else {
                gaps.append("\(name) has no mail address and telephone number together")
                return
            }
            evidence.append("\(name): \(mail), \(phone)")
        }
        look("the exchange, for incidents", registration.emergency ?? registration.support)
        for published in published.members {
            look("AS\(published.member.asn)", published.member.registration.contact)
        }
        return Action(
            number: 4,
            title:
                "Facilitate global operational communication and coordination between network "
                + "operators",
            verdict: evidence.isEmpty ? .notShown : gaps.isEmpty ? .shown : .partly,
            evidence: evidence, gaps: gaps)
    }

    private func tools(_ published: PublishedExchange) -> Action {
        var evidence: [String] = []
        var gaps: [String] = []
        for lan in published.lans {
            let name = published.fabric[lan.segment].name
            for page in lan.lookingGlasses { evidence.append("LAN \(name): <\(page)>") }
            if lan.lookingGlasses.isEmpty { gaps.append("LAN \(name) has no looking glass") }
        }
        return Action(
            number: 5, title: "Provide monitoring and debugging tools to the members",
            verdict: evidence.isEmpty ? .notShown : gaps.isEmpty ? .shown : .partly,
            evidence: evidence, gaps: gaps)
    }
}

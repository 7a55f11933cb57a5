import Diagnostics
import IR
import Intent
import Net
import RouteDecisions

/// An announcement of a file, with what becomes of it.
struct AnnouncementRow {
    let from: String
    let route: Route
    let span: SourceSpan
    let decision: ImportDecision
    /// AS numbers of the other members that get it, ascending, each once.
    let reaches: [ASN]
    /// Those that get it on no session.
    let withheld: [ASN]
    /// What is other than expected, as sentences.
    let failures: [String]
    let hasExpectation: Bool

    struct NotUnderstood: Error {
        let diagnostic: Diagnostic
    }

    /// Looks up whom it names and decides it.
    static func reading(
        _ announcement: Announcement, _ subject: RouteServerSubject
    ) -> Result<AnnouncementRow, NotUnderstood> {
        let name = announcement.session?.value.description ?? announcement.from.value.text
        let place = announcement.session?.span ?? announcement.from.span
        do throws(Failure) {
            let family = announcement.prefix.value.family
            let client = try subject.client(named: name, family)
            guard subject.memberName(ofClient: client) == announcement.from.value.text else {
                throw Failure(
                    .usage, "\(name) is no session of \(announcement.from.value)")
            }
            return .success(AnnouncementRow(announcement, client, subject))
        } catch {
            return .failure(
                NotUnderstood(
                    diagnostic: .error(
                        unknownAnnouncer.code, error.message, at: place, hint: error.hint)))
        }
    }

    private init(_ announcement: Announcement, _ client: Int, _ subject: RouteServerSubject) {
        let sender = subject.server.clients[client]
        from = announcement.from.value.text
        span = announcement.span
        let route = Route(
            prefix: announcement.prefix.value,
            path: announcement.path?.value ?? ASPath(segments: [.sequence([sender.asn.rawValue])]),
            nextHop: announcement.nextHop?.value ?? sender.address,
            communities: announcement.communities.map(\.value),
            onlyToCustomer: announcement.onlyToCustomer?.value.rawValue)
        self.route = route
        let decision = subject.evaluator.decideImport(of: route, from: client)
        self.decision = decision
        let others = subject.server.clients.filter {
            $0.asn != sender.asn && $0.family == route.prefix.family
        }
        let outcome = subject.evaluator.outcome(of: decision)
        if case .accepted(let received) = outcome {
            let reached = Set(received.map(\.asn))
            reaches = reached.sorted()
            withheld = Set(others.map(\.asn)).subtracting(reached).sorted()
        } else {
            reaches = []
            withheld = []
        }
        hasExpectation = announcement.expectation != nil
        failures =
            announcement.expectation.map {
                RouteExpectation($0).differences(from: outcome, plan: subject.evaluator.plan)
            } ?? []
    }

    var refused: Bool { decision.refusal != nil }

    /// `everybody`, `all but 64499`, `64500 65540`.
    var reachesPhrase: String {
        func list(_ asns: [ASN]) -> String { asns.map(\.description).joined(separator: " ") }
        if reaches.isEmpty { return "nobody" }
        if withheld.isEmpty { return "everybody" }
        return withheld.count < reaches.count ? "all but \(list(withheld))" : list(reaches)
    }

    var verdict: String {
        switch decision {
        case .refused(let refusal): "refused \(refusal.reason.rawValue): \(refusal.reason.meaning)"
        case .accepted(let route): route.isBlackhole ? "accepted, blackhole" : "accepted"
        }
    }
}

extension RouteExpectation {
    /// As it was read.
    init(_ expectation: Announcement.Expectation) {
        self.init(
            refused: expectation.refused.map { UInt32($0.value) },
            reaches: (expectation.reaches ?? []).map(\.value), path: expectation.path?.value,
            nextHop: expectation.nextHop?.value,
            communities: expectation.communities.map { $0.map(\.value) })
    }
}

let unknownAnnouncer = Rule(
    code: "route.unknown-announcer",
    meaning: "An announcement is of a member that the exchange does not have, or that has no "
        + "session of the prefix's family with the route server.",
    bad: "announcements: [{from: nobody, prefix: 198.51.100.0/24}]",
    good: "announcements: [{from: member-a, prefix: 198.51.100.0/24}]")

/// The rules of files of announcements.
let announcementRules: [Rule] = [unknownAnnouncer]

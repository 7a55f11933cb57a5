public import Diagnostics
import IR
public import Net

/// Whether a member's port may leave quarantine: an audit of what was captured there, read as
/// exchanges read it. What the member sends must be frames of three EtherTypes from one MAC address,
/// without any protocol of switches and routers but BGP, and ARP and neighbour discovery for its
/// own addresses.
///
/// Everything that an audit finds about the member's frames refuses it, suspect or not. Without
/// traffic enough there is no admission: a silent router has shown nothing.
public struct Admission: Sendable {
    public enum Verdict: String, Sendable, CaseIterable {
        case admitted, refused, undecided

        /// The exit code of the command.
        public var exitCode: Int32 {
            switch self {
            case .admitted: 0
            case .refused: 1
            case .undecided: 3
            }
        }
    }

    public let port: PortReference
    public let verdict: Verdict
    /// Why it is refused, with the frames in the notes; then what is missing.
    public let diagnostics: [Diagnostic]
    private let audit: AuditReport

    /// Less than this is no trial, in seconds.
    public static let leastSeconds: Int64 = 300

    /// The codes that are said of a port as a whole.
    public static let rules: [Diagnostics.Rule] = [
        Rule(
            code: secondMAC,
            meaning: "More than one MAC address sends at a port in quarantine, or one that is not "
                + "bound to it: there is a switch behind it, another router, or somebody who takes "
                + "the address of another. Route servers may be heard there, and what others send "
                + "to the member; who else sends, or to whom else, is taken for the member.",
            bad: "edge-1:swp1: frames from 02:00:00:0c:01:01 and from 02:00:00:00:00:07",
            good: "edge-1:swp1: frames from 02:00:00:0c:01:01"),
        Rule(
            code: short,
            meaning: "The capture of a port in quarantine is too short to show how its router "
                + "behaves.", bad: "a capture of 10 s", good: "a capture of 10 min"),
        Rule(
            code: silent,
            meaning: "No ARP and no neighbour discovery of the member was captured at a port in "
                + "quarantine: it may be down, or the capture may show one direction alone.",
            bad: "edge-1:swp1: no frame from 02:00:00:0c:01:01",
            good: "edge-1:swp1: who-has 192.0.2.1 tell 192.0.2.10"),
        Rule(
            code: unread,
            meaning: "Not every frame of a port in quarantine could be read and decided.",
            bad: "3 frames cut by the capture", good: "every frame whole"),
    ]

    private static let secondMAC = "audit.quarantine-second-mac"
    private static let short = "audit.quarantine-short"
    private static let silent = "audit.quarantine-silent"
    private static let unread = "audit.quarantine-unread"

    /// - Parameter audit: of captures at the port alone.
    public init(_ audit: AuditReport, at port: PortReference) {
        self.audit = audit
        self.port = port
        let own = Self.stations(of: audit, at: port)
        let macs = Set(own.flatMap(\.macs))
        // What comes from the other side of the port is none of the member's doing.
        let others = Set(audit.stations.stations.flatMap(\.macs)).subtracting(macs)
            .union(audit.stations.fabricMACs)
        var reasons = audit.findings.filter { finding in
            finding.evidence.contains {
                !others.contains($0.decoded(by: audit.decoder).link.source)
            }
        }.map { finding in
            let found = audit.diagnostic(for: finding)
            return Diagnostic.error(
                found.code, found.message, at: found.span, notes: found.notes, hint: found.hint)
        }
        let strangers = Self.strangers(of: audit, at: port, macs)
        let areOthers = strangers.contains { others.contains($0.mac) }
        if macs.isEmpty ? strangers.count > 1 || areOthers : !strangers.isEmpty {
            reasons.append(
                .error(
                    Self.secondMAC,
                    "\(strangers.map { "\($0.mac)" }.joined(separator: ", ")) sends at \(port), "
                        + (macs.isEmpty
                            ? "which is bound to no address"
                            : "where \(macs.sorted().map(\.description).joined(separator: ", ")) "
                                + "is bound"),
                    at: own.first?.origin,
                    notes: strangers.map {
                        .init("\($0.mac) is first seen so in packet \($0.first.number)")
                    },
                    hint: "bind the one address that the router has; let the port drop others"))
        }
        var gaps: [Diagnostic] = []
        if audit.observations.seconds ?? 0 < Self.leastSeconds {
            gaps.append(
                .warning(
                    Self.short,
                    "the captures span \(audit.observations.seconds ?? 0) s, and a trial takes "
                        + "\(Self.leastSeconds) s", at: nil, hint: "capture for longer"))
        }
        let speakers = audit.observations.speakers.settled().map(\.key.mac)
        if !speakers.contains(where: { macs.contains($0) || macs.isEmpty && !others.contains($0) })
        {
            gaps.append(
                .warning(
                    Self.silent, "the member showed no ARP and no neighbour discovery at \(port)",
                    at: own.first?.origin, hint: "see whether its router is up, and ask it for ARP")
            )
        }
        if !audit.doubts.isEmpty || audit.blindSpots.contains(where: { $0.kind.weakensVerdict }) {
            let texts =
                audit.doubts.map { "\($0.count) \($0.kind.meaning)" }
                + audit.blindSpots.filter { $0.kind.weakensVerdict }.map(\.message)
            gaps.append(
                .warning(
                    Self.unread, texts.joined(separator: "; "), at: nil,
                    hint: "capture whole frames of the port, both directions"))
        }
        diagnostics = reasons + gaps
        verdict = !reasons.isEmpty ? .refused : gaps.isEmpty ? .admitted : .undecided
    }

    /// The verdict of the refusals that nobody accepted. What a capture did not show cannot be accepted:
    /// nobody has seen it.
    ///
    /// - Parameter report: the one of this admission.
    public func verdict(besidesAcceptedIn report: Report) -> Verdict {
        if report.open.hasErrors { return .refused }
        return diagnostics.contains { $0.severity != .error } ? .undecided : .admitted
    }

    /// Who sends at the port and is neither bound to it nor to be heard there. A capture does not say
    /// which way a frame went: from an address of somebody else it may have come in by the port, unless
    /// it is for the member. Of the exchange's own addresses groups are expected, too.
    private static func strangers(
        of audit: AuditReport, at port: PortReference, _ macs: Set<MACAddress>
    ) -> [(mac: MACAddress, first: PacketReference)] {
        let exchange = audit.stations.fabricMACs.union(
            audit.stations.stations.filter { $0.kind == .routeServer }.flatMap(\.macs))
        var strangers: [(mac: MACAddress, first: PacketReference)] = []
        for (sender, frame) in audit.observations.senders.settled()
        where sender.port == port && !macs.contains(sender.mac) {
            let isOfExchange = exchange.contains(sender.mac)
            let isExpected =
                switch sender.receivers {
                case .ofPort: isOfExchange || audit.stations.station(with: sender.mac) != nil
                case .group: isOfExchange
                // Without an address of its own the member may be anybody.
                case .elsewhere: isOfExchange && macs.isEmpty
                }
            if isExpected { continue }
            if let last = strangers.last, last.mac == sender.mac {
                strangers[strangers.count - 1].first = min(last.first, frame.packet)
            } else {
                strangers.append((sender.mac, frame.packet))
            }
        }
        return strangers
    }

    private static func stations(
        of audit: AuditReport, at port: PortReference
    ) -> [StationBook.Station] {
        audit.stations.stations.filter {
            audit.fabric[$0.device].name == port.device && $0.port == port.port
        }
    }

    /// The report in the forms that all commands have.
    ///
    /// - Parameter acceptances: findings that do not count.
    public func report(
        texts: SourceTexts = SourceTexts(), accepting acceptances: [Fingerprint: Acceptance] = [:]
    ) -> Report {
        var report = Report(
            command: "audit", subject: "\(port): \(verdict.rawValue)", diagnostics: diagnostics,
            sources: audit.fabric.sources, texts: texts, rules: auditRules,
            facts: [
                "admission": .string(verdict.rawValue), "port": .string(port.description),
                "verdict": .string(audit.verdict.rawValue),
                "seconds": .integer(Int(audit.observations.seconds ?? 0)),
                "reservation": .string(AuditReport.reservation),
            ])
        report.accept(acceptances)
        let rest = verdict(besidesAcceptedIn: report)
        if rest != verdict { report.subject += ", \(rest.rawValue) but for what is accepted" }
        report.outcome =
            switch rest {
            case .admitted: .asFound
            case .refused: .negative("\(port) is refused")
            case .undecided: .undecided("\(port) has not shown enough")
            }
        report.skipped = audit.unapplied.filter { code, _ in
            !Self.rules.contains { $0.code == code }
        }
        return report
    }
}

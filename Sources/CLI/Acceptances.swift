import ArgumentParser
import Diagnostics
import Intent
import Net

/// Options about findings that do not count.
struct AcceptanceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Findings that somebody answers for until a day: YAML, "
                + "'waivers: [{finding, code, owner, reason, expires}]'.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var waivers: String?

    @Option(
        help: ArgumentHelp(
            "Findings that are known: an earlier report in JSON. Only new ones count.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var baseline: String?

    /// The files, which are inputs.
    var paths: [String] { [waivers, baseline].compactMap(\.self) }

    /// Reads both. What is wrong in a file of waivers is told on the standard error and ends the
    /// command.
    func read(_ talk: TalkOptions) throws -> Acceptances {
        var result = Acceptances()
        if let baseline { try result.addBaseline(baseline) }
        if let waivers { try result.addWaivers(waivers, talk) }
        return result
    }
}

/// Findings that do not count, of files that name them.
struct Acceptances {
    private(set) var byFingerprint: [Fingerprint: Acceptance] = [:]
    private var waivers: [Waiver] = []
    private var sources = SourceFiles()
    /// The day on which waivers are looked at.
    private var today: CalendarDate?

    mutating func addBaseline(_ path: String) throws(Failure) {
        let octets = try TopologyFiles.content(ofFile: path)
        func wrong(_ reason: String) -> Failure {
            Failure(
                .wrong, "\(quoted(path)) is no report in JSON: \(reason)",
                hint: "write one with --report json=FILE")
        }
        let report: JSONValue
        do throws(JSONError) {
            report = try JSONValue(parsing: octets)
        } catch {
            throw wrong("octet \(error.offset): expected \(error.expected)")
        }
        guard let findings = report["findings"]?.array else { throw wrong("it has no findings") }
        for (index, finding) in findings.enumerated() {
            guard let fingerprint = finding["fingerprint"]?.string.flatMap({ Fingerprint($0) })
            else { throw wrong("/findings/\(index) has no fingerprint") }
            // What somebody answered for is known for as long as the waiver holds, and no longer.
            if finding["accepted"]?["kind"]?.string == Acceptance.Kind.waived.rawValue { continue }
            byFingerprint[fingerprint] = Acceptance(.known, "in '\(path)'")
        }
    }

    mutating func addWaivers(_ path: String, _ talk: TalkOptions) throws {
        let octets = try TopologyFiles.content(ofFile: path)
        sources = SourceFiles([path])
        let (read, diagnostics) = readWaivers(octets, file: 0)
        guard diagnostics.isEmpty else {
            let report = Report(
                command: "waivers", diagnostics: diagnostics, sources: sources,
                texts: SourceTexts([octets]), rules: Rule.all)
            Terminal.say(report.text(talk.talkStyle))
            throw ExitStatus.wrong.exit
        }
        let time = try UTCTime.current()
        let today = CalendarDate(days: time.seconds / 86_400)
        self.today = today
        waivers = read
        for waiver in read where today > waiver.expires.value {
            byFingerprint[waiver.finding.value] = nil
        }
        for waiver in read where today <= waiver.expires.value {
            byFingerprint[waiver.finding.value] = Acceptance(
                .waived,
                "by \(waiver.owner.value) until \(waiver.expires.value): \(waiver.reason.value)",
                code: waiver.code.value.text)
        }
    }

    /// Sentences about waivers that did not work: their time is over, or what they are about is not
    /// there, or is something else.
    func complaints(about report: Report) -> [String] {
        guard let today else { return [] }
        let codes = Dictionary(
            zip(report.fingerprints, report.diagnostics.map(\.code))
        ) { first, _ in first }
        return waivers.compactMap { waiver in
            let place = sources.location(of: waiver.span)
            guard let code = codes[waiver.finding.value] else {
                return "\(place): nothing was found with the fingerprint \(waiver.finding.value)"
            }
            if code != waiver.code.value.text {
                return "\(place): the finding \(waiver.finding.value) is \(code), "
                    + "not \(waiver.code.value.text)"
            }
            guard waiver.expires.value < today else { return nil }
            return "\(place): the waiver of \(waiver.owner.value) for \(code) is over "
                + "since \(waiver.expires.value)"
        }
    }
}

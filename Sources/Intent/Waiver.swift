public import Diagnostics
import Net

/// A finding that somebody answers for, until a day and for a reason.
public struct Waiver: Sendable {
    /// The finding's own, as reports in JSON tell it.
    public var finding: Located<Fingerprint>
    /// The code of the finding, so that people see what is waived and a wrong number is noticed.
    public var code: Located<RuleCode>
    public var owner: Located<MailAddress>
    public var reason: Located<FreeText>
    /// The last day on which it holds.
    public var expires: Located<CalendarDate>
    public var span: SourceSpan
}

/// The code of a rule, `stage.what-is-wrong`.
public struct RuleCode: Hashable, Sendable {
    public let text: String

    public init(_ text: String) throws(NotationError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isWord = { (part: Substring) in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    $0 == 0x2d || (0x61...0x7a).contains($0) || (0x30...0x39).contains($0)
                }
        }
        guard parts.count == 2, text.utf8.count <= 100, parts.allSatisfy(isWord) else {
            throw NotationError(expected: "the code of a finding, such as audit.unintended-flow")
        }
        self.text = text
    }
}

/// Reads a file of waivers: `waivers: [{finding: FINGERPRINT, code: CODE, owner: MAIL, …}]`.
///
/// Never fails: what is wrong is left out and reported, in order of place; a finding that is waived
/// twice is wrong.
public func readWaivers(
    _ octets: [UInt8], file: UInt16, limits: ReadingLimits = ReadingLimits()
) -> (waivers: [Waiver], diagnostics: [Diagnostic]) {
    var reader = TopologyReader(limits: limits)
    let root = YAMLComposer.root(
        of: octets, file: file, limits: limits, findings: &reader.findings)
    let waivers = root.flatMap { reader.object(WaiverFile.self, from: $0) }?.waivers ?? []
    var first: [Fingerprint: SourceSpan] = [:]
    for waiver in waivers {
        guard let other = first[waiver.finding.value] else {
            first[waiver.finding.value] = waiver.finding.span
            continue
        }
        reader.findings.add(
            .error(
                waiverRepeated.code, "the finding \(waiver.finding.value) is waived twice",
                at: waiver.finding.span, notes: [.init("first here", at: other)],
                hint: "keep one of the two"))
    }
    return (waivers, reader.findings.inOrder())
}

/// A reference of the fields of such a file, in Markdown.
public func waiverReference() -> String { fieldReference(of: WaiverFile.self) }

let waiverRepeated = Rule(
    code: "waiver.repeated",
    meaning:
        "A file of waivers names a finding twice: which of the two owners answers is not clear.",
    bad: "waivers:\n  - {finding: 3f2a9c0d11e2b455, …}\n  - {finding: 3f2a9c0d11e2b455, …}",
    good: "waivers:\n  - {finding: 3f2a9c0d11e2b455, …}")

/// The rules of files of waivers.
public let waiverFileRules: [Rule] = [waiverRepeated]

struct WaiverFile: Sendable {
    var waivers: [Waiver]
}

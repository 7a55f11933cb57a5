import Diagnostics
import Net

/// A route that a member announces to the route servers, and perhaps what is to become of it: a
/// question about the policy, or a test of it.
public struct Announcement: Sendable {
    /// What is to become of it.
    public struct Expectation: Sendable {
        /// The number of the reason (`RS:1101:number`).
        public var refused: Located<Int>?
        /// Exactly the members that get it.
        public var reaches: [Located<ASN>]?
        /// The path that each of them gets; not looked at where absent.
        public var path: Located<ASPath>?
        /// The communities that each of them gets, those that say what the server knows of the
        /// origin left out; not looked at where absent.
        public var communities: [Located<Community>]?
        /// The next hop that each of them gets; not looked at where absent.
        public var nextHop: Located<IPAddress>?
        public var span: SourceSpan
    }

    public var summary: Located<FreeText>?
    /// The member that announces it.
    public var from: Located<Name>
    /// The address of the session; the member's first of the family where absent.
    public var session: Located<IPAddress>?
    public var prefix: Located<IPPrefix>
    /// The member's own number where absent.
    public var path: Located<ASPath>?
    /// The address of the session where absent.
    public var nextHop: Located<IPAddress>?
    public var communities: [Located<Community>]
    /// Of the attribute Only to Customer (RFC 9234).
    public var onlyToCustomer: Located<ASN>?
    public var expectation: Expectation?
    public var span: SourceSpan
}

/// Reads a file of announcements, YAML or JSON: `announcements: [{from: NAME, prefix: PREFIX}]`.
///
/// Never fails: what is wrong is left out and reported, in order of place.
public func readAnnouncements(
    _ octets: [UInt8], file: UInt16, limits: ReadingLimits = ReadingLimits()
) -> (announcements: [Announcement], diagnostics: [Diagnostic]) {
    var reader = TopologyReader(limits: limits)
    let root = YAMLComposer.root(
        of: octets, file: file, limits: limits, findings: &reader.findings)
    let content = root.flatMap { reader.object(AnnouncementFile.self, from: $0) }
    return (content?.announcements ?? [], reader.findings.inOrder())
}

/// A reference of the fields of such a file, in Markdown.
public func announcementReference() -> String {
    fieldReference(of: AnnouncementFile.self)
}

struct AnnouncementFile: Sendable {
    var announcements: [Announcement]
}

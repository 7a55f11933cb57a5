import Diagnostics
import Net

/// How old snapshots may be; those of a kind that is not here may have any age.
public struct SnapshotPolicy: Sendable {
    public var registrations: AgeLimit?
    public var validatedPayloads: AgeLimit?
    public var peeringDB: AgeLimit?
    public var span: SourceSpan
}

/// How old snapshots of one kind may be.
public struct AgeLimit: Sendable {
    /// What an older one is.
    public enum Consequence: String, Sendable, CaseIterable { case error, warning }

    /// In days of 86,400 seconds.
    public var maxAge: Located<Int>
    /// Default error.
    public var older: Located<Consequence>?
    public var span: SourceSpan
}

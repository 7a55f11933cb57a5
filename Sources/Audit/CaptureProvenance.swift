import Capture

/// What the reader of a capture knows of it besides its frames: how it came here.
public struct CaptureProvenance: Equatable, Sendable {
    /// Sentences for the report: that it was unpacked, that it has changed meanwhile.
    public var notes: [String] = []
    /// The SHA-256 of the octets that were read, in hexadecimal; nil where it was not asked for.
    public var digest: String?
    /// Octets of the whole capture, read or not; nil where nobody knows.
    public var octetCount: Int?
    /// What was counted at the port; nil where the capture is a file.
    public var live: LiveCounts?

    public init() {}
}

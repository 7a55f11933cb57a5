/// What the reader of a capture knows of it besides its frames: how it came here.
public struct CaptureProvenance: Equatable, Sendable {
    /// Sentences for the report: that it was unpacked, that it has changed meanwhile.
    public var notes: [String] = []
    /// The SHA-256 of the octets that were read, in hexadecimal; nil where it was not asked for.
    public var digest: String?

    public init() {}
}

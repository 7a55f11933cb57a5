/// One record of a capture file: where its frame lies and what the file says of it. 40 octets.
@frozen
public struct FrameRecord: Sendable, BitwiseCopyable {
    /// Where the frame's first octet stands in the octets that its batch was read from.
    public var offset = 0
    /// The frame's number in its file, from 1.
    public var number: UInt64 = 0
    /// Nanoseconds since the start of 1970, UTC; 0 with `timeMissing`.
    public var timestamp: Int64 = 0
    /// Octets of the frame that are in the file; never more than `originalLength`.
    public var capturedLength: UInt32 = 0
    /// Octets the frame had on the wire, frame check sequence included where it was captured.
    public var originalLength: UInt32 = 0
    /// Index into `CaptureReader.interfaces`; `unknownInterface` where the file names none it has.
    public var interface: UInt32 = 0
    public var linkLayer = LinkLayer.ethernet
    /// Octets of frame check sequence at the end of `originalLength`, which are no payload.
    public var checkSequenceLength: UInt8 = 0
    /// What the reader found wrong with the record itself; `ip` where nothing is.
    public var fault = ReasonCode.ip
    public var flags: Flags = []

    public init() {}

    public static var unknownInterface: UInt32 { .max }

    /// The range of the captured octets, frame check sequence included.
    @inlinable
    public var range: Range<Int> { offset..<offset + Int(capturedLength) }

    /// Octets the frame had on the wire, frame check sequence excluded.
    @inlinable
    public var wireLength: Int { max(Int(originalLength) &- Int(checkSequenceLength), 0) }

    /// What is odd about the time of a record.
    @frozen
    public struct Flags: OptionSet, Sendable, BitwiseCopyable {
        public let rawValue: UInt8
        @inlinable
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The record has no time (pcapng simple packet block).
        public static var timeMissing: Flags { Flags(rawValue: 1) }
        /// A part of a second of a second or more, or a time outside 1677...2262.
        public static var timeInvalid: Flags { Flags(rawValue: 2) }
        /// Earlier than a record before it.
        public static var timeWentBack: Flags { Flags(rawValue: 4) }
    }
}

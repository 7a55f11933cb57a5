/// What was counted at a port while it was captured from: by the kernel, and by those who read.
public struct LiveCounts: Equatable, Sendable {
    /// Frames that the kernel had for this capture.
    public var received: UInt64 = 0
    /// Those of them that it had no room for.
    public var dropped: UInt64 = 0
    /// Those of them that were handed out.
    public var delivered: UInt64 = 0
    /// Frames handed out that a filter kept back.
    public var filtered: UInt64 = 0
    /// Frames handed out after the last one that was asked for.
    public var surplus: UInt64 = 0
    /// Frames that the port lost before the kernel saw them; in no other count.
    public var droppedByPort: UInt64 = 0

    public init() {}

    /// Frames that the audit is given.
    public var read: UInt64 { delivered &- filtered &- surplus }

    /// The law of conservation: received = delivered + dropped, at any loss. False means that frames
    /// were lost inside this program.
    public var isConserved: Bool { received == delivered &+ dropped }
}

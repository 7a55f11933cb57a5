/// What a file may cost at most. A hostile file of a few hundred octets can ask for millions of
/// nodes; every limit is checked before the memory is spent, and its message names it.
public struct ReadingLimits: Sendable {
    public var fileSizeInOctets = 32 << 20
    /// Collections within collections, those behind aliases included.
    public var depth = 64
    public var scalarSizeInOctets = 4 << 10
    /// Nodes of one file, every alias counted as the nodes it stands for.
    public var nodes = 2_000_000
    /// Keys of all mappings of one file.
    public var keys = 500_000
    /// Ports of one device, ranges written out.
    public var portsOfDevice = 1_024
    /// Diagnostics of one run; what is found beyond them is said to be left out.
    public var diagnostics = 1_000

    public init() {}
}

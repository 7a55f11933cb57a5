import Net

/// What is remembered of one flow, all packets of one key: 64 octets, one cache line.
@frozen
public struct FlowRecord: Sendable, BitwiseCopyable {
    public let key: FlowKey
    /// Bits 63 to 40: the verdict, signed. Bit 39: whether a packet came since the hand of the clock
    /// passed. Bits 38 to 0: packets, saturating.
    private var state: UInt64
    /// Sum of the packets' original lengths, modulo 2^64.
    public private(set) var octets: UInt64
    /// The greatest packet number seen.
    public private(set) var lastNumber: UInt64

    /// Verdicts that a record can hold: any position in a `FlowTable` and some negative marks.
    public static let verdicts: Range<Int32> = -(1 << 23)..<1 << 23
    private static let packetMask: UInt64 = (1 << 39) - 1
    private static let usedBit: UInt64 = 1 << 39

    init(_ key: FlowKey, verdict: Int32, number: UInt64, octets: UInt32) {
        precondition(Self.verdicts.contains(verdict), "a verdict fits into 24 bits")
        self.key = key
        state = UInt64(bitPattern: Int64(verdict)) << 40 | 1
        self.octets = UInt64(octets)
        lastNumber = number
    }

    /// Packets counted, up to 2^39 - 1.
    public var packets: UInt64 { state & Self.packetMask }

    public var verdict: Int32 { Int32(truncatingIfNeeded: Int64(bitPattern: state) >> 40) }

    /// Counts all packets of another record of the same flow.
    mutating func add(_ other: FlowRecord) {
        let sum = min(packets + other.packets, Self.packetMask)
        state = state & ~Self.packetMask | sum | Self.usedBit
        octets &+= other.octets
        lastNumber = max(lastNumber, other.lastNumber)
    }

    mutating func replaceVerdict(with verdict: Int32) {
        precondition(Self.verdicts.contains(verdict), "a verdict fits into 24 bits")
        state = UInt64(bitPattern: Int64(verdict)) << 40 | state & (Self.usedBit | Self.packetMask)
    }

    /// Whether a packet after the first came since this was last set to false.
    var isUsed: Bool {
        get { state & Self.usedBit != 0 }
        set { state = newValue ? state | Self.usedBit : state & ~Self.usedBit }
    }

    @inline(__always)
    mutating func add(number: UInt64, octets: UInt32) {
        if packets != Self.packetMask { state &+= 1 }
        state |= Self.usedBit
        self.octets &+= UInt64(octets)
        lastNumber = max(lastNumber, number)
    }

    /// All five words in one comparison: a chain of five branches would be guessed wrong.
    @inline(__always)
    func has(_ other: FlowKey) -> Bool {
        (key.sourceHigh ^ other.sourceHigh) | (key.sourceLow ^ other.sourceLow)
            | (key.destinationHigh ^ other.destinationHigh)
            | (key.destinationLow ^ other.destinationLow) | (key.rest ^ other.rest) == 0
    }
}

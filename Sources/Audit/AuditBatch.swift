import Capture
import Net

/// The packets of a batch of frames that the cache is asked about: one of most frames, and one for
/// each layer of frames that hold packets in packets.
struct AuditBatch: ~Copyable {
    static let capacity = 64 * (FrameDecoder.maximumTunnelDepth + 1)
    /// In `layers`: the packet is the innermost one, as it was decoded.
    static let whole = UInt8.max

    var keys = Lanes<FlowKey>(repeating: AuditBatch.noKey)
    var numbers = Lanes<UInt64>(repeating: 0)
    var octets = Lanes<UInt32>(repeating: 0)
    /// Which frame of the batch each packet is in.
    var frames = Lanes<UInt8>(repeating: 0)
    /// How many tunnels are around it, or `whole`.
    var layers = Lanes<UInt8>(repeating: AuditBatch.whole)
    /// What came of them.
    var verdicts = Lanes<Int32>(repeating: 0)
    /// Which of them are of flows that the cache does not know.
    var misses = Lanes<Int32>(repeating: 0)
    /// The keys that the rules are asked about, whose they are, and the answers. Here, and not where they
    /// are used, because an array is filled when it is made.
    var asked = Lanes<FlowKey>(repeating: AuditBatch.noKey)
    var askedBy = Lanes<Int32>(repeating: 0)
    var rules = Lanes<Int32>(repeating: 0)
    private(set) var count = 0
    /// Whether some packet is a fragment.
    var holdsFragments = false

    /// One value for each packet.
    typealias Lanes<Value> = InlineArray<320, Value>

    static var noKey: FlowKey {
        FlowKey(
            sourceHigh: 0, sourceLow: 0, destinationHigh: 0, destinationLow: 0, sourcePort: 0,
            destinationPort: 0, protocolNumber: 0, flags: [], context: 0)
    }

    init() {
        precondition(keys.count == Self.capacity, "every layer of every frame has a lane")
    }

    mutating func clear() {
        count = 0
        holdsFragments = false
    }

    @inline(__always)
    mutating func append(
        _ key: FlowKey, number: UInt64, octets: UInt32, frame: Int, layer: UInt8 = AuditBatch.whole
    ) {
        keys[count] = key
        numbers[count] = number
        self.octets[count] = octets
        frames[count] = UInt8(truncatingIfNeeded: frame)
        layers[count] = layer
        count &+= 1
    }
}

import Capture

/// A frame that shows a finding: its headers and what the capture says of it. Never its payload.
public struct EvidenceFrame: Equatable, Sendable {
    public internal(set) var packet: PacketReference
    /// Index into the interfaces of its capture; one that the capture does not describe stays so.
    let interface: UInt32
    let linkLayer: LinkLayer
    /// How many tunnels are around the packet that shows the finding.
    let layer: UInt8
    /// Nanoseconds since 1970; 0 where the frame has no time.
    let timestamp: Int64
    /// Octets on the wire, with `checkSequenceLength` octets of frame check sequence.
    let originalLength: UInt32
    let checkSequenceLength: UInt8
    /// The frame from its first octet to the end of the last header that was read, at most
    /// `headerLimit` octets.
    public internal(set) var headers: [UInt8] = []

    /// Two VXLAN headers over IPv6 and a TCP header inside fit.
    public static let headerLimit = 256

    init(_ packet: PacketReference, _ record: FrameRecord, layer: UInt8) {
        let hasTime = record.flags.isDisjoint(with: [.timeMissing, .timeInvalid])
        self.packet = packet
        interface = record.interface
        linkLayer = record.linkLayer
        self.layer = layer
        timestamp = hasTime ? record.timestamp : 0
        originalLength = record.originalLength
        checkSequenceLength = record.checkSequenceLength
    }

    /// What is read of the frame, to the packet that shows the finding: the same as in the capture,
    /// where its headers are not longer than the limit.
    ///
    /// - Parameter layer: another packet than that, by the number of tunnels around it.
    func decoded(by decoder: FrameDecoder, layer: Int? = nil) -> DecodedFrame {
        let layer = layer ?? Int(self.layer)
        var record = FrameRecord()
        record.originalLength = originalLength
        record.checkSequenceLength = checkSequenceLength
        var frame = DecodedFrame()
        // An array of octets has no padding between them.
        let octets = unsafe headers.span.bytes
        if layer < FrameDecoder.maximumTunnelDepth {
            decoder.decode(
                octets, wireLength: record.wireLength, linkLayer: linkLayer, layer: layer,
                into: &frame)
        } else {
            decoder.decode(
                octets, wireLength: record.wireLength, linkLayer: linkLayer, into: &frame)
        }
        return frame
    }
}

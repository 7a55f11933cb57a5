/// Builds the octets of a pcap file (the format stands in `Pcap.swift`), little-endian.
public struct PcapWriter: Sendable {
    /// What has been written so far: a whole file after every call.
    public private(set) var octets: [UInt8] = []
    private let nanoseconds: Bool

    /// - Parameter nanoseconds: whether time stamps keep nanoseconds, or are cut to microseconds.
    public init(
        linkType: LinkType = .ethernet, snapLength: UInt32 = 262_144, nanoseconds: Bool = true
    ) {
        self.nanoseconds = nanoseconds
        octets.append(little: nanoseconds ? 0xa1b2_3c4d as UInt32 : 0xa1b2_c3d4)
        octets.append(little: 2 as UInt16)
        octets.append(little: 4 as UInt16)
        octets.append(little: 0 as UInt64)
        octets.append(little: snapLength)
        octets.append(little: UInt32(linkType.rawValue))
    }

    /// Appends a frame.
    ///
    /// - Parameters:
    ///   - timestamp: nanoseconds since 1970, in the 2^32 seconds that the format can say.
    ///   - originalLength: octets on the wire; as many as `frame` has if nil.
    public mutating func append(
        _ frame: RawSpan, timestamp: Int64, originalLength: UInt32? = nil
    ) {
        let seconds = UInt32(clamping: timestamp / 1_000_000_000)
        let part = UInt32(clamping: timestamp % 1_000_000_000)
        octets.append(little: seconds)
        octets.append(little: nanoseconds ? part : part / 1000)
        octets.append(little: UInt32(frame.byteCount))
        octets.append(little: originalLength ?? UInt32(frame.byteCount))
        octets.append(frame)
    }

    /// Forgets what was written, so that a long file can be made in pieces.
    public mutating func takeOctets() -> [UInt8] {
        defer { octets.removeAll(keepingCapacity: true) }
        return octets
    }
}

extension [UInt8] {
    mutating func append<Value: FixedWidthInteger>(little value: Value) {
        var rest = value
        for _ in 0..<Value.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    mutating func append(_ frame: RawSpan) {
        // The octets are copied before the closure returns.
        unsafe frame.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

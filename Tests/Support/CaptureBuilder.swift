/// Composes capture files octet by octet, also such as no program should write.
///
/// Shares nothing with the writers of `Capture`, so that reader and writer cannot agree on a mistake.
public struct CaptureBuilder: Sendable {
    public private(set) var octets: [UInt8] = []
    public let isBigEndian: Bool

    public init(bigEndian: Bool = false) { isBigEndian = bigEndian }

    public mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        let big = FrameBuilder.big(value)
        octets += isBigEndian ? big : big.reversed()
    }

    public mutating func append(_ more: [UInt8]) { octets += more }

    // MARK: pcap

    public mutating func pcapHeader(
        nanoseconds: Bool = false, major: UInt16 = 2, minor: UInt16 = 4,
        snapLength: UInt32 = 65535, linkField: UInt32 = 1
    ) {
        append(nanoseconds ? 0xa1b2_3c4d as UInt32 : 0xa1b2_c3d4)
        append(major)
        append(minor)
        append(0 as UInt64)
        append(snapLength)
        append(linkField)
    }

    public mutating func pcapRecord(
        _ frame: [UInt8], seconds: UInt32 = 1, units: UInt32 = 0, captured: UInt32? = nil,
        original: UInt32? = nil
    ) {
        append(seconds)
        append(units)
        append(captured ?? UInt32(frame.count))
        append(original ?? UInt32(frame.count))
        octets += frame
    }

    // MARK: pcapng

    /// A block of any type; its length may be stated wrongly, on either side.
    public mutating func block(
        _ type: UInt32, length: UInt32? = nil, trailer: UInt32? = nil,
        _ body: (inout CaptureBuilder) -> Void = { _ in }
    ) {
        var content = CaptureBuilder(bigEndian: isBigEndian)
        body(&content)
        while content.octets.count % 4 != 0 { content.octets.append(0) }
        let total = UInt32(content.octets.count + 12)
        append(type)
        append(length ?? total)
        octets += content.octets
        append(trailer ?? length ?? total)
    }

    public mutating func section(major: UInt16 = 1) {
        block(0x0a0d_0d0a) {
            $0.append(0x1a2b_3c4d as UInt32)
            $0.append(major)
            $0.append(0 as UInt16)
            $0.append(UInt64.max)
        }
    }

    public mutating func interface(
        linkType: UInt16 = 1, snapLength: UInt32 = 0,
        options: [(code: UInt16, value: [UInt8])] = []
    ) {
        block(1) {
            $0.append(linkType)
            $0.append(0 as UInt16)
            $0.append(snapLength)
            for option in options { $0.option(option.code, option.value) }
            $0.option(0, [])
        }
    }

    public mutating func option(_ code: UInt16, _ value: [UInt8]) {
        append(code)
        append(UInt16(value.count))
        octets += value
        while octets.count % 4 != 0 { octets.append(0) }
    }

    public mutating func enhancedPacket(
        _ frame: [UInt8], interface: UInt32 = 0, ticks: UInt64 = 1_000_000,
        captured: UInt32? = nil, original: UInt32? = nil
    ) {
        block(6) {
            $0.append(interface)
            $0.append(UInt32(ticks >> 32))
            $0.append(UInt32(truncatingIfNeeded: ticks))
            $0.append(captured ?? UInt32(frame.count))
            $0.append(original ?? UInt32(frame.count))
            $0.append(frame)
        }
    }

    public mutating func simplePacket(_ frame: [UInt8], original: UInt32? = nil) {
        block(3) {
            $0.append(original ?? UInt32(frame.count))
            $0.append(frame)
        }
    }

    public mutating func obsoletePacket(
        _ frame: [UInt8], interface: UInt16 = 0, ticks: UInt64 = 1_000_000
    ) {
        block(2) {
            $0.append(interface)
            $0.append(0 as UInt16)
            $0.append(UInt32(ticks >> 32))
            $0.append(UInt32(truncatingIfNeeded: ticks))
            $0.append(UInt32(frame.count))
            $0.append(UInt32(frame.count))
            $0.append(frame)
        }
    }
}

public import Net

/// A VLAN tag (IEEE 802.1Q, 9.3), with the EtherType that announced it.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-----+-+-----------------------+
///     |       protocol identifier     | PCP |D|        VLAN ID        |
///     +-------------------------------+-----+-+-----------------------+
@frozen
public struct VLANTag: Hashable, Sendable, BitwiseCopyable {
    /// The tag protocol identifier: 0x8100 (C-tag), 0x88a8 (S-tag), or one of the older 0x9100,
    /// 0x9200 and 0x9300.
    public var protocolIdentifier: UInt16
    public var control: UInt16

    @inlinable
    public init(protocolIdentifier: UInt16 = 0, control: UInt16 = 0) {
        self.protocolIdentifier = protocolIdentifier
        self.control = control
    }

    /// Nil for 0, a priority tag, and for the reserved 4095.
    @inlinable
    public var vlan: VLANID? { VLANID(rawValue: control & 0xfff) }
    /// All 12 bits, 0 and 4095 included.
    @inlinable
    public var vlanOnWire: UInt16 { control & 0xfff }
    /// Priority code point.
    @inlinable
    public var priority: UInt8 { UInt8(control >> 13) }
    /// Drop eligible indicator.
    @inlinable
    public var isDropEligible: Bool { control >> 12 & 1 == 1 }

    /// The EtherType of 802.1Q itself, of a customer's tag.
    static let customer: UInt16 = 0x8100
    /// Octets of a tag: those after the EtherType that announced it, and the next EtherType.
    static let length = 4
    /// More tags than this are not walked.
    static let maximumCount = 8

    @inline(__always)
    static func isProtocolIdentifier(_ etherType: UInt16) -> Bool {
        switch etherType {
        case 0x8100, 0x88a8, 0x9100, 0x9200, 0x9300: true
        default: false
        }
    }
}

extension FrameDecoder {
    /// One tag, which `cursor.etherType` announced: kept in `header` and stepped over.
    @inline(__always)
    static func tag(
        _ octets: RawSpan, _ cursor: inout Cursor, _ header: inout LinkHeader,
        _ flags: inout FrameFlags
    ) -> ReasonCode? {
        if let missing = cursor.missing(
            VLANTag.length, truncated: .truncatedInVLAN, malformed: .vlanShort)
        {
            return missing
        }
        guard header.tagCount < VLANTag.maximumCount else { return .vlanStackTooDeep }
        let tag = VLANTag(
            protocolIdentifier: cursor.etherType, control: octets.big16(at: cursor.offset))
        if header.tagCount == 0 { header.firstTag = tag }
        if header.tagCount == 1 { header.secondTag = tag }
        header.tagCount &+= 1
        if tag.vlanOnWire == 0 { flags.insert(.priorityTag) }
        if tag.protocolIdentifier != VLANTag.customer { flags.insert(.unusualTag) }
        cursor.etherType = octets.big16(at: cursor.offset &+ 2)
        cursor.offset &+= VLANTag.length
        return nil
    }
}

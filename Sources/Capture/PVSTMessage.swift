public import Net

/// The VLAN in a BPDU of Cisco's per-VLAN spanning tree, behind LLC and SNAP (00-00-0c, 010b).
///
/// A BPDU of IEEE 802.1D, section 9.3, of 35 octets (configuration) or of 36 (rapid), then
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     |           type (0)            |          length (2)           |
///     +-------------------------------+-------------------------------+
///     |      VLAN of the sender       |
///     +-------------------------------+
///
/// at octet 36 of either. The tag of the frame and this VLAN differ where a VLAN was stripped,
/// translated or bridged into another on the way.
public struct PVSTMessage: Equatable, Sendable {
    public let vlan: VLANID

    private static let fieldOffset = 36

    /// Nil where the octets are too few, the message ends a topology, or the VLAN is none.
    ///
    /// - Parameter offset: where the BPDU begins, behind the SNAP header.
    public init?(_ octets: RawSpan, at offset: Int) {
        let field = offset + Self.fieldOffset
        guard field + 6 <= octets.byteCount, octets.big32(at: field) == 2,
            let vlan = VLANID(rawValue: octets.big16(at: field + 4))
        else { return nil }
        self.vlan = vlan
    }
}

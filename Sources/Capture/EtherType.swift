/// EtherTypes (IEEE 802 numbers, IANA) that the decoder tells apart.
enum EtherType {
    static let ipv4: UInt16 = 0x0800
    static let arp: UInt16 = 0x0806
    static let ipv6: UInt16 = 0x86dd
    static let mpls: UInt16 = 0x8847
    static let mplsMulticast: UInt16 = 0x8848
    static let pppoeSession: UInt16 = 0x8864
    /// An Ethernet frame inside a tunnel (RFC 7637, section 3.2).
    static let transparentBridging: UInt16 = 0x6558

    /// What a frame is whose EtherType is neither IP nor ARP.
    static func reason(_ etherType: UInt16) -> ReasonCode {
        switch etherType {
        case 0x88cc: .lldp
        case 0x8809: .slowProtocol
        case 0x888e: .eapol
        case 0x8808: .flowControl
        case 0x8902: .connectivityFault
        case 0x9000: .loopTest
        case 0x88f7: .precisionTime
        case 0x8863: .pppoeDiscovery
        case 0x88e5: .macsec
        case 0x8035: .rarp
        default: .etherTypeUnknown
        }
    }
}

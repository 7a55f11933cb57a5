import IR
import Net

/// Whose an address is.
public enum Zone: Hashable, Sendable {
    /// Nobody's inside the fabric.
    case outside
    /// Of link scope: link-local, multicast, broadcast, unspecified.
    case link
    /// In the prefix of a segment or of a LAN of the exchange.
    case segment(SegmentID)
    /// In a prefix of the fabric itself; an index into `Fabric.infrastructure`.
    case infrastructure(Int)

    /// A fixed order, so that a pair can be put into one.
    var rank: UInt64 {
        switch self {
        case .outside: 0
        case .link: 1
        case .segment(let id): 2 << 32 | UInt64(id.index)
        case .infrastructure(let index): 3 << 32 | UInt64(index)
        }
    }
}

/// An address as a `FlowKey` holds it.
struct AddressWords: Hashable, BitwiseCopyable {
    let isIPv6: Bool
    let high: UInt64
    let low: UInt64

    @inline(__always)
    init(sourceOf key: FlowKey) {
        isIPv6 = key.isIPv6
        high = key.sourceHigh
        low = key.sourceLow
    }

    @inline(__always)
    init(destinationOf key: FlowKey) {
        isIPv6 = key.isIPv6
        high = key.destinationHigh
        low = key.destinationLow
    }

    var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// fe80::/10, 169.254.0.0/16 and the unspecified address: what a station may send from before it
    /// has another, and what no router forwards (RFC 4291, 2.5.6; RFC 3927).
    var isLinkScopeAsSource: Bool {
        isIPv6
            ? high >> 54 == 0x3fa || high | low == 0
            : low >> 16 == 0xa9fe || low == 0
    }

    /// Link-local, a group, or the broadcast address. Groups of wider scope are counted here, too:
    /// the fabric routes none.
    var isLinkScopeAsDestination: Bool {
        isIPv6
            ? high >> 54 == 0x3fa || high >> 56 == 0xff
            : low >> 16 == 0xa9fe || low >> 28 == 0xe || low == 0xffff_ffff
    }
}

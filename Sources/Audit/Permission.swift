import IR

/// Why a packet may be where it is.
public enum Permission: Hashable, Sendable {
    /// It has nothing to do with the topology: no place, and addresses of nobody.
    case unrelated
    /// It stays on its link: neighbour discovery, ARP, DHCP, groups.
    case link
    /// The fabric's own: underlay, transits, management.
    case infrastructure
    /// Between members on a LAN of the exchange.
    case exchange
    case within(VRFID)
    case contract(ContractID)
}

/// What is said of a flow: 24 bits, as a `FlowRecord` holds them.
///
///     permission * 2 + 1 for a reply      from 0
///     -1                                  undecided: some ports would be permitted
///     -2                                  a finding beyond the limit of findings
///     -3 - (finding * 2 + 1 for the way back)
struct FlowVerdict: Equatable, BitwiseCopyable {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }

    static func permitted(_ permission: Int, isReply: Bool = false) -> FlowVerdict {
        FlowVerdict(rawValue: Int32(truncatingIfNeeded: 2 * permission + (isReply ? 1 : 0)))
    }

    static let undecided = FlowVerdict(rawValue: -1)
    static let beyondLimit = FlowVerdict(rawValue: -2)

    static func finding(_ index: Int, isBackward: Bool) -> FlowVerdict {
        FlowVerdict(rawValue: Int32(truncatingIfNeeded: -3 - 2 * index - (isBackward ? 1 : 0)))
    }

    var isPermitted: Bool { rawValue >= 0 }
    /// The finding and whether the packet goes the way back.
    var finding: (index: Int, isBackward: Bool)? {
        guard rawValue <= -3 else { return nil }
        let code = -3 - Int(rawValue)
        return (code / 2, code % 2 == 1)
    }
}

import Net

/// What makes two packets belong to one finding.
struct FindingKey: Hashable, Sendable {
    var rule: AuditRule
    var source: Zone = .outside
    var destination: Zone = .outside
    var place: PlaceNumber = .unlabelled
    var service: Finding.Service?
    var subject = Finding.Subject.none
}

/// The order in which findings are kept where there are more than the limit. What the topology bounds
/// comes first, so that a sender who makes up tags, MAC addresses or tunnels crowds none of it out.
///
/// An order of content: the findings kept of a capture are the least, and so are those kept of its
/// parts. The first ones seen would not do, since what is late in one part may be early in another.
extension FindingKey: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        if left.leading != right.leading { return left.leading < right.leading }
        return left.subject.words < right.subject.words
    }

    private var leading: (UInt64, AuditRule, UInt64, UInt64, PlaceNumber, UInt64) {
        let serviceRank = service.map {
            1 << 32 | UInt64($0.protocolNumber.rawValue) << 17
                | ($0.port.map { UInt64($0) + 1 } ?? 0)
        }
        return (subject.rank, rule, source.rank, destination.rank, place, serviceRank ?? 0)
    }
}

extension Finding.Subject {
    /// Of kinds that have more values the greater.
    fileprivate var rank: UInt64 {
        switch self {
        case .none: 0
        case .vlan: 1
        case .vni: 2
        case .stack: 3
        case .mac: 4
        case .tunnel: 5
        }
    }

    /// Different for different subjects of one kind.
    fileprivate var words: (UInt64, UInt128, UInt64, UInt128) {
        switch self {
        case .none: (0, 0, 0, 0)
        case .vlan(let vlan): (0, UInt128(vlan), 0, 0)
        case .vni(let vni): (0, UInt128(vni), 0, 0)
        case .stack(let first, let second):
            (first.map { UInt64($0) + 1 } ?? 0, UInt128(second), 0, 0)
        case .mac(let mac): (0, UInt128(mac.rawValue), 0, 0)
        case .tunnel(let source, let destination):
            (
                source.family == .ipv4 ? 4 : 6, source.bits, destination.family == .ipv4 ? 4 : 6,
                destination.bits
            )
        }
    }
}

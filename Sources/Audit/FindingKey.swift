import Net

/// What makes two packets belong to one finding.
struct FindingKey: Hashable, Sendable {
    var rule: AuditRule
    var source: Zone = .outside
    var destination: Zone = .outside
    var place: PlaceNumber = .unlabelled
    var service: Finding.Service?
    var subject = Finding.Subject.none
    /// What a finding says where not everything has been seen.
    let certainty: Certainty

    /// - Parameter certainty: that of the rule, where there is no other.
    init(
        rule: AuditRule, source: Zone = .outside, destination: Zone = .outside,
        place: PlaceNumber = .unlabelled, service: Finding.Service? = nil,
        subject: Finding.Subject = .none, certainty: Certainty? = nil
    ) {
        self.rule = rule
        self.source = source
        self.destination = destination
        self.place = place
        self.service = service
        self.subject = subject
        self.certainty = certainty ?? rule.facts.certainty
    }
}

/// The order in which findings are kept where there are more than the limit. What the topology bounds
/// comes first, so that a sender who makes up tags, MAC addresses or tunnels crowds none of it out. A
/// breach comes before what is suspect, and what may yet become a breach, when all has been seen, between
/// the two; of that the topology bounds the number. So where a breach has been left out, there are
/// breaches.
///
/// An order of content: the findings kept of a capture are the least, and so are those kept of its
/// parts. The first ones seen would not do, since what is late in one part may be early in another.
extension FindingKey: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        let (weight, other) = (left.weight, right.weight)
        if weight != other { return weight < other }
        if left.leading != right.leading { return left.leading < right.leading }
        return left.subject.words < right.subject.words
    }

    private var weight: Int {
        switch certainty {
        case .breach: 0
        case .suspect: rule.isSettledAtTheEnd ? 1 : 2
        }
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
        case .etherType: 6
        case .control: 7
        case .port: 8
        case .claim: 9
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
        case .etherType(let type): (0, UInt128(type), 0, 0)
        case .control(let spoken, let mac):
            (UInt64(spoken.number), UInt128(mac.rawValue), 0, 0)
        case .port(let port): (ContentDigest(port.description).value, 0, 0, 0)
        case .claim(let address, let mac):
            (address.family == .ipv4 ? 4 : 6, address.bits, mac.rawValue, 0)
        case .tunnel(let source, let destination):
            (
                source.family == .ipv4 ? 4 : 6, source.bits, destination.family == .ipv4 ? 4 : 6,
                destination.bits
            )
        }
    }
}

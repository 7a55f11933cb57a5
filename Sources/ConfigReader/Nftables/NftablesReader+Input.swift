import Forwarding
import Net

/// What is heard of what is sent to the device itself.
///
/// Policy drop; the loopback, neighbour discovery and a measured amount of ICMP from everybody;
/// what neighbours need from underlay interfaces; what managers need by way of the management VRF.
/// The rules have to be these, in this order: each opens something.
extension NftablesReader {
    typealias Match = NftablesRuleset.Match

    private static let icmpTypes: [AddressFamily: Set<String>] = [
        .ipv4: [
            "echo-request", "echo-reply", "destination-unreachable", "time-exceeded",
            "parameter-problem",
        ],
        .ipv6: [
            "echo-request", "echo-reply", "destination-unreachable", "packet-too-big",
            "time-exceeded", "parameter-problem",
        ],
    ]

    /// What everybody is heard with.
    private static let common: [[Match]] = [
        [.inInterface(["lo"])],
        [.hopLimit(255), .icmpTypes(.ipv6, discovery)],
        [.icmpTypes(.ipv4, icmpTypes[.ipv4] ?? []), .rate("1000/second")],
        [.icmpTypes(.ipv6, icmpTypes[.ipv6] ?? []), .rate("1000/second")],
    ]

    mutating func readInput(_ chain: Chain) {
        let count = Self.common.count
        guard chain.rules.count >= count, accepts(chain.rules.prefix(count), Self.common) else {
            findings.refuse(chain.line, "not what everybody is heard with")
            return
        }
        findings.say(.inputFilter, at: chain.line)
        for rule in chain.rules.dropFirst(count) {
            if rule.matches.isEmpty, rule.verdict == nil { continue }
            guard case .jump(let name)? = rule.verdict, rule.matches.count == 1,
                case .inInterface(let interfaces) = rule.matches[0],
                let target = self.chain(named: name, for: rule.line)
            else {
                findings.refuse(rule.line, "neither neighbours nor management")
                continue
            }
            if interfaces == ["mgmt"] {
                readManagement(target)
            } else if content.neighbours == nil {
                content.neighbours = (interfaces, rule.line)
                readNeighbours(target)
            } else {
                findings.refuse(rule.line, "neighbours for a second time")
            }
        }
    }

    private func accepts(_ rules: some Collection<Rule>, _ known: [[Match]]) -> Bool {
        rules.count == known.count
            && zip(rules, known).allSatisfy { $0.verdict == .accept && $0.matches == $1 }
    }

    // MARK: Neighbours

    private static let linkLocal = ["fe80::/10"].compactMap(IPPrefix.init(readingAddressOr:))

    /// BGP and BFD of one hop, over link-local addresses.
    private static let routing: [[Match]] = [
        [.hopLimit(255), .icmpTypes(.ipv6, ["nd-router-solicit", "nd-router-advert"])],
        [.addresses(.source, .ipv6, linkLocal), .ports(.destination, .tcp, [179...179])],
        [
            .addresses(.source, .ipv6, linkLocal), .ports(.source, .tcp, [179...179]),
            .tcpWithoutOpening,
        ],
        [
            .addresses(.source, .ipv6, linkLocal), .hopLimit(255),
            .ports(.destination, .udp, [3784...3784]),
        ],
    ]

    private mutating func readNeighbours(_ chain: Chain) {
        let count = Self.routing.count
        guard accepts(chain.rules.prefix(count), Self.routing) else {
            findings.refuse(chain.line, "not what neighbours are heard with")
            return
        }
        for rule in chain.rules.dropFirst(count) {
            guard content.tunnels == nil, rule.verdict == .accept, rule.matches.count == 3,
                case .addresses(.source, .ipv4, let sources) = rule.matches[0],
                case .addresses(.destination, .ipv4, let locals) = rule.matches[1],
                locals.count == 1, rule.matches[2] == .ports(.destination, .udp, [4789...4789])
            else {
                findings.refuse(rule.line, "not VXLAN from others to the device")
                continue
            }
            content.tunnels = (sources, locals[0], rule.line)
        }
    }

    // MARK: Management

    /// Answers to the device's own questions.
    private static let answered: [[Match]] = [
        [.tcpWithoutOpening], [.ports(.source, .udp, [53...53, 123...123])],
    ]

    private mutating func readManagement(_ chain: Chain) {
        let count = Self.answered.count
        guard accepts(chain.rules.suffix(count), Self.answered) else {
            findings.refuse(chain.line, "not what answers are heard with")
            return
        }
        for rule in chain.rules.dropLast(count) {
            guard rule.verdict == .accept, rule.matches.count == 2,
                case .addresses(.source, _, let sources) = rule.matches[0], !sources.isEmpty,
                rule.matches[1] == .ports(.destination, .tcp, [22...22])
            else {
                findings.refuse(rule.line, "not SSH from named prefixes")
                continue
            }
            for source in sources { findings.say(.managementPrefix(source), at: rule.line) }
        }
    }
}

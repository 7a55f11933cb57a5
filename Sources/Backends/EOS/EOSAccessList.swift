import IR
import Net

/// Rules of an access list. Each line has one source and one destination, and each port or range of
/// ports is a line: together the lines of an entry are all combinations of what it names.
enum EOSAccessList {
    /// - Precondition: `EOSObjections` has none to the entry.
    static func rules(of entry: FilterEntry) -> [ConfigLine] {
        let sources = addresses(entry.sources)
        let destinations = addresses(entry.destinations)
        var rules: [ConfigLine] = []
        for service in services(of: entry) {
            for source in sources {
                for destination in destinations {
                    for source in service.sources.map({ source + $0 }) {
                        for rest in service.destinations.map({ destination + $0 }) {
                            rules.append(
                                "\(entry.action.rawConfigLine) \(service.protocol) "
                                    + "\(source) \(rest)")
                        }
                    }
                }
            }
        }
        return rules
    }

    /// `any`, or what each prefix is called.
    static func addresses(_ prefixes: [IPPrefix]) -> [ConfigLine] {
        let outermost = IPPrefix.outermost(of: prefixes)
        guard let first = outermost.first, first.length > 0 else { return ["any"] }
        return outermost.map(address)
    }

    static func address(_ prefix: IPPrefix) -> ConfigLine {
        prefix.length == prefix.family.bitWidth ? "host \(prefix.address)" : "\(prefix)"
    }

    /// A protocol, and what stands behind the source and behind the destination.
    private struct Service {
        var `protocol`: ConfigLine
        var sources: [ConfigLine] = [""]
        var destinations: [ConfigLine] = [""]
    }

    private static func services(of entry: FilterEntry) -> [Service] {
        let isIPv4 = entry.family == .ipv4
        guard entry.namesPorts else { return [Service(protocol: isIPv4 ? "ip" : "ipv6")] }
        let isReply = if case .replies = entry.reason { true } else { false }
        var services: [Service] = []
        if entry.ports.contains(.icmp) {
            let kinds = isReply ? answers(entry.family).map { " \($0)" as ConfigLine } : [""]
            services.append(Service(protocol: isIPv4 ? "icmp" : "icmpv6", destinations: kinds))
        }
        for number in [IPProtocol.tcp, .udp] {
            let ports = entry.ranges(of: number).map(port)
            guard !ports.isEmpty else { continue }
            let word: ConfigLine = number == .tcp ? "tcp" : "udp"
            // Established is what has ACK or RST: a segment with neither opens a connection.
            services.append(
                isReply
                    ? Service(
                        protocol: word, sources: ports,
                        destinations: [number == .tcp ? " established" : ""])
                    : Service(protocol: word, destinations: ports))
        }
        return services
    }

    /// Types of ICMP that answer or report.
    static func answers(_ family: AddressFamily) -> [ConfigLine] {
        switch family {
        case .ipv4: ["echo-reply", "unreachable", "time-exceeded", "parameter-problem"]
        case .ipv6:
            ["echo-reply", "unreachable", "packet-too-big", "time-exceeded", "parameter-problem"]
        }
    }

    private static func port(_ range: ClosedRange<UInt16>) -> ConfigLine {
        range.count == 1
            ? " eq \(range.lowerBound)" : " range \(range.lowerBound) \(range.upperBound)"
    }
}

extension FilterEntry.Action {
    var rawConfigLine: ConfigLine {
        switch self {
        case .permit: "permit"
        case .deny: "deny"
        }
    }
}

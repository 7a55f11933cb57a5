import IR
import Net

/// The packets of a filter entry, in the words of nftables.
enum PacketMatch {
    /// One expression for each protocol of the entry; together they are what the entry matches.
    static func matches(of entry: FilterEntry) -> [ConfigLine] {
        let addresses = addressMatch(of: entry)
        let isReply = if case .replies = entry.reason { true } else { false }
        return protocolMatches(of: entry, isReply: isReply)
            .map { addresses + $0 }
    }

    private static func addressMatch(of entry: FilterEntry) -> ConfigLine {
        let family: ConfigLine = entry.family == .ipv4 ? "ip" : "ip6"
        let source = addressMatch("\(family) saddr", entry.sources)
        let destination = addressMatch("\(family) daddr", entry.destinations)
        switch (source, destination) {
        case (nil, nil): return entry.family == .ipv4 ? "meta nfproto ipv4" : "meta nfproto ipv6"
        case (let only?, nil), (nil, let only?): return only
        case (let source?, let destination?): return "\(source) \(destination)"
        }
    }

    /// Nil where every address of the family is meant.
    private static func addressMatch(
        _ field: ConfigLine, _ prefixes: [IPPrefix]
    ) -> ConfigLine? {
        let outermost = IPPrefix.outermost(of: prefixes)
        guard let first = outermost.first, first.length > 0 else { return nil }
        return outermost.count == 1
            ? "\(field) \(first)" : "\(field) { \(outermost.joined(by: ", ")) }"
    }

    /// Empty text for every protocol.
    private static func protocolMatches(
        of entry: FilterEntry, isReply: Bool
    ) -> [ConfigLine] {
        guard !entry.ports.isEmpty, !entry.ports.contains(.any) else {
            // Of a connection's packets the first is no reply.
            return isReply
                ? [
                    " meta l4proto tcp tcp flags & (syn | ack) != syn",
                    " meta l4proto != tcp",
                ] : [""]
        }
        var matches: [ConfigLine] = []
        if entry.ports.contains(.icmp) {
            matches.append(icmpMatch(entry.family, isReply: isReply))
        }
        for number in [IPProtocol.tcp, .udp, .sctp] {
            let ranges = entry.ranges(of: number)
            guard !ranges.isEmpty else { continue }
            let word: ConfigLine = number == .tcp ? "tcp" : number == .udp ? "udp" : "sctp"
            let field: ConfigLine = isReply ? "sport" : "dport"
            matches.append(
                " \(word) \(field) \(set(of: ranges))"
                    + (isReply ? noOpening(of: number) : ""))
        }
        return matches
    }

    /// What answers or reports, where only that may pass.
    private static func icmpMatch(_ family: AddressFamily, isReply: Bool) -> ConfigLine {
        switch (family, isReply) {
        case (.ipv4, false): " meta l4proto icmp"
        case (.ipv6, false): " meta l4proto icmpv6"
        case (.ipv4, true):
            " icmp type { echo-reply, destination-unreachable, time-exceeded, parameter-problem }"
        case (.ipv6, true):
            " icmpv6 type { echo-reply, destination-unreachable, packet-too-big, time-exceeded, "
                + "parameter-problem }"
        }
    }

    private static func noOpening(of number: IPProtocol) -> ConfigLine {
        switch number {
        case .tcp: " tcp flags & (syn | ack) != syn"
        case .sctp: " sctp chunk init missing"
        default: ""
        }
    }

    /// Ranges as a set wants them, none meeting another.
    private static func set(of ranges: [ClosedRange<UInt16>]) -> ConfigLine {
        let texts = ranges.map { range -> ConfigLine in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        }
        return texts.count == 1 ? texts[0] : "{ \(texts.joined(by: ", ")) }"
    }
}

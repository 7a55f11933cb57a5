import IR
import Net

/// Entries of a filter. Each has one source and one destination, and each port or range of ports is
/// an entry: together the entries of a rule are all combinations of what it names.
enum SRLinuxAccessList {
    /// An entry but for its number.
    struct Entry {
        var accepts = true
        var family: AddressFamily
        var summary: ConfigLine?
        var `protocol`: ConfigLine?
        /// A type of ICMP.
        var kind: ConfigLine?
        /// Nil for any.
        var source: IPPrefix?
        var destination: IPPrefix?
        var sourcePorts: ClosedRange<UInt16>?
        var destinationPorts: ClosedRange<UInt16>?
        /// Of TCP: with ACK or RST, without which a segment opens a connection.
        var isEstablished = false
        var isLaterFragment = false
        /// The network instance in which the device hears the packet.
        var instance: SRLinuxName?

        static func rest(of family: AddressFamily, _ summary: ConfigLine) -> Entry {
            Entry(accepts: false, family: family, summary: summary)
        }
    }

    /// - Precondition: `SwitchObjections` has none to the entry.
    static func entries(of entry: FilterEntry) -> [Entry] {
        var entries: [Entry] = []
        for service in services(of: entry) {
            for source in addresses(entry.sources) {
                for destination in addresses(entry.destinations) {
                    var combination = service
                    combination.source = source
                    combination.destination = destination
                    entries.append(combination)
                }
            }
        }
        return entries
    }

    /// Any, or each prefix.
    static func addresses(_ prefixes: [IPPrefix]) -> [IPPrefix?] {
        let outermost = IPPrefix.outermost(of: prefixes)
        guard let first = outermost.first, first.length > 0 else { return [nil] }
        return outermost
    }

    private static func services(of entry: FilterEntry) -> [Entry] {
        let base = Entry(accepts: entry.action == .permit, family: entry.family)
        guard entry.namesPorts else { return [base] }
        let isReply = if case .replies = entry.reason { true } else { false }
        var entries: [Entry] = []
        if entry.ports.contains(.icmp) {
            var icmp = base
            icmp.protocol = icmpName(entry.family)
            entries += isReply ? kinds(answers(entry.family), of: icmp) : [icmp]
        }
        for number in [IPProtocol.tcp, .udp] {
            for range in entry.ranges(of: number) {
                var service = base
                service.protocol = number == .tcp ? "tcp" : "udp"
                if isReply {
                    service.sourcePorts = range
                    service.isEstablished = number == .tcp
                } else {
                    service.destinationPorts = range
                }
                entries.append(service)
            }
        }
        return entries
    }

    static func icmpName(_ family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "icmp" : "icmp6"
    }

    /// An entry for each type of ICMP.
    static func kinds(_ kinds: [ConfigLine], of icmp: Entry) -> [Entry] {
        kinds.map { kind in
            var entry = icmp
            entry.protocol = icmpName(icmp.family)
            entry.kind = kind
            return entry
        }
    }

    /// Types of ICMP that answer or report.
    static func answers(_ family: AddressFamily) -> [ConfigLine] {
        switch family {
        case .ipv4: ["echo-reply", "dest-unreachable", "time-exceeded", "param-problem"]
        case .ipv6:
            [
                "echo-reply", "dest-unreachable", "packet-too-big", "time-exceeded",
                "param-problem",
            ]
        }
    }
}

extension SRLinuxAccessList.Entry {
    func tree(number: Int) -> JSONTree {
        var tree: JSONTree = ["sequence-id": .number(number)]
        tree.add("description", summary.map { .text($0) })
        tree.add("match", match)
        tree.add("action", accepts ? ["accept": [:]] : ["drop": [:]])
        return tree
    }

    private var match: JSONTree? {
        var network: JSONTree = [:]
        network.add("destination-ip", destination.map { ["prefix": "\($0)"] })
        network.add(
            family == .ipv4 ? "protocol" : "next-header", `protocol`.map { .text($0) })
        network.add(family == .ipv4 ? "icmp" : "icmp6", kind.map { ["type": .text($0)] })
        network.add("source-ip", source.map { ["prefix": "\($0)"] })
        if isLaterFragment {
            network.add("fragment", true)
            network.add("first-fragment", false)
        }
        var transport: JSONTree = [:]
        transport.add("destination-port", destinationPorts.map(Self.ports))
        transport.add("source-port", sourcePorts.map(Self.ports))
        if isEstablished { transport.add("tcp-flags", "ack|rst") }
        var match: JSONTree = [:]
        if !network.isEmpty { match.add(family == .ipv4 ? "ipv4" : "ipv6", network) }
        if !transport.isEmpty { match.add("transport", transport) }
        match.add("network-instance", instance.map { "\($0)" })
        return match.isEmpty ? nil : match
    }

    private static func ports(_ range: ClosedRange<UInt16>) -> JSONTree {
        guard range.count > 1 else {
            return ["operator": "eq", "value": .number(range.lowerBound)]
        }
        return ["range": ["start": .number(range.lowerBound), "end": .number(range.upperBound)]]
    }
}

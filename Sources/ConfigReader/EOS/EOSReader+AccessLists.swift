import Forwarding
import Net

/// `ip access-list …`
extension EOSReader {
    mutating func readAccessList(_ block: EOSBlock) -> Bool {
        guard let family = family(of: block.words[0]),
            configuration.lists[family]?[block.words[2]] == nil
        else { return false }
        var list = AccessList(line: block.line)
        for inner in EOSBlock.split(block.body) {
            // How often a rule matched.
            if inner.words == ["counters", "per-entry"], inner.body.isEmpty { continue }
            if inner.words[0] == "remark", inner.body.isEmpty {
                list.groups.append([])
                continue
            }
            guard inner.body.isEmpty,
                let rule = AccessRule(reading: inner.words, of: family)
            else {
                refuse(inner)
                continue
            }
            if list.groups.isEmpty { list.groups.append([]) }
            list.groups[list.groups.count - 1].append((rule, inner.line))
        }
        configuration.lists[family, default: [:]][block.words[2]] = list
        return true
    }
}

extension AccessRule {
    /// `permit|deny PROTOCOL SOURCE [ports] DESTINATION [ports] [rest]`
    init?(reading words: [String], of family: AddressFamily) {
        var rest = words[...]
        guard let permits = rest.popFirst().flatMap(isPermit), let number = rest.popFirst(),
            Self.protocols(family).contains(number)
        else { return nil }
        self.init(permits: permits, number)
        guard let source = Self.address(&rest, family) else { return nil }
        self.source = source.prefix
        let hasPorts = number == "tcp" || number == "udp"
        if hasPorts { sourcePorts = Self.ports(&rest) }
        guard let destination = Self.address(&rest, family) else { return nil }
        self.destination = destination.prefix
        if hasPorts { destinationPorts = Self.ports(&rest) }
        guard readRest(rest, family) else { return nil }
    }

    private mutating func readRest(
        _ words: ArraySlice<String>, _ family: AddressFamily
    ) -> Bool {
        var rest = words
        if `protocol` == "icmp" || `protocol` == "icmpv6", let word = rest.first,
            Self.kinds(family).contains(word)
        {
            kind = word
            rest = rest.dropFirst()
        }
        switch Array(rest) {
        case []: return true
        case ["established"] where `protocol` == "tcp": isEstablished = true
        case ["fragments"] where `protocol` == "ip": isFragment = true
        case ["hop-limit", "eq", "255"] where family == .ipv6: isFresh = true
        default: return false
        }
        return true
    }

    private static func protocols(_ family: AddressFamily) -> [String] {
        (family == .ipv4 ? ["ip", "icmp"] : ["ipv6", "icmpv6"]) + ["tcp", "udp"]
    }

    private static func kinds(_ family: AddressFamily) -> Set<String> {
        let common: Set = ["echo-reply", "unreachable", "time-exceeded", "parameter-problem"]
        switch family {
        case .ipv4: return common.union(["echo"])
        case .ipv6:
            return common.union([
                "echo-request", "packet-too-big", "neighbor-solicitation",
                "neighbor-advertisement", "router-solicitation", "router-advertisement",
            ])
        }
    }

    /// `any`, `host ADDRESS`, `PREFIX`; nil where it is none of them.
    private static func address(
        _ rest: inout ArraySlice<String>, _ family: AddressFamily
    ) -> (prefix: IPPrefix?, Void)? {
        guard let word = rest.popFirst() else { return nil }
        if word == "any" { return (nil, ()) }
        let prefix: IPPrefix?
        if word == "host" {
            prefix = rest.popFirst().flatMap { IPAddress(reading: $0) }
                .map { IPPrefix(containing: $0, length: $0.family.bitWidth) }
        } else {
            prefix = IPPrefix(reading: word)
        }
        guard let prefix, prefix.family == family else { return nil }
        return (prefix, ())
    }

    /// `eq N`, `range N M`; nil, and nothing taken, where there are none.
    private static func ports(_ rest: inout ArraySlice<String>) -> ClosedRange<UInt16>? {
        let words = Array(rest.prefix(3))
        if words.count >= 2, words[0] == "eq", let port = UInt16(reading: words[1]) {
            rest = rest.dropFirst(2)
            return port...port
        }
        guard words.count == 3, words[0] == "range", let first = UInt16(reading: words[1]),
            let last = UInt16(reading: words[2]), first < last
        else { return nil }
        rest = rest.dropFirst(3)
        return first...last
    }
}

import Diagnostics
import IR
import Net

/// The access lists of the structured configuration.
struct EOSStructuredLists {
    private let config: EOSStructuredConfig

    init(_ config: EOSStructuredConfig) { self.config = config }

    private var fabric: Fabric { config.fabric }
    private var device: Device { config.device }

    func all(_ family: AddressFamily) -> [JSONValue] {
        var lists = [list("tenant-input", family, diagnostics(family, []))]
        for interface in device.interfaces {
            guard case .gateway(let segment) = interface.role else { continue }
            lists.append(
                list("segment-\(fabric[segment].vlan)", family, segmentRules(segment, family)))
        }
        if device.bgp != nil {
            lists.append(list("underlay", family, underlay(family)))
            lists.append(list("underlay-input", family, underlayInput(family)))
        }
        if config.isManaged {
            lists.append(list("management-input", family, managementInput(family)))
        }
        return lists
    }

    private func list(
        _ name: String, _ family: AddressFamily, _ entries: [JSONValue]
    ) -> JSONValue {
        let denial: JSONValue = [
            "action": "deny", "protocol": all(family), "source": "any", "destination": "any",
        ]
        return [
            "name": .string(name), "counters_per_entry": true,
            "entries": .array(entries + [denial]),
        ]
    }

    private func all(_ family: AddressFamily) -> JSONValue { family == .ipv4 ? "ip" : "ipv6" }

    private func remark(_ text: String) -> JSONValue { ["remark": .string(text)] }

    private func permit(
        _ protocol: JSONValue, _ source: JSONValue, _ destination: JSONValue
    ) -> JSONValue {
        [
            "action": "permit", "protocol": `protocol`, "source": source,
            "destination": destination,
        ]
    }

    // MARK: Gateways

    private func segmentRules(_ segment: SegmentID, _ family: AddressFamily) -> [JSONValue] {
        var rules = linkScope(family)
        let filter = device.filters.first { $0.place == .segmentIngress(segment) }
        let entries = (filter?.entries ?? []).filter { $0.family == family }
        let first = entries.firstIndex { !$0.ports.isEmpty && !$0.ports.contains(.any) }
        for (index, entry) in entries.enumerated() {
            if index == first, family == .ipv4 {
                rules.append(remark("later fragments"))
                rules += fragments(before: Array(entries[index...]))
            }
            rules.append(remark(reason(entry)))
            rules += self.rules(of: entry)
        }
        return rules + [remark("no contract")]
    }

    /// Of what follows all that is about whole protocols, without denials at the end.
    private func fragments(before entries: [FilterEntry]) -> [JSONValue] {
        var whole = entries.filter { $0.ports.isEmpty || $0.ports.contains(.any) }
        while whole.last?.action == .deny { whole.removeLast() }
        let denial: JSONValue = [
            "action": "deny", "protocol": "ip", "source": "any", "destination": "any",
        ]
        return (whole.flatMap(rules) + [denial]).map { $0.with("fragments", true) }
    }

    private func reason(_ entry: FilterEntry) -> String {
        switch entry.reason {
        case .withinVRF: "within the VRF"
        case .contract(let id): "contract \(fabric[id].name)"
        case .replies(let id): "replies \(fabric[id].name)"
        case .guardsInside: "inside the fabric"
        }
    }

    private func linkScope(_ family: AddressFamily) -> [JSONValue] {
        switch family {
        case .ipv4:
            [
                remark("groups on the link"), permit("ip", "any", "224.0.0.0/24"),
                permit("ip", "any", "255.255.255.255"),
            ]
        case .ipv6:
            [
                remark("groups on the link"), permit("ipv6", "any", "ff02::/16"),
                remark("stations on the link"), permit("ipv6", "fe80::/10", "fe80::/10"),
            ] + discovery(["neighbor-solicitation", "neighbor-advertisement"])
        }
    }

    private func discovery(_ kinds: [String]) -> [JSONValue] {
        [remark("discovery")]
            + kinds.map {
                permit("icmpv6", "any", "any").with("icmp_type", .string($0))
                    .with("hop_limit", 255).with("hop_limit_match", "eq")
            }
    }

    /// Every combination of what the entry names.
    private func rules(of entry: FilterEntry) -> [JSONValue] {
        let isReply = if case .replies = entry.reason { true } else { false }
        var rules: [JSONValue] = []
        for match in matches(of: entry, isReply) {
            for source in addresses(entry.sources) {
                for destination in addresses(entry.destinations) {
                    rules.append(
                        match.with("action", .string(entry.action.rawValue))
                            .with("source", source).with("destination", destination))
                }
            }
        }
        return inOrder(rules)
    }

    /// By protocol, then source and destination: ports change fastest.
    private func inOrder(_ rules: [JSONValue]) -> [JSONValue] {
        func rank(_ rule: JSONValue, _ key: String) -> Int {
            rules.firstIndex { $0[key] == rule[key] } ?? 0
        }
        return rules.enumerated().sorted { left, right in
            for key in ["protocol", "source", "destination"] {
                let (a, b) = (rank(left.element, key), rank(right.element, key))
                if a != b { return a < b }
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    private func matches(of entry: FilterEntry, _ isReply: Bool) -> [JSONValue] {
        guard !entry.ports.isEmpty, !entry.ports.contains(.any) else {
            return [["protocol": all(entry.family)]]
        }
        var result: [JSONValue] = []
        if entry.ports.contains(.icmp) {
            let icmp: JSONValue = ["protocol": entry.family == .ipv4 ? "icmp" : "icmpv6"]
            result +=
                isReply
                ? answers(entry.family).map { icmp.with("icmp_type", .string($0)) } : [icmp]
        }
        for (word, number) in [("tcp", IPProtocol.tcp), ("udp", .udp)] {
            let side = isReply ? "source" : "destination"
            for range in ranges(entry.ports, number) {
                let isOne = range.lowerBound == range.upperBound
                let bounds = isOne ? [range.lowerBound] : [range.lowerBound, range.upperBound]
                let rule: JSONValue = [
                    "protocol": .string(word),
                    "\(side)_ports_match": isOne ? "eq" : "range",
                    "\(side)_ports": .array(bounds.map { config.text($0) }),
                ]
                result.append(
                    rule.with("tcp_flags", isReply && word == "tcp" ? ["established"] : nil))
            }
        }
        return result
    }

    /// Maximal runs of ports that are named, found port by port.
    private func ranges(_ ports: [ServicePort], _ number: IPProtocol) -> [ClosedRange<UInt16>] {
        var isNamed = Array(repeating: false, count: 65_536)
        for case .ports(number, let range) in ports {
            for port in range { isNamed[Int(port)] = true }
        }
        var result: [ClosedRange<UInt16>] = []
        var start: Int?
        for port in 0...65_536 {
            let isIn = port < 65_536 && isNamed[port]
            if isIn, start == nil { start = port }
            if !isIn, let first = start {
                result.append(UInt16(first)...UInt16(port - 1))
                start = nil
            }
        }
        return result
    }

    /// Without what lies in another; AVD wants an address alone where it is meant alone.
    private func addresses(_ prefixes: [IPPrefix]) -> [JSONValue] {
        let all = Set(prefixes)
        let outermost = all.filter { inner in
            !all.contains { $0 != inner && $0.length < inner.length && $0.contains(inner) }
        }.sorted()
        guard !outermost.isEmpty, !outermost.contains(where: { $0.length == 0 }) else {
            return ["any"]
        }
        return outermost.map(address)
    }

    private func address(_ prefix: IPPrefix) -> JSONValue {
        prefix.length == prefix.family.bitWidth
            ? config.text(prefix.address) : config.text(prefix)
    }

    // MARK: The device itself

    private func answers(_ family: AddressFamily) -> [String] {
        let common = ["time-exceeded", "parameter-problem"]
        return family == .ipv4
            ? ["echo-reply", "unreachable"] + common
            : ["echo-reply", "unreachable", "packet-too-big"] + common
    }

    private func diagnostics(_ family: AddressFamily, _ routers: [String]) -> [JSONValue] {
        let isIPv4 = family == .ipv4
        let kinds = [isIPv4 ? "echo" : "echo-request"] + answers(family)
        let neighbours = ["neighbor-solicitation", "neighbor-advertisement"] + routers
        return (isIPv4 ? [] : discovery(neighbours)) + [remark("diagnostics")]
            + kinds.map {
                permit(isIPv4 ? "icmp" : "icmpv6", "any", "any").with("icmp_type", .string($0))
            }
    }

    private func pools(
        _ purpose: InfrastructurePrefix.Purpose, _ family: AddressFamily
    ) -> [JSONValue] {
        let prefixes = fabric.infrastructure
            .filter { $0.purpose == purpose && $0.prefix.family == family }.map(\.prefix)
        return prefixes.isEmpty ? [] : addresses(prefixes)
    }

    private func port(_ rule: JSONValue, _ side: String, _ number: Int) -> JSONValue {
        rule.with("\(side)_ports_match", "eq")
            .with("\(side)_ports", [.string(number.description)])
    }

    private func underlayInput(_ family: AddressFamily) -> [JSONValue] {
        let from = family == .ipv4 ? pools(.underlay, .ipv4) : ["fe80::/10"]
        var rules =
            diagnostics(family, ["router-solicitation", "router-advertisement"])
            + [remark("sessions with neighbours")]
        for source in from {
            rules.append(port(permit("tcp", source, "any"), "destination", 179))
            rules.append(
                port(permit("tcp", source, "any"), "source", 179)
                    .with("tcp_flags", ["established"]))
        }
        if family == .ipv6 {
            rules.append(
                port(permit("udp", "fe80::/10", "any"), "destination", 3784)
                    .with("hop_limit", 255).with("hop_limit_match", "eq"))
        } else if let vtep = device.vtep {
            rules.append(remark("tunnels"))
            for source in from {
                rules.append(port(permit("udp", source, config.text(vtep)), "destination", 4789))
            }
        }
        return rules
    }

    private func managementInput(_ family: AddressFamily) -> [JSONValue] {
        var rules = diagnostics(family, []) + [remark("management")]
        for source in pools(.management, family) {
            rules.append(port(permit("tcp", source, "any"), "destination", 22))
        }
        rules.append(remark("answers to the device"))
        rules.append(permit("tcp", "any", "any").with("tcp_flags", ["established"]))
        for number in [53, 123] {
            rules.append(port(permit("udp", "any", "any"), "source", number))
        }
        return rules
    }

    private func underlay(_ family: AddressFamily) -> [JSONValue] {
        let own = (device.bgp?.networks ?? []).filter { $0.family == family }
        let to =
            device.passesRoutesOn(in: fabric) ? pools(.underlay, family) : addresses(own)
        let link: [JSONValue] =
            family == .ipv4
            ? []
            : [
                remark("neighbours"), permit("ipv6", "fe80::/10", "fe80::/10"),
                permit("ipv6", "fe80::/10", "ff02::/16"),
            ]
        return link + [remark("loopbacks")]
            + pools(.underlay, family).flatMap { source in
                to.flatMap { between(source, $0, family) }
            }
    }

    private func between(
        _ source: JSONValue, _ destination: JSONValue, _ family: AddressFamily
    ) -> [JSONValue] {
        guard family == .ipv4 else { return [permit("icmpv6", source, destination)] }
        let tcp = permit("tcp", source, destination)
        return [
            permit("icmp", source, destination), port(tcp, "destination", 179),
            port(tcp, "source", 179).with("tcp_flags", ["established"]),
            port(permit("udp", source, destination), "destination", 4789),
        ]
    }
}

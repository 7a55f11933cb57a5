import Diagnostics
import IR
import Net

extension Lowering {
    mutating func lowerFilters() {
        let isEdge = device.interfaces.contains { fabric.peeringLAN(of: $0) != nil }
        let stations = isEdge ? fabric.stationsOfLANs() : [:]
        if isEdge { say(.ignoresReserved, [device.origin]) }
        for interface in device.interfaces { lowerPort(interface, stations) }
        for interface in device.interfaces {
            guard case .gateway(let segment) = interface.role else { continue }
            lowerIngress(of: segment, at: interface)
        }
        lowerForward()
        lowerInput()
    }

    private mutating func lowerInput() {
        say(.inputFilter, [device.origin])
        guard device.interfaces.contains(where: { $0.role == .management }) else { return }
        for family in AddressFamily.allCases {
            let prefixes = fabric.infrastructure.filter {
                $0.purpose == .management && $0.prefix.family == family
            }
            for prefix in FilterRule.outermost(of: prefixes.map(\.prefix)) {
                let origins = prefixes.filter { $0.prefix == prefix }.map(\.origin)
                say(.managementPrefix(prefix), origins)
            }
        }
    }

    private mutating func lowerPort(
        _ interface: Interface, _ stations: [SegmentID: [MACAddress]]
    ) {
        let name = interface.name.description
        if !interface.allowedMACs.isEmpty {
            say(.allowedMACs(name, interface.allowedMACs.sorted()), interface.origins)
        }
        guard let lan = fabric.peeringLAN(of: interface) else { return }
        say(.exchangeFrames(name), interface.origins)
        say(.stormLimits(name, stations: stations[lan] ?? []), interface.origins)
        if fabric.isQuarantine(lan) { say(.quarantined(name), interface.origins) }
        say(.unheard(name), interface.origins)
    }

    private mutating func lowerIngress(of segment: SegmentID, at interface: Interface) {
        let name = interface.name.description
        say(.ingressFilter(name), interface.origins)
        for rule in FilterRule.linkScope { say(.ingressRule(name, rule), interface.origins) }
        let filter = device.filters.first { $0.place == .segmentIngress(segment) }
        for entry in filter?.entries ?? [] {
            for rule in FilterRule.rules(of: entry) {
                say(.ingressRule(name, rule), entry.origins)
            }
        }
    }

    private mutating func lowerForward() {
        guard device.role != .firewall else {
            for filter in device.filters { lowerStateful(filter) }
            return
        }
        say(.forwardFilter, [device.origin])
        if device.passesRoutesOn(in: fabric) {
            for interface in device.interfaces {
                guard case .underlay = interface.role else { continue }
                say(.forwardUnderlay(interface.name.description), [device.origin])
            }
        }
        for interface in device.interfaces {
            guard let vrf = vrf(of: interface) else { continue }
            say(
                .forwardPair(vrf: name(of: vrf), out: interface.name.description),
                interface.origins)
        }
    }

    private func vrf(of interface: Interface) -> VRFID? {
        switch interface.role {
        case .gateway(let segment):
            if case .vrf(let vrf) = fabric[segment].owner { vrf } else { nil }
        case .vrfTransit(let vrf), .firewallTransit(let vrf, _), .exit(let vrf): vrf
        case .loopback, .unused, .underlay, .member, .access, .trunk, .carrier, .management,
            .exchange:
            nil
        }
    }

    private mutating func lowerStateful(_ filter: Filter) {
        var transits: [VRFID: String] = [:]
        for interface in device.interfaces {
            guard case .firewallTransit(let vrf, _) = interface.role else { continue }
            transits[vrf] = interface.name.description
            say(.reversePath(interface.name.description), interface.origins)
        }
        say(.forwardFilter, filter.defaultOrigins)
        say(.stateful, filter.defaultOrigins)
        for entry in filter.entries {
            for var rule in FilterRule.rules(of: entry) {
                rule.inInterface = entry.sourceVRF.flatMap { transits[$0] }
                rule.outInterface = entry.destinationVRF.flatMap { transits[$0] }
                say(.forwardRule(rule), entry.origins)
            }
        }
    }
}

extension FilterRule {
    /// What every gateway lets in before its own rules: packets that stay on the link.
    static let linkScope: [FilterRule] = {
        func prefix(_ text: String) -> IPPrefix {
            guard let prefix = try? IPPrefix(text) else {
                preconditionFailure("\(text) is a prefix")
            }
            return prefix
        }
        return [
            FilterRule(
                action: .permit, family: .ipv4,
                destinations: [prefix("224.0.0.0/24"), prefix("255.255.255.255/32")]),
            FilterRule(action: .permit, family: .ipv6, destinations: [prefix("ff02::/16")]),
            FilterRule(
                action: .permit, family: .ipv6, sources: [prefix("fe80::/10")],
                destinations: [prefix("fe80::/10")]),
            FilterRule(
                action: .permit, family: .ipv6, protocols: [58...58], kinds: .discovery),
        ]
    }()

    /// The rules of an entry: one for each protocol, as filters without a choice between protocols
    /// need it.
    static func rules(of entry: FilterEntry) -> [FilterRule] {
        let isReply = if case .replies = entry.reason { true } else { false }
        var base = FilterRule(
            action: entry.action == .permit ? .permit : .deny, family: entry.family,
            sources: outermost(of: entry.sources), destinations: outermost(of: entry.destinations))
        guard !entry.ports.isEmpty, !entry.ports.contains(.any) else {
            guard isReply else { return [base] }
            // Of a TCP connection's packets the first is no reply; other protocols do not tell.
            var tcp = base
            tcp.protocols = [6...6]
            tcp.kinds = .continues
            base.protocols = [0...5, 7...255]
            return [tcp, base]
        }
        var result: [FilterRule] = []
        if entry.ports.contains(.icmp) {
            var rule = base
            rule.protocols = entry.family == .ipv4 ? [1...1] : [58...58]
            if isReply { rule.kinds = .continues }
            result.append(rule)
        }
        for number in [IPProtocol.tcp, .udp, .sctp] {
            let ranges = entry.ports.compactMap { port -> ClosedRange<UInt16>? in
                guard case .ports(number, let range) = port else { return nil }
                return range
            }
            guard !ranges.isEmpty else { continue }
            var rule = base
            rule.protocols = [number.rawValue...number.rawValue]
            if isReply {
                rule.sourcePorts = joined(ranges)
                if number != .udp { rule.kinds = .continues }
            } else {
                rule.destinationPorts = joined(ranges)
            }
            result.append(rule)
        }
        return result
    }

    /// The prefixes in order, without those that lie inside another. A list that holds the whole
    /// space of its family is empty: it matches everything.
    public static func outermost(of prefixes: [IPPrefix]) -> [IPPrefix] {
        var result: [IPPrefix] = []
        // An enclosing prefix sorts before what lies in it.
        for prefix in prefixes.sorted() where result.last?.contains(prefix) != true {
            result.append(prefix)
        }
        return result.first?.length == 0 ? [] : result
    }

    /// The ranges in order, joined where they meet or overlap.
    public static func joined<Bound: FixedWidthInteger>(
        _ ranges: [ClosedRange<Bound>]
    ) -> [ClosedRange<Bound>] {
        var result: [ClosedRange<Bound>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last,
                last.upperBound == .max || range.lowerBound <= last.upperBound + 1
            {
                result[result.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}

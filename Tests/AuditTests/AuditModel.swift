import Audit
import Capture
import IR
import Net

/// The meaning of the audit, one frame at a time and so plain that it can be read: every question is
/// a scan over the fabric. No cache, no batches, no routing contexts, no classifier.
struct AuditModel {
    enum Answer: Hashable {
        case skipped
        case permitted(Permission, isReply: Bool)
        case undecided
        case found(AuditRule)
    }

    let fabric: Fabric
    private var firstFragments: [String: (UInt16, UInt16, Bool)] = [:]

    init(_ fabric: Fabric) { self.fabric = fabric }

    /// What is to be said of a frame without a vantage. MAC addresses are not looked at.
    mutating func answer(_ frame: DecodedFrame) -> Answer {
        guard frame.outcome != .malformed else { return .skipped }
        guard frame.kind == .ip || frame.kind == .arp || frame.tunnelDepth > 0 else {
            return .skipped
        }
        if frame.link.tagCount > 1 { return .found(.doubleTag) }
        let vlan = frame.link.tagCount == 0 ? 0 : frame.link.firstTag.vlanOnWire
        guard let linkPlace = place(vlan: vlan) else { return .found(.unknownTag) }
        guard frame.tunnelDepth > 0 else { return judge(frame, frame.key, linkPlace) }
        precondition(linkPlace == .unlabelled && frame.tunnelDepth == 1, "as the traffic is made")
        let isVTEP = [frame.outer.source, frame.outer.destination].allSatisfy { address in
            fabric.devices.contains { $0.vtep.map { .ipv4($0) } == address }
        }
        guard isVTEP else { return .found(.foreignVTEP) }
        guard let place = place(vni: frame.vniOnWire) else { return .found(.unknownTag) }
        return judge(frame, frame.key, place)
    }

    // MARK: Places

    private func place(vlan: UInt16) -> Place? {
        if vlan == 0 { return .unlabelled }
        for (index, segment) in fabric.segments.enumerated() where segment.vlan.rawValue == vlan {
            return segment.owner == .exchange ? .lan(SegmentID(index)) : .segment(SegmentID(index))
        }
        for interface in fabric.devices.flatMap(\.interfaces) {
            guard case .subinterface(_, let tag) = interface.name, tag.rawValue == vlan else {
                continue
            }
            if case .firewallTransit(let vrf, _) = interface.role { return .transit(vrf) }
            if case .exit(let vrf) = interface.role { return .exit(vrf) }
        }
        return nil
    }

    private func place(vni: UInt32) -> Place? {
        for (index, segment) in fabric.segments.enumerated() where segment.vni.rawValue == vni {
            return segment.owner == .exchange ? .lan(SegmentID(index)) : .segment(SegmentID(index))
        }
        return fabric.vrfs.firstIndex { $0.vni.rawValue == vni }.map { .overlay(VRFID($0)) }
    }

    private func vrf(of place: Place) -> VRFID? {
        switch place {
        case .segment(let id): vrf(of: id)
        case .overlay(let vrf), .transit(let vrf), .exit(let vrf): vrf
        default: nil
        }
    }

    private func vrf(of segment: SegmentID) -> VRFID? {
        if case .vrf(let vrf) = fabric[segment].owner { vrf } else { nil }
    }

    // MARK: Addresses

    /// The words that the model has for whose an address is.
    private enum Owner: Equatable {
        case nobody, link
        case segment(SegmentID)
        case infrastructure(InfrastructurePrefix.Purpose)
    }

    private static let linkSources = ["169.254.0.0/16", "0.0.0.0/32", "fe80::/10", "::/128"]
    private static let linkTargets = [
        "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32", "fe80::/10", "ff00::/8",
    ]

    private func owner(_ address: IPAddress, _ vrf: VRFID?, _ linkScope: [String]) -> Owner {
        if linkScope.compactMap({ try? IPPrefix($0) }).contains(where: { $0.contains(address) }) {
            return .link
        }
        let holders = fabric.segments.indices.map { SegmentID($0) }.filter { id in
            fabric[id].prefixes.contains { $0.prefix.contains(address) }
        }
        if let vrf, let own = holders.first(where: { self.vrf(of: $0) == vrf }) {
            return .segment(own)
        }
        if let first = holders.first { return .segment(first) }
        return fabric.infrastructure.first { $0.prefix.contains(address) }
            .map { .infrastructure($0.purpose) } ?? .nobody
    }

    // MARK: Verdicts

    private mutating func judge(_ frame: DecodedFrame, _ key: FlowKey, _ place: Place) -> Answer {
        let vrf = vrf(of: place)
        let from = owner(key.source, vrf, Self.linkSources)
        let to = owner(key.destination, vrf, Self.linkTargets)
        if frame.kind == .arp {
            if let segment = segment(of: place) {
                let isRight = from == .link || from == .segment(segment)
                return isRight ? .permitted(.link, isReply: false) : .found(.foreignARP)
            }
            let isStrange = place == .unlabelled && from == .nobody && to == .nobody
            return .permitted(isStrange ? .unrelated : .link, isReply: false)
        }
        var key = key
        if frame.flags.contains(.fragment) && key.protocolNumber.hasPorts {
            let packet =
                "\(place) \(key.source) \(key.destination) \(key.protocolNumber) "
                + "\(frame.fragmentIdentification)"
            if frame.fragmentOffset == 0 {
                firstFragments[packet] = (
                    key.sourcePort, key.destinationPort, key.flags.contains(.opens)
                )
            } else if let (source, destination, opens) = firstFragments[packet] {
                key = FlowKey(
                    source: key.source, destination: key.destination,
                    protocolNumber: key.protocolNumber, sourcePort: source,
                    destinationPort: destination, flags: opens ? [.opens] : [])
            }
        }
        if case .lan(let lan) = place { return judge(key, onLAN: lan, from, to) }
        return vrf.map { judge(key, place, $0, from, to) } ?? judgeUnlabelled(key, from, to)
    }

    private func segment(of place: Place) -> SegmentID? {
        switch place {
        case .segment(let id), .lan(let id): id
        default: nil
        }
    }

    private func judge(
        _ key: FlowKey, onLAN lan: SegmentID, _ from: Owner, _ to: Owner
    ) -> Answer {
        func isAnnounced(_ address: IPAddress, by tenant: TenantID) -> Bool {
            fabric.devices.compactMap(\.routeServer).flatMap(\.clients).contains { client in
                fabric.exchange?.members[client.member].tenant == tenant
                    && client.prefixes.contains { $0.contains(address) }
            }
        }
        func isOurs(_ owner: Owner, _ address: IPAddress) -> Bool {
            switch owner {
            case .nobody, .link: return false
            case .infrastructure: return true
            case .segment(let id):
                guard id != lan else { return false }
                guard let vrf = vrf(of: id) else { return true }
                return !isAnnounced(address, by: fabric[vrf].tenant)
            }
        }
        if isOurs(from, key.source) { return .found(.foreignAddress) }
        if isOurs(to, key.destination) { return .found(.exchangeToTenant) }
        return .permitted(.exchange, isReply: false)
    }

    private func judge(
        _ key: FlowKey, _ place: Place, _ vrf: VRFID, _ from: Owner, _ to: Owner
    ) -> Answer {
        let ownsOutside =
            fabric.devices.flatMap(\.interfaces).contains { $0.role == .exit(vrf) }
            || fabric.contracts.flatMap(\.flows).contains {
                $0.destination == vrf && $0.destinationPrefixes.contains { $0.length == 0 }
            }
        func isOwn(_ owner: Owner) -> Bool {
            if case .segment(let id) = owner { return self.vrf(of: id) == vrf }
            return owner == .nobody && ownsOutside
        }
        func permitted(_ permission: Permission) -> Answer {
            .permitted(permission, isReply: false)
        }
        if case .segment(let id) = place, key.isIPv6, from == .nobody || from == .link,
            !(from == .link && to == .link),
            !fabric[id].prefixes.contains(where: { $0.prefix.family == .ipv6 })
        {
            return .found(.unintendedIPv6)
        }
        if case .segment = place, key.protocolNumber == .tcp,
            key.sourcePort == 179 || key.destinationPort == 179,
            isGateway(key.source, from) || isGateway(key.destination, to)
        {
            return .found(.gatewaySession)
        }
        if to == .link && (from == .link || isOwn(from)) { return permitted(.link) }
        if from == .link && isOwn(to) { return permitted(.link) }
        if from == .infrastructure(.transit) {
            if case .transit = place, to == .infrastructure(.transit) || to == .link {
                return permitted(.infrastructure)
            }
            if [.icmp, .icmpv6].contains(key.protocolNumber) && isOwn(to) {
                return permitted(.infrastructure)
            }
        }
        var isInSegment = false
        if case .segment(let here) = place {
            isInSegment = true
            // One end of a packet is in the segment whose VLAN it is in.
            let ends = [from, to]
            let isTenants = ends.contains {
                if case .segment(let id) = $0 { self.vrf(of: id) != nil } else { false }
            }
            if isTenants && !ends.contains(.segment(here)) { return .found(.foreignAddress) }
        }
        if from == .nobody && to == .nobody && ownsOutside && !isInSegment {
            return permitted(.unrelated)
        }
        if let answer = permission(key, in: vrf, from, to, anyPorts: false) { return answer }
        let other = permission(key, in: vrf, from, to, anyPorts: true)
        if key.flags.contains(.portsUnknown) && other != nil { return .undecided }

        for owner in [from, to] {
            if case .infrastructure = owner { return .found(.tenantToInfrastructure) }
        }
        for owner in [from, to] {
            if case .segment(let id) = owner, self.vrf(of: id) == nil {
                return .found(.exchangeToTenant)
            }
        }
        let fromOwn = isOwn(from) || from == .link
        if case .segment = place, from == .nobody, !fromOwn, isOwn(to) {
            return .found(other == nil ? .unknownSource : .unintendedFlow)
        }
        if fromOwn || isOwn(to) { return .found(.unintendedFlow) }
        if from == .nobody {
            if case .segment = to { return .found(.foreignAddress) }
            return .found(.unknownSource)
        }
        return .found(.foreignAddress)
    }

    private func isGateway(_ address: IPAddress, _ owner: Owner) -> Bool {
        guard case .segment(let id) = owner else { return false }
        return fabric[id].prefixes.contains { $0.gateway == address }
    }

    private func judgeUnlabelled(_ key: FlowKey, _ from: Owner, _ to: Owner) -> Answer {
        func kind(_ owner: Owner) -> String {
            switch owner {
            case .nobody: "nobody"
            case .link: "link"
            case .infrastructure: "infrastructure"
            case .segment(let id): vrf(of: id) == nil ? "lan" : "tenant"
            }
        }
        let kinds = Set([kind(from), kind(to)])
        if kinds == ["tenant", "infrastructure"] { return .found(.tenantToInfrastructure) }
        if kinds == ["tenant", "lan"] { return .found(.exchangeToTenant) }
        if kinds == ["infrastructure", "lan"] { return .found(.exchangeToTenant) }
        if kinds == ["tenant"] || kinds == ["tenant", "nobody"] {
            if let answer = permission(key, in: nil, from, to, anyPorts: false) { return answer }
            let other = permission(key, in: nil, from, to, anyPorts: true)
            let isOpen = key.flags.contains(.portsUnknown) && other != nil
            return isOpen ? .undecided : .found(.unintendedFlow)
        }
        let permission: Permission =
            kinds.contains("infrastructure")
            ? .infrastructure
            : kinds.contains("lan")
                ? .exchange : kinds.contains("tenant") ? .link : .unrelated
        return .permitted(permission, isReply: false)
    }

    // MARK: Contracts, one after the other

    /// What permits a packet in a VRF, or in any; nil where nothing does.
    private func permission(
        _ key: FlowKey, in vrf: VRFID?, _ from: Owner, _ to: Owner, anyPorts: Bool
    ) -> Answer? {
        for (index, candidate) in fabric.vrfs.enumerated() where vrf == nil || vrf == VRFID(index) {
            let own = candidate.segments.flatMap { fabric[$0].prefixes.map(\.prefix) }
            if own.contains(where: { $0.contains(key.source) })
                && own.contains(where: { $0.contains(key.destination) })
            {
                return .permitted(.within(VRFID(index)), isReply: false)
            }
        }
        for (index, contract) in fabric.contracts.enumerated() {
            for flow in contract.flows
            where vrf == nil || flow.source == vrf || flow.destination == vrf {
                let permission = Permission.contract(ContractID(index))
                if permits(flow, contract, key, to, anyPorts) {
                    return .permitted(permission, isReply: false)
                }
                if !key.flags.contains(.opens)
                    && permits(flow, contract, key.reversed, from, anyPorts)
                {
                    return .permitted(permission, isReply: true)
                }
            }
        }
        return nil
    }

    /// - Parameter far: whose the address is that the contract leads to. A contract that leads to
    ///   everything means what is nobody's and can be routed to.
    private func permits(
        _ flow: ContractFlow, _ contract: Contract, _ key: FlowKey, _ far: Owner, _ anyPorts: Bool
    ) -> Bool {
        guard flow.sourcePrefixes.contains(where: { $0.contains(key.source) }),
            flow.destinationPrefixes.contains(where: { $0.contains(key.destination) })
        else { return false }
        let leadsOut = flow.destinationPrefixes.contains {
            $0.length == 0 && $0.family == key.source.family
        }
        if leadsOut && far != .nobody { return false }
        return contract.ports.contains { port in
            switch port {
            case .any: return true
            case .icmp: return [.icmp, .icmpv6].contains(key.protocolNumber)
            case .ports(let number, let range):
                guard number == key.protocolNumber else { return false }
                if key.flags.contains(.portsUnknown) { return anyPorts || range == 0...65535 }
                return anyPorts || range.contains(key.destinationPort)
            }
        }
    }
}

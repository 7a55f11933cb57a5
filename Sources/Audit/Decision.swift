import IR
import Net

/// What is decided of a flow when its first packet is seen.
enum Decision: Equatable {
    case permitted(FlowVerdict)
    /// The rules have to be asked, in this context.
    case askRules(context: UInt16)
    case undecided
    case breach(AuditRule, Zone, Zone)
}

/// One flow between its zones, in its place.
struct FlowCase {
    let place: Place
    /// `PlaceNumber.arp`, `inside`, `guessedInside`, or 0.
    let marks: PlaceNumber
    let vrf: VRFID?
    let source: Zone
    let destination: Zone
}

extension AuditPlan {
    /// Finds the zones of a key whose context is a place.
    func flowCase(_ key: FlowKey) -> FlowCase {
        let number = key.context.unmarked
        let vrf = places.vrfs[Int(number)]
        let source = AddressWords(sourceOf: key)
        let destination = AddressWords(destinationOf: key)
        return FlowCase(
            place: places[number], marks: key.context.marks, vrf: vrf,
            source: source.isLinkScopeAsSource ? .link : zone(of: source, in: vrf),
            destination: destination.isLinkScopeAsDestination
                ? .link : zone(of: destination, in: vrf))
    }

    /// Whose an address is to somebody in `vrf`: that VRF's own first, then of one that it has
    /// a contract with, then of anybody.
    private func zone(of address: AddressWords, in vrf: VRFID?) -> Zone {
        let owner = book.owner(of: address) { zone in
            guard let vrf, case .segment(let id) = zone, let owner = vrfOfSegment[id.index] else {
                return 2
            }
            return owner == vrf ? 0 : partners[vrf.index].contains(owner) ? 1 : 2
        }
        return owner ?? .outside
    }

    /// What the zones say alone.
    func decide(_ flow: FlowCase, _ key: FlowKey) -> Decision {
        switch flow.marks {
        case .arp: return decideARP(flow)
        case .inside, .guessedInside: return decideInside(flow, key)
        default: break
        }
        switch flow.place {
        case .unknown: return .permitted(Self.unrelated)
        case .unlabelled: return decideUnlabelled(flow, key)
        case .underlay: return decideUnderlay(flow)
        case .management: return decideManagement(flow)
        case .lan(let segment): return decideLAN(flow, segment, key)
        case .segment, .overlay, .transit, .exit: return decideInVRF(flow, key)
        }
    }

    /// The sender's address must lie in the segment; elsewhere ARP says nothing that is known here.
    private func decideARP(_ flow: FlowCase) -> Decision {
        switch flow.place {
        case .segment(let segment), .lan(let segment):
            guard flow.source != .link && flow.source != .segment(segment) else { break }
            return .breach(.foreignARP, flow.source, .segment(segment))
        case .unlabelled:
            if flow.source == .outside && flow.destination == .outside {
                return .permitted(Self.unrelated)
            }
        case .unknown, .underlay, .management, .overlay, .transit, .exit: break
        }
        return .permitted(Self.link)
    }

    /// A tunnel of somebody's own may carry what he likes, private addresses of his own making too.
    /// What can contradict are an address of the VRF that the tunnel is in and one of somebody else.
    private func decideInside(_ flow: FlowCase, _ key: FlowKey) -> Decision {
        guard flow.vrf != nil else { return decideUnlabelled(flow, key) }
        let ends = [flow.source, flow.destination]
        let areKnown = ends.allSatisfy { kind($0) != .outside && kind($0) != .link }
        guard areKnown && ends.contains(where: { isOwn($0, flow) }) else {
            return .permitted(Self.unrelated)
        }
        return decideByContracts(flow, key)
    }

    /// No tag and no vantage: only addresses that both belong to somebody can contradict.
    private func decideUnlabelled(_ flow: FlowCase, _ key: FlowKey) -> Decision {
        switch (kind(flow.source), kind(flow.destination)) {
        case (.tenant, .tenant), (.tenant, .outside), (.outside, .tenant):
            return decideByContracts(flow, key)
        case (.tenant, .infrastructure), (.infrastructure, .tenant):
            return .breach(.tenantToInfrastructure, flow.source, flow.destination)
        case (.tenant, .lan), (.lan, .tenant), (.lan, .infrastructure), (.infrastructure, .lan):
            return .breach(.exchangeToTenant, flow.source, flow.destination)
        case (.outside, .outside), (.outside, .link), (.link, .outside), (.link, .link):
            return .permitted(Self.unrelated)
        case (.tenant, .link), (.link, .tenant): return .permitted(Self.link)
        case (.infrastructure, _), (_, .infrastructure): return .permitted(Self.infrastructure)
        case (.lan, _), (_, .lan): return .permitted(Self.exchange)
        }
    }

    /// Between devices there are only the fabric's own packets, besides VXLAN.
    private func decideUnderlay(_ flow: FlowCase) -> Decision {
        for zone in [flow.source, flow.destination] {
            if case .segment = zone {
                return .breach(.foreignAddress, flow.source, flow.destination)
            }
        }
        if flow.source == .outside {
            return .breach(.unknownSource, flow.source, flow.destination)
        }
        return .permitted(Self.infrastructure)
    }

    private func decideManagement(_ flow: FlowCase) -> Decision {
        let kinds = [kind(flow.source), kind(flow.destination)]
        if kinds.contains(.tenant) {
            return .breach(.tenantToInfrastructure, flow.source, flow.destination)
        }
        if kinds.contains(.lan) {
            return .breach(.exchangeToTenant, flow.source, flow.destination)
        }
        return .permitted(Self.infrastructure)
    }

    /// Members' packets pass whatever their addresses are, as long as these are not ours.
    private func decideLAN(_ flow: FlowCase, _ lan: SegmentID, _ key: FlowKey) -> Decision {
        func isOurs(_ zone: Zone, _ address: IPAddress) -> Bool {
            switch zone {
            case .outside, .link, .segment(lan): return false
            case .infrastructure: return true
            case .segment(let segment):
                guard let vrf = vrfOfSegment[segment.index] else { return true }
                return !announced.contains {
                    $0.tenant == fabric[vrf].tenant && $0.prefix.contains(address)
                }
            }
        }
        if isOurs(flow.source, key.source) {
            return .breach(.foreignAddress, flow.source, flow.destination)
        }
        if isOurs(flow.destination, key.destination) {
            return .breach(.exchangeToTenant, flow.source, flow.destination)
        }
        return .permitted(Self.exchange)
    }

    private func decideInVRF(_ flow: FlowCase, _ key: FlowKey) -> Decision {
        let source = kind(flow.source)
        let destination = kind(flow.destination)
        let sourceIsOwn = isOwn(flow.source, flow)
        let destinationIsOwn = isOwn(flow.destination, flow)
        if let decision = decideWithoutContracts(flow, key) { return decision }
        if destination == .link && (source == .link || sourceIsOwn) {
            return .permitted(Self.link)
        }
        if source == .link && destinationIsOwn { return .permitted(Self.link) }
        if isTransit(flow.source) {
            // Firewall and service leaf among themselves; routers that answer with an error.
            if case .transit = flow.place, isTransit(flow.destination) || destination == .link {
                return .permitted(Self.infrastructure)
            }
            let isICMP = key.protocolNumber == .icmp || key.protocolNumber == .icmpv6
            if isICMP && destinationIsOwn { return .permitted(Self.infrastructure) }
        }
        if case .segment(let here) = flow.place {
            // In its VLAN a segment has one end of every packet.
            let ends = [flow.source, flow.destination]
            let isElsewhere =
                !ends.contains(.segment(here)) && ends.contains { kind($0) == .tenant }
            if isElsewhere { return .breach(.foreignAddress, flow.source, flow.destination) }
        } else if source == .outside && sourceIsOwn && destination == .outside {
            // Towards the exits the packets of others pass, too.
            return .permitted(Self.unrelated)
        }
        return decideByContracts(flow, key)
    }

    /// Inside one VRF everything may pass; between two the contracts have the word.
    private func decideByContracts(_ flow: FlowCase, _ key: FlowKey) -> Decision {
        if let vrf = vrfOfBoth(flow, key) {
            return .permitted(.permitted(Self.decidedByZones.count + vrf.index))
        }
        return .askRules(context: context(flow))
    }

    /// The VRF that both addresses are of: that of the place, or any where nothing says the place.
    private func vrfOfBoth(_ flow: FlowCase, _ key: FlowKey) -> VRFID? {
        guard let source = vrf(of: flow.source), let destination = vrf(of: flow.destination) else {
            return nil
        }
        if source == destination { return flow.vrf ?? source == source ? source : nil }
        guard flow.vrf == nil else { return nil }
        // Each has one owner here, but tenants may have the same addresses.
        let sources = book.owners(of: AddressWords(sourceOf: key)).compactMap { vrf(of: $0) }
        return book.owners(of: AddressWords(destinationOf: key)).compactMap { vrf(of: $0) }
            .filter { sources.contains($0) }.min()
    }

    private func vrf(of zone: Zone) -> VRFID? {
        guard case .segment(let id) = zone else { return nil }
        return vrfOfSegment[id.index]
    }

    /// What is wrong with a flow that no rule permits.
    ///
    /// - Parameter anyPortPermitted: whether a rule would permit it on other ports.
    func breach(_ flow: FlowCase, anyPortPermitted: Bool) -> Decision {
        let (source, destination) = (flow.source, flow.destination)
        func found(_ rule: AuditRule) -> Decision { .breach(rule, source, destination) }
        let kinds = [kind(source), kind(destination)]
        if kinds.contains(.infrastructure) { return found(.tenantToInfrastructure) }
        if kinds.contains(.lan) { return found(.exchangeToTenant) }
        guard flow.vrf != nil else { return found(.unintendedFlow) }
        let sourceIsOwn = isOwn(source, flow) || source == .link
        let destinationIsOwn = isOwn(destination, flow)
        switch (sourceIsOwn, destinationIsOwn, source, flow.place) {
        case (false, true, .outside, .segment):
            // Where a contract leads out, somebody outside may well be heard of.
            return found(anyPortPermitted ? .unintendedFlow : .unknownSource)
        case (true, _, _, _), (_, true, _, _): return found(.unintendedFlow)
        case (false, false, .outside, _):
            return found(kind(destination) == .tenant ? .foreignAddress : .unknownSource)
        default: return found(.foreignAddress)
        }
    }

    // MARK: Kinds of zones

    enum ZoneKind { case outside, link, tenant, lan, infrastructure }

    func kind(_ zone: Zone) -> ZoneKind {
        switch zone {
        case .outside: .outside
        case .link: .link
        case .segment(let id): vrfOfSegment[id.index] == nil ? .lan : .tenant
        case .infrastructure: .infrastructure
        }
    }

    private func isTransit(_ zone: Zone) -> Bool {
        guard case .infrastructure(let index) = zone else { return false }
        return fabric.infrastructure[index].purpose == .transit
    }

    private func isOwn(_ zone: Zone, _ flow: FlowCase) -> Bool {
        switch zone {
        case .outside: flow.vrf.map { ownsOutside[$0.index] } ?? false
        case .segment(let id): flow.vrf != nil && vrfOfSegment[id.index] == flow.vrf
        case .link, .infrastructure: false
        }
    }

    private func context(_ flow: FlowCase) -> UInt16 {
        let context = AuditRuleSet.context(of: flow.vrf)
        let leadsOut = flow.source == .outside || flow.destination == .outside
        return leadsOut ? context | AuditRuleSet.outside : context
    }
}

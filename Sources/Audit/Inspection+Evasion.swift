import Capture
import Net

// Packets made so that filters and dissectors look past them, and VXLAN from where none may come.

extension AuditPlan {
    /// VXLAN with a VNI of the fabric that a station sends: where it is opened, its content is in the
    /// segment of that VNI. With other VNIs it is a tenant's own overlay. Labels and PPPoE are for
    /// links between routers.
    func inspectOverlay(_ sighting: Sighting, into found: inout [FindingKey]) {
        guard sighting.isAmongStations else { return }
        if let vni = sighting.tenantVNI, places.byVNI[vni] != nil {
            found.append(sighting.finding(.tenantVXLAN, .vni(vni)))
        }
        if sighting.frame.flags.contains(.mplsLabels) {
            found.append(sighting.finding(.labelFromEdge, .control(.mpls, sighting.link.source)))
        }
        if sighting.frame.flags.contains(.pppoe) && sighting.isAtExchange {
            found.append(sighting.finding(.forbiddenEtherType, .etherType(0x8864)))
        }
    }

    func inspectEvasion(_ sighting: Sighting, into found: inout [FindingKey]) {
        let frame = sighting.frame
        guard frame.kind == .ip, let rule = evasion(frame), concernsFabric(sighting) else { return }
        let isTooLong = frame.reason == .ipv6ExtensionChain
        found.append(
            sighting.finding(
                rule, .mac(sighting.link.source),
                rule == .extensionChain && isTooLong ? .breach : nil))
    }

    /// The worst that is wrong with the form of a packet.
    private func evasion(_ frame: DecodedFrame) -> AuditRule? {
        let flags = frame.flags
        if isHiddenDiscovery(frame) { return .hiddenDiscovery }
        if isTiny(frame) { return .tinyFragment }
        if frame.reason == .ipv6ExtensionChain { return .extensionChain }
        guard frame.outcome != .malformed else { return nil }
        if flags.contains(.sourceRoute) { return .sourceRoute }
        if flags.contains(.ipv6ExtensionOrder) { return .extensionChain }
        let isAtomic =
            flags.contains(.fragment) && frame.fragmentOffset == 0
            && !flags.contains(.moreFragments)
        if isAtomic { return .atomicFragment }
        let isZero = frame.key.protocolNumber.rawValue == 0 && !frame.key.isIPv6
        return isZero ? .protocolZero : nil
    }

    /// Neighbour discovery in fragments or behind extension headers (RFC 6980; RFC 7113): guards look
    /// at the first header alone.
    func isHiddenDiscovery(_ frame: DecodedFrame) -> Bool {
        frame.key.protocolNumber == .icmpv6 && frame.flags.contains(.linkService)
            && !frame.flags.isDisjoint(with: [.fragment, .ipv6Extensions])
    }

    /// A first fragment without all of its headers (RFC 1858, RFC 7112), or one that begins within
    /// those of TCP (RFC 3128).
    private func isTiny(_ frame: DecodedFrame) -> Bool {
        guard frame.flags.contains(.fragment) else { return false }
        switch frame.reason {
        case .fragmentTiny, .ipv6ExtensionShort: return true
        default: return frame.fragmentOffset == 8 && frame.key.protocolNumber == .tcp
        }
    }
}

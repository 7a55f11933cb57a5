import Capture
import Net

// Packets made so that filters and dissectors look past them.

extension AuditPlan {
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

import Diagnostics
import IR
import Net

/// What a device asks for that no feature covers and SONiC has no words for.
struct SONiCObjections {
    let platform: String
    let fabric: Fabric
    let device: Device

    var all: [Diagnostic] {
        device.interfaces.compactMap(objection(to:))
            + device.interfaces.compactMap(objectionToMTU(of:))
            + device.bridgeDomains.compactMap(objection(to:))
            + device.filters.compactMap(objection(to:))
            + device.filters.flatMap(\.entries).compactMap(common.objection(toEntry:))
            + [objectionToTunnels].compactMap(\.self)
    }

    private func refuse(_ what: String, at origin: SourceSpan?, hint: String) -> Diagnostic {
        common.refuse(what, at: origin, hint: hint)
    }

    private var common: SwitchObjections {
        SwitchObjections(platform: platform, fabric: fabric, device: device)
    }

    // MARK: Ports

    private func objection(to interface: Interface) -> Diagnostic? {
        guard let port = interface.name.port, !isKnown(port, of: interface) else { return nil }
        return common.refuse(
            port, of: interface,
            hint: "name the port as SONiC does: Ethernet0, Ethernet4, PortChannel7, eth0")
    }

    private func isKnown(_ port: PortName, of interface: Interface) -> Bool {
        switch (SONiCPort(port), interface.name) {
        case (.portChannel, .lag), (.portChannel, .subinterface): true
        case (.ethernet, .port), (.ethernet, .subinterface): interface.role != .management
        case (.management, .port): interface.role == .management
        default: false
        }
    }

    /// A sub-interface has the MTU of its port.
    private func objectionToMTU(of interface: Interface) -> Diagnostic? {
        guard case .subinterface(let port, _) = interface.name,
            let parent = device.interfaces.first(where: { $0.name.port == port }),
            parent.mtu != interface.mtu
        else { return nil }
        return refuse(
            "an MTU of \(interface.mtu) on a sub-interface of '\(port)', which has \(parent.mtu)",
            at: interface.origins.first, hint: "choose one MTU for both")
    }

    // MARK: VLANs and tunnels

    /// SONiC has VLANs from 2, and VNIs from 1 to 16777214 (as FRR).
    private func objection(to domain: BridgeDomain) -> Diagnostic? {
        if domain.vlan.rawValue < 2 {
            return refuse("VLAN 1", at: domain.origin, hint: "choose a VLAN from 2 to 4094")
        }
        guard domain.vni.rawValue > 16_777_214 else { return nil }
        return refuse(
            "the VNI \(domain.vni)", at: domain.origin, hint: "choose a VNI up to 16777214")
    }

    /// Tunnels have the MTU of the ports that they leave by.
    private var objectionToTunnels: Diagnostic? {
        let hasUnderlay = device.interfaces.contains {
            if case .underlay = $0.role { $0.mtu == fabric.parameters.fabricMTU } else { false }
        }
        guard !device.bridgeDomains.isEmpty, !hasUnderlay else { return nil }
        return refuse(
            "segments and VRFs between devices without a link to another switch",
            at: device.bridgeDomains[0].origin, hint: "declare a link to a spine or another leaf")
    }

    // MARK: Filters

    /// What enters elsewhere has to have passed a filter there.
    private func objection(to filter: Filter) -> Diagnostic? {
        guard case .segmentIngress(let segment) = filter.place else { return nil }
        if filter.entries.contains(where: { SONiCRule.rules(of: $0).count > SONiCRule.most })
            || filter.entries.map({ SONiCRule.rules(of: $0).count }).reduce(0, +) > SONiCRule.most
        {
            return refuse(
                "a filter of more than \(SONiCRule.most) rules", at: filter.defaultOrigins.first,
                hint: "name fewer ports and prefixes in contracts")
        }
        let other = fabric[segment].devices.map { fabric[$0] }.first { $0.platform != platform }
        guard let other else { return nil }
        return refuse(
            "a filter for '\(fabric[segment].name)', which '\(other.name)' with \(other.platform) "
                + "filters at its gateway and not where frames enter",
            at: filter.defaultOrigins.last,
            hint: "choose \(platform) for all devices with the segment, or for none")
    }
}

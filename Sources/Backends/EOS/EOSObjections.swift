import Diagnostics
import IR
import Net

/// What a device asks for that no feature covers and EOS has no words for.
struct EOSObjections {
    let platform: String
    let fabric: Fabric
    let device: Device

    var all: [Diagnostic] {
        device.interfaces.compactMap(objection(to:))
            + device.bridgeDomains.compactMap(objection(to:))
            + common.all
            + device.filters.flatMap(\.entries).compactMap(objection(to:))
            + [objectionToInternalVLANs].compactMap(\.self)
            + objectionsToMTU
    }

    private var common: SwitchObjections {
        SwitchObjections(platform: platform, fabric: fabric, device: device)
    }

    private func refuse(_ what: String, at origin: SourceSpan?, hint: String) -> Diagnostic {
        common.refuse(what, at: origin, hint: hint)
    }

    // MARK: Ports

    private func objection(to interface: Interface) -> Diagnostic? {
        guard let port = interface.name.port, !isKnown(port, of: interface) else { return nil }
        return common.refuse(
            port, of: interface,
            hint: "name the port as EOS does: Ethernet1, Ethernet49/1, Port-Channel7, Management1")
    }

    private func isKnown(_ port: PortName, of interface: Interface) -> Bool {
        switch (EOSPort(port), interface.name) {
        case (.portChannel, .lag), (.portChannel, .subinterface): true
        case (.ethernet, .port), (.ethernet, .subinterface): interface.role != .management
        case (.management, .port): interface.role == .management || interface.role == .unused
        default: false
        }
    }

    /// Octets of the longest packet that is routed by most switches; some take more.
    private static let mostMTU = 9214

    private var objectionsToMTU: [Diagnostic] {
        let parameters = fabric.parameters
        let all = [("fabric_mtu", parameters.fabricMTU), ("tenant_mtu", parameters.tenantMTU)]
        return all.compactMap { key, mtu in
            guard mtu > Self.mostMTU else { return nil }
            return refuse(
                "an MTU of \(mtu) octets, which most of its switches do not have",
                at: device.origin, hint: "write '\(key): \(Self.mostMTU)' in defaults")
        }
    }

    /// EOS accepts VNIs from 1 to 16777214.
    private func objection(to domain: BridgeDomain) -> Diagnostic? {
        guard domain.vni.rawValue > 16_777_214 else { return nil }
        return refuse(
            "the VNI \(domain.vni)", at: domain.origin, hint: "choose a VNI up to 16777214")
    }

    /// Routed ports, their sub-interfaces and L3VNIs take a VLAN each.
    private var objectionToInternalVLANs: Diagnostic? {
        let routed = device.interfaces.count { interface in
            switch interface.role {
            case .underlay, .carrier, .firewallTransit, .exit, .vrfTransit: true
            case .loopback, .unused, .member, .access, .trunk, .gateway, .management, .exchange:
                false
            }
        }
        let pool = fabric.parameters.l3vniVLANs
        let count = Int(pool.upperBound.rawValue - pool.lowerBound.rawValue) + 1
        guard routed > count else { return nil }
        return refuse(
            "\(routed) routed ports, sub-interfaces and L3VNIs with \(count) internal VLANs",
            at: device.origin, hint: "make the pool vlan_l3vni larger")
    }

    // MARK: Filters

    /// Later fragments have no ports: a denial of some could not be said of them.
    private func objection(to entry: FilterEntry) -> Diagnostic? {
        guard entry.action == .deny, entry.namesPorts else { return nil }
        return refuse(
            "a denial of ports in a stateless filter, of which later fragments have none",
            at: entry.origins.first, hint: "choose another platform for the device")
    }
}

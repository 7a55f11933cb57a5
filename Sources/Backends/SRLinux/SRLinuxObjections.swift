import Diagnostics
import IR
import Net

/// What a device asks for that no feature covers and SR Linux has no words for.
struct SRLinuxObjections {
    let platform: String
    let fabric: Fabric
    let device: Device

    var all: [Diagnostic] {
        device.interfaces.compactMap(objectionToName)
            + device.interfaces.compactMap(objectionToMTU)
            + common.all
            + device.filters.compactMap(objection(to:))
            + device.vrfInstances.compactMap(objection(to:))
            + (device.vrfInstances.map(\.staticRoutes) + [device.staticRoutes])
            .flatMap(objections(to:))
    }

    private var common: SwitchObjections {
        SwitchObjections(platform: platform, fabric: fabric, device: device)
    }

    // MARK: Ports

    private func objectionToName(of interface: Interface) -> Diagnostic? {
        guard let port = interface.name.port, !isKnown(port, of: interface) else { return nil }
        return common.refuse(
            port, of: interface,
            hint: "name the port as SR Linux does: ethernet-1/1, lag7, mgmt0")
    }

    private func isKnown(_ port: PortName, of interface: Interface) -> Bool {
        switch (SRLinuxPort(port), interface.name) {
        case (.lag, .lag), (.lag, .subinterface): true
        case (.ethernet, .port), (.ethernet, .subinterface): interface.role != .management
        case (.management, .port): interface.role == .management || interface.role == .unused
        default: false
        }
    }

    /// A port takes frames from 1500 to 9500 octets, a routed interface packets up to 9486.
    private func objectionToMTU(of interface: Interface) -> Diagnostic? {
        let isFine =
            switch interface.role {
            case .loopback, .unused, .member, .management, .exchange: true
            case .gateway, .vrfTransit: (1280...9486).contains(interface.mtu)
            case .underlay, .access, .trunk, .carrier, .firewallTransit, .exit:
                (1500...9500).contains(SRLinuxFile.frame(of: interface))
                    && interface.mtu <= 9486
            }
        guard !isFine else { return nil }
        return common.refuse(
            "an MTU of \(interface.mtu) octets", at: interface.origins.first,
            hint: "choose an MTU from 1486 to 9482 octets")
    }

    // MARK: Filters, VRFs and routes

    /// The last entry of a filter has the number 65535 at most.
    private func objection(to filter: Filter) -> Diagnostic? {
        let count = filter.entries.reduce(0) { $0 + SRLinuxAccessList.entries(of: $1).count }
        guard count > 5_900 else { return nil }
        return common.refuse(
            "\(count) entries of a filter", at: filter.defaultOrigins.first,
            hint: "name fewer prefixes and ports in the contracts of the segment")
    }

    private func objection(to instance: VRFInstance) -> Diagnostic? {
        let vrf = fabric[instance.vrf]
        guard vrf.routeTargets.count > 1 else { return nil }
        return common.refuse(
            "that a VRF imports \(vrf.routeTargets.count) route targets", at: vrf.origin,
            hint: "leave one route target")
    }

    /// A prefix has one static route in a table, with as many next hops as there are.
    private func objections(to routes: [StaticRoute]) -> [Diagnostic] {
        var known: [IPPrefix: UInt8] = [:]
        return routes.compactMap { route in
            guard let distance = known.updateValue(route.distance, forKey: route.prefix),
                distance != route.distance
            else { return nil }
            return common.refuse(
                "two routes to \(route.prefix) with the distances \(distance) and "
                    + "\(route.distance)", at: route.origins.first,
                hint: "connect the second firewall to another leaf")
        }
    }
}

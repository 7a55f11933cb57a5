import Diagnostics
import Net

extension Check {
    /// The one place that reports a name nobody declares; every other check is silent about it. A
    /// name whose declaration could not be read is known to be wrong already, and so is one that
    /// would be declared within an object with a key that could not be read.
    static let unknownReference = Check(
        Rule(
            code: "intent.unknown-reference",
            meaning: "A name is used that nobody declares: a device, rack, class, tenant, VRF, "
                + "segment, service, firewall, LAN or member.",
            bad: "contracts:\n  - {name: c, from: {tenant: town}, to: {service: dsn}}\n",
            good: "contracts:\n  - {name: c, from: {tenant: town}, to: {service: dns}}\n")
    ) { index, findings in
        let topology = index.topology
        let unread = topology.unreadNames
        func look(
            _ kind: String, _ name: Located<Name>, isKnown: Bool,
            among candidates: @autoclosure () -> [Name], in scope: String = "",
            of owner: Name? = nil
        ) {
            guard !isKnown, !unread.contains(name.value.text),
                owner.map({ !unread.contains($0.text) }) ?? true
            else { return }
            // Comparing names costs the most; a topology full of unknown ones gets no more hints.
            let near =
                findings.diagnostics.count < 100
                ? candidates().map(\.text).nearest(to: name.value.text) : nil
            findings.error(
                "there is no \(kind) \(quoted(name.value.text))\(scope)", at: name.span,
                hint: near.map { "did you mean \(quoted($0))?" } ?? "declare it, or name another")
        }
        func lookForDevice(_ name: Located<Name>) {
            look(
                "device", name, isKnown: index.device(named: name.value) != nil,
                among: topology.devices.map(\.name.value))
        }
        func lookForDevice(of port: Located<PortReference>) {
            lookForDevice(Located(port.value.device, at: port.span))
        }
        func lookForClass(_ name: Located<Name>) {
            look(
                "class", name, isKnown: index.tenantClass(named: name.value) != nil,
                among: topology.classes.map(\.name.value))
        }
        func lookForTenant(_ name: Located<Name>) -> Int? {
            let position = index.tenant(named: name.value)
            look(
                "tenant", name, isKnown: position != nil,
                among: topology.tenants.map(\.name.value))
            return position
        }
        func lookForVRF(_ name: Located<Name>?, of tenant: Int) -> Int? {
            let position = index.vrf(named: name?.value, ofTenant: tenant)
            guard let name else { return position }
            let owner = topology.tenants[tenant]
            look(
                "VRF", name, isKnown: position != nil, among: owner.vrfs.map(\.name.value),
                in: " of tenant \(quoted(owner.name.value.text))", of: owner.name.value)
            return position
        }
        func lookForSegment(_ name: Located<Name>, of vrf: Int) {
            look(
                "segment", name, isKnown: index.segment(named: name.value, ofVRF: vrf) != nil,
                among: index.vrfs[vrf].vrf.segments.map(\.name.value),
                in: " in VRF \(quoted(index.vrfs[vrf].path))", of: index.vrfs[vrf].vrf.name.value)
        }
        func lookForLAN(_ name: Located<Name>) {
            look(
                "LAN", name, isKnown: index.lan(named: name.value) != nil,
                among: topology.exchange?.lans.map(\.name.value) ?? [])
        }

        for device in topology.devices {
            guard let rack = device.rack else { continue }
            look(
                "rack", rack, isKnown: index.hasRack(named: rack.value),
                among: topology.sites.flatMap(\.rooms).flatMap(\.racks).map(\.value))
        }
        for link in topology.links {
            lookForDevice(of: link.a)
            lookForDevice(of: link.b)
        }
        let members = topology.exchange?.members ?? []
        let memberNames = Set(members.map(\.name.value))
        for registration in topology.registrations {
            look(
                "member", registration.member,
                isKnown: memberNames.contains(registration.member.value),
                among: members.map(\.name.value))
        }
        for lag in topology.lags { lookForDevice(lag.device) }
        for firewall in topology.firewalls { firewall.devices.forEach(lookForDevice) }
        for (position, tenant) in topology.tenants.enumerated() {
            lookForClass(tenant.tenantClass)
            for exit in tenant.vrfs.flatMap(\.exits) { lookForDevice(of: exit.port) }
            for attachment in tenant.attachments {
                lookForDevice(of: attachment.port)
                for reference in attachment.membership.references {
                    let name = reference.value.vrf.map { Located($0, at: reference.span) }
                    guard let vrf = lookForVRF(name, of: position) else { continue }
                    lookForSegment(Located(reference.value.segment, at: reference.span), of: vrf)
                }
            }
        }
        for service in topology.services {
            if let tenant = lookForTenant(service.tenant) {
                _ = lookForVRF(service.vrf, of: tenant)
            }
        }
        for contract in topology.contracts {
            for party in [contract.from, contract.to] {
                if let name = party.tenantClass { lookForClass(name) }
                if let name = party.service {
                    look(
                        "service", name, isKnown: index.service(named: name.value) != nil,
                        among: topology.services.map(\.name.value))
                }
                guard let name = party.tenant, let tenant = lookForTenant(name),
                    let vrf = lookForVRF(party.vrf, of: tenant)
                else { continue }
                for segment in party.segments { lookForSegment(segment, of: vrf) }
            }
            if let name = contract.via {
                look(
                    "firewall", name, isKnown: index.firewall(named: name.value) != nil,
                    among: topology.firewalls.map(\.name.value))
            }
        }
        guard let exchange = topology.exchange else { return }
        for server in exchange.routeServers {
            lookForDevice(server.device)
            lookForLAN(server.lan)
        }
        for member in exchange.members {
            if let name = member.tenant { _ = lookForTenant(name) }
            for connection in member.connections {
                lookForDevice(of: connection.port)
                lookForLAN(connection.lan)
            }
        }
    }
}

extension Attachment.Membership {
    /// The segments named, the native one last.
    var references: [Located<SegmentReference>] {
        switch self {
        case .access(let reference): [reference]
        case .trunk(let tagged, let native): tagged + (native.map { [$0] } ?? [])
        }
    }
}

import Diagnostics
import IR
import Intent
import Net

extension Tenancy {
    /// A fabric with everything but links and devices.
    func fabric(_ checked: CheckedTopology, _ placement: Placement) -> Fabric {
        let topology = checked.topology
        let index = checked.index
        var segments = segments
        for (segment, devices) in placement.devicesOfSegment.enumerated() {
            segments[segment].devices = devices
        }
        return Fabric(
            name: topology.name?.value ?? Self.unnamed,
            sources: topology.sources,
            parameters: Parameters(
                gatewayMAC: index.gatewayMAC, fabricMTU: index.fabricMTU,
                tenantMTU: index.tenantMTU, l3vniVLANs: Self.l3vniVLANs(topology)),
            infrastructure: infrastructure(topology),
            rooms: placement.rooms,
            classes: classes, tenants: tenants, vrfs: vrfs, segments: segments,
            attachments: attachments(index), services: services(index),
            firewalls: firewalls(topology, index), contracts: contracts, devices: [], links: [],
            exchange: exchange(topology, index))
    }

    /// The name of a fabric that gives itself none.
    private static var unnamed: Name {
        guard let name = try? Name("fabric") else { preconditionFailure("a name") }
        return name
    }

    private static func l3vniVLANs(_ topology: Topology) -> ClosedRange<VLANID> {
        let pool = EffectivePools(topology.pools).vlanL3VNI
        guard let first = VLANID(rawValue: UInt16(pool.lowerBound)),
            let last = VLANID(rawValue: UInt16(pool.upperBound))
        else { preconditionFailure("a pool of VLANs holds VLANs") }
        return first...last
    }

    private func infrastructure(_ topology: Topology) -> [InfrastructurePrefix] {
        let pools = topology.pools
        let effective = EffectivePools(pools)
        // A default pool was asked for by nothing but the fabric itself.
        let fallback = topology.name?.span ?? SourceSpan(file: 0, line: 1, column: 1)
        func element(
            _ purpose: InfrastructurePrefix.Purpose, _ prefix: IPPrefix, _ span: SourceSpan?
        ) -> InfrastructurePrefix {
            InfrastructurePrefix(purpose: purpose, prefix: prefix, origin: span ?? fallback)
        }
        let declared = [
            element(.underlay, effective.loopbackIPv4, pools.loopbackIPv4?.span),
            element(.underlay, effective.loopbackIPv6, pools.loopbackIPv6?.span),
            element(.transit, effective.transitIPv4, pools.transitIPv4?.span),
            element(.transit, effective.transitIPv6, pools.transitIPv6?.span),
        ]
        let management = pools.management.sorted { $0.value < $1.value }.map {
            element(.management, $0.value, $0.span)
        }
        return declared + management
    }

    private func attachments(_ index: TopologyIndex) -> [IR.Attachment] {
        let all = index.attachments.compactMap { attachment -> IR.Attachment? in
            let declared = attachment.attachment
            guard let device = index.device(named: declared.port.value.device) else { return nil }
            return IR.Attachment(
                tenant: tenantID[attachment.tenant], device: deviceID[device],
                port: declared.port.value.port,
                hosts: declared.hosts.map { host in
                    IR.Host(
                        name: host.name?.value, mac: host.mac?.value,
                        addresses: [
                            host.ipv4.map { .ipv4($0.value) }, host.ipv6.map { .ipv6($0.value) },
                        ].compactMap(\.self),
                        origin: host.span)
                }.sorted { ($0.addresses.first, $0.mac) < ($1.addresses.first, $1.mac) },
                origin: declared.port.span)
        }
        return all.sorted { ($0.device, $0.port, $0.tenant) < ($1.device, $1.port, $1.tenant) }
    }

    private func services(_ index: TopologyIndex) -> [IR.SharedService] {
        let all = index.topology.services.compactMap { declared -> IR.SharedService? in
            guard let endpoint = try? index.resolve(declared) else { return nil }
            return IR.SharedService(
                name: declared.name.value, vrf: vrfID[endpoint.vrf], prefixes: endpoint.prefixes,
                ports: declared.ports.map(\.value).sorted(), origin: declared.name.span)
        }
        return all.sorted { $0.name < $1.name }
    }

    private func firewalls(_ topology: Topology, _ index: TopologyIndex) -> [IR.Firewall] {
        inOrder(topology.firewalls, firewallID.map(\.index)).map { declared in
            IR.Firewall(
                name: declared.name.value,
                devices: declared.devices.compactMap { index.device(named: $0.value) }
                    .map { deviceID[$0] },
                origin: declared.name.span)
        }
    }

    private func exchange(_ topology: Topology, _ index: TopologyIndex) -> IR.Exchange? {
        guard let declared = topology.exchange else { return nil }
        let lans = zip(declared.lans, lanID).map { lan, segment in
            var lowered = IR.PeeringLAN(
                segment: segment,
                purpose: lan.purpose.value == .peering ? .peering : .quarantine)
            lowered.lookingGlasses = lan.lookingGlasses.map(\.value)
            return lowered
        }
        var exchange = IR.Exchange(
            name: declared.name.value, lans: lans.sorted { $0.segment < $1.segment },
            members: inOrder(declared.members, ranks(declared.members.map(\.asn.value))).map {
                member($0, index)
            },
            origin: declared.name.span)
        exchange.registration = IR.ExchangeRegistration(declared.registration)
        return exchange
    }

    private func member(_ declared: Intent.Member, _ index: TopologyIndex) -> IR.Member {
        let connections = declared.connections.compactMap { connection -> MemberConnection? in
            guard let device = index.device(named: connection.port.value.device),
                let lan = index.lan(named: connection.lan.value)
            else { return nil }
            var lowered = MemberConnection(
                lan: lanID[lan], device: deviceID[device], port: connection.port.value.port,
                macs: connection.macs.map(\.value).sorted(), addresses: connection.addresses,
                origin: connection.port.span)
            lowered.registration = IR.ConnectionRegistration(connection.registration)
            return lowered
        }
        var member = IR.Member(
            name: declared.name.value, asn: declared.asn.value,
            tenant: declared.tenant.flatMap { index.tenant(named: $0.value) }.map { tenantID[$0] },
            asSet: declared.asSet?.value.text,
            connections: connections.sorted { ($0.device, $0.port) < ($1.device, $1.port) },
            origin: declared.name.span)
        member.registration = IR.MemberRegistration(declared)
        return member
    }
}

extension Intent.Connection {
    /// IPv4 first.
    var addresses: [IPAddress] {
        [ipv4.map { .ipv4($0.value) }, ipv6.map { .ipv6($0.value) }].compactMap(\.self)
    }
}

/// Nil before every value.
private func < <A: Comparable, B: Comparable>(left: (A?, B?), right: (A?, B?)) -> Bool {
    if left.0 != right.0 { return precedes(left.0, right.0) }
    return precedes(left.1, right.1)
}

private func precedes<Value: Comparable>(_ left: Value?, _ right: Value?) -> Bool {
    switch (left, right) {
    case (nil, nil), (_?, nil): false
    case (nil, _?): true
    case (let left?, let right?): left < right
    }
}

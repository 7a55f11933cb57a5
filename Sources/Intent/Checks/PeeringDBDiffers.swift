import Diagnostics
import Net

extension Check {
    /// A limit above the recommended one is no contradiction; one below ends sessions.
    static let peeringDBDiffers = Check(
        Rule(
            code: "intent.peeringdb-differs",
            meaning: "What is written of a member or a LAN is not what PeeringDB says of it. What "
                + "is written counts; one of the two is out of date.",
            bad: "members: [{name: a, asn: 64496, as_set: AS-OLD}]\n"
                + "peeringdb: {networks: [{asn: 64496, as_sets: [AS-NEW]}]}\n",
            good: "members: [{name: a, asn: 64496, as_set: \"RIPE::AS-NEW\"}]\n"
                + "peeringdb: {networks: [{asn: 64496, as_sets: [AS-NEW]}]}\n")
    ) { index, findings in
        guard let snapshot = index.topology.peeringDB, let exchange = index.topology.exchange else {
            return
        }
        let networks = Dictionary(
            snapshot.networks.map { ($0.asn.value, $0) }, uniquingKeysWith: { first, _ in first })
        let never = Dictionary(
            snapshot.neverViaRouteServers.map { ($0.value, $0.span) },
            uniquingKeysWith: { first, _ in first })
        compareLANs(of: exchange, with: snapshot, &findings)
        for member in exchange.members {
            if let place = never[member.asn.value], member.isRouteServerClient {
                findings.warning(
                    "member \(quoted(member.name.value.text)) keeps sessions with the route "
                        + "servers, and asks in PeeringDB for none",
                    at: member.asn.span, notes: [.init("it asks here", at: place)],
                    hint: "ask the member; 'route_server_client: false' ends them")
            }
            guard let network = networks[member.asn.value] else { continue }
            compareLimits(of: member, with: network, &findings)
            compareASSet(of: member, with: network, &findings)
            comparePorts(of: member, with: network, index, &findings)
        }
    }
}

private func compareLANs(
    of exchange: Exchange, with snapshot: PeeringDBSnapshot, _ findings: inout Check.Findings
) {
    guard let said = snapshot.lans else { return }
    let written = exchange.lans.filter { $0.purpose.value == .peering }
        .flatMap { [$0.ipv4, $0.ipv6].compactMap(\.self) }
    let known = Set(said.map(\.value))
    for prefix in written where !known.contains(prefix.value) {
        findings.warning(
            "PeeringDB does not know \(prefix.value) as a LAN of the exchange", at: prefix.span,
            notes: [.init("what it knows", at: said.first?.span ?? snapshot.span)],
            hint: "correct one of the two")
    }
    let own = Set(written.map(\.value))
    for prefix in said where !own.contains(prefix.value) {
        findings.warning(
            "PeeringDB says that \(prefix.value) is a LAN of the exchange, and none has it",
            at: prefix.span, notes: [.init("the exchange", at: exchange.name.span)],
            hint: "correct one of the two")
    }
}

private func compareLimits(
    of member: Member, with network: PeeringDBSnapshot.Network, _ findings: inout Check.Findings
) {
    let families = [
        (AddressFamily.ipv4, member.maxPrefixIPv4, network.maxPrefixIPv4),
        (.ipv6, member.maxPrefixIPv6, network.maxPrefixIPv6),
    ]
    for case (let family, let written?, let said?) in families where written.value < said.value {
        findings.warning(
            "the limit of \(written.value) \(family) prefixes of member "
                + "\(quoted(member.name.value.text)) is less than the \(said.value) that it "
                + "recommends in PeeringDB",
            at: written.span, notes: [.init("it says so here", at: said.span)],
            hint: "raise the limit, or remove it to have that of PeeringDB")
    }
}

private func compareASSet(
    of member: Member, with network: PeeringDBSnapshot.Network, _ findings: inout Check.Findings
) {
    guard let written = member.asSet, let first = network.asSets.first,
        !network.asSets.contains(where: { $0.value.isSameSet(as: written.value) })
    else { return }
    let names = network.asSets.map(\.value.text).joined(separator: ", ")
    findings.warning(
        "member \(quoted(member.name.value.text)) has AS-SET \(written.value), and in PeeringDB "
            + names,
        at: written.span, notes: [.init("it says so here", at: first.span)],
        hint: "ask the member which one counts")
}

private func comparePorts(
    of member: Member, with network: PeeringDBSnapshot.Network, _ index: TopologyIndex,
    _ findings: inout Check.Findings
) {
    guard let said = network.ports else { return }
    let name = quoted(member.name.value.text)
    let connections = member.connections.filter { connection in
        index.lan(named: connection.lan.value).map {
            index.topology.exchange?.lans[$0].purpose.value == .peering
        } ?? false
    }
    var known: [IPAddress: PeeringDBSnapshot.Port] = [:]
    for port in said {
        for address in port.addresses where known[address.value] == nil {
            known[address.value] = port
        }
    }
    let written = Set(connections.flatMap { $0.addresses.map(\.value) })
    for port in said {
        for address in port.addresses where !written.contains(address.value) {
            findings.warning(
                "PeeringDB says that \(address.value) is of member \(name), and none of its ports "
                    + "has it", at: address.span,
                notes: [.init("the member", at: member.name.span)],
                hint: "correct one of the two")
        }
    }
    for connection in connections {
        for address in connection.addresses where known[address.value] == nil {
            findings.warning(
                "PeeringDB does not know \(address.value) of member \(name)", at: address.span,
                notes: [.init("what it knows", at: network.span)],
                hint: "ask the member to add it there")
        }
        guard let port = connection.addresses.lazy.compactMap({ known[$0.value] }).first else {
            continue
        }
        compare(connection, of: name, with: port, index, &findings)
    }
}

private func compare(
    _ connection: Connection, of name: String, with port: PeeringDBSnapshot.Port,
    _ index: TopologyIndex, _ findings: inout Check.Findings
) {
    let isClient = connection.routeServerClient?.value ?? true
    if let said = port.routeServerClient, said.value != isClient {
        findings.warning(
            "port \(connection.port.value) of member \(name) is \(isClient ? "a" : "no") client of "
                + "the route servers, and \(isClient ? "none" : "one") in PeeringDB",
            at: connection.routeServerClient?.span ?? connection.port.span,
            notes: [.init("it says so here", at: said.span)], hint: "correct one of the two")
    }
    guard let said = port.speed,
        let speed = index.megabitsPerSecond(of: connection.port.value),
        speed != said.value.megabitsPerSecond
    else { return }
    let written = PortSpeed(megabitsPerSecond: speed)
    findings.warning(
        "port \(connection.port.value) of member \(name) has \(written), and in PeeringDB "
            + "\(said.value)",
        at: connection.port.span, notes: [.init("it says so here", at: said.span)],
        hint: "correct one of the two")
}

extension TopologyIndex {
    /// How fast a port is, or all legs of a LAG together; nil where that is not written.
    fileprivate func megabitsPerSecond(of port: PortReference) -> Int? {
        guard let device = device(named: port.device).map({ topology.devices[$0] }) else {
            return nil
        }
        let lag = topology.lags.first {
            $0.device.value == port.device && $0.name.value == port.port
        }
        var sum = 0
        for leg in lag?.ports.map(\.value) ?? [port.port] {
            guard
                let speed = device.speeds.first(where: { speeds in
                    speeds.ports.contains { $0.value == leg }
                })?.speed.value
            else { return nil }
            sum += speed.megabitsPerSecond
        }
        return (1...10_000_000).contains(sum) ? sum : nil
    }
}

extension Member {
    fileprivate var isRouteServerClient: Bool {
        connections.contains { $0.routeServerClient?.value ?? true }
    }
}

extension Connection {
    fileprivate var addresses: [Located<IPAddress>] {
        [ipv4?.map(IPAddress.ipv4), ipv6?.map(IPAddress.ipv6)].compactMap(\.self)
    }
}

extension PeeringDBSnapshot.Port {
    fileprivate var addresses: [Located<IPAddress>] {
        [ipv4?.map(IPAddress.ipv4), ipv6?.map(IPAddress.ipv6)].compactMap(\.self)
    }
}

extension ASSetName {
    /// Whether two names are of one set: names of RPSL have no case (RFC 2622, section 2), and a source
    /// says only where it is looked up.
    fileprivate func isSameSet(as other: ASSetName) -> Bool {
        let (own, its) = (ownName, other.ownName)
        return own == its
    }

    private var ownName: String {
        let parts = text.split(separator: "::", maxSplits: 1).map(String.init)
        return (parts.count == 2 ? parts[1] : text).uppercased()
    }
}

import Diagnostics
import IR
import Intent
import Net
import RouteDecisions

/// The route server that questions are about.
struct RouteServerSubject {
    let fabric: Fabric
    let exchange: IR.Exchange
    let device: IR.Device
    let evaluator: RouteEvaluator
    let sources: SourceFiles
    let texts: SourceTexts

    var server: IR.RouteServer { evaluator.server }

    init(
        _ topology: TopologyArguments, _ options: RouteServerOptions, _ talk: TalkOptions
    ) throws {
        let (fabric, report) = try Project.compiled(topology.paths, talk: talk)
        let devices = fabric.devices.filter { $0.routeServer != nil }
        guard let exchange = fabric.exchange, let first = devices.first else {
            throw Failure(
                .usage, "the topology has no route server",
                hint: "declare one below 'exchange:', 'route_servers:'")
        }
        var device = first
        if let name = options.server {
            guard let named = devices.first(where: { $0.name.text == name }) else {
                let names = devices.map(\.name.text)
                throw Failure(
                    .usage, "there is no route server \(quoted(name))",
                    hint: names.nearest(to: name).map { "did you mean '\($0)'?" }
                        ?? "there are \(names.joined(separator: ", "))")
            }
            device = named
        }
        guard let server = device.routeServer else { preconditionFailure("it was looked for") }
        self.fabric = fabric
        self.exchange = exchange
        self.device = device
        evaluator = RouteEvaluator(server)
        sources = report.sources
        texts = report.texts
    }

    // MARK: Clients

    /// `rete-regionale, AS 64496 at 192.0.2.10`.
    func name(ofClient index: Int) -> String {
        let client = server.clients[index]
        return "\(exchange.members[client.member].name), AS \(client.asn) at \(client.address)"
    }

    func memberName(ofClient index: Int) -> String {
        exchange.members[server.clients[index].member].name.text
    }

    /// The session of a member: its name, its AS number or the address of the session.
    func client(named text: String, _ family: AddressFamily) throws(Failure) -> Int {
        let all = server.clients.indices
        let named = all.filter { index in
            let client = server.clients[index]
            return memberName(ofClient: index) == text || client.address.description == text
                || client.asn.description == text || "AS\(client.asn)" == text
        }
        if let client = named.first(where: { server.clients[$0].family == family }) {
            return client
        }
        if let client = named.first {
            throw Failure(
                .usage,
                "\(memberName(ofClient: client)) has no \(family) session with \(device.name)")
        }
        if exchange.members.contains(where: { $0.name.text == text }) {
            throw Failure(.usage, "\(text) has no session with \(device.name)")
        }
        let names = exchange.members.map(\.name.text)
        throw Failure(
            .usage, "the exchange has no member \(quoted(text))",
            hint: names.nearest(to: text).map { "did you mean '\($0)'?" }
                ?? "'cristallo show fabric' lists them")
    }

    /// What every client gets of an accepted route of its family, in order of clients; the
    /// announcer's own session left out.
    func exports(of route: AcceptedRoute) -> [(client: Int, decision: ExportDecision)] {
        server.clients.indices.compactMap { index in
            let client = server.clients[index]
            guard index != route.client, client.family == route.route.prefix.family else {
                return nil
            }
            return (index, evaluator.decideExport(of: route, to: index))
        }
    }

    // MARK: Words

    /// ` (Topologies/tix.yaml:41:11)`, or nothing.
    func place(of explanation: Explanation) -> String {
        explanation.origin.map { "  \(sources.location(of: $0))" } ?? ""
    }

    func json(of explanation: Explanation) -> JSONValue {
        var members: [String: JSONValue] = ["text": .string(explanation.text)]
        if let origin = explanation.origin { members["origin"] = origin.json(in: sources) }
        if let remedy = explanation.remedy { members["remedy"] = .string(remedy) }
        return .object(members)
    }

    func json(of route: Route) -> JSONValue {
        var members: [String: JSONValue] = [
            "prefix": .string(route.prefix.description), "path": .string(route.path.description),
            "next_hop": .string(route.nextHop.description),
            "communities": .array(route.communities.map { .string($0.description) }),
        ]
        if let asn = route.onlyToCustomer { members["otc"] = .integer(Int(asn)) }
        return .object(members)
    }
}

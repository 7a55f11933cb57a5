import IR
import Net

/// The names of the sets of each session.
///
/// Sessions of one member share a set where it is the same for all of them: it bears the member's
/// AS number then, otherwise the session's address. Both stay what they are whoever else comes and
/// goes.
struct BIRDSetNames {
    struct Names {
        var prefixes: ConfigLine
        /// Those of the prefixes that are accepted whatever their length.
        var exact: ConfigLine
        var origins: ConfigLine
        /// Empty where routes of everybody are accepted.
        var sources: ConfigLine
        /// Whether the session is the first that has the set of that name.
        var definesPrefixes: Bool
        var definesOrigins: Bool
        var definesSources: Bool
    }

    static let none: ConfigLine = "cr_no_prefixes"

    private let names: [Names]

    init(_ server: RouteServer) {
        var names: [Names] = []
        let clients = server.clients
        var start = 0
        while start < clients.count {
            var end = start
            while end < clients.count, clients[end].asn == clients[start].asn { end += 1 }
            names += Self.names(of: clients[start..<end], server)
            start = end
        }
        self.names = names
    }

    subscript(client: Int) -> Names { names[client] }

    /// The names of a member's sessions.
    private static func names(
        of clients: ArraySlice<RouteServerClient>, _ server: RouteServer
    ) -> [Names] {
        let haveSameOrigins = clients.allSatisfy { $0.origins == clients.first?.origins }
        let haveSameSources = clients.allSatisfy { $0.acceptsFrom == clients.first?.acceptsFrom }
        var families: Set<AddressFamily> = []
        return clients.enumerated().map { index, client in
            let family = client.family
            let ofFamily = clients.filter { $0.family == family }
            let haveSamePrefixes = ofFamily.allSatisfy { $0.prefixes == client.prefixes }
            let isFirstOfFamily = families.insert(family).inserted
            let session = BIRDFile.symbol(of: client.address)
            let address: ConfigLine =
                client.isOverOtherFamily ? "\(BIRDFile.word(family))_\(session)" : session
            let asn: ConfigLine = "as\(client.asn)"
            let place = haveSamePrefixes ? "\(BIRDFile.word(family))_\(asn)" : address
            let hasExact = !server.exactPrefixes(of: client).isEmpty
            return Names(
                prefixes: client.prefixes.isEmpty ? none : "cr_prefixes_\(place)",
                exact: hasExact ? "cr_exact_\(place)" : none,
                origins: "cr_origins_\(haveSameOrigins ? asn : address)",
                sources: "cr_sources_\(haveSameSources ? asn : address)",
                definesPrefixes: isFirstOfFamily || !haveSamePrefixes,
                definesOrigins: index == 0 || !haveSameOrigins,
                definesSources: index == 0 || !haveSameSources)
        }
    }
}

extension RouteServer {
    /// Those of the client's prefixes whose length is not one that all routes may have.
    func exactPrefixes(of client: RouteServerClient) -> [IPPrefix] {
        let lengths = acceptedLengths(client.family)
        return client.prefixes.filter { !lengths.contains($0.length) }
    }
}

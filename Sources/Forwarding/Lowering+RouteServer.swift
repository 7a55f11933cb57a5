import Diagnostics
import IR
import Net

extension Lowering {
    mutating func lowerRouteServer() {
        guard let server = device.routeServer else { return }
        let origins = [server.origin]
        say(.routerID(server.routerID), origins)
        for family in AddressFamily.allCases {
            // The first address of a family speaks for all of its clients.
            guard let address = server.addresses.first(where: { $0.family == family }) else {
                continue
            }
            if server.clients.contains(where: { $0.address.family == family }) {
                say(.routeServer(server.asn, address: address), origins)
            }
            lowerRefusals(of: server, family)
        }
        for range in server.bogonASNs { say(.routeServerBogonASNs(range), origins) }
        for client in server.clients { lower(client) }
    }

    /// What the server refuses, whoever the client is.
    private mutating func lowerRefusals(of server: RouteServer, _ family: AddressFamily) {
        let origins = [server.origin]
        let lengths = server.acceptedLengths(family)
        say(.routeServerLengths(family, lengths), origins)
        for prefix in server.ownLANs where prefix.family == family {
            say(.routeServerLAN(prefix), origins)
        }
        for bogon in server.bogonPrefixes where bogon.prefix.family == family {
            say(.routeServerBogon(bogon.prefix, lengths: bogon.lengths), origins)
        }
    }

    private mutating func lower(_ client: RouteServerClient) {
        let origins = [client.origin]
        say(.routeServerClient(client.asn, address: client.address), origins)
        for prefix in client.prefixes {
            say(.routeServerPrefix(client: client.address, prefix), origins)
        }
        // Without a prefix nothing is accepted, wherever it comes from.
        guard !client.prefixes.isEmpty else { return }
        for asn in client.origins {
            say(.routeServerOrigin(client: client.address, asn), origins)
        }
    }
}

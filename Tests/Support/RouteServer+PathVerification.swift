import IR

extension RouteServer {
    /// The server with the rule against invalid paths behind that against leaks, and something to
    /// know of providers: of one network two, of another nobody, of a third one.
    public func verifyingPaths() -> RouteServer {
        var server = self
        server.providerAuthorizations = [
            ProviderAuthorization(customer: 64496, providers: [64510, 64511]),
            ProviderAuthorization(customer: 64497, providers: []),
            ProviderAuthorization(customer: 65_551, providers: [64498]),
        ]
        let leaks = server.rules.firstIndex { $0.kind == .leaks }
        server.rules.insert(
            ImportRule(.pathValidity, origin: origin), at: leaks.map { $0 + 1 } ?? 0)
        return server
    }
}

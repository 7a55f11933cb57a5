import Diagnostics
import IR
import Net

// Verification of paths: a table of what networks attest of their providers (ASPA), which caches
// fill over version 2 of RTR, and what the configuration itself knows of it.

extension BIRDFile {
    /// Before all that fills it.
    func writeAuthorizationTable(to out: inout ConfigText) {
        guard server.providerAuthorizations != nil else { return }
        out.line("aspa table \(Self.authorizationTable);", at: authorizationOrigin)
    }

    func writeAuthorizations(to out: inout ConfigText) {
        guard let authorizations = server.providerAuthorizations, !authorizations.isEmpty else {
            return
        }
        let origin = authorizationOrigin
        out.gap(at: [origin])
        out.block("protocol static cr_attested {", at: [origin], closing: "}") { out in
            out.line(Self.authorizationChannel)
            for authorization in authorizations {
                let providers = authorization.providers.map { "\($0)" as ConfigLine }
                out.line(
                    providers.isEmpty
                        ? "route aspa \(authorization.customer) transit;"
                        : "route aspa \(authorization.customer) providers "
                            + "\(providers.joined(by: ", "));")
            }
        }
    }

    private var authorizationOrigin: SourceSpan {
        server.rules.first { $0.kind == .pathValidity }?.origin ?? server.origin
    }

    static let authorizationTable: ConfigLine = "cr_aspas"

    static var authorizationChannel: ConfigLine { "aspa { table \(authorizationTable); };" }
}

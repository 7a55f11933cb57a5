import Forwarding
import Net

extension Prover {
    /// The certificate of what was proved: `CertificateChecker` finds by it that the proof holds.
    ///
    /// Propagates once more. The same network, policy and files make the same octets.
    ///
    /// - Parameters:
    ///   - tool: the version of this program.
    ///   - files: what the network was made of, in the order in which it was read.
    ///
    /// Of a network that is not isolated there is one, too, and the checker refuses it.
    public mutating func certificate(
        tool: String, files: [(path: String, digest: String)]
    ) -> [UInt8] {
        var builder = CertificateBuilder()
        for scopes in certifiedTogether() {
            var ignored = ScopeResult()
            let starts = Set(scopes.flatMap { receivers(of: $0, &ignored) }).sorted()
            for family in AddressFamily.allCases {
                builder.begin(scopes, family)
                let unwatched = propagation.run(from: starts, family)
                builder.claim(propagation.table, unwatched: unwatched, in: propagation.space)
            }
        }
        return builder.text(tool: tool, files: files)
    }

    /// All scopes, those in one array that `resultTogether` looks at together.
    private mutating func certifiedTogether() -> [[Int]] {
        var result: [[Int]] = []
        for scopes in scopesOfZone {
            let inUse = scopes.filter { !stationsOfScope[$0].isEmpty }
            if resultTogether(scopes) != nil {
                result.append(inUse)
                result += scopes.filter { stationsOfScope[$0].isEmpty }.map { [$0] }
            } else {
                result += scopes.map { [$0] }
            }
        }
        return result + [[unassignedScope]]
    }
}

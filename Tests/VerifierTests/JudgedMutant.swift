import Net
import TestSupport

@testable import Forwarding
@testable import Verifier

/// A mutant with what the oracle and the prover say of it.
struct JudgedMutant: CustomStringConvertible {
    let name: String
    let mutation: NetworkMutation
    /// What the oracle finds, and what the prover does.
    let expected: ViolatedPairs
    let found: ViolatedPairs
    /// Whether the oracle tried every sort of packet from everywhere.
    let isComplete: Bool
    /// Packets that the oracle gets through between pairs that the prover calls apart.
    let missed: [OracleVerdict.Witness]
    /// What the prover says and the oracle cannot confirm.
    let unconfirmed: [String]
    let outcome: Proof.Outcome
    /// Changes that the findings give as repairs.
    let blamed: [Repair.Part]

    var description: String {
        "\(name), \(mutation); the oracle: \(expected), the prover: \(found)"
            + missed.map { "; missed: \($0)" }.joined()
            + unconfirmed.map { "; not confirmed: \($0)" }.joined()
    }

    var isViolation: Bool { !expected.isEmpty || !found.isEmpty && unconfirmed.isEmpty }

    /// Whether no violation is missed: all of them where the oracle knows all.
    var isCaught: Bool {
        expected.layer2.isSubset(of: found.layer2) && expected.layer3.isSubset(of: found.layer3)
            && (expected.isEmpty || outcome == .violated)
    }

    var isFalseAlarm: Bool {
        if !unconfirmed.isEmpty { return true }
        return isComplete
            && !(found.layer2.isSubset(of: expected.layer2)
                && found.layer3.isSubset(of: expected.layer3))
    }

    /// Whether what was changed is named: the new statement as too much, or the old as missing.
    var isBlamed: Bool {
        mutation.changes.contains { change in
            blamed.contains { part in
                part.device == change.device
                    && part.statement.fact == (part.isMissing ? change.old : change.new)
            }
        }
    }
}

/// A network and the policy that it keeps, to be mutated.
struct MutationBase {
    let name: String
    let network: Network
    let policy: Policy
    /// Whether the oracle can try everything.
    let isSmall: Bool

    /// Whether the prover finds nothing in it.
    var isClean: Bool {
        var prover = Prover(network, against: policy)
        prover.prove()
        return ViolatedPairs(prover).isEmpty
    }

    func judged(_ mutation: NetworkMutation) -> JudgedMutant {
        var prover = Prover(mutation.network, against: policy)
        prover.prove()
        let found = ViolatedPairs(prover)
        let verdict =
            isSmall
            ? OracleVerdict(mutation.network, policy, universe: universe(mutation))
            : sampled(mutation)
        let proof = found.isEmpty ? nil : prover.proof(intended: network)
        return JudgedMutant(
            name: name, mutation: mutation, expected: ViolatedPairs(verdict), found: found,
            isComplete: isSmall, missed: found.missing(from: verdict),
            unconfirmed: (proof?.findings ?? []).filter { $0.breach.kind != .bypass }
                .filter { !isConfirmed($0, prover, mutation.network) }
                .map { "\($0.breach)" },
            outcome: proof?.outcome ?? .proved,
            blamed: (proof?.findings ?? []).flatMap(\.repairs).flatMap(\.parts))
    }

    // MARK: Oracle

    /// Packets of the family that the changes are about, or of both: what the other family does
    /// hangs on no statement that differs from those of the network that was meant, which is clean.
    private func universe(_ mutation: NetworkMutation) -> OracleUniverse {
        let families = mutation.changes.flatMap { [$0.old, $0.new] }.compactMap(\.self)
            .map(\.onlyFamily)
        guard let first = families.first, let family = first,
            families.allSatisfy({ $0 == family })
        else { return OracleUniverse(mutation.network, policy) }
        return OracleUniverse(mutation.network, policy, families: [family])
    }

    /// One packet of each of a few protocols from and to a station of each scope, from ports of the
    /// devices that were changed: what it finds is there, and it does not find everything.
    private func sampled(_ mutation: NetworkMutation) -> OracleVerdict {
        let addresses = policy.scopes.flatMap { scope in
            (scope.prefixes ?? []).compactMap { $0.address(at: min(17, $0.lastIndex)) }
        }
        let devices = Set(mutation.changes.map(\.device))
        var random = SeededGenerator(seed: mutation.seed)
        let origins = OracleVerdict.origins(mutation.network, policy)
        let near = origins.filter { devices.contains($0.device) }.shuffled(using: &random).prefix(6)
        let anywhere = origins.shuffled(using: &random).prefix(2)
        return OracleVerdict(
            mutation.network, policy,
            universe: OracleUniverse(
                sources: addresses, destinations: addresses, protocols: [.tcp], ports: [443]),
            origins: Array(near) + Array(anywhere))
    }

    /// Whether the oracle sees the counterexample arrive in the zone, where nothing permits it.
    private func isConfirmed(
        _ finding: Proof.Finding, _ prover: Prover, _ network: Network
    ) -> Bool {
        let station = finding.counterexample.station
        let tag = VLANID(rawValue: UInt16(station.second))
        let port = prover.graph.port(of: station)
        let scope = policy.stations.first {
            $0.device == station.device && $0.port == port && $0.tag == tag
        }?.scope
        let packet = finding.counterexample.packet
        let verdict = OracleVerdict(
            network, policy,
            universe: OracleUniverse(
                sources: packet.map { [$0.source] } ?? [],
                destinations: packet.map { [$0.destination] } ?? [],
                protocols: packet.map { [$0.protocolNumber] } ?? [],
                ports: packet.map { Set([$0.sourcePort, $0.destinationPort]).sorted() } ?? []),
            origins: [.init(device: station.device, port: port, tag: tag, scope: scope)])
        let pair = OracleVerdict.ZonePair(
            from: prover.zone(of: finding.breach.source), to: finding.breach.zone)
        return finding.breach.kind == .layer2
            ? verdict.layer2Pairs.contains(pair) : verdict.layer3Pairs.contains(pair)
    }
}

extension Fact {
    /// The one family whose packets the fact bears on; nil where it bears on more. Whether a device
    /// is a host hangs on both families.
    fileprivate var onlyFamily: AddressFamily? {
        switch self {
        case .address(_, let address): address.address.family
        case .endsLookup(_, let family), .advertisesRoutes(_, let family),
            .advertisesStatic(_, let family):
            family
        case .staticRoute(_, let prefix, _, _), .advertisesConnected(_, let prefix): prefix.family
        case .ingressRule(_, let rule), .forwardRule(let rule): rule.family
        default: nil
        }
    }
}

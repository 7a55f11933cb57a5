// Which lines of a topology ask for nothing: what they permit somebody else permits, or nobody is
// there to use it. Told as notes and warnings, because a network is not wrong for it.
//
// Exact as far as it goes: a contract is shadowed where every packet that it lets anybody open is in
// the union of what others let the same scopes open, compared as sets. What is not looked for:
// parts of a line, such as one port of several.

import Diagnostics
import Forwarding
import IR
import Net

/// Contracts that permit nothing or nothing more than others, and segments, services and exits that no
/// contract and no station uses; in order of lines.
///
/// O(permits x scopes that they join), and the sets of those contracts that share all their pairs of
/// zones with others.
public func coverageDiagnostics(of fabric: Fabric, _ prover: Prover) -> [Diagnostic] {
    var coverage = CoverageSearch(fabric, prover)
    return (coverage.contracts() + coverage.segments() + coverage.services() + coverage.exits())
        .inOrder()
}

private struct CoverageSearch {
    private let fabric: Fabric
    private let policy: Policy
    private let hasStations: [Bool]
    private let scopesOfZone: [[Int]]
    private var permitted: PermittedHeaders
    private var space = HeaderSpace()
    /// Positions of permits by contract, and contracts by the zones they join.
    private var permits: [ContractID: [Int]] = [:]
    private var contractsOfPair: [ZonePair: Set<ContractID>] = [:]

    init(_ fabric: Fabric, _ prover: Prover) {
        self.fabric = fabric
        policy = prover.policy
        hasStations = prover.stationsOfScope.map { !$0.isEmpty }
        scopesOfZone = prover.scopesOfZone
        permitted = PermittedHeaders(policy)
        for (position, permit) in policy.permits.enumerated() {
            permits[permit.contract, default: []].append(position)
            contractsOfPair[ZonePair(from: permit.from, to: permit.to), default: []]
                .insert(permit.contract)
        }
    }

    // MARK: Contracts

    /// The packets of a contract between two scopes.
    private struct Share: Hashable {
        var from: Int
        var to: Int
        var family: AddressFamily
    }

    mutating func contracts() -> [Diagnostic] {
        var result: [Diagnostic] = []
        // The last first, so that of two that permit the same the first one stays.
        var gone: Set<ContractID> = []
        let order = fabric.contracts.indices.map { ContractID($0) }
            .sorted { (fabric[$0].origin, $0) > (fabric[$1].origin, $1) }
        for id in order {
            if shares(of: id, isOneEnough: true).isEmpty {
                result.append(permitsNothing(id))
            } else if isSharedEverywhere(id, besides: gone),
                let others = covering(id, shares(of: id), gone)
            {
                gone.insert(id)
                if !isToldBefore(id, others) { result.append(isShadowed(id, by: others)) }
            }
        }
        return result
    }

    /// Whether every pair of zones that the contract joins has another one.
    private func isSharedEverywhere(_ id: ContractID, besides gone: Set<ContractID>) -> Bool {
        (permits[id] ?? []).allSatisfy { position in
            let permit = policy.permits[position]
            let pair = ZonePair(from: permit.from, to: permit.to)
            return (contractsOfPair[pair] ?? []).subtracting(gone).count > 1
        }
    }

    /// What stations can open by the contract.
    private mutating func shares(
        of id: ContractID, isOneEnough: Bool = false
    ) -> [Share: HeaderSet] {
        var result: [Share: HeaderSet] = [:]
        for position in permits[id] ?? [] {
            let permit = policy.permits[position]
            for from in scopesOfZone[permit.from] where hasStations[from] {
                for to in scopesOfZone[permit.to] where hasStations[to] {
                    for family in AddressFamily.allCases {
                        let headers = permitted.opened(
                            by: position, from: from, to: to, family, in: &space)
                        guard !headers.isEmpty else { continue }
                        let share = Share(from: from, to: to, family: family)
                        result[share] = space.union(result[share] ?? .none, headers)
                        if isOneEnough { return result }
                    }
                }
            }
        }
        return result
    }

    /// The contracts that permit all that this one does, in order; nil where it permits something more.
    private mutating func covering(
        _ id: ContractID, _ own: [Share: HeaderSet], _ gone: Set<ContractID>
    ) -> [ContractID]? {
        var result: Set<ContractID> = []
        for (share, headers) in own {
            let pair = ZonePair(
                from: policy.scopes[share.from].zone, to: policy.scopes[share.to].zone)
            var left = headers
            for other in (contractsOfPair[pair] ?? []).subtracting(gone).sorted()
            where other != id && !left.isEmpty {
                for position in permits[other] ?? [] where joins(position, pair) {
                    let headers = permitted.opened(
                        by: position, from: share.from, to: share.to, share.family, in: &space)
                    let rest = space.difference(left, headers)
                    if rest != left { result.insert(other) }
                    left = rest
                }
            }
            if !left.isEmpty { return nil }
        }
        return result.sorted()
    }

    /// Whether the two have the same sides: `intent.contract-shadowed` tells that.
    private func isToldBefore(_ id: ContractID, _ others: [ContractID]) -> Bool {
        others.count == 1
            && (fabric[others[0]].flows, fabric[others[0]].firewall)
                == (fabric[id].flows, fabric[id].firewall)
    }

    private func joins(_ position: Int, _ pair: ZonePair) -> Bool {
        (policy.permits[position].from, policy.permits[position].to) == (pair.from, pair.to)
    }

    private func isShadowed(_ id: ContractID, by others: [ContractID]) -> Diagnostic {
        .warning(
            shadowedContract.code,
            "contract '\(fabric[id].name)' permits nothing that others do not permit",
            at: fabric[id].allowOrigin,
            notes: others.prefix(Self.mostNotes).map {
                .init("'\(fabric[$0].name)' permits it", at: fabric[$0].allowOrigin)
            }, hint: "take the contract away, or the others where they permit too much")
    }

    private static let mostNotes = 4

    private func permitsNothing(_ id: ContractID) -> Diagnostic {
        let own = (permits[id] ?? []).map { policy.permits[$0] }
        func isEmpty(_ zones: [Int]) -> Bool {
            !zones.contains { scopesOfZone[$0].contains { hasStations[$0] } }
        }
        let why =
            isEmpty(own.map(\.from))
            ? "its source has no ports"
            : isEmpty(own.map(\.to))
                ? "its destination has no ports" : "its addresses have no ports"
        return unused(
            "no packet of contract '\(fabric[id].name)' can be sent: \(why)", fabric[id].origin,
            "attach somebody, or take the contract away")
    }

    private func unused(_ message: String, _ origin: SourceSpan?, _ hint: String) -> Diagnostic {
        Diagnostic(coverage.code, .note, message, at: origin, hint: hint)
    }

    // MARK: Segments, services, exits

    func segments() -> [Diagnostic] {
        policy.scopes.enumerated().compactMap { index, scope in
            guard !hasStations[index], let prefixes = scope.prefixes, scope.origin != nil,
                !isNamed(scope.zone, prefixes)
            else { return nil }
            return unused(
                "segment '\(scope.name)' has no ports, and no contract names it", scope.origin,
                "attach somebody, or take the segment away")
        }
    }

    private func isNamed(_ zone: Int, _ prefixes: [IPPrefix]) -> Bool {
        policy.permits.contains { permit in
            (permit.from == zone && Self.meet(permit.sources, prefixes))
                || (permit.to == zone && Self.meet(permit.destinations, prefixes))
        }
    }

    func services() -> [Diagnostic] {
        fabric.services.compactMap { service in
            let zone = policy.zones.firstIndex { $0.kind == .vrf(service.vrf) }
            let isUsed = policy.permits.contains { permit in
                permit.to == zone && Self.meet(permit.destinations, service.prefixes)
                    && Self.meet(permit.ports, service.ports)
            }
            return isUsed
                ? nil
                : unused(
                    "no contract leads to service '\(service.name)'", service.origin,
                    "write a contract to it, or take the service away")
        }
    }

    func exits() -> [Diagnostic] {
        policy.scopes.enumerated().compactMap { index, scope in
            guard scope.prefixes == nil else { return nil }
            let isReached = policy.permits.contains { permit in
                permit.to == scope.zone && permit.destinations.contains { $0.length == 0 }
            }
            // Who is in the same VRF needs no contract.
            let isNear = scopesOfZone[scope.zone].contains {
                policy.scopes[$0].prefixes != nil && hasStations[$0]
            }
            return isReached || isNear
                ? nil
                : unused(
                    "nobody may use the exit: \(scope.name)", scope.origin,
                    "write a contract to a service behind it, or take the exit away")
        }
    }

    private static func meet(_ left: [IPPrefix], _ right: [IPPrefix]) -> Bool {
        left.contains { one in right.contains { one.contains($0) || $0.contains(one) } }
    }

    private static func meet(_ left: [ServicePort], _ right: [ServicePort]) -> Bool {
        func isAny(_ ports: [ServicePort]) -> Bool { ports.isEmpty || ports.contains(.any) }
        return isAny(left) || isAny(right)
            || left.contains { one in
                right.contains { other in
                    guard case .ports(let first, let range) = one,
                        case .ports(let second, let others) = other
                    else { return one == other }
                    return first == second && range.overlaps(others)
                }
            }
    }
}

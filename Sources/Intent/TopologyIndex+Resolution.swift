import Diagnostics
import Net

/// Addresses of one VRF that one side of a contract means.
public struct ResolvedEndpoint: Hashable, Sendable {
    /// Position in `TopologyIndex.vrfs`.
    public let vrf: Int
    /// Positions of the segments that the prefixes lie in, ascending; empty for a default route.
    public let segments: [Int]
    /// Sorted.
    public let ipv4: [IPPrefix]
    /// Sorted.
    public let ipv6: [IPPrefix]

    /// IPv4, then IPv6.
    public var prefixes: [IPPrefix] { ipv4 + ipv6 }

    /// Some prefixes of a VRF and the segments that hold them.
    init(vrf: Int, prefixes: [IPPrefix], among candidates: [Int], in all: [IndexedSegment]) {
        self.vrf = vrf
        segments = candidates.filter { segment in
            all[segment].prefixes.contains { whole in
                prefixes.contains { whole.value.contains($0) }
            }
        }
        ipv4 = prefixes.filter { $0.family == .ipv4 }.sorted()
        ipv6 = prefixes.filter { $0.family == .ipv6 }.sorted()
    }

    /// Whole segments of a VRF.
    init(vrf: Int, segments: [Int], in all: [IndexedSegment]) {
        self.vrf = vrf
        self.segments = segments.sorted()
        ipv4 = segments.compactMap { all[$0].segment.ipv4?.value }.sorted()
        ipv6 = segments.compactMap { all[$0].segment.ipv6?.value }.sorted()
    }
}

/// A contract whose references all lead somewhere.
public struct ResolvedContract: Hashable, Sendable {
    /// Position in `Topology.contracts`.
    public let contract: Int
    /// One for each VRF, in the order of tenants.
    public let from: [ResolvedEndpoint]
    public let to: [ResolvedEndpoint]
    /// What is allowed, or else the ports of the service; empty where neither is given.
    public let ports: [ServicePort]
    /// Position in `Topology.firewalls`: the one named, or else the only one.
    public let firewall: Int?
}

/// Why a reference has no answer.
public enum ResolutionFailure: Error, Hashable, Sendable {
    case unknownTenant(Name)
    case unknownVRF(Name)
    case unknownSegment(Name)
    case unknownClass(Name)
    case unknownService(Name)
    case unknownFirewall(Name)
    /// The tenant has several VRFs, or none, and none is named.
    case vrfNotNamed(tenant: Name)
    /// Not exactly one of tenant, class and service is given.
    case notOneParty
}

extension TopologyIndex {
    /// The addresses that a side of a contract means, one endpoint for each VRF.
    ///
    /// A tenant means all segments of its VRF, or those named; prefixes narrow that further. A
    /// class means all segments of all VRFs of its tenants, a service its prefixes.
    public func resolve(_ party: Party) throws(ResolutionFailure) -> [ResolvedEndpoint] {
        switch (party.tenant?.value, party.tenantClass?.value, party.service?.value) {
        case (let tenant?, nil, nil):
            return [try resolve(party, ofTenantNamed: tenant)]
        case (nil, let tenantClass?, nil):
            guard let position = names.classes[tenantClass] else {
                throw .unknownClass(tenantClass)
            }
            return endpointsOfClass[position]
        case (nil, nil, let service?):
            guard let position = names.services[service] else { throw .unknownService(service) }
            // Resolved before any contract; a failure there is one of the service's references.
            if let endpoint = endpointOfService[position] { return [endpoint] }
            return [try resolve(topology.services[position])]
        default:
            throw .notOneParty
        }
    }

    private func resolve(
        _ party: Party, ofTenantNamed tenant: Name
    ) throws(ResolutionFailure) -> ResolvedEndpoint {
        let vrf = try resolve(vrf: party.vrf?.value, ofTenantNamed: tenant)
        if party.segments.isEmpty && party.prefixes.isEmpty { return endpointOfVRF[vrf] }
        var candidates: [Int] = []
        for name in party.segments {
            guard let segment = names.segment(name.value, ofVRF: vrf) else {
                throw .unknownSegment(name.value)
            }
            candidates.append(segment)
        }
        if party.prefixes.isEmpty {
            return ResolvedEndpoint(vrf: vrf, segments: candidates, in: segments)
        }
        if candidates.isEmpty { candidates = Array(vrfs[vrf].segments) }
        return ResolvedEndpoint(
            vrf: vrf, prefixes: party.prefixes.map(\.value), among: candidates.sorted(),
            in: segments)
    }

    /// The prefixes of a service, in its VRF.
    public func resolve(_ service: SharedService) throws(ResolutionFailure) -> ResolvedEndpoint {
        let vrf = try resolve(vrf: service.vrf?.value, ofTenantNamed: service.tenant.value)
        return ResolvedEndpoint(
            vrf: vrf, prefixes: service.prefixes.map(\.value), among: Array(vrfs[vrf].segments),
            in: segments)
    }

    private func resolve(
        vrf name: Name?, ofTenantNamed tenant: Name
    ) throws(ResolutionFailure) -> Int {
        guard let position = names.tenants[tenant] else { throw .unknownTenant(tenant) }
        if let vrf = vrf(named: name, ofTenant: position) { return vrf }
        if let name { throw .unknownVRF(name) }
        throw .vrfNotNamed(tenant: tenant)
    }

    func resolve(contractAt position: Int) throws(ResolutionFailure) -> ResolvedContract {
        let contract = topology.contracts[position]
        var firewall = topology.firewalls.count == 1 ? 0 : nil
        if let via = contract.via {
            firewall = names.firewalls[via.value]
            if firewall == nil { throw .unknownFirewall(via.value) }
        }
        var ports = contract.allow.map(\.value)
        if ports.isEmpty, let service = contract.to.service.flatMap({ names.services[$0.value] }) {
            ports = topology.services[service].ports.map(\.value)
        }
        return ResolvedContract(
            contract: position, from: try resolve(contract.from), to: try resolve(contract.to),
            ports: ports, firewall: firewall)
    }
}

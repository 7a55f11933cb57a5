import Diagnostics
import IR
import Net

extension BGPSpeaker {
    /// Neighbours at their loopbacks, each once, in order of addresses.
    func overlayPeers(
        in fabric: Fabric
    ) -> [(remote: DeviceID, address: IPv4Address, asn: ASN, origin: SourceSpan)] {
        var known: Set<DeviceID> = []
        return peers.filter { known.insert($0.remote).inserted }
            .compactMap { peer -> (DeviceID, IPv4Address, ASN, SourceSpan)? in
                guard let address = fabric[peer.remote].loopbackIPv4,
                    let asn = fabric[peer.remote].bgp?.asn
                else { return nil }
                return (peer.remote, address, asn, peer.origin)
            }
            .sorted { $0.1 < $1.1 }
    }
}

extension Device {
    /// Prefixes of the VRF's segments that have their gateway here.
    func prefixesOfGateways(
        in vrf: VRFID, of family: AddressFamily, _ fabric: Fabric
    ) -> [(prefix: IPPrefix, origin: SourceSpan)] {
        interfaces.flatMap { interface -> [(prefix: IPPrefix, origin: SourceSpan)] in
            guard case .gateway(let segment) = interface.role,
                fabric[segment].owner == .vrf(vrf)
            else { return [] }
            return fabric[segment].prefixes.filter { $0.prefix.family == family }
                .map { ($0.prefix, $0.origin) }
        }
    }
}

extension Fabric {
    /// In order, none inside another.
    func outermostInfrastructure(
        _ purpose: InfrastructurePrefix.Purpose, _ family: AddressFamily
    ) -> [IPPrefix] {
        IPPrefix.outermost(
            of:
                infrastructure
                .filter { $0.purpose == purpose && $0.prefix.family == family }.map(\.prefix))
    }
}

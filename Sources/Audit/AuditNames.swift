import Capture
import Diagnostics
import IR
import Net

// How the report calls things, and the lines of the topology that stand for them.

extension Fabric {
    /// `tenant/vrf/segment`, `the management network 192.0.2.0/24`, `the outside`.
    func name(_ zone: Zone) -> String {
        switch zone {
        case .outside: return "the outside"
        case .link: return "a link-local address"
        case .segment(let id): return path(of: id)
        case .infrastructure(let index):
            let element = infrastructure[index]
            let purpose =
                switch element.purpose {
                case .underlay: "the underlay"
                case .transit: "the transits"
                case .management: "the management network"
                }
            return "\(purpose) \(element.prefix)"
        }
    }

    /// `VLAN 129, VNI 1127960 (comune-prato/prod/anagrafe)`.
    func name(_ place: Place) -> String {
        switch place {
        case .unlabelled: "no VLAN or VNI"
        case .unknown: "no network of the topology"
        case .underlay: "a link between devices"
        case .management: "the management network"
        case .segment(let id), .lan(let id):
            "VLAN \(self[id].vlan), VNI \(self[id].vni) (\(path(of: id)))"
        case .overlay(let vrf): "L3VNI \(self[vrf].vni) (\(path(of: vrf)))"
        case .transit(let vrf): "a firewall's VLAN of \(path(of: vrf))"
        case .exit(let vrf): "an exit of \(path(of: vrf))"
        }
    }

    /// The segment that a tag means where it is carried.
    func segment(tagged subject: Finding.Subject) -> SegmentID? {
        guard case .vlan(let vlan) = subject else { return nil }
        return segments.firstIndex { $0.vlan.rawValue == vlan }.map { SegmentID($0) }
    }

    /// The tenant that a zone belongs to.
    func tenant(of zone: Zone) -> TenantID? {
        guard case .segment(let id) = zone, case .vrf(let vrf) = self[id].owner else { return nil }
        return self[vrf].tenant
    }

    func tenant(of place: Place) -> TenantID? {
        switch place {
        case .segment(let id): tenant(of: Zone.segment(id))
        case .overlay(let vrf), .transit(let vrf), .exit(let vrf): self[vrf].tenant
        case .unlabelled, .unknown, .underlay, .management, .lan: nil
        }
    }

    /// The line that declares a zone.
    func origin(of zone: Zone) -> SourceSpan? {
        switch zone {
        case .outside, .link: nil
        case .segment(let id): self[id].origin
        case .infrastructure(let index): infrastructure[index].origin
        }
    }

    func origin(of place: Place) -> SourceSpan? {
        switch place {
        case .unlabelled, .unknown: nil
        case .underlay: infrastructure.first { $0.purpose == .underlay }?.origin
        case .management: infrastructure.first { $0.purpose == .management }?.origin
        case .segment(let id), .lan(let id): self[id].origin
        case .overlay(let vrf), .transit(let vrf), .exit(let vrf): self[vrf].origin
        }
    }

    /// The line that forbids what no contract permits, of the first of the zones that is a tenant's.
    func defaultRule(of zones: [Zone]) -> SourceSpan? {
        zones.lazy.compactMap { self.tenant(of: $0) }.first
            .map { self[self[$0].tenantClass].defaultRuleOrigin }
    }
}

extension Finding {
    /// `10.41.10.17:49152 > 10.21.10.17:1433, tcp, from 02:… to 02:…`, as far as the first packet
    /// shows it.
    var sampleFlow: String {
        let frame = sample.frame
        if frame.kind == .arp {
            return "ARP: \(frame.key.source) (\(frame.arpSender)) about \(frame.key.destination)"
        }
        if frame.kind == .control {
            return "\(frame.reason), from \(frame.link.source) to \(frame.link.destination)"
        }
        let key = frame.kind == .ip ? frame.key : frame.outer
        guard frame.kind == .ip || frame.tunnelDepth > 0 else { return "no address was read" }
        let showsPorts =
            key.protocolNumber.hasPorts && !key.flags.contains(.portsUnknown)
        func end(_ address: IPAddress, _ port: UInt16) -> String {
            guard showsPorts else { return "\(address)" }
            return key.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
        }
        let link = frame.kind == .ip ? frame.innermostLink : frame.link
        return "\(end(key.source, key.sourcePort)) > \(end(key.destination, key.destinationPort)), "
            + "\(key.protocolNumber), from \(link.source) to \(link.destination)"
    }
}

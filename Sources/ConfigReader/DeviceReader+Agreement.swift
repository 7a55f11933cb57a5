import Forwarding
import Net

/// What one file of a device says that another has to agree with.
extension DeviceReader {
    /// A VRF is made only where the policy has its table, and a table belongs to one VRF.
    func agree(_ interfaces: inout InterfacesReader?, with policy: InterfacePolicyReader?) {
        var known: Set<Int> = []
        for table in interfaces?.content.tables ?? [] {
            if policy?.tables?.contains(table.number) != true {
                interfaces?.findings.refuse(
                    table.line, "a table that ifupdown2.json does not allow: the VRF is not made")
            }
            if !known.insert(table.number).inserted {
                interfaces?.findings.refuse(table.line, "the table of another VRF")
            }
        }
    }

    /// bgpd runs where it has something to do, and nowhere else.
    func agree(_ frr: inout FRRReader?, _ daemons: inout DaemonsReader?) {
        let speaker = frr?.configuration.speakers.first?.line
        let daemon = daemons?.speaksBGP
        if let speaker, daemon == nil { frr?.findings.refuse(speaker, "bgpd does not run") }
        if let daemon, speaker == nil { daemons?.findings.refuse(daemon, "bgpd has no AS number") }
    }

    /// A VNI that is advertised and that `frr.conf` does not name gets route targets of FRR's own,
    /// with which every AS may import and export.
    func agree(
        _ frr: inout FRRReader?, on tunnels: [InterfacesContent.Tunnel],
        _ interfaces: inout InterfacesReader?
    ) {
        guard let configuration = frr?.configuration,
            let evpn = configuration.speakers.first(where: { $0.vrf.isEmpty })?.evpn,
            evpn.advertisesVNIs != nil
        else { return }
        let ofVRFs = configuration.vrfs.compactMap { $0.vrf.vni?.0 }
        let named = Set(evpn.vnis.compactMap(\.vni) + ofVRFs)
        for tunnel in tunnels where !named.contains(tunnel.vni) {
            interfaces?.findings.refuse(tunnel.line, "a VNI that frr.conf does not name")
        }
    }

    /// Whoever is heard as a neighbour is one.
    func agree(_ nftables: inout NftablesReader?, with frr: FRRReader?) {
        guard let content = nftables?.content else { return }
        let main = frr?.configuration.speakers.first { $0.vrf.isEmpty }
        guard Set(content.neighbours?.interfaces ?? []) != Set(main?.peers.map(\.port) ?? [])
        else { return }
        if let line = content.neighbours?.line {
            nftables?.findings.refuse(line, "not the interfaces with a session")
        } else {
            nftables?.findings.miss("what is heard from neighbours")
        }
    }

    /// VXLAN is heard from where loopbacks are, at the address that tunnels have; a device without
    /// tunnels may hear it at a loopback of its own, where nobody listens.
    func agree(
        _ nftables: inout NftablesReader?, with frr: FRRReader?,
        on tunnels: [InterfacesContent.Tunnel]
    ) {
        guard let content = nftables?.content else { return }
        var loopbacks: [IPPrefix] = []
        var own: Set<IPPrefix> = []
        for statement in frr?.findings.statements ?? [] {
            switch statement.fact {
            case .underlayPrefix(let prefix) where prefix.family == .ipv4:
                loopbacks.append(prefix)
            case .announces(let prefix): own.insert(prefix)
            default: break
            }
        }
        let sources = FilterRule.outermost(of: loopbacks)
        let locals = Set(tunnels.map { IPPrefix(containing: .ipv4($0.local), length: 32) })
        if let (heard, local, line) = content.tunnels {
            if heard != sources || !own.contains(local) || !locals.isSubset(of: [local]) {
                nftables?.findings.refuse(line, "not the loopbacks, or not the own address")
            }
        } else if !locals.isEmpty, !sources.isEmpty, content.neighbours != nil {
            nftables?.findings.miss("what is heard of VXLAN")
        }
    }
}

import Forwarding
import Net

/// What `config_db.json` has to agree on with `frr.conf`.
extension SONiCReader {
    /// After both have been read. A statement about ports between switches follows from both.
    mutating func agree(with frr: FRRReader) {
        let main = frr.configuration.speakers.first { $0.vrf.isEmpty }
        let peers = Set(main?.peers.map(\.port) ?? [])
        for (port, line) in content.linkLocal.sorted(by: { $0.key < $1.key })
        where !peers.contains(port) {
            findings.refuse(line, "a port between switches without a session")
        }
        for port in peers.sorted() where content.linkLocal[port] == nil {
            findings.miss("a link-local address at \(port), where a session is")
        }
        agreeOnVNIs(with: frr, main)
        interpretUnderlay(frr)
    }

    /// An L3VNI is of a VLAN in its VRF and stands in both files; every other is one that
    /// `frr.conf` names, or it would have route targets of FRR's own.
    private mutating func agreeOnVNIs(
        with frr: FRRReader, _ main: FRRConfiguration.Speaker?
    ) {
        let named = Set((main?.evpn?.vnis ?? []).compactMap(\.vni))
        var ofVRFs: [String: VNI] = [:]
        for (name, vrf) in frr.configuration.vrfs { ofVRFs[name] = vrf.vni?.0 }
        for (name, vrf) in content.vrfs.sorted(by: { $0.key < $1.key }) {
            let vlan = content.maps.first { $0.vni == vrf.vni }?.vlan
            let interface = vlan.flatMap { content.routed["vlan\($0)"] }
            if ofVRFs[name] != vrf.vni || interface?.vrf != name {
                findings.refuse(vrf.line, "another VNI than in frr.conf, or no VLAN of it")
            }
        }
        let known = named.union(content.vrfs.values.map(\.vni))
        for map in content.maps where !known.contains(map.vni) {
            findings.refuse(map.line, "a VNI that frr.conf does not name")
        }
    }

    // MARK: Ports between switches

    /// A port with a session takes packets from loopbacks: to its own, or to all, which are then
    /// passed on. What is sent there from elsewhere is dropped, and nothing else is routed.
    private mutating func interpretUnderlay(_ frr: FRRReader) {
        var passes: [AddressFamily: Bool] = [:]
        for family in AddressFamily.allCases {
            let lists = content.lists.values.filter { list in
                list.family == family && list.ports.contains { content.linkLocal[$0] != nil }
            }
            guard let list = lists.first, lists.count == 1,
                Set(list.ports) == Set(content.linkLocal.keys)
            else {
                if !content.linkLocal.isEmpty || !lists.isEmpty {
                    findings.miss("one filter at ports between switches, for \(family)")
                }
                return
            }
            passes[family] = passesOn(list, frr)
        }
        guard let ipv4 = passes[.ipv4], let ipv6 = passes[.ipv6] else { return }
        guard ipv4 == ipv6 else {
            findings.miss("the same filter at ports between switches for both families")
            return
        }
        guard ipv4 else { return }
        for list in content.lists.values where list.family == .ipv4 {
            for port in list.ports where content.linkLocal[port] != nil {
                findings.say(.forwardUnderlay(port), at: list.line)
            }
        }
    }

    /// Nil after something has been refused.
    private mutating func passesOn(_ list: SONiCContent.List, _ frr: FRRReader) -> Bool? {
        var loopbacks: [IPPrefix] = []
        var own: [IPPrefix] = []
        for statement in frr.findings.statements {
            switch statement.fact {
            case .underlayPrefix(let prefix): loopbacks.append(prefix)
            case .announces(let prefix): own.append(prefix)
            default: break
            }
        }
        loopbacks = FilterRule.outermost(of: loopbacks.filter { $0.family == list.family })
        own = own.filter { $0.family == list.family }
        func permits(to destinations: [IPPrefix]) -> Set<SONiCRule.Match> {
            var result: Set<SONiCRule.Match> = []
            for source in loopbacks {
                for destination in destinations {
                    result.insert(.init(source: source, destination: destination))
                }
            }
            return result
        }
        let rest = Set(loopbacks.map { SONiCRule.Match(destination: $0) })
        let said = list.rules.prefix { $0.permits }
        let denied = list.rules.dropFirst(said.count)
        let isWhole =
            list.rules.allSatisfy { $0.vlan == nil } && denied.allSatisfy { !$0.permits }
            && denied.count == rest.count && Set(denied.map(\.match)) == rest
            && Set(said.map(\.match)).count == said.count
        if isWhole, Set(said.map(\.match)) == permits(to: own) { return false }
        if isWhole, Set(said.map(\.match)) == permits(to: loopbacks) { return true }
        findings.refuse(list.line, "neither to its own loopbacks nor to all")
        return nil
    }
}

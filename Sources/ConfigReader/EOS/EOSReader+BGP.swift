import Forwarding
import Net

/// `router bgp` and the blocks inside it.
extension EOSReader {
    mutating func readSpeaker(_ block: EOSBlock) -> Bool {
        let words = block.words
        guard words.count == 3, words[1] == "bgp", let asn = ASN(reading: words[2]),
            configuration.speaker == nil
        else { return false }
        var speaker = EOSConfiguration.Speaker(asn: asn, line: block.line)
        for inner in EOSOrder.speaker.split(block.body, { refuseOrder(of: $0) }) {
            if !speaker.read(inner, { self.refuse($0) }) { refuse(inner) }
        }
        configuration.speaker = speaker
        return true
    }
}

extension EOSConfiguration.Speaker {
    /// No family without `activate`; how near a route of BGP is beside static ones.
    static let wanted: Set<String> = ["no bgp default ipv4-unicast", "distance bgp 20 200 200"]

    /// False where the block has to be refused; `refuse` is for what is inside it.
    fileprivate mutating func read(_ block: EOSBlock, _ refuse: (EOSBlock) -> Void) -> Bool {
        let words = block.words
        let text = words.joined(separator: " ")
        switch (words[0], words.count) {
        case ("vlan", 2): return readBridge(block, refuse)
        case ("vrf", 2): return readVRF(block, refuse)
        case ("address-family", 2): return readFamily(block, refuse)
        default: break
        }
        guard block.body.isEmpty else { return false }
        if Self.wanted.contains(text) { return settings.insert(text).inserted }
        switch words[0] {
        case "router-id":
            guard words.count == 2, let address = IPv4Address(reading: words[1]), routerID == nil
            else { return false }
            routerID = .init(value: address, line: block.line)
            return true
        // How soon a neighbour is given up, and which of equal routes are used together.
        case "timers": return words.count == 4 && words[1] == "bgp"
        case "maximum-paths": return words.count == 4 && words[2] == "ecmp"
        case "neighbor": return words.count > 2 && readNeighbour(words, at: block.line)
        default: return false
        }
    }

    private mutating func readNeighbour(_ words: [String], at line: Int) -> Bool {
        if words[1] == "interface" {
            guard words.count == 7, words[3] == "peer-group", words[5] == "remote-as",
                groups[words[4]] != nil, let asn = ASN(reading: words[6]),
                !peers.contains(where: { $0.port == words[2] })
            else { return false }
            peers.append((words[2], words[4], asn, line))
            return true
        }
        guard let address = IPv4Address(reading: words[1]) else {
            return readGroup(words)
        }
        switch words.dropFirst(2).dropLast() {
        case ["peer", "group"] where groups[words[4]] != nil:
            guard neighbours[address]?.group == nil else { return false }
            neighbours[address, default: .init()].group = .init(value: words[4], line: line)
            return true
        case ["remote-as"]:
            guard let asn = ASN(reading: words[3]), neighbours[address]?.asn == nil else {
                return false
            }
            neighbours[address, default: .init()].asn = .init(value: asn, line: line)
            return true
        // A name for people.
        default: return words.count == 4 && words[2] == "description"
        }
    }

    private mutating func readGroup(_ words: [String]) -> Bool {
        let setting = words.dropFirst(2).joined(separator: " ")
        if setting == "peer group" {
            return groups.updateValue([], forKey: words[1]) == nil
        }
        return groups[words[1]]?.insert(setting).inserted ?? false
    }

    // MARK: L2VNIs and VRFs

    private mutating func readBridge(
        _ block: EOSBlock, _ refuse: (EOSBlock) -> Void
    ) -> Bool {
        guard let vlan = VLANID(reading: block.words[1]),
            !bridges.contains(where: { $0.vlan == vlan })
        else { return false }
        var bridge = Bridge(vlan: vlan, membership: .init(line: block.line))
        for inner in EOSBlock.split(block.body) {
            if inner.words == ["redistribute", "learned"], inner.body.isEmpty,
                !bridge.advertises
            {
                bridge.advertises = true
            } else if !inner.body.isEmpty
                || !bridge.membership.read(inner.words, family: nil, at: inner.line)
            {
                refuse(inner)
            }
        }
        bridges.append(bridge)
        return true
    }

    private mutating func readVRF(_ block: EOSBlock, _ refuse: (EOSBlock) -> Void) -> Bool {
        let name = block.words[1]
        guard !vrfs.contains(where: { $0.name == name }) else { return false }
        var vrf = VRF(name: name, membership: .init(line: block.line))
        for inner in EOSOrder.speakerVRF.split(block.body, refuse) {
            let words = inner.words
            if words.count == 2, words[0] == "address-family",
                let family = addressFamily(words[1])
            {
                for use in EOSBlock.split(inner.body) {
                    if !use.body.isEmpty || !vrf.read(use.words, family, at: use.line) {
                        refuse(use)
                    }
                }
            } else if !inner.body.isEmpty
                || !vrf.membership.read(words, family: "evpn", at: inner.line)
            {
                refuse(inner)
            }
        }
        vrfs.append(vrf)
        return true
    }

    /// The family in BGP's words.
    private func addressFamily(_ word: String) -> AddressFamily? {
        switch word {
        case "ipv4": .ipv4
        case "ipv6": .ipv6
        default: nil
        }
    }

    // MARK: Address families

    private mutating func readFamily(
        _ block: EOSBlock, _ refuse: (EOSBlock) -> Void
    ) -> Bool {
        let word = block.words[1]
        let family = addressFamily(word)
        guard family != nil || word == "evpn" else { return false }
        guard family.map({ families[$0] == nil }) ?? (evpn == nil) else { return false }
        var settings = Family(line: block.line)
        for inner in EOSBlock.split(block.body) {
            if !inner.body.isEmpty || !settings.read(inner.words, family, at: inner.line) {
                refuse(inner)
            }
        }
        if let family { families[family] = settings } else { evpn = settings }
        return true
    }
}

extension EOSConfiguration.Speaker.Family {
    /// - Parameter family: nil for EVPN.
    fileprivate mutating func read(
        _ words: [String], _ family: AddressFamily?, at line: Int
    ) -> Bool {
        if words.count == 2, words[0] == "network" {
            guard let prefix = IPPrefix(reading: words[1]), prefix.family == family else {
                return false
            }
            networks.append((prefix, line))
            return true
        }
        guard words.count > 2, words[0] == "neighbor" else { return false }
        switch Array(words.dropFirst(2)) {
        case ["activate"] where activated == nil:
            activated = .init(value: words[1], line: line)
            return true
        case ["next-hop", "address-family", "ipv6", "originate"]
        where words[1] == activated?.value && family == .ipv4 && !hasIPv6NextHops:
            hasIPv6NextHops = true
            return true
        default: break
        }
        guard words.count == 5, words[2] == "route-map", words[1] == activated?.value else {
            return false
        }
        let use = RoutePolicies.Use(name: words[3], line: line)
        switch words[4] {
        case "in" where input == nil: input = use
        case "out" where output == nil: output = use
        default: return false
        }
        return true
    }
}

extension EOSConfiguration.Speaker.VRF {
    /// `redistribute connected|static route-map NAME`
    fileprivate mutating func read(
        _ words: [String], _ family: AddressFamily, at line: Int
    ) -> Bool {
        guard words.count == 4, words[0] == "redistribute", words[2] == "route-map" else {
            return false
        }
        let use = RoutePolicies.Use(name: words[3], line: line)
        switch words[1] {
        case "connected": return connected.updateValue(use, forKey: family) == nil
        case "static": return staticRoutes.updateValue(use, forKey: family) == nil
        default: return false
        }
    }
}

extension RouteMembership {
    /// `rd X`, `route-target import [evpn] X`, `route-target export [evpn] X`
    ///
    /// - Parameter family: the word that route targets of a VRF have, and of a VLAN not.
    fileprivate mutating func read(_ words: [String], family: String?, at line: Int) -> Bool {
        if words.count == 2, words[0] == "rd", distinguisher == nil {
            guard let value = RouteDistinguisher(reading: words[1]) else { return false }
            distinguisher = (value, line)
            return true
        }
        let count = family == nil ? 3 : 4
        guard words.count == count, words[0] == "route-target",
            family == nil || words[2] == family, let target = RouteTarget(reading: words[count - 1])
        else { return false }
        switch words[1] {
        case "import": imports.append((target, line))
        case "export": exports.append((target, line))
        default: return false
        }
        return true
    }
}

import Forwarding
import Net

/// `router bgp` and the nodes inside it.
extension FRRReader {
    private var speaker: FRRConfiguration.Speaker {
        get { configuration.speakers[configuration.speakers.count - 1] }
        _modify { yield &configuration.speakers[configuration.speakers.count - 1] }
    }

    mutating func beginSpeaker(_ words: [String], at line: Int) -> Bool {
        guard words.count == 3 || (words.count == 5 && words[3] == "vrf"), words[1] == "bgp",
            let asn = ASN(reading: words[2])
        else { return false }
        let vrf = words.count == 5 ? words[4] : ""
        guard configuration.speakingVRFs.insert(vrf).inserted else { return false }
        configuration.speakers.append(.init(asn: asn, vrf: vrf, line: line))
        return enter(.bgp, at: line)
    }

    mutating func readSpeaker(_ first: String, _ words: [String], at line: Int) -> Bool {
        switch first {
        case "bgp" where words.count == 3 && words[1] == "router-id":
            guard let address = IPv4Address(reading: words[2]), speaker.routerID == nil else {
                return false
            }
            speaker.routerID = (address, line)
            return true
        // What is written to the log, and which of equal routes are used together.
        case "bgp" where words == ["bgp", "log-neighbor-changes"]: return true
        case "bgp" where words == ["bgp", "bestpath", "as-path", "multipath-relax"]: return true
        // How soon a neighbour is given up.
        case "timers": return words.count == 4 && words[1] == "bgp"
        case "bgp", "no":
            let setting = words.joined(separator: " ")
            return Self.speakerSettings.contains(setting)
                && speaker.settings.insert(setting).inserted
        case "neighbor": return readNeighbor(words, at: line)
        case "address-family": return beginFamily(words, at: line)
        default: return leave(.top, by: "exit", words)
        }
    }

    /// No family without `activate`, no route without a policy. The second matters where there are
    /// neighbours.
    static let speakerSettings = ["no bgp default ipv4-unicast", "bgp ebgp-requires-policy"]

    private mutating func readNeighbor(_ words: [String], at line: Int) -> Bool {
        guard words.count >= 3, speaker.vrf.isEmpty else { return false }
        if words.count == 5, words[2] == "interface", words[3] == "peer-group",
            words[4] == speaker.group, isInterfaceName(words[1])
        {
            speaker.peers.append((words[1], line))
            return true
        }
        if words.count == 3, words[2] == "peer-group", speaker.group == nil {
            speaker.group = words[1]
            return true
        }
        guard words[1] == speaker.group else { return false }
        switch words[2] {
        case "remote-as":
            return words.count == 4 && words[3] == "external"
                && speaker.settings.insert(Self.external).inserted
        // How soon routes are told, a session is tried again and a neighbour is given up.
        case "advertisement-interval": return words.count == 4
        case "timers": return words.count == 5 && words[3] == "connect"
        case "bfd": return words.count == 3
        default: return false
        }
    }

    /// Neighbours are of other AS numbers.
    static let external = "remote-as external"

    // MARK: Address families

    private mutating func beginFamily(_ words: [String], at line: Int) -> Bool {
        if words == ["address-family", "l2vpn", "evpn"] {
            guard speaker.evpn == nil else { return false }
            speaker.evpn = .init(line: line, own: .init(line: speaker.line))
            return enter(.evpn, at: line)
        }
        guard words.count == 3, words[2] == "unicast", let family = addressFamily(words[1]),
            speaker.families[family] == nil
        else { return false }
        speaker.families[family] = .init(line: line)
        return enter(.family(family), at: line)
    }

    /// The family in BGP's words.
    private func addressFamily(_ word: String) -> AddressFamily? {
        switch word {
        case "ipv4": .ipv4
        case "ipv6": .ipv6
        default: nil
        }
    }

    mutating func readFamily(
        _ family: AddressFamily, _ first: String, _ words: [String], at line: Int
    ) -> Bool {
        switch first {
        case "network":
            guard words.count == 2, speaker.vrf.isEmpty, let prefix = IPPrefix(reading: words[1]),
                prefix.family == family
            else { return false }
            speaker.families[family]?.networks.append((prefix, line))
            return true
        case "neighbor":
            if words.count == 3, words[1] == speaker.group, words[2] == "activate" {
                speaker.families[family]?.isActive = true
                return true
            }
            guard let use = policy(words, at: line) else { return false }
            return set(use.map, at: use.isInput ? \.input : \.output, in: family)
        // How many of equal routes are used together.
        case "maximum-paths": return words.count == 2
        case "redistribute": return readRedistribution(words, in: family, at: line)
        default: return leave(.bgp, by: "exit-address-family", words)
        }
    }

    private mutating func set(
        _ use: RoutePolicies.Use,
        at path: WritableKeyPath<FRRConfiguration.Family, RoutePolicies.Use?>,
        in family: AddressFamily
    ) -> Bool {
        guard var settings = speaker.families[family], settings[keyPath: path] == nil else {
            return false
        }
        settings[keyPath: path] = use
        speaker.families[family] = settings
        return true
    }

    /// `neighbor GROUP route-map NAME in|out`
    private func policy(
        _ words: [String], at line: Int
    ) -> (map: RoutePolicies.Use, isInput: Bool)? {
        guard words.count == 5, words[1] == speaker.group, words[2] == "route-map",
            words[4] == "in" || words[4] == "out"
        else { return nil }
        return (.init(name: words[3], line: line), words[4] == "in")
    }

    private mutating func readRedistribution(
        _ words: [String], in family: AddressFamily, at line: Int
    ) -> Bool {
        let map = words.count == 4 && words[2] == "route-map" ? words[3] : nil
        guard !speaker.vrf.isEmpty, words.count == 2 || map != nil,
            var settings = speaker.families[family]
        else { return false }
        switch words[1] {
        case "connected" where settings.connected == nil: settings.connected = (line, map)
        case "static" where settings.staticRoutes == nil: settings.staticRoutes = (line, map)
        default: return false
        }
        speaker.families[family] = settings
        return true
    }

    // MARK: EVPN

    mutating func readEVPN(_ first: String, _ words: [String], at line: Int) -> Bool {
        let isVRF = !speaker.vrf.isEmpty
        switch first {
        case "neighbor" where words.count == 3 && words[2] == "activate":
            guard words[1] == speaker.group else { return false }
            speaker.evpn?.isActive = true
            return true
        case "neighbor": return readPolicyOfEVPN(words, at: line)
        case "advertise-all-vni" where !isVRF && words.count == 1:
            guard speaker.evpn?.advertisesVNIs == nil else { return false }
            speaker.evpn?.advertisesVNIs = line
            return true
        case "vni" where !isVRF && words.count == 2:
            guard let vni = VNI(reading: words[1]) else { return false }
            speaker.evpn?.vnis.append(.init(vni: vni, line: line))
            return enter(.vni, at: line)
        case "advertise" where isVRF && words.count == 3 && words[2] == "unicast":
            guard let family = addressFamily(words[1]) else { return false }
            speaker.evpn?.advertised.append((family, line))
            return true
        case "rd" where isVRF, "route-target" where isVRF:
            guard var membership = speaker.evpn?.own, read(words, at: line, into: &membership)
            else { return false }
            speaker.evpn?.own = membership
            return true
        default: return leave(.bgp, by: "exit-address-family", words)
        }
    }

    private mutating func readPolicyOfEVPN(_ words: [String], at line: Int) -> Bool {
        guard let use = policy(words, at: line),
            (use.isInput ? speaker.evpn?.input : speaker.evpn?.output) == nil
        else { return false }
        if use.isInput { speaker.evpn?.input = use.map } else { speaker.evpn?.output = use.map }
        return true
    }

    mutating func readVNI(_ first: String, _ words: [String], at line: Int) -> Bool {
        guard first == "rd" || first == "route-target" else {
            return leave(.evpn, by: "exit-vni", words)
        }
        guard let last = speaker.evpn?.vnis.indices.last,
            var membership = speaker.evpn?.vnis[last],
            read(words, at: line, into: &membership)
        else { return false }
        speaker.evpn?.vnis[last] = membership
        return true
    }

    /// `rd X`, `route-target import X`, `route-target export X`
    private func read(
        _ words: [String], at line: Int, into membership: inout RouteMembership
    ) -> Bool {
        if words.count == 2, words[0] == "rd", membership.distinguisher == nil {
            guard let distinguisher = RouteDistinguisher(reading: words[1]) else { return false }
            membership.distinguisher = (distinguisher, line)
            return true
        }
        guard words.count == 3, words[0] == "route-target",
            let target = RouteTarget(reading: words[2])
        else { return false }
        switch words[1] {
        case "import": membership.imports.append((target, line))
        case "export": membership.exports.append((target, line))
        default: return false
        }
        return true
    }
}

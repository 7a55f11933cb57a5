// frr.conf, as `vtysh -b` of FRR 8.4 hands it to the daemons.
//
// Commands stand in nodes: `router bgp 4200000001` opens one, `exit` closes it. FRR looks for a
// command that a node does not know in the nodes around it, and takes every unambiguous beginning
// of a word for the word; here each node has to be closed by its own words, and all words are
// whole. A command that is not known in its node is refused.
//
// Policies are interpreted, not recognised by name: what a neighbour is told follows from the
// `network` statements and the route-map that stands in its way, with the lists that it matches.
// What FRR would make up where nothing is said is refused: a VNI or VRF without route distinguisher
// or route targets would import from every AS (`*:VNI`), and a family without a policy would be
// left to the version.

import Forwarding
import Net

struct FRRReader {
    var findings: Findings
    var configuration = FRRConfiguration()
    private var node = Node.top
    /// The line that opened the node.
    private var head = 0
    /// The entry of the route-map that is open, and its number.
    var entry = RouteMapEntry(permits: false, line: 0)
    var entryNumber: UInt32 = 0

    enum Node: Hashable {
        case top, vrf, interface, bgp, evpn, vni, bfd
        case routeMap(String)
        case family(AddressFamily)
    }

    init(_ source: SourceText) { findings = Findings(source) }

    mutating func read() {
        let source = findings.source
        for number in 1..<source.lines.count + 1 {
            let words = source.words(ofLine: number)
            guard let first = words.first, !first.hasPrefix("!"), !first.hasPrefix("#") else {
                continue
            }
            if !read(first, words, at: number) {
                findings.refuse(number, "a command or a value that is not known here")
            }
        }
        if node != .top { findings.refuse(head, "not closed") }
    }

    /// False where the line has to be refused.
    private mutating func read(_ first: String, _ words: [String], at line: Int) -> Bool {
        switch node {
        case .top: readTop(first, words, at: line)
        case .vrf: readVRF(first, words, at: line)
        case .interface: readInterface(first, words)
        case .routeMap(let name): readRouteMap(name, first, words, at: line)
        case .bgp: readSpeaker(first, words, at: line)
        case .family(let family): readFamily(family, first, words, at: line)
        case .evpn: readEVPN(first, words, at: line)
        case .vni: readVNI(first, words, at: line)
        case .bfd: leave(.top, by: "exit", words)
        }
    }

    mutating func enter(_ node: Node, at line: Int) -> Bool {
        self.node = node
        head = line
        return true
    }

    mutating func leave(_ node: Node, by closing: String, _ words: [String]) -> Bool {
        guard words == [closing] else { return false }
        self.node = node
        return true
    }

    // MARK: Outside all nodes

    private mutating func readTop(_ first: String, _ words: [String], at line: Int) -> Bool {
        switch first {
        // How it is called and where it writes its log.
        case "hostname", "log": return true
        case "frr", "service", "line":
            let setting = words.joined(separator: " ")
            return Self.settings.contains(setting)
                && (first != "frr" || configuration.isEmpty)
                && configuration.settings.insert(setting).inserted
        case "ip", "ipv6":
            guard words.count > 1 else { return false }
            if words[1] == "prefix-list" { return readPrefixList(words, at: line) }
            guard let route = staticRoute(words, at: line) else { return false }
            configuration.routes.append(route)
            return true
        case "vrf":
            guard words.count == 2, isInterfaceName(words[1]),
                configuration.namesOfVRFs.insert(words[1]).inserted
            else { return false }
            configuration.vrfs.append((words[1], .init(line: line)))
            return enter(.vrf, at: line)
        case "interface":
            guard words.count == 2, isInterfaceName(words[1]) else { return false }
            configuration.interfaces.append((words[1], line))
            return enter(.interface, at: line)
        case "route-map": return beginRouteMap(words, at: line)
        case "bgp": return readPathList(words, at: line)
        case "router": return beginSpeaker(words, at: line)
        case "bfd": return words.count == 1 && enter(.bfd, at: line)
        default: return false
        }
    }

    /// Lines of the whole file. The first two choose all defaults, so they have to be there, and
    /// before what has any.
    static let settings = [
        "frr version 8.4", "frr defaults datacenter", "service integrated-vtysh-config", "line vty",
    ]

    // MARK: VRFs and interfaces

    private mutating func readVRF(_ first: String, _ words: [String], at line: Int) -> Bool {
        let last = configuration.vrfs.count - 1
        switch first {
        case "vni":
            guard words.count == 2, let vni = VNI(reading: words[1]),
                configuration.vrfs[last].vrf.vni == nil
            else { return false }
            configuration.vrfs[last].vrf.vni = (vni, line)
            return true
        case "ip", "ipv6":
            guard let route = staticRoute(words, at: line) else { return false }
            configuration.vrfs[last].vrf.routes.append(route)
            return true
        default: return leave(.top, by: "exit-vrf", words)
        }
    }

    /// Router advertisements bring a session about sooner, and nothing else where a session is;
    /// elsewhere they would make a router of the device.
    private mutating func readInterface(_ first: String, _ words: [String]) -> Bool {
        switch first {
        case "description": return true
        case "ipv6":
            return words.count == 4 && words.starts(with: ["ipv6", "nd", "ra-interval"])
        case "no": return words == ["no", "ipv6", "nd", "suppress-ra"]
        default: return leave(.top, by: "exit", words)
        }
    }

    /// `ip route P N`, with a tag and a distance or without. A floating route has both, so that
    /// its tag leads it to less preference in BGP; another tag may do anything.
    private func staticRoute(_ words: [String], at line: Int) -> FRRConfiguration.Route? {
        guard words.count >= 4, words[1] == "route", let prefix = IPPrefix(reading: words[2]),
            let nextHop = IPAddress(reading: words[3]), let family = family(of: words[0]),
            prefix.family == family, nextHop.family == family
        else { return nil }
        var route = FRRConfiguration.Route(
            prefix: prefix, nextHop: nextHop, distance: 1, line: line)
        var rest = words.dropFirst(4)
        if rest.first == "tag" {
            guard rest.count > 1, let tag = UInt32(reading: rest[rest.startIndex + 1]) else {
                return nil
            }
            route.tag = tag
            rest = rest.dropFirst(2)
        }
        if let text = rest.popFirst() {
            guard let distance = UInt8(reading: text), distance > 0 else { return nil }
            route.distance = distance
        }
        let isFloating = route.distance == RoutePolicies.floating
        guard rest.isEmpty, route.tag == (isFloating ? UInt32(RoutePolicies.floating) : nil) else {
            return nil
        }
        return route
    }
}

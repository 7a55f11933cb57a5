// startup-config, as EOS with the multi-agent routing protocols takes it.
//
// What stands to the right is inside what stands to the left above it, three columns a block; `!`
// begins a comment. Every statement is known in its block and whole, or refused; and so is one that
// does not stand in the order of the back-end, because EOS does not look at columns.
//
// What follows from something else than a word that says it:
//
// * Routes do not leave their VRF, so no packet does: a statement that would leak one is not known
//   here. An interface in a VRF is therefore one that its packets may leave by, and a table ends
//   where its lookups do.
// * The VLANs of L3VNIs are EOS's own, out of the internal range; they are counted from its
//   beginning, in order of VNIs. Their routed interfaces and all tunnels have the MTU that
//   interfaces have where nothing is said.
// * EVPN advertises what `router bgp` has a block for.
//
// A `remark` begins a rule, whose lines are all combinations of its sources, destinations and ports;
// its words are for people. `established` is TCP with ACK or RST. A segment with SYN and RST, which
// it lets in, opens no connection (RFC 9293, section 3.10.7.2).

import Forwarding
import Net

struct EOSReader {
    var findings: Findings
    var configuration = EOSConfiguration()

    init(_ source: SourceText) { findings = Findings(source) }

    mutating func read() {
        let statements = statements()
        for block in EOSOrder.file.split(statements[...], { refuseOrder(of: $0) }) {
            if !readTop(block) { refuse(block) }
        }
        for setting in Self.settings where configuration.settings[setting] == nil {
            if setting != Self.stringMode || !configuration.policies.pathLists.isEmpty {
                findings.miss(setting)
            }
        }
        if configuration.internalVLANs == nil { findings.miss("the range of internal VLANs") }
        if configuration.defaultMTU == nil { findings.miss("the MTU of interfaces") }
        interpretTables()
        interpretInterfaces()
        interpretTunnels()
        interpretSpeaker()
        interpretInput()
    }

    /// The statement is not known here, and so nothing inside it.
    mutating func refuse(_ block: EOSBlock) {
        findings.refuse(block.line, "a command or a value that is not known here")
        for statement in block.body {
            findings.refuse(statement.line, "in a block that is not known")
        }
    }

    /// The block stands behind one that EOS would take it to be in, or behind what needs it.
    mutating func refuseOrder(of block: EOSBlock) {
        findings.refuse(
            block.line, "not in the order of the back-end, which EOS may understand otherwise")
        refuse(block)
    }

    /// Reads the statements of a block, which have no blocks of their own.
    mutating func readLines(
        _ block: EOSBlock, _ read: (inout Self, EOSStatement) -> Bool
    ) {
        for inner in EOSBlock.split(block.body) {
            if !inner.body.isEmpty || !read(&self, inner.head) { refuse(inner) }
        }
    }

    /// Lines that have to stand there: EVPN needs the first; the second keeps the device silent at
    /// its edges.
    static let settings = [
        "service routing protocols model multi-agent", "no lldp run", "no aaa root",
        "ip routing ipv6 interfaces", "ipv6 unicast-routing", stringMode, "management ssh",
    ]
    /// Has to stand there where there are lists of paths: `_` is what separates two numbers.
    private static let stringMode = "ip as-path regex-mode string"

    // MARK: Outside all blocks

    /// False where the block has to be refused.
    private mutating func readTop(_ block: EOSBlock) -> Bool {
        let words = block.words
        let text = words.joined(separator: " ")
        switch text {
        case "interface defaults": return readDefaults(block)
        case "system control-plane":
            readLines(block) { $0.readControlPlane($1) }
            return true
        case "management ssh": return readManagement(block)
        default: break
        }
        switch words[0] {
        case "interface": return readInterface(block)
        case "vlan" where words.count == 2: return readVLAN(block)
        case "router": return readSpeaker(block)
        case "route-map": return readRouteMap(block)
        case "ip" where words.count == 3, "ipv6" where words.count == 3:
            if words[1] == "access-list" { return readAccessList(block) }
            if words[1] == "prefix-list" { return readPrefixList(block) }
        default: break
        }
        guard block.body.isEmpty else { return false }
        if Self.settings.contains(text) {
            return configuration.settings.updateValue(block.line, forKey: text) == nil
        }
        return readLine(block.head, text)
    }

    private mutating func readLine(_ statement: EOSStatement, _ text: String) -> Bool {
        let words = statement.words
        let line = statement.line
        switch words[0] {
        // How it is called; what bridges tell each other, which hosts do not.
        case "hostname": return words.count == 2
        case "spanning-tree": return text == "spanning-tree mode mstp"
        case "vlan": return readInternalVLANs(words, at: line)
        case "vrf":
            guard words.count == 3, words[1] == "instance", isInterfaceName(words[2]) else {
                return false
            }
            return configuration.tables.updateValue(line, forKey: words[2]) == nil
        case "no":
            guard words.count == 5, text.hasPrefix("no ip routing vrf ") else { return false }
            return configuration.unrouted.updateValue(line, forKey: words[4]) == nil
        case "ip", "ipv6": return readAddressing(words, at: line)
        default: return false
        }
    }

    private mutating func readAddressing(_ words: [String], at line: Int) -> Bool {
        guard let family = family(of: words[0]), words.count > 2 else { return false }
        switch words[1] {
        case "route": return readRoute(words, family, at: line)
        case family == .ipv4 ? "routing" : "unicast-routing":
            guard words.count == 4, words[2] == "vrf" else { return false }
            return configuration.routed[family, default: [:]]
                .updateValue(line, forKey: words[3]) == nil
        case "virtual-router" where family == .ipv4:
            guard words.count == 4, words[2] == "mac-address",
                let mac = MACAddress(reading: words[3]), configuration.gatewayMAC == nil
            else { return false }
            configuration.gatewayMAC = .init(value: mac, line: line)
            return true
        case "as-path" where family == .ipv4:
            guard words.count == 7, words[2] == "access-list", words[4] == "permit",
                words[6] == "any", let pattern = PathPattern(reading: words[5])
            else { return false }
            return configuration.policies.pathLists[words[3], default: []].insert(pattern).inserted
        default: return false
        }
    }

    private mutating func readInternalVLANs(_ words: [String], at line: Int) -> Bool {
        guard words.count == 7,
            words.starts(with: ["vlan", "internal", "order", "ascending", "range"]),
            let first = VLANID(reading: words[5]), let last = VLANID(reading: words[6]),
            first <= last, configuration.internalVLANs == nil
        else { return false }
        configuration.internalVLANs = .init(value: first.rawValue...last.rawValue, line: line)
        return true
    }

    private mutating func readVLAN(_ block: EOSBlock) -> Bool {
        guard let vlan = VLANID(reading: block.words[1]),
            configuration.vlans.updateValue(block.line, forKey: vlan) == nil
        else { return false }
        // Its name is for people.
        readLines(block) { _, statement in
            statement.words.count == 2 && statement.words[0] == "name"
        }
        return true
    }

    private mutating func readDefaults(_ block: EOSBlock) -> Bool {
        readLines(block) { reader, statement in
            guard statement.words.count == 2, statement.words[0] == "mtu",
                let mtu = Int(reading: statement.words[1]), reader.configuration.defaultMTU == nil
            else { return false }
            reader.configuration.defaultMTU = .init(value: mtu, line: statement.line)
            return true
        }
        return true
    }

    /// `shutdown`, but not in the VRFs that have a block.
    private mutating func readManagement(_ block: EOSBlock) -> Bool {
        guard configuration.settings.updateValue(block.line, forKey: "management ssh") == nil else {
            return false
        }
        var isDown = false
        var vrfs: Set<String> = []
        for inner in EOSOrder.managementSSH.split(block.body, { refuseOrder(of: $0) }) {
            let on = inner.body.map(\.words) == [["no", "shutdown"]]
            switch inner.words.count {
            case 1 where inner.words == ["shutdown"] && inner.body.isEmpty && !isDown:
                isDown = true
            case 2 where inner.words[0] == "vrf" && on && vrfs.insert(inner.words[1]).inserted:
                break
            default: refuse(inner)
            }
        }
        if isDown {
            configuration.managedVRFs = vrfs
        } else {
            findings.refuse(block.line, "on in the default VRF")
        }
        return true
    }

    /// `ip route [vrf X] P N [distance] [tag T]`. A floating route has a tag, which leads it to less
    /// preference in BGP; another tag may do anything.
    private mutating func readRoute(
        _ words: [String], _ family: AddressFamily, at line: Int
    ) -> Bool {
        var rest = words.dropFirst(2)
        var vrf = ""
        if rest.first == "vrf" {
            guard rest.count > 3 else { return false }
            vrf = rest[rest.startIndex + 1]
            rest = rest.dropFirst(2)
        }
        guard let prefix = rest.popFirst().flatMap({ IPPrefix(reading: $0) }),
            let nextHop = rest.popFirst().flatMap({ IPAddress(reading: $0) }),
            prefix.family == family, nextHop.family == family
        else { return false }
        var distance: UInt8 = 1
        if let word = rest.first, word != "tag" {
            guard let number = UInt8(reading: word), number > 0 else { return false }
            distance = number
            rest = rest.dropFirst()
        }
        let isFloating = distance == RoutePolicies.floating
        guard Array(rest) == (isFloating ? ["tag", "\(RoutePolicies.floating)"] : []) else {
            return false
        }
        configuration.routes.append(
            .init(vrf: vrf, prefix: prefix, nextHop: nextHop, distance: distance, line: line))
        return true
    }
}

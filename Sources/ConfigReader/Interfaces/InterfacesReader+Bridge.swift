import Forwarding
import Net

/// What the bridge says; its ports inherit from it.
struct Bridge {
    var name: String
    var vlans: [VLANID] = []
    /// The line that names `vlans`.
    var vlansLine: Int
    /// The VLAN of frames without a tag at ports that name none; nil for 0.
    var untagged: VLANID?
    var untaggedLine: Int
    var ports: Set<String> = []

    /// The command that keeps new ports out of VLAN 1.
    static func withoutDefault(_ name: String) -> [String] {
        ["ip", "link", "set", "dev", name, "type", "bridge", "vlan_default_pvid", "0"]
    }

    /// The command that keeps it from learning stations from frames to reserved addresses.
    static func withoutReserved(_ name: String) -> [String] {
        ["ip", "link", "set", "dev", name, "type", "bridge", "no_linklocal_learn", "1"]
    }
}

extension InterfacesReader {
    mutating func readBridge(_ stanzas: [Stanza]) {
        for stanza in stanzas where stanza.kind == .bridge {
            guard bridge == nil else {
                findings.refuse(stanza.line, "a second bridge")
                continue
            }
            readBridge(stanza, among: stanzas)
        }
    }

    private mutating func readBridge(_ stanza: Stanza, among stanzas: [Stanza]) {
        var bridge = Bridge(
            name: stanza.name, vlansLine: stanza.line, untaggedLine: stanza.line)
        if let attribute = stanza["bridge-vids"] {
            bridge.vlansLine = attribute.line
            bridge.vlans = vlans(attribute)
            for vlan in bridge.vlans { findings.say(.bridgeVLAN(vlan), at: attribute.line) }
        }
        readDefault(of: stanza, into: &bridge)
        if let attribute = stanza["bridge-ports"] {
            // Interfaces that have VLANs as ports have; ifupdown2 takes no VLAN device for a port.
            let names = Set(
                stanzas.filter { [.port, .bond, .tunnel].contains($0.kind) }.map(\.name))
            for port in attribute.values {
                guard names.contains(port), bridge.ports.insert(port).inserted else {
                    findings.refuse(attribute.line, "no port of that name, or named twice")
                    continue
                }
                findings.say(.bridged(port), at: attribute.line)
            }
        }
        if stanza["bridge-vlan-aware"]?.values != ["yes"] {
            findings.refuse(stanza.line, "a bridge that does not look at tags")
        }
        let commands = stanza.attributes.filter { $0.key == "post-up" }
        if let command = commands.first(where: { $0.values == Bridge.withoutReserved(stanza.name) })
        {
            findings.say(.ignoresReserved, at: command.line)
        }
        if !commands.contains(where: { $0.values == Bridge.withoutDefault(stanza.name) }) {
            findings.refuse(stanza.line, "new ports join VLAN 1: vlan_default_pvid is not 0")
        }
        self.bridge = bridge
    }

    /// Where a frame without a tag goes that enters by a port which does not say it.
    private mutating func readDefault(of stanza: Stanza, into bridge: inout Bridge) {
        guard let attribute = stanza["bridge-pvid"] else {
            // ifupdown2 gives 1 to ports where nobody says any.
            bridge.untagged = VLANID(rawValue: 1)
            findings.refuse(stanza.line, "a bridge without bridge-pvid 0")
            return
        }
        bridge.untaggedLine = attribute.line
        guard attribute.values != ["0"] else { return }
        bridge.untagged = vlan(attribute)
        // The bridge itself would have to be a member as well, for which there are no words.
        findings.refuse(attribute.line, "a bridge with a VLAN of its own for frames without a tag")
    }

    /// The VLANs of a port.
    mutating func readVLANs(of stanza: Stanza) {
        let isBridged = bridge?.ports.contains(stanza.name) == true
        if let access = stanza["bridge-access"] {
            if let vlan = vlan(access) {
                findings.say(.untagged(stanza.name, vlan), at: access.line)
            }
            for key in ["bridge-vids", "bridge-pvid", "bridge-allow-untagged"] {
                guard let attribute = stanza[key] else { continue }
                findings.refuse(attribute.line, "without effect beside bridge-access")
            }
            return
        }
        let untagged = untagged(of: stanza, isBridged: isBridged)
        if let untagged { findings.say(.untagged(stanza.name, untagged.vlan), at: untagged.line) }
        let tagged: [(vlan: VLANID, line: Int)]
        if let attribute = stanza["bridge-vids"] {
            tagged = vlans(attribute).map { ($0, attribute.line) }
        } else if isBridged, let bridge {
            tagged = bridge.vlans.map { ($0, bridge.vlansLine) }
        } else {
            tagged = []
        }
        for (vlan, line) in tagged where vlan != untagged?.vlan {
            findings.say(.tagged(stanza.name, vlan), at: line)
        }
    }

    private mutating func untagged(
        of stanza: Stanza, isBridged: Bool
    ) -> (vlan: VLANID, line: Int)? {
        let attribute = stanza["bridge-pvid"]
        if let refusal = stanza["bridge-allow-untagged"] {
            if refusal.values != ["no"] { findings.refuse(refusal.line, "neither no nor nothing") }
            if let attribute { findings.refuse(attribute.line, "untagged frames are refused") }
            return nil
        }
        guard let attribute else {
            guard isBridged, let bridge, let vlan = bridge.untagged else { return nil }
            return (vlan, bridge.untaggedLine)
        }
        if attribute.values == ["0"] { return nil }
        return vlan(attribute).map { ($0, attribute.line) }
    }

    /// The VLANs of a list; one that is malformed or stands twice refuses the line.
    private mutating func vlans(_ attribute: Stanza.Attribute) -> [VLANID] {
        var result: [VLANID] = []
        var known: Set<VLANID> = []
        if attribute.values.isEmpty { findings.refuse(attribute.line, "no VLAN") }
        for text in attribute.values {
            guard let vlan = VLANID(reading: text), known.insert(vlan).inserted else {
                findings.refuse(attribute.line, "not a list of different VLANs from 1 to 4094")
                continue
            }
            result.append(vlan)
        }
        return result
    }
}

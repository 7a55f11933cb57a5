// The interfaces of a device, as ifupdown2 3.0 reads them.
//
// What is interpreted as the program does it, against its source:
//
// * `bridge-access V` puts a port untagged into V, and nothing else counts. Otherwise the port is
//   tagged in its own `bridge-vids` or, where it has none, in all of the bridge's; untagged in its
//   own `bridge-pvid` or the bridge's, 1 where neither says any, and in none where that is 0 or
//   `bridge-allow-untagged no` (`addons/bridge.py`, _apply_bridge_vlan_aware_port_settings_all).
//   A PVID is untagged, whether `bridge-vids` names it or not.
// * An interface comes up with the system only where an `auto` line precedes it.
// * A value that stands twice counts once, the first; we refuse it, unless it may stand often.
//
// Unknown attributes and values are refused: ifupdown2 has some 200 attributes, of which we write
// thirty.

import Forwarding
import Net

/// What other files of the device have to agree with.
struct InterfacesContent {
    struct Table {
        var vrf: String
        var number: Int
        var line: Int
    }

    struct Tunnel {
        var vni: VNI
        var local: IPv4Address
        var line: Int
    }

    var tables: [Table] = []
    var tunnels: [Tunnel] = []
    /// Prefixes of interfaces, by VRF.
    var connected: [String: [IPPrefix]] = [:]
}

struct InterfacesReader {
    var findings: Findings
    var content = InterfacesContent()
    private let stanzas: [Stanza]
    /// Names of VRFs, and of all interfaces.
    let vrfs: Set<String>
    let names: Set<String>
    /// The bridge; nil where there is none.
    var bridge: Bridge?

    init(_ source: SourceText) {
        var reader = StanzaReader(source)
        reader.read()
        findings = reader.findings
        stanzas = reader.stanzas
        vrfs = Set(stanzas.filter { $0.kind == .vrf }.map(\.name))
        names = Set(stanzas.map(\.name))
    }

    mutating func read() {
        readBridge(stanzas)
        for stanza in stanzas { read(stanza) }
    }

    /// Attributes that cannot bear on isolation, whatever they say.
    private static let withoutEffect: Set<String> = [
        // A text for people.
        "alias",
        // Which leg of a LAG a frame takes, and when a leg takes part.
        "bond-mode", "bond-min-links", "bond-miimon", "bond-lacp-rate", "bond-xmit-hash-policy",
        // Whether the switch answers for stations that it knows, with what they would say.
        "bridge-arp-nd-suppress",
    ]

    /// Attributes that may stand more than once.
    private static let repeatable: Set<String> = ["address", "post-up"]

    private mutating func read(_ stanza: Stanza) {
        let kind = stanza.kind
        var known: Set<String> = []
        for attribute in stanza.attributes {
            let key = attribute.key
            if Self.withoutEffect.contains(key) { continue }
            if !known.insert(key).inserted, !Self.repeatable.contains(key) {
                findings.refuse(attribute.line, "said twice")
            } else if !readCommon(attribute, of: stanza, kind) {
                read(attribute, of: stanza, kind)
            }
        }
        switch kind {
        case .port, .bond: readVLANs(of: stanza)
        case .tunnel: readTunnel(stanza)
        case .vlan: readVLANDevice(stanza)
        case .bridge, .loopback, .vrf: break
        }
        noteConnected(stanza)
    }

    /// Attributes of one kind of interface; others mean nothing there, or not what they seem to.
    private mutating func read(
        _ attribute: Stanza.Attribute, of stanza: Stanza, _ kind: Stanza.Kind
    ) {
        let isRead: Bool =
            switch (kind, attribute.key) {
            case (.port, "bridge-access"), (.port, "bridge-vids"), (.port, "bridge-pvid"),
                (.port, "bridge-allow-untagged"), (.bond, "bridge-access"), (.bond, "bridge-vids"),
                (.bond, "bridge-pvid"), (.bond, "bridge-allow-untagged"), (.bridge, "bridge-ports"),
                (.bridge, "bridge-vids"), (.bridge, "bridge-pvid"), (.bridge, "bridge-vlan-aware"),
                (.tunnel, "vxlan-id"), (.tunnel, "vxlan-local-tunnelip"),
                (.tunnel, "bridge-access"), (.vlan, "vlan-raw-device"), (.vlan, "vlan-id"):
                true
            case (.tunnel, "vxlan-learning"): attribute.values == ["no"]
            case (.tunnel, "bridge-learning"): attribute.values == ["off"]
            // Neither spanning tree nor snooping takes a frame out of its VLAN.
            case (.bridge, "bridge-stp"), (.bridge, "bridge-mcsnoop"): attribute.values == ["no"]
            case (.bridge, "post-up"):
                attribute.values == Bridge.withoutDefault(stanza.name)
                    || attribute.values == Bridge.withoutReserved(stanza.name)
            case (.bond, "bond-slaves"): readLegs(attribute, of: stanza.name)
            case (.vrf, "vrf-table"): readTable(attribute, of: stanza.name)
            case (.vrf, "post-up"): readEnd(attribute, of: stanza)
            default: false
            }
        if !isRead {
            findings.refuse(attribute.line, "an attribute or a value that is not known here")
        }
    }

    /// Attributes of every kind; false where it is none of them.
    private mutating func readCommon(
        _ attribute: Stanza.Attribute, of stanza: Stanza, _ kind: Stanza.Kind
    ) -> Bool {
        guard let value = attribute.values.first, attribute.values.count == 1 else { return false }
        let name = stanza.name
        let line = attribute.line
        switch attribute.key {
        case "mtu":
            guard let octets = Int(reading: value), octets <= 65_535 else {
                return false
            }
            findings.say(.mtu(name, octets), at: line)
        case "address":
            guard let address = InterfaceAddress(reading: value) else { return false }
            findings.say(.address(name, address), at: line)
        case "hwaddress":
            guard let address = MACAddress(reading: value) else { return false }
            findings.say(.hardwareAddress(name, address), at: line)
        case "vrf":
            guard vrfs.contains(value), kind != .vrf else { return false }
            findings.say(.inVRF(name, vrf: value), at: line)
        case "link-down":
            guard value == "yes" else { return false }
            findings.say(.down(name), at: line)
        // Without an address of its own accord an interface takes part in less.
        case "ipv6-addrgen": return value == "off"
        default: return false
        }
        return true
    }

    private mutating func noteConnected(_ stanza: Stanza) {
        let vrf = stanza["vrf"]?.values.first ?? ""
        for attribute in stanza.attributes where attribute.key == "address" {
            guard let value = attribute.values.first, let address = InterfaceAddress(reading: value)
            else { continue }
            content.connected[vrf, default: []].append(address.prefix)
        }
    }
}

import Forwarding
import Net

/// LAGs, VRFs, VXLAN devices and VLAN devices. A reader of an attribute returns false where the
/// line has to be refused.
extension InterfacesReader {
    mutating func readLegs(_ attribute: Stanza.Attribute, of lag: String) -> Bool {
        guard !attribute.values.isEmpty, attribute.values.allSatisfy(isInterfaceName) else {
            return false
        }
        for leg in attribute.values { findings.say(.leg(leg, of: lag), at: attribute.line) }
        return true
    }

    // MARK: VRFs

    mutating func readTable(_ attribute: Stanza.Attribute, of vrf: String) -> Bool {
        guard attribute.values.count == 1,
            let number = UInt32(reading: attribute.values[0])
        else { return false }
        findings.say(.vrf(vrf), at: attribute.line)
        content.tables.append(.init(vrf: vrf, number: Int(number), line: attribute.line))
        return true
    }

    /// The route that ends the table: worse than all that a daemon installs, as the kernel's
    /// Documentation/networking/vrf.rst has it.
    mutating func readEnd(_ attribute: Stanza.Attribute, of stanza: Stanza) -> Bool {
        guard let table = stanza["vrf-table"]?.values.first else { return false }
        for (family, option) in [(AddressFamily.ipv4, "-4"), (.ipv6, "-6")] {
            let command = [
                "ip", option, "route", "replace", "unreachable", "default", "metric", "4278198272",
                "table", table,
            ]
            guard attribute.values == command else { continue }
            findings.say(.endsLookup(vrf: stanza.name, family), at: attribute.line)
            return true
        }
        return false
    }

    // MARK: VXLAN

    mutating func readTunnel(_ stanza: Stanza) {
        guard let id = stanza["vxlan-id"],
            let vni = findings.value(id.line, "no VNI", VNI(reading: id.values.only)),
            let source = stanza["vxlan-local-tunnelip"],
            let local = findings.value(
                source.line, "no IPv4 address", IPv4Address(reading: source.values.only))
        else {
            findings.refuse(stanza.line, "a VXLAN device without VNI or address")
            return
        }
        findings.say(.tunnel(stanza.name, vni, local: local), at: id.line)
        content.tunnels.append(.init(vni: vni, local: local, line: id.line))
        guard stanza["vxlan-learning"] != nil, stanza["bridge-learning"] != nil else {
            findings.refuse(stanza.line, "a VXLAN device that learns addresses from packets")
            return
        }
        guard let access = stanza["bridge-access"] else {
            findings.refuse(stanza.line, "a VXLAN device without its one VLAN")
            return
        }
        if let vlan = vlan(access) { findings.say(.untagged(stanza.name, vlan), at: access.line) }
    }

    // MARK: VLAN devices

    /// A name with a dot would do for ifupdown2; both lines have to say what the name does.
    mutating func readVLANDevice(_ stanza: Stanza) {
        guard let parent = stanza["vlan-raw-device"], let id = stanza["vlan-id"] else {
            findings.refuse(stanza.line, "a VLAN device without parent or VLAN")
            return
        }
        guard let vlan = vlan(id) else { return }
        guard parent.values.count == 1, names.contains(parent.values[0]) else {
            findings.refuse(parent.line, "no interface of that name")
            return
        }
        guard parent.values[0] == bridge?.name else {
            findings.say(
                .subinterface(stanza.name, parent: parent.values[0], vlan), at: parent.line)
            return
        }
        findings.say(.svi(stanza.name, vlan), at: id.line)
        if bridge?.vlans.contains(vlan) != true {
            findings.refuse(id.line, "the bridge is no member of the VLAN")
        }
    }

    /// The one VLAN of an attribute; nil after the line has been refused.
    mutating func vlan(_ attribute: Stanza.Attribute) -> VLANID? {
        findings.value(
            attribute.line, "not one VLAN from 1 to 4094", VLANID(reading: attribute.values.only))
    }
}

extension [String] {
    /// The only element; empty, which is no value of any notation, where there are more or none.
    var only: String { count == 1 ? self[0] : "" }
}

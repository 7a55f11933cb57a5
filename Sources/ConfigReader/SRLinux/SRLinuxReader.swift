// config.json, as SR Linux 25.3 takes it with `load file`.
//
// One value of RFC 7951. Every member is known in its place, and whole, or refused; a list has no key
// twice.
//
// What follows from something else than a member that says it:
//
// * Routes do not leave their network instance, so no packet does: a member that would leak one is
//   not known here. An interface of an ip-vrf is therefore one that its packets may leave by, and a
//   table ends where its lookups do. The instance of management has one interface.
// * The index of a VXLAN interface is the VLAN of the device; that of a gateway and of a bridged
//   sub-interface has to be the same. A port that has tags drops frames that no sub-interface names.
// * A VNI of an ip-vrf has no interface. What stands for it, and all tunnels, have the MTU that
//   interfaces have where nothing is said.
// * The filter of a gateway sees what is routed; discovery may be let in to addresses that are
//   never routed or the gateway's own, whatever the hop limit: the device itself drops it where the
//   limit is not 255 (RFC 4861, section 7.1).
// * Static routes with the distance 250 wait for routes of EVPN, which have 170, and only a route in
//   use is advertised.
//
// Entries of a filter whose numbers follow each other are one rule: all combinations of its sources,
// destinations and ports. A filter accepts what no entry matches, so that the last has to drop.

import Forwarding
import Net

struct SRLinuxReader {
    var findings: Findings
    var configuration = SRLinuxConfiguration()

    init(_ source: SourceText) { findings = Findings(source) }

    mutating func read() {
        let file: LocatedJSON
        do {
            file = try findings.source.json()
        } catch {
            findings.refuse(error.line, "not JSON: expected \(error.expected)")
            return
        }
        read(file) { reader, members in
            reader.readFilters(members.take("srl_nokia-acl:acl"))
            reader.readList(members.take("srl_nokia-interfaces:interface")) {
                $0.readPort(&$1)
            }
            reader.readList(members.take("srl_nokia-network-instance:network-instance")) {
                $0.readInstance(&$1)
            }
            reader.readPolicies(members.take("srl_nokia-routing-policy:routing-policy"))
            reader.readSystem(members.take("srl_nokia-system:system"))
            reader.readList(members.take("srl_nokia-tunnel-interfaces:tunnel-interface")) {
                $0.readTunnels(&$1)
            }
        }
        interpretInstances()
        interpretSpeaker()
        interpretInput()
    }

    // MARK: Objects

    /// Reads the members of an object; those that `body` leaves are refused.
    mutating func read(
        _ json: LocatedJSON?, _ body: (inout Self, inout JSONMembers) -> Void
    ) {
        guard let json else { return }
        guard var members = JSONMembers(json) else {
            findings.refuse(json.line, "not an object")
            return
        }
        body(&self, &members)
        for line in members.unread {
            findings.refuse(line, "a member or a value that is not known here")
        }
    }

    /// Reads the objects of a list.
    mutating func readList(
        _ json: LocatedJSON?, _ body: (inout Self, inout JSONMembers) -> Void
    ) {
        guard let json else { return }
        guard case .list(let elements) = json.value else {
            findings.refuse(json.line, "not a list")
            return
        }
        for element in elements { read(element, body) }
    }

    /// The object has less than it must have, or what another has already.
    mutating func refuse(_ members: JSONMembers, _ reason: String = "something is missing") {
        findings.refuse(members.line, reason)
    }

    // MARK: The device

    private mutating func readSystem(_ json: LocatedJSON?) {
        read(json) { reader, members in
            // How it is called.
            reader.read(members.take("srl_nokia-system-name:name")) { _, name in
                _ = name.text("host-name")
            }
            reader.read(members.take("srl_nokia-mtu:mtu")) { reader, mtu in
                reader.configuration.defaultMTU = mtu.number("default-ip-mtu") {
                    Int(reading: $0)
                }
            }
            reader.read(members.take("srl_nokia-lldp:lldp")) { reader, lldp in
                reader.configuration.isSilent = lldp.has("admin-state", "disable") != nil
            }
            reader.readControlPlane(members.take("control-plane-traffic"))
            reader.readList(members.take("srl_nokia-ssh:ssh-server")) { reader, server in
                guard server.text("name") != nil, server.has("admin-state", "enable") != nil,
                    let instance = server.text("network-instance")
                else { return reader.refuse(server) }
                reader.configuration.shells.append(instance)
            }
        }
    }

    private mutating func readControlPlane(_ json: LocatedJSON?) {
        read(json) { reader, members in
            reader.read(members.take("input")) { reader, input in
                reader.read(input.take("srl_nokia-acl:acl")) { reader, acl in
                    reader.configuration.inputs = reader.readFilterNames(acl.take("acl-filter"))
                }
            }
        }
    }

    private mutating func readTunnels(_ members: inout JSONMembers) {
        guard members.has("name", "vxlan1") != nil else { return refuse(members) }
        readList(members.take("vxlan-interface")) { reader, tunnel in
            let isBridged = tunnel.text("type") { text -> Bool? in
                switch text {
                case "srl_nokia-interfaces:bridged": true
                case "srl_nokia-interfaces:routed": false
                default: nil
                }
            }
            var vni: Said<VNI>?
            reader.read(tunnel.take("ingress")) { vni = $1.number("vni") { VNI(reading: $0) } }
            guard let index = tunnel.number("index", { VLANID(reading: $0) }), let isBridged,
                let vni, reader.configuration.tunnels[index.value] == nil,
                !reader.configuration.tunnels.values.contains(where: { $0.vni == vni.value })
            else { return reader.refuse(tunnel) }
            reader.configuration.tunnels[index.value] = .init(
                vni: vni.value, isBridged: isBridged.value, line: vni.line)
        }
    }
}

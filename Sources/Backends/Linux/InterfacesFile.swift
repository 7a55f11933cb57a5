// The interfaces of a device, for ifupdown2 (Debian package, version 3.0).
//
// Why ifupdown2 and not systemd-networkd: one file holds the whole device, in the order people read
// it; a VLAN-aware bridge, VXLAN, bonds and VRFs are one idiom, and switches ship with it; and the
// file can be parsed without touching a kernel, `ifup -a -s -i FILE`, which the tests do.
//
// What the kernel would otherwise do behind our back, and what stands against it:
//
// * A port of a bridge joins VLAN 1. The bridge has PVID 0, and every port says its own VLANs:
//   one without would inherit all of the bridge's.
// * A lookup that finds nothing in a VRF's table goes on to the main table, out of the VRF. Each
//   table ends with an unreachable default; ifupdown2 itself moves the rule of the local table
//   behind that of the VRFs.
// * A VXLAN device learns addresses from packets. Learning is off: BGP says where stations are.
// * The gateway has the same MAC and IP addresses on every device, on purpose. Duplicate address
//   detection, which would disable it, is off (`sysctl.conf`).
//
// ifupdown2 refuses routing tables above 5000 unless its policy says otherwise: `ifupdown2.json`.

import Diagnostics
import IR
import Net

struct InterfacesFile {
    let fabric: Fabric
    let device: Device

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "interfaces", of: device, indent: 4)
        out.line("# \(device.name): /etc/network/interfaces")
        for interface in device.interfaces { write(interface, to: &out) }
        writeBridge(to: &out)
        writeVRFs(to: &out)
        return out.finished()
    }

    private func write(_ interface: Interface, to out: inout ConfigText) {
        let name = LinuxName(interface.name)
        out.gap(at: interface.origins)
        out.line("auto \(name)", at: interface.origins)
        let method: ConfigLine = interface.name == .loopback ? " inet loopback" : ""
        out.block("iface \(name)\(method)", at: interface.origins) { out in
            if let summary = interface.summary { out.line("alias \(summary)") }
            if case .lag(_, let legs) = interface.name { writeBond(of: legs, to: &out) }
            if case .subinterface(let port, let vlan) = interface.name {
                out.line("vlan-raw-device \(port)")
                out.line("vlan-id \(vlan)")
            }
            writeRole(of: interface, to: &out)
            for address in interface.addresses { out.line("address \(address)") }
        }
    }

    private func writeRole(of interface: Interface, to out: inout ConfigText) {
        func mtu() { out.line("mtu \(interface.mtu)") }
        func vrf(_ id: VRFID) { out.line("vrf \(LinuxName.vrf(id, on: device, in: fabric))") }
        switch interface.role {
        case .loopback, .member: break
        case .unused: out.line("link-down yes")
        case .underlay, .carrier, .exchange: mtu()
        case .access(let segment):
            mtu()
            out.line("bridge-access \(fabric[segment].vlan)")
        case .trunk(let tagged, let native):
            mtu()
            writeTrunk(tagged: tagged, native: native, to: &out)
        case .gateway(let segment):
            onBridge(fabric[segment].vlan, mac: fabric.parameters.gatewayMAC, to: &out)
            mtu()
            if case .vrf(let owner) = fabric[segment].owner { vrf(owner) }
        case .vrfTransit(let id):
            onBridge(fabric[id].vlan, mac: device.routerMAC, to: &out)
            mtu()
            out.line("ipv6-addrgen off")
            vrf(id)
        case .firewallTransit(let id, _):
            mtu()
            // A firewall routes for all VRFs in one table; its filter tells them apart.
            if device.role != .firewall { vrf(id) }
        case .exit(let id):
            mtu()
            vrf(id)
        case .management: out.line("vrf \(LinuxName.management)")
        }
    }

    private func writeTrunk(
        tagged: [SegmentID], native: SegmentID?, to out: inout ConfigText
    ) {
        let vlans = tagged.map { fabric[$0].vlan }.sorted()
        guard let native else {
            out.line("bridge-vids \(vlans.joined(by: " "))")
            out.line("bridge-allow-untagged no")
            return
        }
        guard !vlans.isEmpty else {
            out.line("bridge-access \(fabric[native].vlan)")
            return
        }
        out.line("bridge-vids \(vlans.joined(by: " "))")
        out.line("bridge-pvid \(fabric[native].vlan)")
    }

    private func writeBond(of legs: [PortName], to out: inout ConfigText) {
        out.line("bond-slaves \(legs.joined(by: " "))")
        out.line("bond-mode 802.3ad")
        out.line("bond-min-links 1")
        out.line("bond-miimon 100")
        out.line("bond-lacp-rate fast")
        out.line("bond-xmit-hash-policy layer3+4")
    }

    private func onBridge(_ vlan: VLANID, mac: MACAddress?, to out: inout ConfigText) {
        out.line("vlan-raw-device \(LinuxName.bridge)")
        out.line("vlan-id \(vlan)")
        if let mac { out.line("hwaddress \(mac)") }
    }
}

import Diagnostics
import Net

/// Every number of a topology, written or allocated, by the object it belongs to.
///
/// Made together with the ledger that keeps the numbers; every look-up of an object of the topology
/// succeeds.
public struct Identifiers: Sendable {
    /// What the ledger file shall hold from now on.
    public let ledger: Ledger

    public func asn(device: Name) -> ASN { asn(value(.asn, "device/\(device)")) }

    public func loopbackIPv4(device: Name) -> IPv4Address {
        IPv4Address(rawValue: UInt32(value(.loopbackIPv4, "device/\(device)")))
    }

    public func loopbackIPv6(device: Name) -> IPv6Address {
        IPv6Address(rawValue: value(.loopbackIPv6, "device/\(device)"))
    }

    /// The L3VNI of a VRF, the VLAN that carries it inside a device, and its index.
    public func vrf(_ path: String) -> (vni: VNI, vlan: VLANID, index: UInt16) {
        triple("vrf/" + path)
    }

    /// The L2VNI of a segment, its VLAN and its index.
    public func segment(_ path: String) -> (vni: VNI, vlan: VLANID, index: UInt16) {
        triple("segment/" + path)
    }

    /// The same of a LAN of the exchange.
    public func lan(_ name: Name) -> (vni: VNI, vlan: VLANID, index: UInt16) {
        triple("lan/\(name)")
    }

    /// The VLAN of a VRF between service leaves and the devices of a firewall.
    public func transitVLAN(firewall: Name, vrf path: String) -> VLANID {
        vlan(value(.transitVLAN, "transit/\(firewall)/\(path)"))
    }

    /// The lower address, which the service leaf has, of a /31 towards a firewall's device; the
    /// firewall has the next (RFC 3021).
    public func transitIPv4(device: Name, vrf path: String) -> IPv4Address {
        IPv4Address(rawValue: UInt32(value(.transitIPv4, "transit/\(device)/\(path)")))
    }

    /// The lower address of a /127 (RFC 6164).
    public func transitIPv6(device: Name, vrf path: String) -> IPv6Address {
        IPv6Address(rawValue: value(.transitIPv6, "transit/\(device)/\(path)"))
    }

    private func triple(_ path: String) -> (vni: VNI, vlan: VLANID, index: UInt16) {
        guard let vni = VNI(rawValue: UInt32(value(.vni, path))) else {
            preconditionFailure("an allocated VNI is in range: \(path)")
        }
        return (vni, vlan(value(.vlan, path)), UInt16(value(.index, path)))
    }

    private func vlan(_ value: UInt128) -> VLANID {
        guard let vlan = VLANID(rawValue: UInt16(value)) else {
            preconditionFailure("an allocated VLAN ID is in range")
        }
        return vlan
    }

    private func asn(_ value: UInt128) -> ASN {
        guard let asn = ASN(rawValue: UInt32(value)) else {
            preconditionFailure("an allocated AS number is in range")
        }
        return asn
    }

    private func value(_ kind: IdentifierKind, _ path: String) -> UInt128 {
        guard let entry = ledger[IdentifierKey(kind, path)] else {
            preconditionFailure("no \(kind.rawValue) was allocated for \(path)")
        }
        return entry.value
    }
}

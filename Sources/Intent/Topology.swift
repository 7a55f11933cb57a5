// Intent: what the operator wrote, and whether it can be meant.
//
// A topology is text: one YAML file or several, merged. `Reading/` turns the octets into the
// values of this file, with a place on every value and every error in one run; nothing is guessed
// on the way, and a scalar stays text until its field types it. `Checks/` then asks of the whole
// what no single field can answer: whether a VLAN is used twice, whether a link ends at a port that
// exists. `Ledger/` gives numbers to what was left without one, and keeps them.
//
//     octets --read--> Topology --check--> CheckedTopology --(Compiler)--> Fabric
//
// A `CheckedTopology` can be made in no other way than by `check`. Everything that the fabric may
// carry is written here; what is not written is forbidden.

import Diagnostics
import Net

/// A topology as it was read: every reference still a name, every number perhaps absent.
public struct Topology: Sendable {
    /// The files that the spans of all values point into.
    public var sources = SourceFiles()
    public var name: Located<Name>?
    public var defaults = Defaults()
    public var pools = Pools()
    public var classes: [TenantClass] = []
    public var sites: [Site] = []
    public var devices: [Device] = []
    public var links: [Link] = []
    public var lags: [LAG] = []
    public var firewalls: [Firewall] = []
    public var tenants: [Tenant] = []
    public var services: [SharedService] = []
    public var contracts: [Contract] = []
    public var exchange: Exchange?
    /// Already added to the members.
    public var registrations: [Registration] = []
    public var validatedPayloads: ValidatedPayloads?
    /// Already filled into the members and the policy.
    public var peeringDB: PeeringDBSnapshot?
    /// Names of objects that could not be read, or not in full; a reference to one of them, or
    /// into it, is not an error of its own.
    public var unreadNames: Set<String> = []

    public init() {}
}

/// What holds where nothing else is said.
public struct Defaults: Sendable {
    /// MAC address of every anycast gateway. Default 02:00:5e:00:00:01.
    public var gatewayMAC: Located<MACAddress>?
    /// Administrator of every route target; differs from every AS number. Default 64900.
    public var routeTargetAdministrator: Located<UInt16>?
    /// MTU of links between devices, in octets of IP packet. Default 9216.
    public var fabricMTU: Located<Int>?
    /// MTU towards tenants, in octets of IP packet. Default 1500.
    public var tenantMTU: Located<Int>?

    public init() {}
}

/// Ranges that identifiers are allocated from where the topology does not give them.
public struct Pools: Sendable {
    public var loopbackIPv4: Located<IPPrefix>?
    public var loopbackIPv6: Located<IPPrefix>?
    /// Addresses between service leaves and firewalls: a /31 and a /127 each.
    public var transitIPv4: Located<IPPrefix>?
    public var transitIPv6: Located<IPPrefix>?
    /// The management network; tenants must not reach it.
    public var management: [Located<IPPrefix>] = []
    public var asn: Located<ClosedRange<UInt32>>?
    /// VLAN IDs of segments.
    public var vlan: Located<ClosedRange<UInt32>>?
    /// VLAN IDs that carry the L3VNI of a VRF inside a device.
    public var vlanL3VNI: Located<ClosedRange<UInt32>>?
    /// VLAN IDs between a service leaf and a firewall.
    public var vlanTransit: Located<ClosedRange<UInt32>>?
    public var vniL2: Located<ClosedRange<UInt32>>?
    public var vniL3: Located<ClosedRange<UInt32>>?

    public init() {}
}

/// A class of tenants, and what holds between it and everybody else.
public struct TenantClass: Sendable {
    public enum DefaultRule: String, Sendable, CaseIterable {
        /// What no contract permits is forbidden, within the class and beyond.
        case deny
    }

    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var defaultRule: Located<DefaultRule>?
    public var span: SourceSpan
}

public struct Site: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var rooms: [Room]
    public var span: SourceSpan
    public var facility: Facility?
}

/// A room: a failure domain with its racks.
public struct Room: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var racks: [Located<Name>]
    public var span: SourceSpan
    /// That of the site where absent.
    public var facility: Facility?
}

public enum DeviceRole: String, Sendable, CaseIterable {
    case spine
    case leaf
    case border
    case serviceLeaf = "service-leaf"
    case firewall
    case exchangeEdge = "exchange-edge"
    case routeServer = "route-server"

    /// Whether segments and VRFs live on the device.
    public var isVTEP: Bool {
        switch self {
        case .leaf, .border, .serviceLeaf, .exchangeEdge: true
        case .spine, .firewall, .routeServer: false
        }
    }

    /// Whether the device takes part in the underlay's routing.
    public var isSwitch: Bool { isVTEP || self == .spine }
}

public enum Platform: String, Sendable, CaseIterable {
    case linuxFRR = "linux-frr"
    case bird2
    case eos
    case openBGPD = "openbgpd"
    case sonic
    case srLinux = "srlinux"

    /// Whether EVPN has sessions of its own, between loopbacks.
    public var hasEVPNBetweenLoopbacks: Bool { self == .eos || self == .srLinux }

    /// Whether devices choose the VLANs of L3VNIs themselves.
    public var choosesVLANsOfL3VNIs: Bool { self == .eos }

    /// What names of VRFs begin with.
    public var vrfPrefix: String { self == .sonic ? "Vrf-" : "v-" }

    /// Whether no statement bounds the size of packets in L3VNIs.
    public var hasUnboundL3VNIs: Bool { self == .eos || self == .srLinux }

    /// Whether the MAC address of inter-subnet forwarding is the chassis' own.
    public var hasRouterMACOfChassis: Bool { self == .srLinux }
}

public struct Device: Sendable {
    public var name: Located<Name>
    public var role: Located<DeviceRole>
    public var platform: Located<Platform>
    /// Of the software that the platform is named after; the oldest that we write for where absent.
    public var platformVersion: Located<SoftwareVersion>?
    public var rack: Located<Name>?
    /// Every port of the device, in the order written; `swp1-48` is 48 of them.
    public var ports: [Located<PortName>]
    public var asn: Located<ASN>?
    public var loopbackIPv4: Located<IPv4Address>?
    public var loopbackIPv6: Located<IPv6Address>?
    /// Address on the management network, with its length.
    public var management: Located<InterfaceAddress>?
    /// The port on the management network; required with `management`.
    public var managementPort: Located<PortName>?
    public var span: SourceSpan
    public var hardware: Hardware?
    /// Each port at most once.
    public var speeds: [PortSpeeds] = []
}

/// A cable between two ports.
public struct Link: Sendable {
    public var a: Located<PortReference>
    public var b: Located<PortReference>
    public var span: SourceSpan
}

/// Ports of one device that act as one (IEEE 802.1AX). Attachments, links and exchange connections
/// name the LAG as a port.
public struct LAG: Sendable {
    public var name: Located<PortName>
    public var device: Located<Name>
    public var ports: [Located<PortName>]
    public var span: SourceSpan
}

/// One or two firewalls that contracts pass through: the first is active, the second takes over.
public struct Firewall: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var devices: [Located<Name>]
    public var span: SourceSpan
}

public struct Tenant: Sendable {
    public var name: Located<Name>
    public var tenantClass: Located<Name>
    public var summary: Located<FreeText>?
    public var vrfs: [VRF]
    public var attachments: [Attachment]
    public var span: SourceSpan
}

public struct VRF: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    /// The L3VNI; allocated where absent.
    public var vni: Located<VNI>?
    /// Additional to the one made of administrator and VNI; nobody else may carry it.
    public var routeTargets: [Located<RouteTarget>]
    public var segments: [Segment]
    public var exits: [Exit]
    public var span: SourceSpan
}

/// One bridged network.
public struct Segment: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var vlan: Located<VLANID>?
    public var vni: Located<VNI>?
    public var ipv4: Located<IPPrefix>?
    public var ipv6: Located<IPPrefix>?
    /// Anycast gateways; the first address behind the prefix's own where absent.
    public var gatewayIPv4: Located<IPv4Address>?
    public var gatewayIPv6: Located<IPv6Address>?
    public var span: SourceSpan
}

/// Where a VRF leaves the fabric: a routed port with default routes to the next hops given.
public struct Exit: Sendable {
    public var name: Located<Name>
    public var port: Located<PortReference>
    /// Tag on the port; untagged where absent.
    public var vlan: Located<VLANID>?
    public var ipv4: Located<InterfaceAddress>?
    public var ipv6: Located<InterfaceAddress>?
    public var nextHopIPv4: Located<IPv4Address>?
    public var nextHopIPv6: Located<IPv6Address>?
    public var span: SourceSpan
}

/// Where hosts of a tenant are: a port, and how segments come out of it.
public struct Attachment: Sendable {
    public var port: Located<PortReference>
    public var summary: Located<FreeText>?
    public var membership: Membership
    public var hosts: [Host]
    public var span: SourceSpan

    public enum Membership: Sendable {
        /// One segment, untagged.
        case access(Located<SegmentReference>)
        /// Several segments under their VLAN IDs; perhaps one of them untagged.
        case trunk(tagged: [Located<SegmentReference>], native: Located<SegmentReference>?)
    }
}

/// A segment of the tenant in hand: `vrf/segment`, or `segment` where the tenant has one VRF.
public struct SegmentReference: Hashable, Sendable {
    public var vrf: Name?
    public var segment: Name
}

/// A station that is known to be behind an attachment.
public struct Host: Sendable {
    public var name: Located<Name>?
    public var mac: Located<MACAddress>?
    public var ipv4: Located<IPv4Address>?
    public var ipv6: Located<IPv6Address>?
    public var span: SourceSpan
}

/// Something that many may use: a name server, a backup store, the way to the Internet.
public struct SharedService: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var tenant: Located<Name>
    /// The VRF it lives in; may be left out where the tenant has one.
    public var vrf: Located<Name>?
    /// Within segments of the VRF, or 0.0.0.0/0 and ::/0 where the VRF has an exit.
    public var prefixes: [Located<IPPrefix>]
    public var ports: [Located<ServicePort>]
    public var span: SourceSpan
}

/// Who may open connections to whom. Replies are part of it; the other direction is not.
public struct Contract: Sendable {
    public var name: Located<Name>
    public var summary: Located<FreeText>?
    public var from: Party
    public var to: Party
    /// May be left out where `to` is a service: its ports then.
    public var allow: [Located<ServicePort>]
    /// The firewall that the traffic passes; may be left out where there is one.
    public var via: Located<Name>?
    public var span: SourceSpan
}

/// One side of a contract. Exactly one of tenant, class and service is given.
public struct Party: Sendable {
    public var tenant: Located<Name>?
    public var vrf: Located<Name>?
    public var segments: [Located<Name>]
    public var prefixes: [Located<IPPrefix>]
    public var tenantClass: Located<Name>?
    public var service: Located<Name>?
    public var span: SourceSpan
}

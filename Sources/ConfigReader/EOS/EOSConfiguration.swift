import Forwarding
import Net

/// What `startup-config` says, each part with its line, before anything is interpreted.
struct EOSConfiguration {
    struct Said<Value> {
        var value: Value
        var line: Int
    }

    struct Interface {
        enum Native: Hashable {
            case vlan(VLANID)
            /// Of frames without a tag none passes.
            case dropped
        }

        var name: String
        var line: Int
        var isDown: Int?
        var mtu: Said<Int>?
        var isSwitchport: Said<Bool>?
        var mode: Said<String>?
        var access: Said<VLANID>?
        var native: Said<Native>?
        var allowed: Said<[VLANID]>?
        var encapsulation: Said<VLANID>?
        var vrf: Said<String>?
        var addresses: [Said<InterfaceAddress>] = []
        /// Shared with other devices.
        var virtualAddresses: [Said<InterfaceAddress>] = []
        var hasIPv6: Int?
        /// Sends no router advertisements.
        var isSilent: Int?
        var lists: [AddressFamily: Said<String>] = [:]
        var channel: Said<Int>?
    }

    struct Tunnels {
        var line: Int
        var settings: Set<String> = []
        var mac: Said<MACAddress>?
        var vlans: [(vlan: VLANID, vni: VNI, line: Int)] = []
        var vrfs: [(vrf: String, vni: VNI, line: Int)] = []
    }

    struct Route {
        /// Empty for the default VRF.
        var vrf: String
        var prefix: IPPrefix
        var nextHop: IPAddress
        var distance: UInt8
        var line: Int
    }

    /// Where a list for the device itself is applied.
    enum InputScope: Hashable {
        /// In every VRF that has no list of its own.
        case others
        /// Empty for the default VRF.
        case vrf(String)
    }

    struct Speaker {
        struct Family {
            var line: Int
            var activated: Said<String>?
            var input: RoutePolicies.Use?
            var output: RoutePolicies.Use?
            var networks: [(prefix: IPPrefix, line: Int)] = []
            var hasIPv6NextHops = false
        }

        struct Neighbour {
            var group: Said<String>?
            var asn: Said<ASN>?
        }

        struct Bridge {
            var vlan: VLANID
            var membership: RouteMembership
            var advertises = false
        }

        struct VRF {
            var name: String
            var membership: RouteMembership
            var connected: [AddressFamily: RoutePolicies.Use] = [:]
            var staticRoutes: [AddressFamily: RoutePolicies.Use] = [:]
        }

        var asn: ASN
        var line: Int
        var routerID: Said<IPv4Address>?
        var settings: Set<String> = []
        /// Settings of each peer group.
        var groups: [String: Set<String>] = [:]
        var peers: [(port: String, group: String, asn: ASN, line: Int)] = []
        var neighbours: [IPv4Address: Neighbour] = [:]
        var bridges: [Bridge] = []
        var families: [AddressFamily: Family] = [:]
        var evpn: Family?
        var vrfs: [VRF] = []
    }

    /// Lines of the whole file that stand there.
    var settings: [String: Int] = [:]
    var internalVLANs: Said<ClosedRange<UInt16>>?
    var defaultMTU: Said<Int>?
    var vlans: [VLANID: Int] = [:]
    var tables: [String: Int] = [:]
    /// `ip routing vrf` and `ipv6 unicast-routing vrf`.
    var routed: [AddressFamily: [String: Int]] = [:]
    /// `no ip routing vrf`
    var unrouted: [String: Int] = [:]
    /// In order of the file.
    var interfaces: [Interface] = []
    var namesOfInterfaces: Set<String> = []
    var tunnels: Tunnels?
    var gatewayMAC: Said<MACAddress>?
    var lists: [AddressFamily: [String: AccessList]] = [:]
    var policies = RoutePolicies()
    var inputs: [AddressFamily: [InputScope: Said<String>]] = [:]
    var routes: [Route] = []
    var speaker: Speaker?
    /// VRFs in which the device may be configured; nil where SSH is on in the default one.
    var managedVRFs: Set<String>?
}

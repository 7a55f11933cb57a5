import Net

/// What `frr.conf` says, each part with its line, before anything is interpreted.
struct FRRConfiguration {
    struct VRF {
        var line: Int
        var vni: (VNI, line: Int)?
        var routes: [Route] = []
    }

    struct Route {
        var prefix: IPPrefix
        var nextHop: IPAddress
        var tag: UInt32?
        var distance: UInt8
        var line: Int
    }

    /// One `router bgp`.
    struct Speaker {
        var asn: ASN
        /// Empty for the default VRF.
        var vrf: String
        var line: Int
        var routerID: (IPv4Address, line: Int)?
        /// Settings without values that stand there.
        var settings: Set<String> = []
        /// The peer group; there is one at most.
        var group: String?
        var peers: [(port: String, line: Int)] = []
        var families: [AddressFamily: Family] = [:]
        var evpn: EVPN?
    }

    /// `address-family ipv4 unicast`, or IPv6.
    struct Family {
        var line: Int
        var networks: [(prefix: IPPrefix, line: Int)] = []
        var isActive = false
        var input: RoutePolicies.Use?
        var output: RoutePolicies.Use?
        /// `redistribute connected`, with its route-map where it has one.
        var connected: (line: Int, map: String?)?
        var staticRoutes: (line: Int, map: String?)?
    }

    struct EVPN {
        var line: Int
        var isActive = false
        var input: RoutePolicies.Use?
        var output: RoutePolicies.Use?
        var advertisesVNIs: Int?
        var advertised: [(family: AddressFamily, line: Int)] = []
        var vnis: [RouteMembership] = []
        /// Of the VRF.
        var own: RouteMembership
    }

    /// Settings of the whole file that stand there.
    var settings: Set<String> = []
    var routes: [Route] = []
    /// In order of the file.
    var vrfs: [(name: String, vrf: VRF)] = []
    /// Interfaces that have a block.
    var interfaces: [(name: String, line: Int)] = []
    var policies = RoutePolicies()
    /// In order of the file, at most one for each VRF.
    var speakers: [Speaker] = []
    var namesOfVRFs: Set<String> = []
    /// Whether nothing but settings has been said yet.
    var isEmpty: Bool {
        routes.isEmpty && vrfs.isEmpty && interfaces.isEmpty && policies.isEmpty
            && speakers.isEmpty
    }
    var speakingVRFs: Set<String> = []
}

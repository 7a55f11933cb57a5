import Forwarding
import Net

/// What `config.json` says, before anybody asks what it means.
struct SRLinuxConfiguration {
    struct FilterName: Hashable {
        var name: String
        var family: AddressFamily
    }

    struct FilterUse {
        var line: Int
        var filters: [AddressFamily: Said<String>] = [:]
    }

    struct Port {
        var name: String
        var line: Int
        /// Nil where nothing says whether it is on.
        var isOn: Said<Bool>?
        /// Octets of a frame.
        var mtu: Said<Int>?
        var hasTags: Said<Bool>?
        var isLAG = false
        /// The LAG that it is a leg of.
        var lag: Said<String>?
        var subinterfaces: [Subinterface] = []
    }

    struct Subinterface {
        enum Kind { case bridged, routed }
        enum Tag: Equatable {
            case none
            case tagged(VLANID)
        }

        var index: UInt16
        var line: Int
        var kind: Said<Kind>?
        var isOn = false
        var ipMTU: Said<Int>?
        var frameMTU: Said<Int>?
        /// Nil where nothing is said of tags.
        var tag: Said<Tag>?
        var addresses: [Said<InterfaceAddress>] = []
        /// Addresses that all gateways of the VLAN have.
        var sharedAddresses: [Said<InterfaceAddress>] = []
        var sharedMAC: Said<MACAddress>?
        /// Families that are on.
        var families: Set<AddressFamily> = []
        /// Router advertisements are sent.
        var isRouter = false
        /// What is known of stations is told to other gateways.
        var tellsStations: Set<AddressFamily> = []
    }

    struct Tunnel {
        var vni: VNI
        var isBridged: Bool
        var line: Int
    }

    struct Instance {
        enum Kind { case underlay, bridge, table }

        var name: String
        var line: Int
        var kind: Said<Kind>?
        var isOn = false
        var members: [Said<String>] = []
        var tunnels: [Said<String>] = []
        /// IPv4 packets are taken on interfaces without an IPv4 address.
        var takesIPv4: Int?
        var evpn: EVPN?
        var membership: RouteMembership?
        var exportPolicy: Said<String>?
        var routes: [StaticRoute] = []
        var speaker: Speaker?
    }

    struct EVPN {
        var tunnel: Said<String>
        var evi: UInt16
    }

    struct StaticRoute {
        var prefix: IPPrefix
        var distance: UInt8
        var nextHops: [IPAddress]
        var line: Int
    }

    /// `protocols bgp` of the default network instance.
    struct Speaker {
        struct Family {
            var line: Int
            var isOn: Bool
            var input: Said<String>?
            var output: Said<String>?
        }

        struct Group {
            var line: Int
            var isMultihop = false
            var localAddress: IPv4Address?
            /// By the names of families in BGP.
            var families: [String: Family] = [:]
        }

        var line: Int
        var isOn = false
        var asn: Said<ASN>?
        var routerID: Said<IPv4Address>?
        var isPoliced = false
        /// Those that are on, by their names in BGP.
        var families: Set<String> = []
        var hasIPv6NextHops = false
        /// Routes of EVPN that no network instance imports are kept.
        var keepsEVPN: Said<Bool>?
        var groups: [String: Group] = [:]
        var ports: [(name: String, group: String, asn: ASN, line: Int)] = []
        var neighbours: [(address: IPv4Address, group: String, asn: ASN, line: Int)] = []
    }

    struct PrefixSet {
        var line: Int
        var entries: [(prefix: IPPrefix, lengths: ClosedRange<Int>, line: Int)] = []
    }

    struct Policy {
        struct Statement: Equatable {
            var set: String?
            /// `local`, `static`, `bgp`
            var origin: String?
            /// Routes whose path has no AS number.
            var isPathEmpty = false
            /// A set of route targets that are added.
            var adds: String?
        }

        var line: Int
        /// What happens to routes that no statement accepts; all statements accept.
        var acceptsRest: Bool
        var statements: [(statement: Statement, line: Int)] = []
    }

    /// Lines whose numbers follow each other are one group.
    var filters: [FilterName: AccessList] = [:]
    /// By sub-interface.
    var filterUses: [String: FilterUse] = [:]
    var ports: [Port] = []
    var instances: [Instance] = []
    var tunnels: [VLANID: Tunnel] = [:]
    var prefixSets: [String: PrefixSet] = [:]
    var targetSets: [String: Said<RouteTarget>] = [:]
    var policies: [String: Policy] = [:]
    /// What the device itself hears.
    var inputs: [AddressFamily: Said<String>] = [:]
    /// Of packets, where nothing is said.
    var defaultMTU: Said<Int>?
    /// Network instances in which a shell is to be had.
    var shells: [Said<String>] = []
    var isSilent = false

    func port(_ name: String) -> Port? { ports.first { $0.name == name } }

    /// The sub-interface of a name such as `ethernet-1/1.110`.
    func subinterface(_ name: String) -> Subinterface? {
        guard let dot = name.lastIndex(of: "."),
            let index = UInt16(reading: String(name[name.index(after: dot)...]))
        else { return nil }
        return port(String(name[..<dot]))?.subinterfaces.first { $0.index == index }
    }
}

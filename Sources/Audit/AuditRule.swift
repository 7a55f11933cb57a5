/// What can be found. The raw value is the last part of the code in every report.
public enum AuditRule: String, Hashable, Comparable, Sendable, CaseIterable {
    // Addresses, places and contracts: what a flow is judged by.
    case unintendedFlow = "unintended-flow"
    case foreignAddress = "foreign-address"
    case unknownSource = "unknown-source"
    case unknownTag = "unknown-tag"
    case tenantToInfrastructure = "tenant-to-infrastructure"
    case exchangeToTenant = "exchange-to-tenant"
    case foreignVTEP = "foreign-vtep"
    case unknownMAC = "unknown-mac"
    case foreignARP = "arp-foreign"
    case guessedTunnel = "guessed-tunnel"
    case unintendedIPv6 = "unintended-ipv6"
    case gatewaySession = "gateway-session"
    // Tags and encapsulation.
    case doubleTag = "double-tag"
    case tagType = "tag-type"
    case untaggedOnTrunk = "untagged-on-trunk"
    case hiddenInLLC = "hidden-in-llc"
    // Protocols of switches where stations are.
    case switchProtocol = "switch-protocol"
    case spanningTree = "spanning-tree"
    case pvstMismatch = "pvst-mismatch"
    case discoveryLeak = "discovery-leak"
    case linkAggregation = "link-aggregation"
    case pauseFrame = "pause-frame"
    case forbiddenEtherType = "forbidden-ethertype"
    case forbiddenMulticast = "forbidden-multicast"
    case probeCrosses = "probe-crosses"
    // Stations.
    case stationElsewhere = "station-elsewhere"
    case sharedMAC = "mac-in-two-networks"
    case strayUnicast = "stray-unicast"
    case gatewayHairpin = "gateway-hairpin"
    case spoofedSource = "spoofed-source"
    // Who answers for what on a link.
    case addressClaimed = "address-claimed"
    case arpMismatch = "arp-mismatch"
    case proxyARP = "proxy-arp"
    case arpBeyondLAN = "arp-beyond-lan"
    case rogueDHCP = "rogue-dhcp"
    case rogueRouter = "rogue-router"
    case hiddenDiscovery = "hidden-discovery"
    case redirect = "redirect"
    // Overlay and routing.
    case tenantVXLAN = "tenant-vxlan"
    case labelFromEdge = "label-from-edge"
    case routingProtocol = "routing-protocol"
    // Evasion.
    case tinyFragment = "tiny-fragment"
    case fragmentOverlap = "fragment-overlap"
    case fragmentAmbiguity = "fragment-ambiguity"
    case atomicFragment = "atomic-fragment"
    case extensionChain = "extension-chain"
    case sourceRoute = "source-route"
    case protocolZero = "protocol-zero"

    /// `audit.unintended-flow`.
    public var code: String { "audit." + rawValue }

    /// Whether a finding may be suspect where it is made and a breach when all has been seen
    /// (`Observations.certainty`). What such a finding is about has to be bounded by the topology, lest
    /// one crowds out another (`FindingKey`).
    var isSettledAtTheEnd: Bool {
        self == .strayUnicast || self == .gatewayHairpin || self == .untaggedOnTrunk
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// How much a finding proves.
public enum Certainty: String, Hashable, Sendable, CaseIterable {
    /// Frames contradict the intent.
    case breach
    /// Frames look like it, and honest ones may look the same: somebody has to have a look.
    case suspect
}

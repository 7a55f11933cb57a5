import Diagnostics
import Net

/// What PeeringDB said on some day of the members, and of networks that want no route server: a
/// snapshot, taken by 'cristallo import peeringdb' and kept as text beside the topology.
///
/// It fills what a member leaves open and never changes what is written: where the two disagree,
/// `intent.peeringdb-differs` tells both places.
public struct PeeringDBSnapshot: Sendable {
    public var snapshot: Snapshot
    /// Prefixes of the exchange's LANs; nil where nobody asked.
    public var lans: [Located<IPPrefix>]?
    /// Networks that asked never to be in a path of a route server; added to those of the policy.
    public var neverViaRouteServers: [Located<ASN>]
    public var networks: [Network]
    public var span: SourceSpan

    /// A network that is a member.
    public struct Network: Sendable {
        public var asn: Located<ASN>
        /// The member's where it names none, and the network one alone.
        public var asSets: [Located<ASSetName>]
        /// The member's where it has none.
        public var maxPrefixIPv4: Located<Int>?
        public var maxPrefixIPv6: Located<Int>?
        /// The member's where it has none.
        public var policyPage: Located<WebAddress>?
        /// Where it says to be at this exchange; nil where nobody asked.
        public var ports: [Port]?
        public var span: SourceSpan
    }

    /// A port at the exchange, for comparison alone.
    public struct Port: Sendable {
        public var ipv4: Located<IPv4Address>?
        public var ipv6: Located<IPv6Address>?
        public var speed: Located<PortSpeed>?
        public var routeServerClient: Located<Bool>?
        public var span: SourceSpan
    }
}

extension Topology {
    /// Gives members what they leave open and PeeringDB knows, and the policy the networks that want
    /// no route server. Each value keeps the place where it stands.
    mutating func applyPeeringDB() {
        guard let peeringDB, let members = exchange?.members else { return }
        let networks = Dictionary(
            peeringDB.networks.map { ($0.asn.value, $0) }, uniquingKeysWith: { first, _ in first })
        for place in members.indices {
            guard let network = networks[members[place].asn.value] else { continue }
            exchange?.members[place].fill(from: network)
        }
        guard !peeringDB.neverViaRouteServers.isEmpty else { return }
        if exchange?.policy == nil {
            exchange?.policy = RoutePolicy(
                transitFree: [], neverViaRouteServers: [], span: peeringDB.span)
        }
        exchange?.policy?.neverViaRouteServers += peeringDB.neverViaRouteServers
    }
}

extension Member {
    fileprivate mutating func fill(from network: PeeringDBSnapshot.Network) {
        maxPrefixIPv4 = maxPrefixIPv4 ?? network.maxPrefixIPv4
        maxPrefixIPv6 = maxPrefixIPv6 ?? network.maxPrefixIPv6
        if asSet == nil, network.asSets.count == 1 { asSet = network.asSets.first }
        guard let page = network.policyPage, registration?.peeringPolicyPage == nil else { return }
        if registration == nil { registration = MemberRegistration(span: network.span) }
        registration?.peeringPolicyPage = page
    }
}

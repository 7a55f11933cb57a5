import Diagnostics
import Net

/// Ordered rules at one place of a device: the first entry that matches decides, and what none
/// matches is dropped.
public struct Filter: Sendable {
    public enum Place: Hashable, Sendable {
        /// Packets that enter through the gateway of a segment, before they are routed. Stateless:
        /// replies have entries of their own.
        case segmentIngress(SegmentID)
        /// Packets that a firewall forwards. Stateful: packets of a permitted connection pass, in
        /// both directions.
        case firewallForward(FirewallID)
    }

    public var place: Place
    public var entries: [FilterEntry]
    /// The lines that forbid the rest.
    public var defaultOrigins: [SourceSpan]

    public init(
        place: Place, entries: [FilterEntry], defaultOrigins: [SourceSpan]
    ) {
        self.place = place
        self.entries = entries
        self.defaultOrigins = defaultOrigins
    }
}

/// One rule. All prefixes of an entry are of one family.
public struct FilterEntry: Sendable {
    public enum Action: String, Hashable, Sendable { case permit, deny }

    /// What the entry is about.
    public enum Reason: Hashable, Sendable {
        /// Traffic within the VRF.
        case withinVRF
        /// A packet that a contract permits.
        case contract(ContractID)
        /// The answer to a packet that a contract permits; never one that opens a connection.
        case replies(ContractID)
        /// Address space that a following permit for the outside must not reach.
        case guardsInside
    }

    public var family: AddressFamily
    public var action: Action
    public var reason: Reason
    /// The VRF the packet comes from; nil where the place says it.
    public var sourceVRF: VRFID?
    /// The VRF the packet goes to; nil where every one is meant.
    public var destinationVRF: VRFID?
    /// Empty: every source.
    public var sources: [IPPrefix]
    /// Empty: every destination.
    public var destinations: [IPPrefix]
    /// Empty: every protocol. For replies the ports are source ports.
    public var ports: [ServicePort]
    public var origins: [SourceSpan]

    public init(
        family: AddressFamily, action: Action, reason: Reason, sourceVRF: VRFID?,
        destinationVRF: VRFID?, sources: [IPPrefix], destinations: [IPPrefix], ports: [ServicePort],
        origins: [SourceSpan]
    ) {
        self.family = family
        self.action = action
        self.reason = reason
        self.sourceVRF = sourceVRF
        self.destinationVRF = destinationVRF
        self.sources = sources
        self.destinations = destinations
        self.ports = ports
        self.origins = origins
    }
}

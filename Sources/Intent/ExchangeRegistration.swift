import Diagnostics
import Net

// What directories and member lists say beside the network itself. Nothing here forwards a packet or
// decides about a route; every field may be left out, and then no list says it.

/// Of the exchange as a whole.
public struct ExchangeRegistration: Sendable {
    /// Its name in full, where `name` is short.
    public var fullName: Located<FreeText>?
    /// Its number in the database of IX-F.
    public var ixfID: Located<Int>?
    public var peeringDBID: Located<Int>?
    public var country: Located<CountryCode>?
    public var website: Located<WebAddress>?
    /// Where its statistics can be asked for.
    public var statistics: Located<WebAddress>?
    public var support: ContactPoint?
    public var emergency: ContactPoint?
    public var billing: ContactPoint?
    public var routingRegistry: RoutingRegistry?
    public var span: SourceSpan
}

/// How somebody is reached.
public struct ContactPoint: Sendable {
    public var mail: Located<MailAddress>?
    public var phone: Located<PhoneNumber>?
    /// When: `24/7`.
    public var hours: Located<FreeText>?
    public var span: SourceSpan
}

/// Names in the routing registry (RFC 2622) that objects about the route servers need.
public struct RoutingRegistry: Sendable {
    /// The AS-SET of what the route servers announce.
    public var asSet: Located<ASSetName>?
    public var source: Located<RegistryName>?
    public var maintainer: Located<RegistryName>?
    public var adminContact: Located<RegistryName>?
    public var technicalContact: Located<RegistryName>?
    public var span: SourceSpan
}

/// The building that a site or a room is in.
public struct Facility: Sendable {
    public var name: Located<FreeText>
    public var city: Located<FreeText>?
    public var country: Located<CountryCode>?
    public var peeringDBID: Located<Int>?
    public var span: SourceSpan
}

/// What a device is made of.
public struct Hardware: Sendable {
    public var manufacturer: Located<FreeText>?
    /// With a manufacturer only.
    public var model: Located<FreeText>?
    public var software: Located<FreeText>?
    public var span: SourceSpan
}

/// Ports of a device that are equally fast.
public struct PortSpeeds: Sendable {
    public var ports: [Located<PortName>]
    public var speed: Located<PortSpeed>
    public var span: SourceSpan
}

/// Of a member.
public struct MemberRegistration: Sendable {
    /// As IX-F tells members apart.
    public enum Kind: String, Sendable, CaseIterable { case peering, ixp, other }

    public enum PeeringPolicy: String, Sendable, CaseIterable {
        case open, selective, restrictive, mandatory, closed
    }

    public var fullName: Located<FreeText>?
    public var kind: Located<Kind>?
    public var website: Located<WebAddress>?
    public var peeringPolicy: Located<PeeringPolicy>?
    public var peeringPolicyPage: Located<WebAddress>?
    public var since: Located<CalendarDate>?
    public var contact: ContactPoint?
    public var span: SourceSpan
}

/// Of a port of a member.
public struct ConnectionRegistration: Sendable {
    public enum State: String, Sendable, CaseIterable {
        /// Not yet there: no list names it.
        case ordered
        case active
        case inactive
    }

    public var state: Located<State>?
    public var since: Located<CalendarDate>?
    public var span: SourceSpan
}

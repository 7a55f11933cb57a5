import Diagnostics
import Net

// What directories and member lists say beside the network. No back-end and no proof reads it; a field
// that nobody wrote is nil, and no list says it.

/// Of the exchange as a whole.
public struct ExchangeRegistration: Hashable, Sendable {
    public var fullName: FreeText?
    public var ixfID: Int?
    public var peeringDBID: Int?
    public var country: CountryCode?
    public var website: WebAddress?
    public var statistics: WebAddress?
    public var support: ContactPoint?
    public var emergency: ContactPoint?
    public var billing: ContactPoint?
    public var routingRegistry = RoutingRegistry()

    public init() {}
}

/// How somebody is reached.
public struct ContactPoint: Hashable, Sendable {
    public var mail: MailAddress?
    public var phone: PhoneNumber?
    public var hours: FreeText?

    public init(mail: MailAddress?, phone: PhoneNumber?, hours: FreeText?) {
        self.mail = mail
        self.phone = phone
        self.hours = hours
    }
}

/// Names in the routing registry (RFC 2622).
public struct RoutingRegistry: Hashable, Sendable {
    public var asSet: String?
    public var source: RegistryName?
    public var maintainer: RegistryName?
    public var adminContact: RegistryName?
    public var technicalContact: RegistryName?

    public init() {}
}

/// The building that a room is in.
public struct Facility: Hashable, Sendable {
    public var name: FreeText
    public var city: FreeText?
    public var country: CountryCode?
    public var peeringDBID: Int?

    public init(name: FreeText, city: FreeText?, country: CountryCode?, peeringDBID: Int?) {
        self.name = name
        self.city = city
        self.country = country
        self.peeringDBID = peeringDBID
    }
}

/// What a device is made of. There is no model without a manufacturer.
public struct Hardware: Hashable, Sendable {
    public var manufacturer: FreeText?
    public var model: FreeText?
    public var software: FreeText?

    public init(manufacturer: FreeText?, model: FreeText?, software: FreeText?) {
        self.manufacturer = manufacturer
        self.model = model
        self.software = software
    }
}

/// Of a member.
public struct MemberRegistration: Hashable, Sendable {
    /// As IX-F tells members apart.
    public enum Kind: String, Hashable, Sendable, CaseIterable { case peering, ixp, other }

    public enum PeeringPolicy: String, Hashable, Sendable, CaseIterable {
        case open, selective, restrictive, mandatory, closed
    }

    public var summary: FreeText?
    public var fullName: FreeText?
    public var kind: Kind?
    public var website: WebAddress?
    public var peeringPolicy: PeeringPolicy?
    public var peeringPolicyPage: WebAddress?
    public var since: CalendarDate?
    public var contact: ContactPoint?
    /// Routes after which a session of the family ends.
    public var maxPrefixes: [AddressFamily: Int] = [:]

    public init() {}
}

/// Of a port of a member.
public struct ConnectionRegistration: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable { case ordered, active, inactive }

    public var state: State = .active
    public var since: CalendarDate?

    public init() {}
}

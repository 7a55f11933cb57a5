import IR
import Intent
import Net

// What directories and member lists say goes through as it was written.

extension IR.ExchangeRegistration {
    init(_ declared: Intent.ExchangeRegistration?) {
        self.init()
        guard let declared else { return }
        fullName = declared.fullName?.value
        ixfID = declared.ixfID?.value
        peeringDBID = declared.peeringDBID?.value
        country = declared.country?.value
        website = declared.website?.value
        statistics = declared.statistics?.value
        support = declared.support.map { IR.ContactPoint($0) }
        emergency = declared.emergency.map { IR.ContactPoint($0) }
        billing = declared.billing.map { IR.ContactPoint($0) }
        guard let registry = declared.routingRegistry else { return }
        routingRegistry.asSet = registry.asSet?.value.text
        routingRegistry.source = registry.source?.value
        routingRegistry.maintainer = registry.maintainer?.value
        routingRegistry.adminContact = registry.adminContact?.value
        routingRegistry.technicalContact = registry.technicalContact?.value
    }
}

extension IR.ContactPoint {
    init(_ declared: Intent.ContactPoint) {
        self.init(
            mail: declared.mail?.value, phone: declared.phone?.value, hours: declared.hours?.value)
    }
}

extension IR.Facility {
    init(_ declared: Intent.Facility) {
        self.init(
            name: declared.name.value, city: declared.city?.value,
            country: declared.country?.value, peeringDBID: declared.peeringDBID?.value)
    }
}

extension IR.Hardware {
    init(_ declared: Intent.Hardware) {
        self.init(
            manufacturer: declared.manufacturer?.value, model: declared.model?.value,
            software: declared.software?.value)
    }
}

extension IR.MemberRegistration {
    init(_ member: Intent.Member) {
        self.init()
        summary = member.summary?.value
        maxPrefixes[.ipv4] = member.maxPrefixIPv4?.value
        maxPrefixes[.ipv6] = member.maxPrefixIPv6?.value
        guard let declared = member.registration else { return }
        fullName = declared.fullName?.value
        kind = declared.kind.map { Kind($0.value) }
        website = declared.website?.value
        peeringPolicy = declared.peeringPolicy.map { PeeringPolicy($0.value) }
        peeringPolicyPage = declared.peeringPolicyPage?.value
        since = declared.since?.value
        contact = declared.contact.map { IR.ContactPoint($0) }
    }
}

extension IR.MemberRegistration.Kind {
    init(_ declared: Intent.MemberRegistration.Kind) {
        switch declared {
        case .peering: self = .peering
        case .ixp: self = .ixp
        case .other: self = .other
        }
    }
}

extension IR.MemberRegistration.PeeringPolicy {
    init(_ declared: Intent.MemberRegistration.PeeringPolicy) {
        switch declared {
        case .open: self = .open
        case .selective: self = .selective
        case .restrictive: self = .restrictive
        case .mandatory: self = .mandatory
        case .closed: self = .closed
        }
    }
}

extension IR.ConnectionRegistration {
    init(_ declared: Intent.ConnectionRegistration?) {
        self.init()
        switch declared?.state?.value {
        case .ordered: state = .ordered
        case .active, nil: state = .active
        case .inactive: state = .inactive
        }
        since = declared?.since?.value
    }
}

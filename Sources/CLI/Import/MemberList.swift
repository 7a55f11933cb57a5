import Intent
import Net

/// A list of members in the form of IX-F, as far as a topology can say it: one exchange of it, its LANs,
/// switches and members.
///
/// What the form does not have is not made up: VLAN IDs (its `vlan_id` is a number of the list alone),
/// names of ports, cables between switches, prefixes of members.
struct MemberList {
    var name: Name
    var fullName: FreeText?
    var ixfID: Int?
    var peeringDBID: Int?
    var country: CountryCode?
    var website: WebAddress?
    var statistics: WebAddress?
    /// By `support`, `emergency`, `billing`.
    var contacts: [(role: String, contact: Contact)] = []
    var lans: [LAN] = []
    /// Numbers of LANs that are in the list and not taken.
    var otherLANs: Set<Int> = []
    var switches: [Switch] = []
    /// Ascending by AS number.
    var members: [Member] = []
    var routeServers: [Server] = []

    struct Contact {
        var mail: MailAddress?
        var phone: PhoneNumber?
        var hours: FreeText?

        var isEmpty: Bool { mail == nil && phone == nil && hours == nil }
    }

    struct LAN {
        /// In the list.
        var number: Int
        var name: Name
        var prefixes: [AddressFamily: IPPrefix] = [:]
        var lookingGlasses: [WebAddress] = []
    }

    struct Facility: Hashable {
        var name: FreeText
        var city: FreeText?
        var country: CountryCode?
        var peeringDBID: Int?
    }

    struct Switch {
        /// In the list; nil for the one that stands for all where the list has none.
        var number: Int?
        var name: Name
        var facility: Facility?
        var manufacturer: FreeText?
        var model: FreeText?
        var software: FreeText?
    }

    struct Member {
        var asn: ASN
        var fullName: FreeText?
        var kind: MemberRegistration.Kind?
        var website: WebAddress?
        var peeringPolicy: MemberRegistration.PeeringPolicy?
        var peeringPolicyPage: WebAddress?
        var since: CalendarDate?
        var contact = Contact()
        var asSet: ASSetName?
        var maxPrefixes: [AddressFamily: Int] = [:]
        var connections: [Connection] = []
    }

    /// Where something is plugged in.
    struct Attachment {
        /// Index into `lans`.
        var lan: Int
        /// Index into `switches`.
        var device: Int
        /// Of each port; several act as one.
        var speeds: [PortSpeed?]
        var macs: [MACAddress] = []
        var addresses: [AddressFamily: IPAddress] = [:]
    }

    struct Connection {
        var attachment: Attachment
        var isClient = false
        var isInactive = false
        var since: CalendarDate?
    }

    struct Server {
        var asn: ASN
        var platform: Platform
        var attachment: Attachment
    }
}

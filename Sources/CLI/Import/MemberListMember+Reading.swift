import Diagnostics
import Intent
import Net

extension MemberList.Member {
    /// Takes what an element of `member_list` says beside numbers and connections.
    mutating func describe(_ value: JSONValue, _ place: String, _ reader: inout OutsideReader) {
        fullName = reader.freeText(value["name"], "\(place).name")
        kind = reader.optional(
            value["member_type"], "\(place).member_type", "peering, ixp or other"
        ) { $0.string.flatMap { MemberRegistration.Kind(rawValue: $0) } }
        website = reader.page(value["url"], "\(place).url")
        peeringPolicy = reader.description(value["peering_policy"], "\(place).peering_policy") {
            text throws(NotationError) in
            guard let policy = MemberRegistration.PeeringPolicy(rawValue: text.lowercased()) else {
                throw NotationError(expected: "a policy of IX-F")
            }
            return policy
        }
        peeringPolicyPage = reader.page(
            value["peering_policy_url"], "\(place).peering_policy_url")
        since = reader.day(value["member_since"], "\(place).member_since")
        let mail = reader.first(value["contact_email"], "\(place).contact_email")
        contact.mail = reader.mail(mail.0, mail.1)
        let phone = reader.first(value["contact_phone"], "\(place).contact_phone")
        contact.phone = reader.phone(phone.0, phone.1)
        contact.hours = reader.freeText(value["contact_hours"], "\(place).contact_hours")
    }
}

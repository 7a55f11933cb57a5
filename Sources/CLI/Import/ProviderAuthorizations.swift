import Diagnostics
import Net

/// What a validator's file says of providers (ASPA).
///
/// rpki-client writes `{"customer_asid": 64500, "providers": [64501]}`, routinator
/// `{"customer": "AS64500", "providers": ["AS64501"]}`. Where a customer is there twice, all that it
/// says holds.
struct ProviderAuthorizations {
    private var providers: [UInt32: Set<UInt32>] = [:]

    private var read = 0

    /// Adds the next element of the list `aspas`.
    mutating func add(_ element: JSONValue, _ source: OutsideFile) throws(Failure) {
        let place = "aspas[\(read)]"
        read += 1
        guard let customer = asNumber(element["customer_asid"] ?? element["customer"]) else {
            throw source.expected("an AS number", at: "\(place).customer")
        }
        guard let numbers = element["providers"]?.array else {
            throw source.expected("a list of AS numbers", at: "\(place).providers")
        }
        // Nobody holds it, so nobody can have signed it.
        guard ASN(rawValue: customer) != nil else { return }
        for number in numbers {
            guard let number = asNumber(number) else {
                throw source.expected("AS numbers", at: "\(place).providers")
            }
            providers[customer, default: []].insert(number)
        }
        if numbers.isEmpty { providers[customer, default: []].insert(0) }
    }

    var count: Int { providers.count }

    /// The field `aspas` of a snapshot; nothing where there are none.
    func text(indent: String) -> String {
        guard !providers.isEmpty else { return "" }
        return "\(indent)aspas:\n"
            + providers.keys.sorted().map { customer in
                let list = providers[customer, default: []].sorted().map(String.init)
                return "\(indent)  - {customer: \(customer), "
                    + "providers: [\(list.joined(separator: ", "))]}\n"
            }.joined()
    }
}

/// rpki-client writes the number, routinator the number behind AS.
func asNumber(_ value: JSONValue?) -> UInt32? {
    value?.integer.flatMap { UInt32(exactly: $0) }
        ?? value?.string.flatMap { UInt32($0.hasPrefix("AS") ? $0.dropFirst(2) : $0[...]) }
}

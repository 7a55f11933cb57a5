import Diagnostics

/// A thing that must be said once, and where it is said.
struct Claim<Key: Hashable & Sendable>: Sendable {
    let key: Key
    /// Who says it, for the message: `quoted` already where a name is in it.
    let owner: String
    let span: SourceSpan

    init(_ key: Key, by owner: String, at span: SourceSpan) {
        self.key = key
        self.owner = owner
        self.span = span
    }

    init(_ located: Located<Key>, by owner: String) {
        self.init(located.value, by: owner, at: located.span)
    }
}

/// Every claim whose key an earlier one in the text has, with that first one: n equal claims give
/// n − 1 pairs, whatever their order.
func repetitions<Key>(
    among claims: [Claim<Key>]
) -> [(again: Claim<Key>, first: Claim<Key>)] {
    var firsts: [Key: Claim<Key>] = [:]
    var result: [(again: Claim<Key>, first: Claim<Key>)] = []
    for claim in claims.sorted(by: { $0.span < $1.span }) {
        if let first = firsts[claim.key] {
            result.append((claim, first))
        } else {
            firsts[claim.key] = claim
        }
    }
    return result
}

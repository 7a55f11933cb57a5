import IR
import Net

/// Validated payloads by prefix, for origin validation (RFC 6811, section 2).
///
/// One look-up asks for each length from the shortest payload to the route's own.
struct ROATable: Sendable {
    private var payloads: [IPPrefix: [ValidatedROAPayload]]
    /// Lengths that some payload's prefix has, ascending, by family.
    private var lengths: [AddressFamily: [Int]]

    init(_ list: [ValidatedROAPayload]) {
        payloads = Dictionary(grouping: list, by: \.prefix)
        lengths = Dictionary(grouping: payloads.keys, by: \.family)
            .mapValues { Set($0.map(\.length)).sorted() }
    }

    /// - Parameter origin: nil where the path ends with a set, which no payload matches.
    func validity(of prefix: IPPrefix, origin: UInt32?) -> OriginValidity {
        var isCovered = false
        for length in lengths[prefix.family] ?? [] where length <= prefix.length {
            let covering = IPPrefix(containing: prefix.address, length: length)
            for payload in payloads[covering] ?? [] {
                isCovered = true
                // AS 0 is nobody's (RFC 6483, section 4).
                if payload.asn != 0 && payload.asn == origin && prefix.length <= payload.maxLength {
                    return .valid
                }
            }
        }
        return isCovered ? .invalid : .notFound
    }
}

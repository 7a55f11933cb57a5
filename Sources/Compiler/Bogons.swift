import IR
import Intent
import Net

/// What must not be seen between networks.
enum Bogons {
    /// Special-purpose address space with all that is in it, and the default routes.
    static let prefixes: [PrefixRange] = {
        let whole = ["0.0.0.0/0", "::/0"].compactMap { try? IPPrefix($0) }
        precondition(whole.count == 2, "a default route is malformed")
        let exact = whole.map { PrefixRange(prefix: $0, lengths: $0.length...$0.length) }
        let ranges = SpecialPurposeBlock.all.map(\.prefix).map {
            PrefixRange(prefix: $0, lengths: $0.length...$0.family.bitWidth)
        }
        return (exact + ranges).sorted { $0.prefix < $1.prefix }
    }()

    /// Reserved numbers, without those that the exchange's own members have and originate.
    static func asns(without members: [Intent.Member]) -> [ClosedRange<UInt32>] {
        let exempt = Set(members.flatMap { [$0.asn] + $0.origins }.map(\.value.rawValue)).sorted()
        return ASN.reservedRanges.flatMap { range in
            var rest: [ClosedRange<UInt32>] = []
            var next = range.lowerBound
            for asn in exempt where range.contains(asn) {
                if asn > next { rest.append(next...asn - 1) }
                next = asn + 1
            }
            if next <= range.upperBound { rest.append(next...range.upperBound) }
            return rest
        }
    }
}

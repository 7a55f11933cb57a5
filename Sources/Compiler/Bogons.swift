import IR
import Intent
import Net

/// What must not be seen between networks.
enum Bogons {
    /// Special-purpose address space (IANA registries after RFC 6890) with all that is in it, and
    /// the default routes.
    static let prefixes: [PrefixRange] = {
        let whole = ["0.0.0.0/0", "::/0"]
        let special = [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/8", "64:ff9b::/96", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]
        let exact = whole.compactMap { try? IPPrefix($0) }.map {
            PrefixRange(prefix: $0, lengths: $0.length...$0.length)
        }
        let ranges = special.compactMap { try? IPPrefix($0) }.map {
            PrefixRange(prefix: $0, lengths: $0.length...$0.family.bitWidth)
        }
        precondition(
            exact.count + ranges.count == whole.count + special.count, "a bogon is malformed")
        return (exact + ranges).sorted { $0.prefix < $1.prefix }
    }()

    /// AS 0 (RFC 7607), AS_TRANS (RFC 6793), documentation (RFC 5398), private use (RFC 6996), the
    /// last of 16 and of 32 bits (RFC 7300), and what IANA has reserved between them; without the
    /// numbers that the exchange's own members have and originate.
    static func asns(without members: [Intent.Member]) -> [ClosedRange<UInt32>] {
        let reserved: [ClosedRange<UInt32>] = [
            0...0, 23456...23456, 64496...131071, 4_200_000_000...4_294_967_295,
        ]
        let exempt = Set(members.flatMap { [$0.asn] + $0.origins }.map(\.value.rawValue)).sorted()
        return reserved.flatMap { range in
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

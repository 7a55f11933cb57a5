import Diagnostics
import Net

// Attributes of routes, with every value that can be on the wire: a route that nobody may announce
// can be asked about, too.

extension ValueKind where Value == Located<IPPrefix> {
    static var anyPrefix: Self {
        .notation(
            "a prefix such as 192.0.2.0/24 or 2001:db8::/32", pattern: "^[0-9A-Fa-f:.]+/[0-9]{1,3}$"
        ) { text throws(NotationError) in try IPPrefix(text) }
    }
}

extension ValueKind where Value == Located<ASPath> {
    static var asPath: Self {
        .notation(
            "an AS path such as 64496 65538", pattern: "^[0-9{}, ]*$"
        ) { text throws(NotationError) in try ASPath(text) }
    }
}

extension ValueKind where Value == Located<Community> {
    static var community: Self {
        .notation(
            "a community such as 64511:1, rt:64511:65540 or 64511:0:65540",
            pattern: "^(rt:)?[0-9]+(:[0-9]+){1,2}$|^[A-Z_]+$"
        ) { text throws(NotationError) in try Community(text) }
    }
}

extension ValueKind where Value == Located<UInt32> {
    static var payloadASN: Self {
        .decimal("an AS number, or 0 for nobody", 0...0xffff_ffff) { UInt32($0) }
    }
}

extension ValueKind where Value == Located<UTCTime> {
    static var timestamp: Self {
        .notation(
            "a time in UTC such as 2026-11-27T18:00:00Z",
            pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
        ) { text throws(NotationError) in try UTCTime(text) }
    }
}

extension ValueKind where Value == Located<ContentDigest> {
    static var contentDigest: Self {
        .notation("a SHA-256 in 64 hexadecimal digits", pattern: "^[0-9a-f]{64}$") {
            text throws(NotationError) in try ContentDigest(text)
        }
    }
}

extension ValueKind where Value == Located<Int> {
    static var prefixLength: Self { .decimal("a length from 0 to 128", 0...128) { Int($0) } }

    static var rejectReason: Self {
        .decimal("the number of a reason, from 1 to 1999", 1...1999) { Int($0) }
    }
}

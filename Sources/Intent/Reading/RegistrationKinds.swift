import Diagnostics
import Net

extension ValueKind where Value == Located<CountryCode> {
    static var country: Self {
        .notation("a country of ISO 3166-1, two capital letters", pattern: "^[A-Z]{2}$") {
            text throws(NotationError) in try CountryCode(text)
        }
    }
}

extension ValueKind where Value == Located<CalendarDate> {
    static var date: Self {
        .notation(
            "a date such as 2026-11-23", pattern: "^[1-9][0-9]{3}-[01][0-9]-[0-3][0-9]$"
        ) { text throws(NotationError) in try CalendarDate(text) }
    }
}

extension ValueKind where Value == Located<PortSpeed> {
    static var portSpeed: Self {
        .notation("a speed such as 10G or 100M", pattern: "^[1-9][0-9]{0,7}[MG]$") {
            text throws(NotationError) in try PortSpeed(text)
        }
    }
}

extension ValueKind where Value == Located<WebAddress> {
    static var webAddress: Self {
        .notation(
            "an address on the web", pattern: "^https?://[A-Za-z0-9.-]+[A-Za-z0-9/:?=&._~%+,@-]*$"
        ) { text throws(NotationError) in try WebAddress(text) }
    }
}

extension ValueKind where Value == Located<MailAddress> {
    static var mailAddress: Self {
        .notation(
            "a mail address such as noc@example.net",
            pattern: "^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+$"
        ) { text throws(NotationError) in try MailAddress(text) }
    }
}

extension ValueKind where Value == Located<PhoneNumber> {
    static var phoneNumber: Self {
        .notation(
            "a telephone number such as +39 055 000000", pattern: "^[+][0-9]+( [0-9]+)*$"
        ) { text throws(NotationError) in try PhoneNumber(text) }
    }
}

extension ValueKind where Value == Located<RegistryName> {
    static var registryName: Self {
        .notation(
            "the name of a registry object, such as EXAMPLE-MNT",
            pattern: "^[A-Za-z][A-Za-z0-9_-]{0,78}[A-Za-z0-9]$"
        ) { text throws(NotationError) in try RegistryName(text) }
    }
}

extension ValueKind where Value == Located<Int> {
    /// What a public directory numbers its entries by.
    static var registryNumber: Self {
        .decimal("a number from 1 to 2147483647", 1...0x7fff_ffff) { Int($0) }
    }
}

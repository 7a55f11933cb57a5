import Diagnostics
import Net

// Addresses and prefixes of the topology are unicast and of global or private scope. What a
// configuration cannot mean is refused here, with the reason: link-local and multicast addresses,
// IPv4 addresses in IPv6 clothes, loopback and reserved blocks, group MAC addresses.

extension ValueKind where Value == Located<IPPrefix> {
    static var prefix: Self { .prefix(nil) }
    static var prefixIPv4: Self { .prefix(.ipv4) }
    static var prefixIPv6: Self { .prefix(.ipv6) }

    private static func prefix(_ family: AddressFamily?) -> Self {
        let noun =
            switch family {
            case .ipv4: "an IPv4 prefix such as 192.0.2.0/24"
            case .ipv6: "an IPv6 prefix such as 2001:db8::/64"
            case nil: "a prefix such as 192.0.2.0/24 or 2001:db8::/64"
            }
        return .notation(noun, pattern: Self.pattern(family)) { text throws(NotationError) in
            let prefix = try IPPrefix(text)
            guard family == nil || prefix.family == family else {
                throw NotationError(expected: noun)
            }
            try refuseSpecialUse(prefix, noun: noun)
            return prefix
        }
    }

    private static func pattern(_ family: AddressFamily?) -> String {
        switch family {
        case .ipv4: "^[0-9.]+/[0-9]{1,2}$"
        case .ipv6: "^[0-9A-Fa-f:]+/[0-9]{1,3}$"
        case nil: "^[0-9A-Fa-f.:]+/[0-9]{1,3}$"
        }
    }
}

extension ValueKind where Value == Located<InterfaceAddress> {
    static var interface: Self { .interface(nil) }
    static var interfaceIPv4: Self { .interface(.ipv4) }
    static var interfaceIPv6: Self { .interface(.ipv6) }

    private static func interface(_ family: AddressFamily?) -> Self {
        let noun =
            switch family {
            case .ipv4: "an IPv4 address with its length, such as 192.0.2.1/24"
            case .ipv6: "an IPv6 address with its length, such as 2001:db8::1/64"
            case nil: "an address with its length, such as 192.0.2.1/24 or 2001:db8::1/64"
            }
        return .notation(noun, pattern: "^[0-9A-Fa-f.:]+/[0-9]{1,3}$") {
            text throws(NotationError) in
            let interface = try InterfaceAddress(text)
            guard family == nil || interface.address.family == family else {
                throw NotationError(expected: noun)
            }
            try refuseSpecialUse(interface.address, noun: noun)
            return interface
        }
    }
}

extension ValueKind where Value == Located<IPv4Address> {
    static var ipv4: Self {
        .notation("an IPv4 address such as 192.0.2.1", pattern: "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$") {
            text throws(NotationError) in
            let address = try IPv4Address(text)
            try refuseSpecialUse(.ipv4(address), noun: "an IPv4 address such as 192.0.2.1")
            return address
        }
    }
}

extension ValueKind where Value == Located<IPv6Address> {
    static var ipv6: Self {
        .notation("an IPv6 address such as 2001:db8::1", pattern: "^[0-9A-Fa-f:]+$") {
            text throws(NotationError) in
            let address = try IPv6Address(text)
            try refuseSpecialUse(.ipv6(address), noun: "an IPv6 address such as 2001:db8::1")
            return address
        }
    }
}

extension ValueKind where Value == Located<IPAddress> {
    /// Of either family, a loopback address among them.
    static var address: Self {
        .notation(
            "an address such as 192.0.2.1 or 2001:db8::1", pattern: "^[0-9A-Fa-f:.]+$"
        ) { text throws(NotationError) in try IPAddress(text) }
    }
}

extension ValueKind where Value == Located<MACAddress> {
    /// The address of one station.
    static var mac: Self {
        .notation(
            "a MAC address such as 02:00:5e:00:53:01",
            pattern: "^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$"
        ) { text throws(NotationError) in
            let mac = try MACAddress(text)
            guard !mac.isGroup && mac.rawValue != 0 else {
                throw NotationError(
                    expected: mac.isGroup
                        ? "the MAC address of one station: its group bit is set"
                        : "the MAC address of a station")
            }
            return mac
        }
    }
}

/// Blocks that no address of a topology comes from (RFC 6890, RFC 4291).
private let specialUse: [(block: IPPrefix, reason: String)] = [
    (ipv4(0, 8), "0.0.0.0/8 means this network"),
    (ipv4(127 << 24, 8), "127.0.0.0/8 never leaves a host"),
    (ipv4(0xa9fe << 16, 16), "169.254.0.0/16 is link-local"),
    (ipv4(224 << 24, 4), "224.0.0.0/4 is multicast"),
    (ipv4(240 << 24, 4), "240.0.0.0/4 is reserved"),
    (ipv6(0, 0xffff << 32, 96), "::ffff:0:0/96 is IPv4 written as IPv6"),
    (ipv6(0, 0, 127), ":: and ::1 never leave a host"),
    (ipv6(0xfe80 << 48, 0, 10), "fe80::/10 is link-local"),
    (ipv6(0xff00 << 48, 0, 8), "ff00::/8 is multicast"),
]

private func ipv4(_ bits: UInt32, _ length: Int) -> IPPrefix {
    IPPrefix(containing: .ipv4(IPv4Address(rawValue: bits)), length: length)
}

private func ipv6(_ high: UInt64, _ low: UInt64, _ length: Int) -> IPPrefix {
    IPPrefix(containing: .ipv6(IPv6Address(high: high, low: low)), length: length)
}

private func refuseSpecialUse(_ address: IPAddress, noun: String) throws(NotationError) {
    try refuseSpecialUse(
        IPPrefix(containing: address, length: address.family.bitWidth), noun: noun)
}

private func refuseSpecialUse(_ prefix: IPPrefix, noun: String) throws(NotationError) {
    if let found = specialUse.first(where: { $0.block.contains(prefix) }) {
        throw NotationError(expected: "\(noun); \(found.reason)")
    }
}

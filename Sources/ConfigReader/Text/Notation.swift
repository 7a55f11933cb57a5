import Net

// The notations of values, read from words of a file. Strict where the programs are generous: a
// number has no sign and no leading zero, an IPv6 address no IPv4 address in it, a prefix no bit
// behind its length.
//
// `Net` reads notations as well, from what people write and with advice for them. Here they are
// read anew: the front half, whose reader those are, is under test, and files are large.

extension FixedWidthInteger {
    /// A plain decimal.
    init?(reading text: String) {
        let octets = text.utf8.span
        guard let value = octets.decimal(0..<octets.count), let exact = Self(exactly: value) else {
            return nil
        }
        self = exact
    }
}

extension VLANID {
    init?(reading text: String) {
        guard let number = UInt16(reading: text) else { return nil }
        self.init(rawValue: number)
    }
}

extension VNI {
    init?(reading text: String) {
        guard let number = UInt32(reading: text) else { return nil }
        self.init(rawValue: number)
    }
}

extension ASN {
    init?(reading text: String) {
        guard let number = UInt32(reading: text) else { return nil }
        self.init(rawValue: number)
    }
}

extension IPv4Address {
    init?(reading text: String) {
        let octets = text.utf8.span
        guard let address = octets.ipv4(0..<octets.count) else { return nil }
        self = address
    }
}

extension IPAddress {
    init?(reading text: String) {
        let octets = text.utf8.span
        guard let address = octets.address(0..<octets.count) else { return nil }
        self = address
    }
}

extension InterfaceAddress {
    /// `ADDRESS/LENGTH`
    init?(reading text: String) {
        let octets = text.utf8.span
        guard let slash = octets.last(UInt8(ascii: "/")),
            let address = octets.address(0..<slash),
            let length = octets.decimal(slash + 1..<octets.count),
            length <= address.family.bitWidth
        else { return nil }
        self.init(address: address, length: Int(length))
    }
}

extension IPPrefix {
    /// `ADDRESS/LENGTH` with no bit set behind the length.
    init?(reading text: String) {
        guard let interface = InterfaceAddress(reading: text),
            interface.prefix.address == interface.address
        else { return nil }
        self = interface.prefix
    }

    /// A prefix, or an address that stands for the prefix that holds it alone.
    init?(readingAddressOr text: String) {
        if text.utf8.contains(UInt8(ascii: "/")) {
            self.init(reading: text)
        } else {
            guard let address = IPAddress(reading: text) else { return nil }
            self.init(containing: address, length: address.family.bitWidth)
        }
    }
}

extension MACAddress {
    /// Six pairs of hexadecimal digits with colons between them.
    init?(reading text: String) {
        let octets = text.utf8.span
        guard octets.count == 17 else { return nil }
        var value: UInt64 = 0
        for index in 0..<17 {
            if index % 3 == 2 {
                guard octets[index] == UInt8(ascii: ":") else { return nil }
            } else {
                guard let digit = hexadecimalDigit(octets[index]) else { return nil }
                value = value << 4 | UInt64(digit)
            }
        }
        self.init(rawValue: value)
    }
}

extension RouteTarget {
    /// `NUMBER:NUMBER`, the first of 16 bits.
    init?(reading text: String) {
        let octets = text.utf8.span
        guard let colon = octets.last(UInt8(ascii: ":")), let first = octets.decimal(0..<colon),
            let administrator = UInt16(exactly: first), administrator > 0,
            let last = octets.decimal(colon + 1..<octets.count),
            let number = UInt32(exactly: last)
        else { return nil }
        self.init(administrator: administrator, number: number)
    }
}

extension RouteDistinguisher {
    /// `ADDRESS:NUMBER`
    init?(reading text: String) {
        let octets = text.utf8.span
        guard let colon = octets.last(UInt8(ascii: ":")), let address = octets.ipv4(0..<colon),
            let last = octets.decimal(colon + 1..<octets.count), let index = UInt16(exactly: last)
        else { return nil }
        self.init(address: address, index: index)
    }
}

/// Whether Linux takes the text for the name of an interface, and no language that we read takes
/// it for anything else: ifupdown2 knows ranges in brackets, FRR and nftables patterns.
func isInterfaceName(_ text: String) -> Bool {
    let octets = text.utf8.span
    guard octets.count >= 1, octets.count <= 15, octets[0] != UInt8(ascii: ".") else {
        return false
    }
    for index in octets.indices {
        let octet = octets[index]
        let isLetter = (octet | 0x20) &- UInt8(ascii: "a") < 26
        guard
            isLetter || octet &- UInt8(ascii: "0") < 10 || octet == UInt8(ascii: "-")
                || octet == UInt8(ascii: "_") || octet == UInt8(ascii: ".")
        else { return false }
    }
    return true
}

private func hexadecimalDigit(_ octet: UInt8) -> UInt8? {
    switch octet {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
    default: nil
    }
}

extension Span<UInt8> {
    fileprivate func last(_ wanted: UInt8) -> Int? {
        var index = count - 1
        while index >= 0 {
            if self[index] == wanted { return index }
            index -= 1
        }
        return nil
    }

    /// A plain decimal of at most 19 digits.
    fileprivate func decimal(_ range: Range<Int>) -> UInt64? {
        guard !range.isEmpty, range.count <= 19,
            range.count == 1 || self[range.lowerBound] != UInt8(ascii: "0")
        else { return nil }
        var value: UInt64 = 0
        for index in range {
            let digit = self[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + UInt64(digit)
        }
        return value
    }

    fileprivate func address(_ range: Range<Int>) -> IPAddress? {
        for index in range where self[index] == UInt8(ascii: ":") {
            return ipv6(range).map { .ipv6($0) }
        }
        return ipv4(range).map { .ipv4($0) }
    }

    /// Four decimals with dots between them.
    fileprivate func ipv4(_ range: Range<Int>) -> IPv4Address? {
        var value: UInt32 = 0
        var start = range.lowerBound
        for part in 0..<4 {
            var end = start
            while end < range.upperBound, self[end] != UInt8(ascii: ".") { end += 1 }
            guard let octet = decimal(start..<end), octet <= 255,
                part < 3 ? end < range.upperBound : end == range.upperBound
            else { return nil }
            value = value << 8 | UInt32(octet)
            start = end + 1
        }
        return IPv4Address(rawValue: value)
    }

    /// Eight groups with colons between them, of which `::` replaces one or more (RFC 4291,
    /// section 2.2).
    fileprivate func ipv6(_ range: Range<Int>) -> IPv6Address? {
        let colon = UInt8(ascii: ":")
        var bits: UInt128 = 0
        var groups = 0
        // Groups before `::`.
        var head: Int?
        var position = range.lowerBound
        while position < range.upperBound {
            if self[position] == colon {
                guard position + 1 < range.upperBound, self[position + 1] == colon, head == nil
                else { return nil }
                head = groups
                position += 2
                continue
            }
            var group: UInt128 = 0
            let start = position
            while position < range.upperBound, let digit = hexadecimalDigit(self[position]) {
                group = group << 4 | UInt128(digit)
                position += 1
            }
            guard position > start, position - start <= 4, groups < 8 else { return nil }
            bits = bits << 16 | group
            groups += 1
            guard position < range.upperBound else { break }
            // A colon leads to another group; of two the first stays for `::`.
            guard self[position] == colon, position + 1 < range.upperBound else { return nil }
            if self[position + 1] != colon { position += 1 }
        }
        guard let head else { return groups == 8 ? IPv6Address(rawValue: bits) : nil }
        guard groups < 8 else { return nil }
        let tail = UInt128(16 * (groups - head))
        let low = bits & ((1 << tail) - 1)
        return IPv6Address(rawValue: (bits >> tail) << UInt128(16 * (8 - head)) | low)
    }
}

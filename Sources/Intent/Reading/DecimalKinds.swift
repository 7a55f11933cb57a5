import Diagnostics
import Net

// Numbers are plain decimals, quoted or not. YAML 1.1 reads 010 as 8, 1_000 as 1000 and 1:30 as
// 90; YAML 1.2 reads 010 as 10: what two readers understand differently is refused.

extension ValueKind {
    /// A plain decimal within `range`, then `make` of it; nil of `make` means reserved.
    static func decimal<T: Sendable>(
        _ noun: String, _ range: ClosedRange<UInt64>,
        _ make: @escaping @Sendable (UInt64) -> T?
    ) -> Self where Value == Located<T> {
        Self(schema: .decimal(noun: noun, range)) { node, reader in
            guard let text = reader.text(of: node, expected: noun) else { return nil }
            guard let number = reader.plainDecimal(text, at: node.span) else { return nil }
            guard range.contains(number), let value = make(number) else {
                reader.report(
                    "read.bad-value", "\(quoted(text)) is not \(noun)", at: node.span, hint: nil)
                return nil
            }
            return Located(value, at: node.span)
        }
    }
}

extension ValueKind where Value == Located<VLANID> {
    /// VLAN 1 is where bridges put what nobody assigned; no segment may be there.
    static var vlan: Self {
        .decimal("a VLAN ID from 2 to 4094", 2...4094) { VLANID(rawValue: UInt16($0)) }
    }
}

extension ValueKind where Value == Located<VNI> {
    static var vni: Self {
        .decimal("a VNI from 1 to 16777215", 1...0xff_ffff) { VNI(rawValue: UInt32($0)) }
    }
}

extension ValueKind where Value == Located<ASN> {
    static var asn: Self {
        .decimal(
            "an AS number from 1 to 4294967294; 23456 and 65535 are reserved", 1...0xffff_fffe
        ) { ASN(rawValue: UInt32($0)) }
    }
}

extension ValueKind where Value == Located<UInt16> {
    static var administrator: Self {
        .decimal("the administrator of route targets, a number from 1 to 65535", 1...65535) {
            UInt16($0)
        }
    }
}

extension ValueKind where Value == Located<Int> {
    /// 1280 is the least that IPv6 needs (RFC 8200, section 5).
    static var mtu: Self {
        .decimal("an MTU from 1280 to 9600 octets", 1280...9600) { Int($0) }
    }

    /// BIRD and OpenBGPD both hold paths far beyond what is in use.
    static var pathLength: Self {
        .decimal("a number of AS numbers from 1 to 255", 1...255) { Int($0) }
    }

    static var days: Self {
        .decimal("a number of days from 1 to 3650", 1...3650) { Int($0) }
    }

    static var maximumPrefixes: Self {
        .decimal("a number of prefixes from 1 to 10000000", 1...10_000_000) { Int($0) }
    }
}

extension ValueKind where Value == Located<UInt16> {
    static var tcpPort: Self {
        .decimal("a port from 1 to 65535", 1...65535) { UInt16($0) }
    }
}

extension ValueKind where Value == Located<ClosedRange<Int>> {
    static var lengthsIPv4: Self { .lengths(of: "IPv4", 32, example: "8-24") }
    static var lengthsIPv6: Self { .lengths(of: "IPv6", 128, example: "16-48") }

    private static func lengths(of family: String, _ width: UInt32, example: String) -> Self {
        let range = ValueKind<Located<ClosedRange<UInt32>>>.range(
            of: "\(family) prefix lengths", 1...width, example: example)
        return Self(schema: range.schema) { node, reader in
            range.read(node, &reader).map {
                Located(Int($0.value.lowerBound)...Int($0.value.upperBound), at: $0.span)
            }
        }
    }
}

extension ValueKind where Value == Located<ClosedRange<UInt32>> {
    static var vlanRange: Self { .range(of: "VLAN IDs", 2...4094, example: "100-2999") }
    static var vniRange: Self { .range(of: "VNIs", 1...0xff_ffff, example: "100000-199999") }
    static var asnRange: Self {
        .range(
            of: "AS numbers", 1...0xffff_fffe, without: [23456, 65535],
            example: "4200000000-4200009999")
    }

    /// `first-last`, both included.
    fileprivate static func range(
        of noun: String, _ bounds: ClosedRange<UInt32>, without reserved: [UInt32] = [],
        example: String
    ) -> Self {
        let expected =
            "a range of \(noun) within \(bounds.lowerBound)-\(bounds.upperBound), such as \(example)"
        return Self(schema: .text(noun: expected, pattern: "^[1-9][0-9]*-[1-9][0-9]*$")) {
            node, reader in
            guard let text = reader.text(of: node, expected: expected) else { return nil }
            guard let (first, last) = reader.bounds(text, expected: expected, at: node.span)
            else { return nil }
            guard first <= last, first >= bounds.lowerBound, last <= bounds.upperBound else {
                let isReversed = last < first && bounds.contains(UInt32(clamping: last))
                reader.report(
                    "read.bad-value", "\(quoted(text)) is not \(expected)", at: node.span,
                    hint: isReversed ? "did you mean '\(last)-\(first)'?" : nil)
                return nil
            }
            let range = UInt32(first)...UInt32(last)
            if let number = reserved.first(where: range.contains) {
                reader.report(
                    "read.bad-value", "\(quoted(text)) contains \(number), which is reserved",
                    at: node.span, hint: "end the range before it, or begin it after it")
                return nil
            }
            return Located(range, at: node.span)
        }
    }
}

extension TopologyReader {
    /// The numbers of `first-last`; nil for every other text, which is reported.
    fileprivate mutating func bounds(
        _ text: String, expected: String, at span: SourceSpan
    ) -> (first: UInt64, last: UInt64)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.decimalValue(as: UInt64.self) }
        if parts.count == 2 && numbers.count == 2 { return (numbers[0], numbers[1]) }
        // `0100-0200`: the parts say what is wrong with them.
        if parts.count == 2, let wrong = parts.first(where: { $0.utf8.first == 48 }) {
            _ = plainDecimal(String(wrong), at: span)
            return nil
        }
        let found = text.split { !("0"..."9").contains($0) }
        var meant: String?
        if found.count <= 2, let first = found.first, let last = found.last {
            meant = "\(first)-\(last)"
        }
        report(
            "read.bad-value", "\(quoted(text)) is not \(expected)", at: span,
            hint: meant.map { "did you mean '\($0)'?" })
        return nil
    }

    /// The value of digits without a leading zero, the largest there is for what is larger; nil
    /// for every other text, which is reported with the decimal that was probably meant.
    mutating func plainDecimal(_ text: String, at span: SourceSpan) -> UInt64? {
        if let number = text.decimalValue(as: UInt64.self) { return number }
        if text.utf8.first != 48 && !text.isEmpty && text.utf8.allSatisfy({ $0 &- 48 < 10 }) {
            return .max
        }
        report(
            "read.not-decimal", "\(quoted(text)) is not a plain decimal number", at: span,
            hint: Self.decimalMeant(by: text)
                ?? "write digits only: no sign, no point, no exponent, no separator")
        return nil
    }

    private static func decimalMeant(by text: String) -> String? {
        func number(_ digits: some StringProtocol, radix: Int) -> String? {
            guard let first = digits.utf8.first, first != 43, first != 45 else { return nil }
            return UInt64(digits, radix: radix).map(String.init)
        }
        let lower = text.lowercased()
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where lower.hasPrefix(prefix) {
            return number(lower.dropFirst(2), radix: radix).map { "did you mean \($0)?" }
        }
        if lower.hasPrefix("0"), let decimal = number(lower, radix: 10) {
            guard let octal = number(lower, radix: 8), octal != decimal else {
                return "did you mean \(decimal)?"
            }
            return "did you mean \(decimal), or \(octal), which older YAML readers make of it?"
        }
        for (prefix, suffix) in [("+", ""), ("as", ""), ("", ".0")]
        where lower.hasPrefix(prefix) && lower.hasSuffix(suffix) {
            let bare = lower.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
            if let decimal = number(bare, radix: 10) { return "did you mean \(decimal)?" }
        }
        if let decimal = number(lower.filter { $0 != "_" && $0 != "," }, radix: 10) {
            return "did you mean \(decimal)?"
        }
        let parts = lower.split(separator: "e", omittingEmptySubsequences: false)
        if parts.count == 2, let mantissa = parts[0].decimalValue(as: UInt64.self),
            let exponent = parts[1].decimalValue(as: Int.self), mantissa < 10_000, exponent <= 9
        {
            let value = (0..<exponent).reduce(mantissa) { product, _ in product * 10 }
            return "did you mean \(value)?"
        }
        return nil
    }
}

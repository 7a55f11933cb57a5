// Net: the values of the network.
//
// Every number that has a grammar or a range on the wire is a type here, so that a VLAN ID cannot
// be taken for a VNI and a route target cannot be taken for a community. Each type is a plain
// value: parsed from its standard notation by `init(_:)`, which throws a `NotationError` that says
// what was expected, and printed by `description` in the one canonical form, so that
// `try T(String(describing: value)) == value` for every value of every type.
//
// The module imports nothing, not even Foundation.

/// Why a text is not a value of some notation, in words for the person who wrote the text.
public struct NotationError: Error, Equatable, Sendable {
    /// What was expected, as a noun phrase with its reason: "a VLAN ID from 1 to 4094".
    public let expected: String
    /// What to write instead, where that can be told: "10.1.0.0/16".
    public let suggestion: String?

    public init(expected: String, suggestion: String? = nil) {
        self.expected = expected
        self.suggestion = suggestion
    }
}

extension ArraySlice<UInt8> {
    /// The value of a plain decimal: digits only, no sign, no leading zero, no separator.
    /// Nil for every other text and for a value that `T` cannot hold.
    func decimalValue<T: FixedWidthInteger>(as type: T.Type = T.self) -> T? {
        guard let first, count <= 20 else { return nil }
        if first == UInt8(ascii: "0") && count > 1 { return nil }
        var value: T = 0
        for octet in self {
            guard octet >= UInt8(ascii: "0") && octet <= UInt8(ascii: "9") else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(T(octet - UInt8(ascii: "0")))
            if overflowed || carried { return nil }
            value = sum
        }
        return value
    }

    /// The value of one to `digits` hexadecimal digits, of either case.
    func hexadecimalValue(digits: Int) -> UInt64? {
        guard !isEmpty && count <= digits else { return nil }
        var value: UInt64 = 0
        for octet in self {
            let digit: UInt8
            switch octet {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = octet - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = octet - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = octet - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt64(digit)
        }
        return value
    }
}

// Notations are parsed as octets: on texts of any kind at once, every step would be looked up.
extension StringProtocol {
    /// The octets of the text in UTF-8.
    var octets: ArraySlice<UInt8> { Array(utf8)[...] }

    /// The value of a plain decimal: digits only, no sign, no leading zero, no separator.
    /// Nil for every other text and for a value that `T` cannot hold.
    package func decimalValue<T: FixedWidthInteger>(as type: T.Type = T.self) -> T? {
        octets.decimalValue(as: type)
    }

    /// The value of one to `digits` hexadecimal digits, of either case.
    package func hexadecimalValue(digits: Int) -> UInt64? {
        octets.hexadecimalValue(digits: digits)
    }
}

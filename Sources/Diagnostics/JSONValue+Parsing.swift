/// Where a text stops being JSON.
public struct JSONError: Error, Equatable, Sendable {
    /// Octets before the place.
    public let offset: Int
    /// What was expected there.
    public let expected: String
}

extension JSONValue {
    /// Reads one value of RFC 8259 and nothing behind it. Stricter than the standard asks: a key
    /// twice, a number with a fraction or an exponent or outside 64 bits, a lone surrogate, text
    /// that is not UTF-8 and more than 64 levels are errors.
    ///
    /// - Parameter keepsFractions: whether a number with a fraction or an exponent is the string of its
    ///   digits instead of an error, for files in which nobody needs it and others wrote it.
    public init(parsing octets: [UInt8], keepsFractions: Bool = false) throws(JSONError) {
        var parser = JSONParser(octets: octets, keepsFractions: keepsFractions)
        self = try parser.value(depth: 0)
        try parser.takeEnd()
    }
}

/// The grammar; every function begins where its text does and ends behind it.
struct JSONParser {
    let octets: [UInt8]
    let keepsFractions: Bool
    var position = 0

    init(octets: [UInt8], keepsFractions: Bool) {
        self.octets = octets
        self.keepsFractions = keepsFractions
    }

    func expected(_ what: String) -> JSONError { JSONError(offset: position, expected: what) }

    private var next: UInt8? { position < octets.count ? octets[position] : nil }

    mutating func skipSpace() {
        while let octet = next, octet == 0x20 || octet == 0x0a || octet == 0x0d || octet == 0x09 {
            position += 1
        }
    }

    /// Takes the octet where it is the next one.
    mutating func skip(_ octet: UInt8) -> Bool {
        guard next == octet else { return false }
        position += 1
        return true
    }

    mutating func takeEnd() throws(JSONError) {
        skipSpace()
        guard position == octets.count else { throw expected("the end of the text") }
    }

    private mutating func take(_ text: String, as what: String) throws(JSONError) {
        guard octets[position...].starts(with: text.utf8) else { throw expected(what) }
        position += text.utf8.count
    }

    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < 64 else { throw expected("at most 64 levels") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try take("true", as: "a value")
            return true
        case UInt8(ascii: "f"):
            try take("false", as: "a value")
            return false
        case UInt8(ascii: "n"):
            try take("null", as: "a value")
            return nil
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        position += 1
        while let key = try key(isFirst: members.isEmpty, known: members.keys) {
            members[key] = try value(depth: depth + 1)
        }
        return .object(members)
    }

    /// The next key of an object and its colon; nil past the end of the object.
    mutating func key(
        isFirst: Bool, known: some Collection<String>
    ) throws(JSONError) -> String? {
        skipSpace()
        if skip(UInt8(ascii: "}")) { return nil }
        if !isFirst {
            guard skip(UInt8(ascii: ",")) else { throw expected("',' or '}'") }
            skipSpace()
        }
        let start = position
        let key = try string()
        skipSpace()
        guard skip(UInt8(ascii: ":")) else { throw expected("':'") }
        guard !known.contains(key) else {
            throw JSONError(offset: start, expected: "a key that is not there yet")
        }
        return key
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        position += 1
        while let element = try element(isFirst: elements.isEmpty, depth: depth) {
            elements.append(element)
        }
        return .array(elements)
    }

    /// The next element of a list at that depth; nil past the end of the list.
    mutating func element(isFirst: Bool, depth: Int) throws(JSONError) -> JSONValue? {
        skipSpace()
        if skip(UInt8(ascii: "]")) { return .none }
        if !isFirst {
            guard skip(UInt8(ascii: ",")) else { throw expected("',' or ']'") }
        }
        return try value(depth: depth + 1)
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        while let octet = next, octet &- 48 < 10 { position += 1 }
        let digits = String(decoding: octets[start..<position], as: UTF8.self)
        let magnitude = digits.drop { $0 == "-" }
        let isMinusZero = digits == "-0" && !(keepsFractions && next == UInt8(ascii: "."))
        let hasLeadingZero = magnitude.hasPrefix("0") && magnitude != "0" || isMinusZero
        guard let number = Int(digits), !hasLeadingZero else {
            position = start
            throw expected("a value")
        }
        guard let octet = next, [0x2e, 0x45, 0x65].contains(octet) else { return .integer(number) }
        guard keepsFractions else { throw expected("a whole number") }
        try skipFraction()
        return .string(String(decoding: octets[start..<position], as: UTF8.self))
    }

    /// Fraction and exponent (RFC 8259, section 6).
    private mutating func skipFraction() throws(JSONError) {
        func isDigit(_ octet: UInt8?) -> Bool { octet.map { $0 &- 48 < 10 } ?? false }
        if next == UInt8(ascii: ".") {
            position += 1
            guard isDigit(next) else { throw expected("a digit") }
            while isDigit(next) { position += 1 }
        }
        guard let octet = next, octet | 0x20 == UInt8(ascii: "e") else { return }
        position += 1
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
        guard isDigit(next) else { throw expected("a digit") }
        while isDigit(next) { position += 1 }
    }

    private mutating func string() throws(JSONError) -> String {
        guard skip(UInt8(ascii: "\"")) else { throw expected("a string") }
        let start = position
        while let octet = next, octet != UInt8(ascii: "\""), octet != UInt8(ascii: "\\"),
            octet >= 0x20
        {
            position += 1
        }
        // Most strings are as they stand there.
        if next == UInt8(ascii: "\"") {
            guard let text = String(validating: octets[start..<position], as: UTF8.self) else {
                throw expected("a string of UTF-8")
            }
            position += 1
            return text
        }
        return try escapedString(Array(octets[start..<position]))
    }

    /// The rest of a string of which some octets have been read.
    private mutating func escapedString(_ first: [UInt8]) throws(JSONError) -> String {
        var bytes = first
        while let octet = next, octet != UInt8(ascii: "\"") {
            guard octet >= 0x20 else { throw expected("an escaped control character") }
            position += 1
            if octet == UInt8(ascii: "\\") {
                bytes += Array(String(try escape()).utf8)
            } else {
                bytes.append(octet)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw expected("a string of UTF-8")
        }
        guard skip(UInt8(ascii: "\"")) else { throw expected("'\"'") }
        return text
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard let octet = next else { throw expected("an escape") }
        position += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(octet)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
            try take("\\u", as: "the second half of a surrogate pair")
            var pair = [unit, try codeUnit()].makeIterator()
            var decoder = UTF16()
            guard case .scalarValue(let scalar) = decoder.decode(&pair) else {
                throw expected("a surrogate pair")
            }
            return scalar
        default:
            position -= 1
            throw expected("an escape")
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let digits = octets[position...].prefix(4)
        guard digits.count == 4,
            digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw expected("four hexadecimal digits") }
        position += 4
        return unit
    }
}

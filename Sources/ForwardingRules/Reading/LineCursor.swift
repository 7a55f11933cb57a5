import Net

/// Why a line could not be read.
struct LineFault: Error {
    /// What should stand there, as a noun phrase.
    let expected: StaticString
    /// What stands there; empty at the end of the line.
    let found: Range<Int>
}

/// Walks the fields of one line, which spaces and tabs separate.
struct LineCursor {
    /// Offsets into the text of the file.
    private var place: Int
    private let end: Int

    init(_ line: Range<Int>) {
        place = line.lowerBound
        end = line.upperBound
    }

    /// Whether nothing but spaces and tabs is left.
    mutating func isAtEnd(_ text: Span<UInt8>) -> Bool {
        while place < end && Self.isBlank(text[place]) { place += 1 }
        return place == end
    }

    /// The next field, which is not empty.
    @inline(__always)
    mutating func field(
        _ text: Span<UInt8>, _ expected: StaticString
    ) throws(LineFault) -> Range<Int> {
        if isAtEnd(text) { throw LineFault(expected: expected, found: end..<end) }
        let start = place
        while place < end && !Self.isBlank(text[place]) { place += 1 }
        return start..<place
    }

    /// A field of up to 255 printable ASCII characters.
    mutating func name(
        _ text: Span<UInt8>, _ expected: StaticString
    ) throws(LineFault) -> Range<Int> {
        let range = try field(text, expected)
        for index in range where text[index] < 0x21 || text[index] > 0x7e {
            throw LineFault(expected: expected, found: range)
        }
        guard range.count <= 255 else { throw LineFault(expected: expected, found: range) }
        return range
    }

    /// A plain decimal up to `limit`: digits alone, no sign, no zero in front.
    mutating func decimal(
        _ text: Span<UInt8>, upTo limit: UInt32, _ expected: StaticString
    ) throws(LineFault) -> UInt32 {
        let range = try field(text, expected)
        guard let value = Self.decimal(text, range), value <= limit else {
            throw LineFault(expected: expected, found: range)
        }
        return value
    }

    /// Four decimals from 0 to 255 with dots between them.
    mutating func address(
        _ text: Span<UInt8>, _ expected: StaticString
    ) throws(LineFault) -> IPv4Address {
        let range = try field(text, expected)
        var value: UInt32 = 0
        var start = range.lowerBound
        for part in 0..<4 {
            var stop = start
            while stop < range.upperBound && text[stop] != UInt8(ascii: ".") { stop += 1 }
            guard (stop == range.upperBound) == (part == 3),
                let octet = Self.decimal(text, start..<stop), octet <= 255
            else { throw LineFault(expected: expected, found: range) }
            value = value << 8 | octet
            start = stop + 1
        }
        return IPv4Address(rawValue: value)
    }

    private static func decimal(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
        guard (1...10).contains(range.count) else { return nil }
        if text[range.lowerBound] == UInt8(ascii: "0") && range.count > 1 { return nil }
        var value: UInt64 = 0
        for index in range {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + UInt64(digit)
        }
        return UInt32(exactly: value)
    }

    @inline(__always)
    private static func isBlank(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t")
    }
}

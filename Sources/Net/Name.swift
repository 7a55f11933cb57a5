/// The name of a thing that people declare: a device, a tenant, a segment. One to 63 of `a-z`,
/// `0-9` and `-`, not beginning or ending with `-`: the label of RFC 1035, so that it is safe in
/// every file name, host name and configuration language without quoting.
public struct Name: Hashable, Comparable, Sendable {
    public let text: String

    public init(_ text: some StringProtocol) throws(NotationError) {
        let octets = Array(text.utf8)
        let isAllowed = octets.allSatisfy { octet in
            (octet >= UInt8(ascii: "a") && octet <= UInt8(ascii: "z"))
                || (octet >= UInt8(ascii: "0") && octet <= UInt8(ascii: "9"))
                || octet == UInt8(ascii: "-")
        }
        let hyphen = UInt8(ascii: "-")
        guard isAllowed, (1...63).contains(octets.count), octets.first != hyphen,
            octets.last != hyphen
        else {
            throw NotationError(
                expected:
                    "a name of 1 to 63 lower-case letters, digits and hyphens, "
                    + "with no hyphen at either end",
                suggestion: Self.suggestion(for: text))
        }
        self.text = String(text)
    }

    /// The text in lower case with spaces and underscores as hyphens, where that is a name.
    private static func suggestion(for text: some StringProtocol) -> String? {
        let mapped = String(text.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
        guard mapped != String(text), let name = try? Name(mapped) else { return nil }
        return name.text
    }

    /// Natural order: digits compare as numbers, so that `leaf-2` comes before `leaf-10`.
    public static func < (left: Self, right: Self) -> Bool {
        naturallyPrecedes(left.text, right.text)
    }
}

extension Name: CustomStringConvertible {
    public var description: String { text }
}

/// Whether `left` comes before `right` when runs of digits compare as numbers; texts that are
/// equal in that order fall back to the order of their octets.
public func naturallyPrecedes(_ left: String, _ right: String) -> Bool {
    let first = Array(left.utf8)
    let second = Array(right.utf8)
    func isDigit(_ octet: UInt8) -> Bool { octet &- 48 < 10 }
    var i = 0
    var j = 0
    while i < first.count && j < second.count {
        if isDigit(first[i]) && isDigit(second[j]) {
            let startOfFirst = i
            let startOfSecond = j
            while i < first.count && isDigit(first[i]) { i += 1 }
            while j < second.count && isDigit(second[j]) { j += 1 }
            let a = first[startOfFirst..<i].drop { $0 == 48 }
            let b = second[startOfSecond..<j].drop { $0 == 48 }
            if a.count != b.count { return a.count < b.count }
            if !a.elementsEqual(b) { return a.lexicographicallyPrecedes(b) }
        } else if first[i] != second[j] {
            return first[i] < second[j]
        } else {
            i += 1
            j += 1
        }
    }
    if i < first.count || j < second.count { return i == first.count }
    return first.lexicographicallyPrecedes(second)
}

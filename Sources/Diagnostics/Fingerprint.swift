/// What a finding is known by from one run to the next: of its code, file, message and extent, and not
/// of its line, so that it stays the same when text is added above it. Written as 16 hexadecimal
/// digits.
public struct Fingerprint: Hashable, Sendable {
    public let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Nil where the text is not 16 digits, the letters small.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8
        let isDigit = { (octet: UInt8) in
            (0x30...0x39).contains(octet) || (0x61...0x66).contains(octet)
        }
        guard digits.count == 16, digits.allSatisfy(isDigit), let value = UInt64(text, radix: 16)
        else { return nil }
        rawValue = value
    }
}

extension Fingerprint: CustomStringConvertible {
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

extension Report {
    /// The fingerprint of each finding, in their order.
    public var fingerprints: [Fingerprint] { fingerprints(of: diagnostics) }

    /// Those of any diagnostics. The second of two that are alike counts as another.
    func fingerprints(of diagnostics: [Diagnostic]) -> [Fingerprint] {
        var seen: [UInt64: Int] = [:]
        return diagnostics.map { diagnostic in
            let file = diagnostic.span.map(sources.path) ?? ""
            let parts =
                [diagnostic.code, file, diagnostic.message] + [diagnostic.extent].compactMap(\.self)
            let text = parts.joined(separator: "\u{0}")
            let hash = fnv1a64(text.utf8)
            let occurrence = seen[hash, default: 0]
            seen[hash] = occurrence + 1
            return Fingerprint(
                rawValue: occurrence == 0 ? hash : fnv1a64("\(text)\u{0}\(occurrence)".utf8))
        }
    }
}

/// FNV-1a (Fowler, Noll, Vo) of 64 bits: the same on every machine, unlike `Hasher`.
private func fnv1a64(_ octets: some Sequence<UInt8>) -> UInt64 {
    octets.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

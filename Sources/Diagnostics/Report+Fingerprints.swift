extension Report {
    /// For each diagnostic of `diagnostics` a fingerprint of 16 hexadecimal digits: of its code,
    /// file and message, and not of its line, so that a finding stays the same when text is added
    /// above it. The second of two that are alike counts as another.
    func fingerprints(of diagnostics: [Diagnostic]) -> [String] {
        var seen: [UInt64: Int] = [:]
        return diagnostics.map { diagnostic in
            let file = diagnostic.span.map(sources.path) ?? ""
            let text = [diagnostic.code, file, diagnostic.message].joined(separator: "\u{0}")
            let hash = fnv1a64(text.utf8)
            let occurrence = seen[hash, default: 0]
            seen[hash] = occurrence + 1
            let value = occurrence == 0 ? hash : fnv1a64("\(text)\u{0}\(occurrence)".utf8)
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
    }
}

/// FNV-1a (Fowler, Noll, Vo) of 64 bits: the same on every machine, unlike `Hasher`.
private func fnv1a64(_ octets: some Sequence<UInt8>) -> UInt64 {
    octets.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

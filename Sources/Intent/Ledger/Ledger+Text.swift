import Diagnostics
import Net

extension Ledger {
    /// The first line of every ledger, with the version of the format.
    static let header = "# cristallo ids.lock 1: numbers given once and kept; commit this file"

    /// The file's text: the header, then one line an identifier in order of kind and path.
    public var text: String {
        var result = Self.header + "\n"
        for key in keys {
            guard let entry = entries[key] else { continue }
            result += key.kind.rawValue + " " + key.path + " "
            result += key.kind.text(of: entry.value)
            if entry.state != .allocated { result += " " + entry.state.rawValue }
            result += "\n"
        }
        return result
    }

    /// Reads a ledger. Every line that cannot be read, and every key that stands twice, is reported
    /// with its place; what can be read is kept, so that all else is checked in the same run.
    ///
    /// - Parameter file: index of the ledger in the `SourceFiles` of the topology.
    public static func reading(_ octets: [UInt8], file: UInt16) -> (Ledger, [Diagnostic]) {
        var ledger = Ledger()
        var diagnostics: [Diagnostic] = []
        var line: UInt32 = 0
        var isInConflict = false
        for raw in octets.split(separator: 10, omittingEmptySubsequences: false) {
            line += 1
            let content = raw.last == 13 ? raw.dropLast() : raw
            guard let first = content.first else { continue }
            let span = SourceSpan(file: file, line: line, column: 1, length: UInt32(content.count))
            let text = String(decoding: content, as: UTF8.self)
            if text.hasPrefix("<<<<<<<") {
                diagnostics.append(conflict(at: span))
                isInConflict = true
                continue
            }
            if isInConflict && ["|||||||", "=======", ">>>>>>>"].contains(text.prefix(7)) {
                continue
            }
            if line == 1 {
                if text != header {
                    diagnostics.append(
                        malformed(
                            "'\(header)'", text, at: span,
                            hint: "take the file from the last commit; without the file every "
                                + "number is allocated anew"))
                }
                continue
            }
            if first == UInt8(ascii: "#") { continue }
            guard let (key, entry) = entry(in: text, span: span) else {
                let form = "'KIND PATH VALUE', perhaps followed by 'pinned' or 'retired'"
                diagnostics.append(malformed(form, text, at: span))
                continue
            }
            if let earlier = ledger[key] {
                diagnostics.append(
                    .error(
                        malformedRule.code, "\(key.kind.rawValue) \(key.path) stands here twice",
                        at: span, notes: [.init("first written here", at: earlier.span)],
                        hint: "keep the line that the running devices use"))
                continue
            }
            ledger[key] = entry
        }
        return (ledger, diagnostics)
    }

    private static func entry(in text: String, span: SourceSpan) -> (IdentifierKey, Entry)? {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 3 || fields.count == 4,
            let kind = IdentifierKind(rawValue: String(fields[0])), !fields[1].isEmpty,
            let value = kind.value(of: fields[2])
        else { return nil }
        var state = State.allocated
        if fields.count == 4 {
            guard let written = State(rawValue: String(fields[3])), written != .allocated else {
                return nil
            }
            state = written
        }
        let key = IdentifierKey(kind, String(fields[1]))
        return (key, Entry(value: value, state: state, span: span))
    }

    private static func malformed(
        _ expected: String, _ found: String, at span: SourceSpan,
        hint: String = "take the line from the last commit, or delete it to have it allocated anew"
    ) -> Diagnostic {
        .error(
            malformedRule.code, "expected \(expected), found \(quoted(found))", at: span,
            hint: hint)
    }

    /// Of the markers that git leaves, the first of each conflict tells of it.
    private static func conflict(at span: SourceSpan) -> Diagnostic {
        .error(
            malformedRule.code, "a merge left a conflict here", at: span,
            hint: "keep the lines of both sides, and of two for one object the one that the "
                + "running devices use; remove the markers")
    }

    static let malformedRule = Rule(
        code: "intent.ledger-malformed",
        meaning:
            "A line of the ledger cannot be read, or a key stands in it twice, as after a merge "
            + "that kept both sides.",
        bad: "vni segment/asl/prod/cartella ten thousand",
        good: "vni segment/asl/prod/cartella 1483920")
}

extension IdentifierKind {
    /// A value as it is written: a decimal, or an address.
    func text(of value: UInt128) -> String {
        guard let family = addressFamily else { return String(value) }
        return IPAddress(family: family, bits: value).description
    }

    /// The value that a text writes; nil where no object of the kind could have it.
    func value(of text: some StringProtocol) -> UInt128? {
        switch self {
        case .asn: (try? ASN(text)).map { UInt128($0.rawValue) }
        case .index: text.decimalValue(as: UInt16.self).flatMap { $0 > 0 ? UInt128($0) : nil }
        case .loopbackIPv4, .transitIPv4: (try? IPv4Address(text)).map { UInt128($0.rawValue) }
        case .loopbackIPv6, .transitIPv6: (try? IPv6Address(text))?.rawValue
        case .transitVLAN, .vlan: (try? VLANID(text)).map { UInt128($0.rawValue) }
        case .vni: (try? VNI(text)).map { UInt128($0.rawValue) }
        }
    }
}

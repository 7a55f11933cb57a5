import Diagnostics
import Net

/// Reads rule files: one update a line, in the form of the data sets of DNA (Zhang et al.,
/// "Differential network analysis", NSDI 2022) and APKeep (NSDI 2020):
///
///     + fwd leaf-1 167772160 24 swp3 24 192.0.2.1
///     - fwd leaf-1 167772160 24 swp3 24 192.0.2.1
///     │ │   │      │         │  │    │  └ next hop; 0.0.0.0 for none
///     │ │   │      │         │  │    └ priority, a decimal of 32 bits
///     │ │   │      │         │  └ port
///     │ │   │      │         └ prefix length
///     │ │   │      └ address, its 32 bits as one decimal
///     │ │   └ device
///     │ └ the kind of rule; there is no other
///     └ the device gains the rule, or loses it
///
/// Spaces and tabs separate the fields, LF or CRLF ends a line, blank lines say nothing. Whether a
/// rule is there when it is removed is not a question of the form: `LoopChecker` tells.
///
/// Never fails: a line that is something else is left out and reported. Pure, in O(octets). Paths
/// are for messages only.
///
/// - Parameters:
///   - files: read as one sequence of updates, in the order given.
///   - diagnosticLimit: what is found beyond that many is said to be left out.
/// - Precondition: at most 65,535 files, each of less than 2^32 octets.
public func readRuleUpdates(
    _ files: [(path: String, octets: [UInt8])], diagnosticLimit: Int = 1_000
) -> (updates: RuleUpdates, diagnostics: [Diagnostic]) {
    var reader = RuleUpdateReader(diagnosticLimit: diagnosticLimit)
    for (path, octets) in files { reader.read(octets, path: path) }
    return reader.finish()
}

private struct RuleUpdateReader {
    private var result = RuleUpdates()
    private var devices = NameTable()
    private var ports = NameTable()
    private var findings: LimitedDiagnostics

    init(diagnosticLimit: Int) { findings = LimitedDiagnostics(limit: diagnosticLimit) }

    mutating func read(_ octets: [UInt8], path: String) {
        precondition(octets.count < UInt32.max, "a rule file has less than 2^32 octets")
        let file = result.sources.add(path)
        let text = octets.span
        var start = 0
        var number: UInt32 = 1
        while start < text.count {
            var end = start
            while end < text.count && text[end] != 0x0a { end += 1 }
            let isCRLF = end > start && text[end - 1] == 0x0d
            readLine(text, start..<(isCRLF ? end - 1 : end), file, number)
            start = end + 1
            number += 1
        }
    }

    consuming func finish() -> (updates: RuleUpdates, diagnostics: [Diagnostic]) {
        result.deviceNames = devices.names
        result.portNames = ports.names
        return (result, findings.inOrder())
    }

    private mutating func readLine(
        _ text: Span<UInt8>, _ line: Range<Int>, _ file: UInt16, _ number: UInt32
    ) {
        do {
            if let update = try update(text, line, file, number) { result.updates.append(update) }
        } catch {
            let place = SourceSpan(
                file: file, line: number, column: Self.column(of: error.found, text, line),
                length: UInt32(error.found.count))
            findings.add(Self.malformed(error, text, at: place))
        }
    }

    /// Nil for a blank line.
    private mutating func update(
        _ text: Span<UInt8>, _ line: Range<Int>, _ file: UInt16, _ number: UInt32
    ) throws(LineFault) -> RuleUpdate? {
        var cursor = LineCursor(line)
        if cursor.isAtEnd(text) { return nil }
        let verb = try Self.verb(&cursor, text)
        try Self.kind(&cursor, text)
        let device = try cursor.name(text, "a device, up to 255 printable characters")
        let address = try cursor.decimal(
            text, upTo: .max, "an address as a decimal from 0 to 4294967295")
        let length = try cursor.decimal(text, upTo: 32, "a prefix length from 0 to 32")
        let port = try cursor.name(text, "a port, up to 255 printable characters")
        let priority = try cursor.decimal(
            text, upTo: .max, "a priority, a decimal from 0 to 4294967295")
        let nextHop = try cursor.address(
            text, "a next hop, four decimals from 0 to 255 such as 192.0.2.1")
        if !cursor.isAtEnd(text) {
            throw LineFault(
                expected: "the end of the line", found: try cursor.field(text, "a field"))
        }
        let block = AddressBlock(holding: address, length: UInt8(length))
        if block.first != address {
            let span = SourceSpan(file: file, line: number, column: 1)
            findings.add(Self.hostBits(address, block, at: span))
        }
        return RuleUpdate(
            verb: verb, device: DeviceNumber(rawValue: devices.number(of: text, device)),
            address: IPv4Address(rawValue: block.first), length: block.length,
            port: PortNumber(rawValue: ports.number(of: text, port)), priority: priority,
            nextHop: nextHop, file: file, line: number)
    }

    private static func verb(
        _ cursor: inout LineCursor, _ text: Span<UInt8>
    ) throws(LineFault) -> RuleUpdate.Verb {
        let field = try cursor.field(text, "'+' or '-'")
        if field.count == 1 && text[field.lowerBound] == UInt8(ascii: "+") { return .insert }
        if field.count == 1 && text[field.lowerBound] == UInt8(ascii: "-") { return .remove }
        throw LineFault(expected: "'+' or '-'", found: field)
    }

    private static func kind(
        _ cursor: inout LineCursor, _ text: Span<UInt8>
    ) throws(LineFault) {
        let field = try cursor.field(text, "'fwd'")
        let isForwarding =
            field.count == 3 && text[field.lowerBound] == UInt8(ascii: "f")
            && text[field.lowerBound + 1] == UInt8(ascii: "w")
            && text[field.lowerBound + 2] == UInt8(ascii: "d")
        if !isForwarding { throw LineFault(expected: "'fwd'", found: field) }
    }
}

// What the reader says.
extension RuleUpdateReader {
    /// Columns count Unicode scalars; octets that continue one do not begin another.
    private static func column(
        of found: Range<Int>, _ text: Span<UInt8>, _ line: Range<Int>
    ) -> UInt32 {
        var column: UInt32 = 1
        for index in line.lowerBound..<found.lowerBound where text[index] & 0xc0 != 0x80 {
            column += 1
        }
        return column
    }

    private static func malformed(
        _ fault: LineFault, _ text: Span<UInt8>, at span: SourceSpan
    ) -> Diagnostic {
        var octets: [UInt8] = []
        for index in fault.found.prefix(320) { octets.append(text[index]) }
        let found =
            octets.isEmpty
            ? "the end of the line" : quoted(String(decoding: octets, as: UTF8.self))
        return .error(
            malformedLineRule.code, "expected \(fault.expected), found \(found)", at: span,
            hint: "a line is '+ fwd DEVICE ADDRESS LENGTH PORT PRIORITY NEXTHOP', or with '-'")
    }

    private static func hostBits(
        _ address: UInt32, _ block: AddressBlock<UInt32>, at span: SourceSpan
    ) -> Diagnostic {
        .warning(
            hostBitsRule.code,
            "\(IPv4Address(rawValue: address)) has bits set behind the first \(block.length); "
                + "they are taken for zero",
            at: span, hint: "write \(block.first)")
    }
}

let malformedLineRule = Rule(
    code: "rules.malformed-line",
    meaning: "A line of a rule file is not an update of a forwarding rule. It is left out.",
    bad: "+ fwd leaf-1 167772160 33 swp3 24 192.0.2.1\n",
    good: "+ fwd leaf-1 167772160 24 swp3 24 192.0.2.1\n")

let hostBitsRule = Rule(
    code: "rules.host-bits",
    meaning:
        "The address of a rule has bits set behind the prefix length. The rule is about the whole "
        + "block, and whoever wrote it may have meant one address.",
    bad: "+ fwd leaf-1 167772161 24 swp3 24 192.0.2.1\n",
    good: "+ fwd leaf-1 167772160 24 swp3 24 192.0.2.1\n")

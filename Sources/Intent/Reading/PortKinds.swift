import Diagnostics
import Net

extension ValueKind where Value == Located<PortName> {
    static var port: Self {
        .notation("a port name such as swp5", pattern: PortName.pattern) {
            text throws(NotationError) in try PortName(text)
        }
    }
}

extension ValueKind where Value == Located<PortReference> {
    static var portReference: Self {
        .notation(
            "a device, a colon and a port, such as leaf-1:swp5",
            pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?:[A-Za-z][A-Za-z0-9/_-]{0,14}$"
        ) { text throws(NotationError) in
            do throws(NotationError) {
                return try PortReference(text)
            } catch {
                // The suggestion is one for the device; the port stays.
                guard let device = error.suggestion, let colon = text.firstIndex(of: ":") else {
                    throw error
                }
                throw NotationError(
                    expected: "a device, a colon and a port, such as leaf-1:swp5",
                    suggestion: device + text[colon...])
            }
        }
    }
}

extension ValueKind where Value == [Located<PortName>] {
    /// Ports one by one or as ranges: `[swp1-48, eth0]`. Every port once.
    static var ports: Self { .ports(atLeast: 0) }

    static func ports(atLeast minimum: Int) -> Self {
        let noun = "a port name such as swp5, or a range such as swp1-48"
        // A range is as long as two numbers more.
        let item = Schema.text(noun: noun, pattern: "^[A-Za-z][A-Za-z0-9/_-]{0,29}$")
        return Self(schema: .list(of: item, minimum: minimum)) { node, reader in
            guard let items = reader.items(of: node, atLeast: minimum) else { return nil }
            let limit = reader.limits.portsOfDevice
            var ports: [Located<PortName>] = []
            var places: [PortName: SourceSpan] = [:]
            for item in items {
                guard let text = reader.text(of: item, expected: noun) else { continue }
                for port in reader.ports(text, at: item.span) {
                    if let earlier = places[port] {
                        reader.report(
                            "read.duplicate-port", "the port \(quoted(port.text)) is listed twice",
                            at: item.span, notes: [.init("first listed here", at: earlier)],
                            hint: "keep one of the two")
                        continue
                    }
                    guard ports.count < limit else {
                        reader.report(
                            "read.limit", "the list has more than \(limit) ports",
                            at: item.span, hint: "no device has so many")
                        return ports
                    }
                    places[port] = item.span
                    ports.append(Located(port, at: item.span))
                }
            }
            return ports
        }
    }
}

extension PortName {
    static let pattern = "^[A-Za-z][A-Za-z0-9/_-]{0,14}$"
}

extension TopologyReader {
    /// The ports that `text` stands for: one, or those of a range `swp1-48`; none where it is
    /// neither, which is reported.
    fileprivate mutating func ports(_ text: String, at span: SourceSpan) -> [PortName] {
        do throws(NotationError) {
            guard let range = PortRange(text) else { return [try PortName(text)] }
            guard let numbers = range.numbers else {
                report(
                    "read.bad-value",
                    "the range \(quoted(text)) runs backwards, or has numbers "
                        + "with a zero in front", at: span,
                    hint: range.suggestion.map { "did you mean '\($0)'?" })
                return []
            }
            let limit = limits.portsOfDevice
            guard numbers.count <= limit else {
                report(
                    "read.limit", "the range \(quoted(text)) has more than \(limit) ports",
                    at: span, hint: "no device has so many")
                return []
            }
            var ports: [PortName] = []
            for number in numbers { ports.append(try PortName("\(range.stem)\(number)")) }
            return ports
        } catch {
            reportNotation(error, text: text, at: span)
            return []
        }
    }
}

/// `swp1-48`: a stem, and the numbers behind it.
private struct PortRange {
    let stem: Substring
    private let first: Substring
    private let last: Substring

    /// Nil where the text does not end in digits, a hyphen and digits.
    init?(_ text: String) {
        func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
        guard let hyphen = text.lastIndex(of: "-") else { return nil }
        let head = text[..<hyphen]
        guard let end = head.lastIndex(where: { !isDigit($0) }) else { return nil }
        stem = head[...end]
        first = head[head.index(after: end)...]
        last = text[text.index(after: hyphen)...]
        guard !first.isEmpty, !last.isEmpty, last.allSatisfy(isDigit) else { return nil }
    }

    /// Nil where one is no plain decimal or they run backwards.
    var numbers: ClosedRange<Int>? {
        guard let low = first.decimalValue(as: Int.self),
            let high = last.decimalValue(as: Int.self), low <= high
        else { return nil }
        return low...high
    }

    var suggestion: String? {
        guard let one = Int(first), let other = Int(last) else { return nil }
        return "\(stem)\(min(one, other))-\(max(one, other))"
    }
}

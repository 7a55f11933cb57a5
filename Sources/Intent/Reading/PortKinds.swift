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
        ) { text throws(NotationError) in try PortReference(text) }
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
        do {
            guard let range = PortRange(text) else { return [try PortName(text)] }
            guard range.first <= range.last else {
                report(
                    "read.bad-value", "the range \(quoted(text)) runs backwards", at: span,
                    hint: "did you mean '\(range.stem)\(range.last)-\(range.first)'?")
                return []
            }
            let limit = limits.portsOfDevice
            guard range.last - range.first < limit else {
                report(
                    "read.limit", "the range \(quoted(text)) has more than \(limit) ports",
                    at: span, hint: "no device has so many")
                return []
            }
            // The last name is the longest: where it is a name, all are.
            _ = try PortName("\(range.stem)\(range.last)")
            return try (range.first...range.last).map { try PortName("\(range.stem)\($0)") }
        } catch let error as NotationError {
            reportNotation(error, text: text, at: span)
        } catch {
            preconditionFailure("port names throw nothing else")
        }
        return []
    }
}

/// `swp1-48`: a stem, and the numbers behind it. Both numbers are plain decimals.
private struct PortRange {
    let stem: Substring
    let first: Int
    let last: Int

    init?(_ text: String) {
        guard let hyphen = text.lastIndex(of: "-"),
            let last = text[text.index(after: hyphen)...].decimalValue(as: Int.self)
        else { return nil }
        let head = text[..<hyphen]
        guard let end = head.lastIndex(where: { !("0"..."9").contains($0) }),
            let first = head[head.index(after: end)...].decimalValue(as: Int.self)
        else { return nil }
        self.stem = head[...end]
        self.first = first
        self.last = last
    }
}

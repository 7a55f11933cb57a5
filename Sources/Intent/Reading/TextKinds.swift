import Diagnostics
import Net

extension ValueKind where Value == Located<Name> {
    static var name: Self {
        let expected = "a name of 1 to 63 lower-case letters, digits and hyphens"
        let schema = Schema.text(noun: expected, pattern: Name.pattern, mayBeNumber: true)
        return Self(schema: schema) { node, reader in
            guard let text = reader.text(of: node, expected: expected) else { return nil }
            do throws(NotationError) {
                return Located(try Name(text), at: node.span)
            } catch {
                reader.reportName(text, error, at: node.span)
                return nil
            }
        }
    }
}

extension ValueKind where Value == Located<FreeText> {
    static var freeText: Self {
        .notation(
            "one line of 1 to 120 characters",
            pattern: "^[A-Za-z0-9 .,:()/+_@&'=*%À-ÖØ-öø-ÿ-]{1,120}$"
        ) { text throws(NotationError) in try FreeText(text) }
    }
}

extension ValueKind where Value == Located<SoftwareVersion> {
    static var softwareVersion: Self {
        .notation(
            "a version such as \"2.16\"", pattern: "^[0-9]{1,4}([.][0-9]{1,4}){0,3}$"
        ) { text throws(NotationError) in try SoftwareVersion(text) }
    }
}

extension ValueKind where Value == Located<ASSetName> {
    static var asSet: Self {
        .notation("an AS-SET such as AS-EXAMPLE", pattern: "^[A-Za-z0-9:_-]{1,100}$") {
            text throws(NotationError) in try ASSetName(text)
        }
    }
}

extension ValueKind where Value == Located<Bool> {
    /// `true` or `false`; the words of YAML 1.1 get the word to write as a hint.
    static var boolean: Self {
        Self(schema: .boolean) { node, reader in
            guard let text = reader.text(of: node, expected: "true or false") else { return nil }
            if text == "true" || text == "false" { return Located(text == "true", at: node.span) }
            let meaning: String? =
                switch text.lowercased() {
                case "yes", "y", "on", "true", "1": "true"
                case "no", "n", "off", "false", "0": "false"
                default: nil
                }
            reader.report(
                "read.not-boolean", "\(quoted(text)) is neither true nor false", at: node.span,
                hint: meaning.map { "write \($0)" } ?? "write true or false")
            return nil
        }
    }
}

extension ValueKind where Value == Located<SegmentReference> {
    static var segmentReference: Self {
        let label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
        return .notation(
            "a segment, written segment or vrf/segment", pattern: "^(\(label)/)?\(label)$"
        ) { text throws(NotationError) in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            do throws(NotationError) {
                if parts.count == 1 { return SegmentReference(vrf: nil, segment: try Name(text)) }
                if parts.count == 2 {
                    return SegmentReference(vrf: try Name(parts[0]), segment: try Name(parts[1]))
                }
            } catch  where parts.count == 1 {
                throw error
            } catch {}
            throw NotationError(
                expected: "a segment, written segment or vrf/segment, both names of lower-case "
                    + "letters, digits and hyphens")
        }
    }
}

extension ValueKind where Value == Located<RouteTarget> {
    static var routeTarget: Self {
        .notation("a route target such as 64900:10110", pattern: "^[1-9][0-9]*:(0|[1-9][0-9]*)$") {
            text throws(NotationError) in try RouteTarget(text)
        }
    }
}

extension ValueKind where Value == Located<ServicePort> {
    static var servicePort: Self {
        .notation(
            "any, icmp, or a protocol and its destination ports, such as tcp/443 or udp/6000-6100",
            pattern: "^(any|icmp|(tcp|udp|sctp)/[1-9][0-9]*(-[1-9][0-9]*)?)$"
        ) { text throws(NotationError) in try ServicePort(text) }
    }
}

extension Name {
    static let pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
}

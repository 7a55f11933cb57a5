import Diagnostics

/// A value of a configuration that is JSON (RFC 8259), and who asked for it.
///
/// Texts are `ConfigLine`s, whose alphabet holds nothing that a string of JSON escapes. Members stay
/// in the order in which they were added.
///
///     ["name": "irb0", "subinterface": .list(gateways)]
struct JSONTree: Sendable {
    private enum Content: Sendable {
        case scalar(ConfigLine)
        case object([(name: ConfigLine, value: JSONTree)])
        case list([JSONTree])
    }

    private var content: Content
    /// Of an object; what stands in it has them, too, where it has none of its own.
    private var origins: [SourceSpan] = []

    private init(_ content: Content) { self.content = content }

    static func text(_ text: some ConfigValue) -> JSONTree { .init(.scalar("\"\(text)\"")) }

    static func number(_ number: some ConfigValue) -> JSONTree {
        .init(.scalar(ConfigLine(number)))
    }

    static func list(_ elements: [JSONTree]) -> JSONTree { .init(.list(elements)) }

    /// A leaf that says something by being there (RFC 7951, section 6.9).
    static let empty: JSONTree = .list([.init(.scalar("null"))])

    /// Of an object: whether it has no members.
    var isEmpty: Bool {
        guard case .object(let members) = content else { return false }
        return members.isEmpty
    }

    func at(_ origins: [SourceSpan]) -> JSONTree {
        var result = self
        result.origins = origins
        return result
    }

    func at(_ origin: SourceSpan) -> JSONTree { at([origin]) }

    /// Adds a member to an object; none where `value` is nil.
    mutating func add(_ name: ConfigLine, _ value: JSONTree?) {
        guard let value else { return }
        guard case .object(let members) = content else {
            preconditionFailure("only an object has members")
        }
        content = .object(members + [(name, value)])
    }

    /// Writes the value, one line for each scalar and for each end of what holds others. A list of
    /// scalars is one line.
    func write(to out: inout ConfigText) { write(as: "", ending: "", to: &out) }

    private func write(as head: ConfigLine, ending: ConfigLine, to out: inout ConfigText) {
        switch content {
        case .scalar(let text): out.line(head + text + ending, at: origins)
        case .object(let members) where members.isEmpty:
            out.line(head + "{}" + ending, at: origins)
        case .object(let members):
            out.block(head + "{", at: origins, closing: "}" + ending) { out in
                for (index, member) in members.enumerated() {
                    member.value.write(
                        as: "\"\(member.name)\": ",
                        ending: index + 1 < members.count ? "," : "", to: &out)
                }
            }
        case .list(let elements):
            let scalars = elements.compactMap(\.scalar)
            if scalars.count == elements.count {
                out.line(head + "[" + scalars.joined(by: ", ") + "]" + ending, at: origins)
                return
            }
            out.block(head + "[", at: origins, closing: "]" + ending) { out in
                for (index, element) in elements.enumerated() {
                    element.write(
                        as: "", ending: index + 1 < elements.count ? "," : "", to: &out)
                }
            }
        }
    }

    private var scalar: ConfigLine? {
        guard case .scalar(let text) = content else { return nil }
        return text
    }
}

extension JSONTree: ExpressibleByStringInterpolation {
    init(stringLiteral value: StaticString) { self = .text(ConfigLine(stringLiteral: value)) }

    init(stringInterpolation: ConfigLine.StringInterpolation) {
        self = .text(ConfigLine(stringInterpolation: stringInterpolation))
    }
}

extension JSONTree: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    init(integerLiteral value: Int) { self = .number(value) }
    init(booleanLiteral value: Bool) { self.init(.scalar(value ? "true" : "false")) }
}

extension JSONTree: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(arrayLiteral elements: JSONTree...) { self.init(.list(elements)) }

    init(dictionaryLiteral members: (ConfigLine, JSONTree)...) {
        self.init(.object(members.map { (name: $0.0, value: $0.1) }))
    }
}

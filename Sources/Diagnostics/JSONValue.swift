/// A value of JSON (RFC 8259) in the part that reports need: whole numbers only. Objects are
/// written with sorted keys, so that equal values are equal texts.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// What every JSON output says first: a minor step adds keys, a major one breaks, and readers
    /// ignore keys they do not know.
    public static let formatVersion: JSONValue = "1.0"
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    public init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
    /// The member of an object; nil where there is none, or the value is no object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    public var integer: Int? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    public var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The same object with one more member; a value that is nil adds none.
    ///
    /// - Precondition: the value is an object.
    public func with(_ key: String, _ value: JSONValue?) -> JSONValue {
        guard case .object(var members) = self else {
            preconditionFailure("only an object has members")
        }
        if let value { members[key] = value }
        return .object(members)
    }
}

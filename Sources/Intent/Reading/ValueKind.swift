import Diagnostics
import Net

/// How the value of a field is read, and what it looks like.
struct ValueKind<Value: Sendable>: Sendable {
    let schema: Schema
    /// Nil where the node is not such a value, which then has been reported.
    let read: @Sendable (YAMLNode, inout TopologyReader) -> Value?
}

extension ValueKind {
    /// A value with a notation of its own. `parse` sees the text whatever its style.
    static func notation<T: Sendable>(
        _ noun: String, pattern: String,
        _ parse: @escaping @Sendable (String) throws(NotationError) -> T
    ) -> Self where Value == Located<T> {
        Self(schema: .text(noun: noun, pattern: pattern)) { node, reader in
            guard let text = reader.text(of: node, expected: noun) else { return nil }
            do throws(NotationError) {
                return Located(try parse(text), at: node.span)
            } catch {
                reader.reportNotation(error, text: text, at: node.span)
                return nil
            }
        }
    }

    /// One of the values of an enumeration, by raw value.
    static func choice<T: RawRepresentable<String> & CaseIterable & Sendable>(
        _ type: T.Type
    ) -> Self where Value == Located<T> {
        let names = T.allCases.map(\.rawValue)
        return Self(schema: .choice(names)) { node, reader in
            let expected =
                names.count == 1 ? "'\(names[0])'" : "one of " + names.joined(separator: ", ")
            guard let text = reader.text(of: node, expected: expected) else { return nil }
            guard let value = T(rawValue: text) else {
                let meant =
                    names.nearest(to: text)
                    ?? names.first { text.utf8.count > 2 && $0.contains(text.lowercased()) }
                reader.report(
                    "read.bad-value", "\(quoted(text)) is not \(expected)", at: node.span,
                    hint: meant.map { "did you mean '\($0)'?" } ?? "write \(expected)")
                return nil
            }
            return Located(value, at: node.span)
        }
    }

    /// A list; items that cannot be read are left out and reported.
    static func list<Element>(of kind: ValueKind<Element>, atLeast minimum: Int = 0) -> Self
    where Value == [Element] {
        Self(schema: .list(of: kind.schema, minimum: minimum)) { node, reader in
            guard let items = reader.items(of: node, atLeast: minimum) else { return nil }
            return items.compactMap { kind.read($0, &reader) }
        }
    }

    /// A list of objects, whose names must differ in more than their spelling.
    static func objects<T: TopologyObject>(_ type: T.Type) -> Self where Value == [T] {
        Self(schema: .list(of: .object(type), minimum: 0)) { node, reader in
            guard let items = reader.items(of: node, atLeast: 0) else { return nil }
            reader.reportCollidingNames(of: items, noun: T.noun)
            return items.compactMap { reader.object(T.self, from: $0) }
        }
    }
}

extension ValueKind where Value: TopologyObject {
    static func object(_ type: Value.Type) -> Self {
        Self(schema: .object(type)) { node, reader in reader.object(Value.self, from: node) }
    }
}

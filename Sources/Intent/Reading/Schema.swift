/// What a value of a topology looks like: enough to write JSON Schema and the reference from.
indirect enum Schema: Sendable {
    /// A text; `pattern` is a regular expression that every allowed text matches.
    /// `mayBeNumber` where an editor takes some of the texts for numbers: `name: 110`.
    case text(noun: String, pattern: String, mayBeNumber: Bool = false)
    /// A plain decimal.
    case decimal(noun: String, ClosedRange<UInt64>)
    case boolean
    case choice([String])
    case list(of: Schema, minimum: Int)
    case object(any TopologyObject.Type)
}

/// The fields of one kind of object. Made by reading: see `TopologyReader`.
struct FieldTable: Sendable {
    struct Field: Sendable {
        let key: String
        let schema: Schema
        let isRequired: Bool
        let summary: String
    }

    let noun: String
    let summary: String
    var fields: [Field] = []
    /// Keys of which exactly one is given.
    var exclusive: [String] = []
    /// Keys that make sense only beside another.
    var companions: [(key: String, needed: String)] = []

    init(of type: any TopologyObject.Type) {
        self = TopologyReader.table(of: type)
    }

    /// A table without fields.
    init(noun: String, summary: String) {
        self.noun = noun
        self.summary = summary
    }
}

extension Schema {
    /// What to write, in words, for the reference.
    var expected: String {
        switch self {
        case .text(let noun, _, _), .decimal(let noun, _): noun
        case .boolean: "`true` or `false`"
        case .choice(let names): names.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.object(let type), _): "a list of [\(type.noun)](#\(type.slug))"
        case .list(let item, _): "a list, each \(item.expected)"
        case .object(let type): "[\(type.noun)](#\(type.slug))"
        }
    }

    /// The kinds of object in it.
    var objects: [any TopologyObject.Type] {
        switch self {
        case .text, .decimal, .boolean, .choice: []
        case .list(let item, _): item.objects
        case .object(let type): [type]
        }
    }
}

extension TopologyObject {
    /// The noun as one word: "route-server".
    static var slug: String { String(noun.map { $0 == " " ? "-" : $0 }) }
}

/// The tables of every kind of object in a topology, the file first and each before its parts.
func allFieldTables() -> [(slug: String, table: FieldTable)] {
    fieldTables(from: TopologyFile.self)
}

/// The tables of a kind of object and of all that is in it, each before its parts.
func fieldTables(
    from file: any TopologyObject.Type
) -> [(slug: String, table: FieldTable)] {
    var result: [(slug: String, table: FieldTable)] = []
    func visit(_ type: any TopologyObject.Type) {
        guard !result.contains(where: { $0.slug == type.slug }) else { return }
        let table = FieldTable(of: type)
        result.append((type.slug, table))
        for field in table.fields { field.schema.objects.forEach(visit) }
    }
    visit(file)
    return result
}

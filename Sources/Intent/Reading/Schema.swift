/// What a value of a topology looks like: enough to write JSON Schema and the reference from.
indirect enum Schema: Sendable {
    /// A text; `pattern` is a regular expression that every allowed text matches.
    case text(noun: String, pattern: String)
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

import Diagnostics

/// The JSON Schema (draft-07, which editors know) of topology files, written from the same fields
/// as the reader reads: what the schema refuses the reader refuses. The reader refuses more:
/// ranges of quoted numbers, special addresses, names that collide.
///
/// Numbers may be quoted, as in the reader. Ends with a line feed; the same text on every call.
public func jsonSchema() -> String {
    let tables = allFieldTables()
    var definitions: [String: JSONValue] = [:]
    for (slug, table) in tables.dropFirst() { definitions[slug] = table.jsonSchema }
    let root = (tables.first?.table.jsonSchema ?? .object([:]))
        .with("$schema", "http://json-schema.org/draft-07/schema#")
        .with("definitions", .object(definitions))
    return root.text(.indented) + "\n"
}

extension FieldTable {
    fileprivate var jsonSchema: JSONValue {
        var properties: [String: JSONValue] = [:]
        for field in fields { properties[field.key] = field.jsonSchema }
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.key) }
        let choices = exclusive.map { JSONValue.object(["required": [.string($0)]]) }
        var dependencies: [String: JSONValue] = [:]
        for (key, needed) in companions { dependencies[key] = [.string(needed)] }
        return JSONValue.object([
            "title": .string(noun), "description": .string(summary), "type": "object",
            "properties": .object(properties), "additionalProperties": false,
        ])
        .with("required", required.isEmpty ? nil : .array(required))
        .with("oneOf", choices.isEmpty ? nil : .array(choices))
        .with("dependencies", dependencies.isEmpty ? nil : .object(dependencies))
    }
}

extension FieldTable.Field {
    fileprivate var jsonSchema: JSONValue {
        // Draft-07 ignores what stands beside a reference, hence the detour through allOf.
        if case .object = schema {
            return .object(["description": .string(summary), "allOf": [schema.jsonSchema]])
        }
        return schema.jsonSchema.with("description", .string(summary))
    }
}

extension Schema {
    fileprivate var jsonSchema: JSONValue {
        switch self {
        case .text(let noun, let pattern, let mayBeNumber):
            return .object([
                "title": .string(noun), "pattern": .string(pattern),
                "type": mayBeNumber ? ["string", "integer"] : "string",
            ])
        case .decimal(let noun, let range):
            return .object([
                "title": .string(noun), "type": ["integer", "string"],
                "minimum": .integer(Int(range.lowerBound)),
                "maximum": .integer(Int(range.upperBound)), "pattern": "^(0|[1-9][0-9]*)$",
            ])
        case .boolean: return .object(["enum": [true, false, "true", "false"]])
        case .choice(let names): return .object(["enum": .array(names.map(JSONValue.string))])
        case .list(let item, let minimum):
            return JSONValue.object(["type": "array", "items": item.jsonSchema])
                .with("minItems", minimum > 0 ? .integer(minimum) : nil)
        case .object(let type):
            return .object(["$ref": .string("#/definitions/\(type.slug)")])
        }
    }
}

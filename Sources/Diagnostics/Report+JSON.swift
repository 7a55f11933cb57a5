extension Report {
    /// The form for programs: every finding in order of place, the counts, and the `facts` of the
    /// command beside them.
    public var json: JSONValue {
        var members = facts
        members["format_version"] = .formatVersion
        members["command"] = .string(command)
        members["subject"] = .string(subject)
        members["counts"] = [
            "error": .integer(count(of: .error)),
            "warning": .integer(count(of: .warning)),
            "note": .integer(count(of: .note)),
        ]
        members["findings"] = .array(diagnostics.map { $0.json(in: sources) })
        return .object(members)
    }
}

extension Diagnostic {
    /// The finding as an object; places are resolved with `sources`.
    public func json(in sources: SourceFiles) -> JSONValue {
        let object: JSONValue = [
            "code": .string(code),
            "severity": .string(severity.rawValue),
            "message": .string(message),
            "notes": .array(
                notes.map { note in
                    JSONValue.object(["message": .string(note.message)])
                        .with("location", note.span.map { $0.json(in: sources) })
                }),
        ]
        return object.with("hint", hint.map(JSONValue.string))
            .with("location", span.map { $0.json(in: sources) })
    }
}

extension SourceSpan {
    /// File, line, column and, where it is known, length.
    public func json(in sources: SourceFiles) -> JSONValue {
        let object: JSONValue = [
            "file": .string(sources.path(of: self)),
            "line": .integer(Int(line)),
            "column": .integer(Int(column)),
        ]
        return object.with("length", length == 0 ? nil : .integer(Int(length)))
    }
}

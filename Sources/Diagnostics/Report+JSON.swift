extension Report {
    /// The form for programs: every finding in order of place, accepted ones among them, the counts
    /// of what counts and of what does not, and the `facts` of the command beside them.
    public var json: JSONValue {
        var members = facts
        members["format_version"] = .formatVersion
        members["command"] = .string(command)
        members["subject"] = .string(subject)
        members["counts"] = [
            "error": .integer(count(of: .error)),
            "warning": .integer(count(of: .warning)),
            "note": .integer(count(of: .note)),
            "waived": .integer(count(of: .waived)),
            "known": .integer(count(of: .known)),
        ]
        members["findings"] = .array(
            zip(diagnostics, fingerprints).map { json(of: $0, $1) })
        return .object(members)
    }

    /// A finding as an object, with its fingerprint and, where it does not count, why.
    public func json(of diagnostic: Diagnostic, _ fingerprint: Fingerprint?) -> JSONValue {
        diagnostic.json(in: sources).with("fingerprint", fingerprint.map { .string("\($0)") })
            .with(
                "accepted",
                acceptance(of: diagnostic).map { acceptance in
                    [
                        "kind": .string(acceptance.kind.rawValue),
                        "justification": .string(acceptance.justification),
                    ]
                })
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

extension Report {
    /// SARIF 2.1.0 (OASIS): one run. Of more than 5,000 findings the worst are told, and a
    /// notification says how many were cut: code scanning services refuse longer files. So does one for
    /// each thing that is said of the run as a whole. What was accepted is there, suppressed.
    public var sarif: JSONValue {
        let limit = 5_000
        let told = Diagnostic.Severity.allCases.flatMap { severity in
            zip(diagnostics, fingerprints).filter { $0.0.severity == severity }
        }.prefix(limit)
        var run: JSONValue = [
            "tool": ["driver": driver(for: told.map(\.0))],
            "columnKind": "unicodeCodePoints",
            "results": .array(told.map { result(for: $0, fingerprint: $1) }),
        ]
        var notices = remarks
        if diagnostics.count > limit {
            notices.append(
                "\(diagnostics.count - limit) findings of \(diagnostics.count) were cut")
        }
        if !notices.isEmpty {
            let notifications = notices.map { text -> JSONValue in
                ["level": "warning", "message": ["text": .string(text)]]
            }
            run = run.with(
                "invocations",
                [
                    [
                        "executionSuccessful": true,
                        "toolExecutionNotifications": .array(notifications),
                    ]
                ])
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        ]
    }

    private func driver(for told: [Diagnostic]) -> JSONValue {
        let codes = Set(told.map(\.code)).sorted()
        let entries = codes.map { code -> JSONValue in
            let meaning = rules.first { $0.code == code }?.meaning
            return JSONValue.object(["id": .string(code)])
                .with("shortDescription", meaning.map { ["text": .string($0)] })
        }
        return ["name": "cristallo", "rules": .array(entries)]
    }

    private func result(for diagnostic: Diagnostic, fingerprint: Fingerprint) -> JSONValue {
        let text = diagnostic.message + (diagnostic.hint.map { "; \($0)" } ?? "")
        let related = diagnostic.notes.enumerated().compactMap { index, note in
            note.span.map { span in
                location(of: span).with("id", .integer(index))
                    .with("message", ["text": .string(note.message)])
            }
        }
        let object: JSONValue = [
            "ruleId": .string(diagnostic.code),
            "level": .string(diagnostic.severity.rawValue),
            "message": ["text": .string(text)],
            "locations": .array(
                (diagnostic.span.map { location(of: $0) } ?? firstLine).map { [$0] } ?? []),
            "partialFingerprints": ["cristallo/v1": .string("\(fingerprint)")],
        ]
        return object.with("relatedLocations", related.isEmpty ? nil : .array(related))
            .with("suppressions", acceptance(of: diagnostic).map(suppressions))
    }

    private func suppressions(for acceptance: Acceptance) -> JSONValue {
        let suppression: JSONValue = [
            "kind": "external", "status": "accepted",
            "justification": .string(
                "\(acceptance.kind.rawValue) \(acceptance.justification)"),
        ]
        return [suppression]
    }

    /// Where a finding without a place is put: services that read SARIF want one for each.
    private var firstLine: JSONValue? {
        sources.paths.first.map { path in
            [
                "physicalLocation": [
                    "artifactLocation": ["uri": .string(Self.uriReference(to: path))],
                    "region": ["startLine": .integer(1)],
                ]
            ]
        }
    }

    private func location(of span: SourceSpan) -> JSONValue {
        var region: JSONValue = [
            "startLine": .integer(Int(span.line)), "startColumn": .integer(Int(span.column)),
        ]
        if span.length > 0 {
            region = region.with("endColumn", .integer(Int(span.column + span.length)))
        }
        let uri = Self.uriReference(to: sources.path(of: span))
        return [
            "physicalLocation": ["artifactLocation": ["uri": .string(uri)], "region": region]
        ]
    }

    /// A path as a relative reference, or as a URI where it is absolute (RFC 3986, sections 2 and
    /// 4.2).
    static func uriReference(to path: String) -> String {
        var result = path.hasPrefix("/") ? "file://" : ""
        let relative = path.hasPrefix("./") ? path.dropFirst(2) : path[...]
        for octet in relative.utf8 {
            let scalar = Unicode.Scalar(octet)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/":
                result.unicodeScalars.append(scalar)
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                result += octet < 16 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }
}

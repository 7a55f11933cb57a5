extension Report {
    /// GitLab's code quality report. The code stands in the description too, because merge requests
    /// show nothing else of it; a finding without a place is put at the first line of the first
    /// file, because every entry needs one; and so is each thing that is said of the run as a whole.
    /// What was accepted is left out.
    public var gitlab: JSONValue {
        let remarks = remarks.map { Diagnostic.warning(command + ".outcome", $0, at: nil) }
        let told =
            zip(diagnostics, fingerprints).filter { acceptance(of: $0.0) == nil }
            + zip(remarks, fingerprints(of: remarks))
        return .array(
            told.map { diagnostic, fingerprint in
                let severity =
                    switch diagnostic.severity {
                    case .error: "critical"
                    case .warning: "minor"
                    case .note: "info"
                    }
                let path = diagnostic.span.map(sources.path) ?? sources.paths.first ?? "."
                let hint = diagnostic.hint.map { "; \($0)" } ?? ""
                return [
                    "description": .string("[\(diagnostic.code)] \(diagnostic.message)\(hint)"),
                    "check_name": .string(diagnostic.code),
                    "fingerprint": .string("\(fingerprint)"),
                    "severity": .string(severity),
                    "location": [
                        "path": .string(path.hasPrefix("./") ? String(path.dropFirst(2)) : path),
                        "lines": ["begin": .integer(Int(diagnostic.span?.line ?? 1))],
                    ],
                ]
            })
    }
}

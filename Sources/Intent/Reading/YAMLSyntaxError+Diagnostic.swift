import Diagnostics

extension YAMLSyntaxError {
    /// The error as a sentence for people; libyaml's words where there is no better sentence.
    func diagnostic(file: UInt16) -> Diagnostic {
        func span(_ mark: YAMLMark) -> SourceSpan {
            SourceSpan(file: file, line: UInt32(mark.line + 1), column: UInt32(mark.column + 1))
        }
        var notes: [Diagnostic.Note] = []
        if let context, (contextMark.line, contextMark.column) != (at.line, at.column) {
            notes.append(.init(Self.begins(context), at: span(contextMark)))
        }
        let (message, hint) = sentence
        let code = problem == "found undefined tag handle" ? "read.tag" : "read.syntax"
        return .error(code, message, at: span(at), notes: notes, hint: hint)
    }

    private var sentence: (message: String, hint: String?) {
        switch problem {
        case "found character that cannot start any token":
            (
                "no value can begin with this character",
                "indent with spaces, not with tabs; quote a text that begins with @, ` or %"
            )
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            ("a tab stands where the line is indented", "indent with spaces")
        case "mapping values are not allowed in this context":
            (
                "a ':' stands where no key can be",
                "check the indentation of the line; quote a text that has ': ' in it"
            )
        case "did not find expected key":
            (
                "the line is no key of the object it is indented into",
                "indent the keys of one object alike"
            )
        case "did not find expected '-' indicator":
            (
                "the line is no item of the list it is indented into",
                "indent the items of one list alike and begin each with '- '"
            )
        case "did not find expected ',' or ']'":
            ("the list in brackets is not closed", "separate items with ',' and close it with ']'")
        case "did not find expected ',' or '}'":
            ("the object in braces is not closed", "separate keys with ',' and close it with '}'")
        case "could not find expected ':'":
            ("a key without ':'", "write 'key: value', with a space after the ':'")
        case "found unexpected end of stream":
            ("the file ends within a quoted text", "close the quote")
        case "block sequence entries are not allowed in this context":
            ("a '-' stands where no list can begin", "begin the list on a line of its own")
        case "found unknown escape character":
            ("no escape sequence has this character", "use single quotes: '\\' means itself there")
        case "found undefined tag handle":
            ("a tag that nobody declared", "quote a text that begins with '!'")
        case "did not find expected node content":
            (
                "no value can begin here",
                "write a value; within brackets, separate items with ',' instead of '- '"
            )
        case "did not find expected alphabetic or numeric character":
            (
                "'&' and '*' stand before the name of an anchor",
                "quote a text that begins with one of them"
            )
        case "found incompatible YAML document":
            ("the file says that it is of another YAML than 1.2", "remove the line '%YAML'")
        case "did not find expected <document start>":
            (
                "something follows the end of the document",
                "write one document a file, as one object with keys"
            )
        case "out of memory": ("no memory is left to read the file", nil)
        default: ("this is not YAML: \(problem)", nil)
        }
    }

    /// "while parsing a block mapping" is where it begins, for a note.
    private static func begins(_ context: String) -> String {
        for (words, noun) in [
            ("block mapping", "the object"), ("flow mapping", "the object"),
            ("block collection", "the list"), ("flow sequence", "the list"),
            ("quoted scalar", "the quoted text"), ("simple key", "the key"),
        ] where context.hasSuffix(words) {
            return "\(noun) begins here"
        }
        return context
    }
}

extension EncodingFault {
    func diagnostic(file: UInt16) -> Diagnostic {
        let span = SourceSpan(file: file, line: UInt32(line), column: UInt32(column))
        switch kind {
        case .utf16:
            return .error(
                "read.encoding", "the file is UTF-16, from octet 0 on", at: span,
                hint: "save it as UTF-8")
        case .notUTF8(let octet):
            return .error(
                "read.encoding",
                "octet \(offset) of the file (0x\(String(octet, radix: 16))) is not UTF-8",
                at: span,
                hint: "save the file as UTF-8")
        case .character(let value):
            return .error(
                "read.control-character",
                "the character U+\(Self.hexadecimal(value)) at octet \(offset) is not allowed",
                at: span, hint: "remove it; editors show nothing, or something else, in its place")
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: Swift.max(0, 4 - digits.utf8.count)) + digits
    }
}

import CYAML

/// The events of a YAML stream, one after the other, as libyaml's parser finds them.
///
/// The only file that touches libyaml. Invariants: `parser` and `input` are allocated in `init`,
/// owned by the one value that exists, and freed in `deinit`; libyaml reads `input` and nothing
/// else; every event is deleted before `next()` returns, after its texts were copied. All texts
/// libyaml hands out are valid UTF-8, because its input was (see `EncodingFault`).
@safe
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let scalarLimit: Int

    /// - Parameter scalarLimit: texts of more octets are not copied; their event has none.
    /// Nil where libyaml cannot get memory.
    init?(octets: ArraySlice<UInt8>, scalarLimit: Int) {
        self.scalarLimit = scalarLimit
        unsafe input = .allocate(capacity: max(octets.count, 1))
        _ = unsafe input.initialize(from: octets)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            unsafe input.deallocate()
            return nil
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, octets.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; after `.streamEnd` or an error there is none, and asking is a mistake.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else {
            throw unsafe YAMLSyntaxError(
                problem: text(parser.pointee.problem) ?? "out of memory",
                at: YAMLMark(parser.pointee.problem_mark),
                context: text(parser.pointee.context),
                contextMark: YAMLMark(parser.pointee.context_mark))
        }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe YAMLEvent(
            kind: kind(of: event), start: YAMLMark(event.start_mark),
            end: YAMLMark(event.end_mark))
    }

    private func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_ALIAS_EVENT: return unsafe .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            return unsafe .scalar(
                text(scalar.value, count: scalar.length),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                .init(anchor: text(scalar.anchor), tag: text(scalar.tag)))
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe .sequenceStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe .mappingStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .streamEnd
        default: return .other
        }
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private func text(_ pointer: UnsafePointer<yaml_char_t>?, count: Int) -> String? {
        guard count <= scalarLimit else { return nil }
        return unsafe String(
            decoding: UnsafeBufferPointer(start: pointer, count: count), as: UTF8.self)
    }
}

/// A position as libyaml counts it: from 0, columns in Unicode scalars.
struct YAMLMark {
    let line: Int
    let column: Int
}

extension YAMLMark {
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line, column: mark.column) }
}

struct YAMLEvent {
    enum Kind {
        case documentStart
        case alias(String)
        /// Without text where it is longer than the limit.
        case scalar(String?, isPlain: Bool, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
        case collectionEnd
        case streamEnd
        /// Beginning of the stream, end of a document: nothing to act on.
        case other
    }

    struct Properties {
        let anchor: String?
        let tag: String?
    }

    let kind: Kind
    let start: YAMLMark
    let end: YAMLMark
}

/// What libyaml says about a text that is not YAML, in its own words.
struct YAMLSyntaxError: Error {
    let problem: String
    let at: YAMLMark
    let context: String?
    let contextMark: YAMLMark
}

import Diagnostics

/// Puts the events of one file together to a tree of nodes, within limits.
///
/// Refused, each with its place: duplicate keys, merge keys `<<`, explicit tags, a second document,
/// keys that are not scalars, aliases of nothing or of what they are part of. Aliases share the
/// node they stand for and cost no memory, but count against the limits as if they were written
/// out: whoever walks the tree later walks at most `limits.nodes` nodes.
struct YAMLComposer: ~Copyable {
    private var events: YAMLEvents
    private let file: UInt16
    private let limits: ReadingLimits
    /// What the anchors seen so far stand for; nil while the node is being composed.
    private var anchors: [String: Anchored?] = [:]
    private var nodes = 0
    private var keys = 0

    private struct Anchored {
        let node: YAMLNode
        let nodes: Int
        let height: Int
    }

    /// Thrown when nothing that follows in the file can be read; the reason has been reported.
    private struct Stop: Error {}

    /// The root of the file at index `file`; nil where there is none or it could not be composed,
    /// which then is in `findings`. O(octets + expanded nodes).
    static func root(
        of octets: [UInt8], file: UInt16, limits: ReadingLimits, findings: inout ReadingDiagnostics
    ) -> YAMLNode? {
        let start = SourceSpan(file: file, line: 1, column: 1)
        guard octets.count <= limits.fileSizeInOctets else {
            findings.add(
                .error(
                    "read.limit",
                    "the file has \(octets.count) octets; the limit is "
                        + "\(limits.fileSizeInOctets)", at: start,
                    hint: "split the topology into several files"))
            return nil
        }
        if let fault = EncodingFault(in: octets) {
            findings.add(fault.diagnostic(file: file))
            return nil
        }
        let text = octets.starts(with: [0xef, 0xbb, 0xbf]) ? octets.dropFirst(3) : octets[...]
        guard let events = YAMLEvents(octets: text, scalarLimit: limits.scalarSizeInOctets) else {
            findings.add(.error("read.limit", "no memory is left to read the file", at: start))
            return nil
        }
        var composer = YAMLComposer(events: events, file: file, limits: limits)
        do {
            return try composer.document(&findings)
        } catch {
            return nil
        }
    }

    private init(events: consuming YAMLEvents, file: UInt16, limits: ReadingLimits) {
        self.events = events
        self.file = file
        self.limits = limits
    }

    private mutating func document(_ findings: inout ReadingDiagnostics) throws(Stop) -> YAMLNode? {
        var root: (node: YAMLNode, start: SourceSpan)?
        while true {
            let event = try next(&findings)
            switch event.kind {
            case .documentStart where root != nil:
                findings.add(
                    .error(
                        "read.second-document", "a second YAML document begins here",
                        at: span(of: event),
                        notes: [.init("the first one", at: root?.start)],
                        hint: "write one document a file; remove the line '---'"))
                throw Stop()
            case .documentStart:
                let first = try next(&findings)
                root = (try node(from: first, depth: 1, &findings).node, span(of: first))
            case .streamEnd:
                if let root, !(root.node.isNull && nodes == 1) { return root.node }
                findings.add(
                    .error(
                        "read.empty-file", "the file is empty or holds nothing but comments",
                        at: SourceSpan(file: file, line: 1, column: 1),
                        hint: "write 'fabric: NAME' in its first line, or leave the file out"))
                return nil
            default: continue
            }
        }
    }

    private mutating func next(_ findings: inout ReadingDiagnostics) throws(Stop) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            findings.add(error.diagnostic(file: file))
            throw Stop()
        }
    }

    private mutating func node(
        from event: YAMLEvent, depth: Int, _ findings: inout ReadingDiagnostics
    ) throws(Stop) -> (node: YAMLNode, height: Int) {
        let span = span(of: event)
        if case .alias(let name) = event.kind {
            return try alias(name, at: span, depth: depth, &findings)
        }
        let before = nodes
        try count(1, at: span, &findings)
        var result: (node: YAMLNode, height: Int)
        var anchor: String?
        switch event.kind {
        case .scalar(let text, let isPlain, let properties):
            anchor = properties.anchor
            refuseTag(properties.tag, at: span, &findings)
            if text == nil { reportLongScalar(at: span, &findings) }
            // What a tag says the text means is not known here.
            let content =
                properties.tag == nil
                ? text.map { YAMLNode.Content.scalar($0, isPlain: isPlain) } : nil
            result = (YAMLNode(content: content ?? .unreadable, span: span), 0)
        case .sequenceStart(let properties):
            anchor = properties.anchor
            refuseTag(properties.tag, at: span, &findings)
            try open(anchor, at: span, depth: depth, &findings)
            result = try sequence(at: span, depth: depth, &findings)
        case .mappingStart(let properties):
            anchor = properties.anchor
            refuseTag(properties.tag, at: span, &findings)
            try open(anchor, at: span, depth: depth, &findings)
            result = try mapping(at: span, depth: depth, &findings)
        default: preconditionFailure("libyaml's grammar puts a node here")
        }
        if let anchor {
            anchors[anchor] = Anchored(
                node: result.node, nodes: nodes - before, height: result.height)
        }
        return result
    }

    private mutating func open(
        _ anchor: String?, at span: SourceSpan, depth: Int, _ findings: inout ReadingDiagnostics
    ) throws(Stop) {
        if let anchor { anchors[anchor] = .some(nil) }
        try checkDepth(depth, at: span, &findings)
    }

    private mutating func sequence(
        at span: SourceSpan, depth: Int, _ findings: inout ReadingDiagnostics
    ) throws(Stop) -> (node: YAMLNode, height: Int) {
        var items: [YAMLNode] = []
        var height = 0
        while true {
            let event = try next(&findings)
            if case .collectionEnd = event.kind { break }
            let item = try node(from: event, depth: depth + 1, &findings)
            items.append(item.node)
            height = max(height, item.height)
        }
        return (YAMLNode(content: .sequence(items), span: span), height + 1)
    }

    private mutating func mapping(
        at span: SourceSpan, depth: Int, _ findings: inout ReadingDiagnostics
    ) throws(Stop) -> (node: YAMLNode, height: Int) {
        var entries: [YAMLNode.Entry] = []
        var places: [String: SourceSpan] = [:]
        var height = 0
        while true {
            let event = try next(&findings)
            if case .collectionEnd = event.kind { break }
            let keySpan = self.span(of: event)
            let key = try node(from: event, depth: depth + 1, &findings).node
            let value = try node(from: try next(&findings), depth: depth + 1, &findings)
            height = max(height, value.height)
            keys += 1
            guard keys <= limits.keys else {
                findings.add(
                    .error(
                        "read.limit", "the file has more than \(limits.keys) keys", at: keySpan,
                        hint: "split the topology into several files"))
                throw Stop()
            }
            guard case .scalar(let text, let isPlain) = key.content else {
                reportKey(key, at: keySpan, &findings)
                continue
            }
            if text == "<<" && isPlain {
                reportMergeKey(at: keySpan, &findings)
                continue
            }
            // A linear search costs less than a table where keys are few.
            let earlier =
                entries.count <= 16
                ? entries.first { $0.key == text }?.keySpan
                : places[text]
            if let earlier {
                findings.add(
                    .error(
                        "read.duplicate-key", "the key \(quoted(text)) is written twice",
                        at: keySpan, notes: [.init("first written here", at: earlier)],
                        hint: "keep one of the two"))
                continue
            }
            entries.append(.init(key: text, keySpan: keySpan, value: value.node))
            if entries.count == 16 { for entry in entries { places[entry.key] = entry.keySpan } }
            if entries.count > 16 { places[text] = keySpan }
        }
        return (YAMLNode(content: .mapping(entries), span: span), height + 1)
    }

    private mutating func alias(
        _ name: String, at span: SourceSpan, depth: Int, _ findings: inout ReadingDiagnostics
    ) throws(Stop) -> (node: YAMLNode, height: Int) {
        switch anchors[name] {
        case .some(.some(let anchored)):
            try count(anchored.nodes, at: span, &findings)
            try checkDepth(depth + anchored.height - 1, at: span, &findings)
            return (anchored.node, anchored.height)
        case .some(.none):
            findings.add(
                .error(
                    "read.alias", "the alias \(quoted("*" + name)) is part of what it stands for",
                    at: span, hint: "write the value out"))
        case .none:
            findings.add(
                .error(
                    "read.alias",
                    "the alias \(quoted("*" + name)) stands for nothing: there is "
                        + "no \(quoted("&" + name)) before it in the file", at: span,
                    hint: "write the value out; quote it if it is a text that begins with '*'"))
        }
        try count(1, at: span, &findings)
        return (YAMLNode(content: .unreadable, span: span), 0)
    }

    private mutating func count(
        _ added: Int, at span: SourceSpan, _ findings: inout ReadingDiagnostics
    ) throws(Stop) {
        nodes += added
        guard nodes > limits.nodes else { return }
        findings.add(
            .error(
                "read.limit",
                "the file has more than \(limits.nodes) nodes, aliases written out", at: span,
                hint: "use fewer aliases, or split the topology into several files"))
        throw Stop()
    }

    private func checkDepth(
        _ depth: Int, at span: SourceSpan, _ findings: inout ReadingDiagnostics
    ) throws(Stop) {
        guard depth > limits.depth else { return }
        findings.add(
            .error(
                "read.limit", "values are nested more than \(limits.depth) levels deep", at: span,
                hint: "no part of a topology is deeper than 8 levels"))
        throw Stop()
    }

    /// Where the event's text is; with its length where it ends on the line it begins on.
    private func span(of event: YAMLEvent) -> SourceSpan {
        let isOneLine = event.start.line == event.end.line
        return SourceSpan(
            file: file, line: UInt32(event.start.line + 1), column: UInt32(event.start.column + 1),
            length: isOneLine ? UInt32(event.end.column - event.start.column) : 0)
    }
}

extension YAMLComposer {
    private func refuseTag(
        _ tag: String?, at span: SourceSpan, _ findings: inout ReadingDiagnostics
    ) {
        guard let tag else { return }
        findings.add(
            .error(
                "read.tag", "the tag \(quoted(tag)) is not allowed", at: span,
                hint: "remove it: the field decides what its value is"))
    }

    private func reportLongScalar(at span: SourceSpan, _ findings: inout ReadingDiagnostics) {
        findings.add(
            .error(
                "read.limit",
                "a value has more than \(limits.scalarSizeInOctets) octets", at: span,
                hint: "no field of a topology needs so many; is a quote missing?"))
    }

    private func reportKey(
        _ key: YAMLNode, at span: SourceSpan, _ findings: inout ReadingDiagnostics
    ) {
        if case .unreadable = key.content { return }
        findings.add(
            .error(
                "read.key-not-text", "a key is \(key.noun); it must be a text", at: span,
                hint: "quote the key if it begins with '[' or '{'"))
    }

    private func reportMergeKey(at span: SourceSpan, _ findings: inout ReadingDiagnostics) {
        findings.add(
            .error(
                "read.merge-key", "the merge key '<<' is not supported", at: span,
                hint: "write the keys out: YAML 1.2 has no merge key, and editors disagree on it"))
    }
}

import Forwarding

/// What came of reading a file: statements, and lines that nobody could interpret.
struct Findings {
    let source: SourceText
    private(set) var statements: [Statement] = []
    private(set) var unmodelled: [UnmodelledLine] = []
    /// Lines that have been refused: the first reason is the one to know.
    private var refused: Set<Int> = []

    init(_ source: SourceText) {
        self.source = source
        for line in source.foreignLines {
            refuse(line, "an octet that is not printable ASCII")
        }
    }

    mutating func say(_ fact: Fact, at line: Int) {
        statements.append(
            Statement(fact, line: FileLine(file: source.number, line: line)))
    }

    /// The line bears on isolation, or may, and means nothing that we know.
    ///
    /// - Parameter reason: a phrase, such as "no prefix-list of that name".
    mutating func refuse(_ line: Int, _ reason: String) {
        guard refused.insert(line).inserted else { return }
        unmodelled.append(
            UnmodelledLine(
                line: FileLine(file: source.number, line: line), text: source.text(ofLine: line),
                reason: reason, concernsAll: concernsAll))
    }

    /// A filter bears on packets that pass the device; any other file on what others send it, too.
    private var concernsAll: Bool { !source.path.hasSuffix("/nftables.conf") }

    /// A line that could stand anywhere in the file is not there.
    mutating func miss(_ what: String) {
        unmodelled.append(
            UnmodelledLine(
                line: nil, text: "", reason: "\(source.path): \(what) is missing",
                concernsAll: concernsAll))
    }

    /// The value that was read, or nil after the line has been refused.
    mutating func value<Value>(_ line: Int, _ reason: String, _ value: Value?) -> Value? {
        if value == nil { refuse(line, reason) }
        return value
    }
}

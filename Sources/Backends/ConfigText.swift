import Diagnostics
import IR

/// Writes a file line by line and remembers who asked for each.
///
/// A line without origins of its own has those of the block around it, outside all blocks those of
/// the device; the latter is counted as boilerplate.
struct ConfigText {
    private let path: String
    private let unit: String
    private var text = ""
    private var indentation = ""
    /// Whether the last line was empty, the first of a block or the first of all.
    private var isAtStart = true
    private var origins: [SourceSpan]
    private var ranges: [Range<UInt32>] = []
    private var boilerplateLines = 0
    /// Part of `origins` that holds for lines without their own; the device's is `0..<1`.
    private var inherited: Range<UInt32> = 0..<1

    /// - Parameter indent: columns that a block is moved to the right.
    init(file name: ConfigLine, of device: Device, indent: Int) {
        path = "\(device.name)/\(name.text)"
        unit = String(repeating: " ", count: indent)
        origins = [device.origin]
    }

    /// - Precondition: `line` holds printable ASCII only.
    mutating func line(_ line: ConfigLine, at spans: [SourceSpan] = []) {
        precondition(
            line.text.utf8.allSatisfy { $0 >= 0x20 && $0 <= 0x7e },
            "a line of a configuration is printable ASCII")
        let range = spans.isEmpty ? inherited : remember(spans)
        if range == 0..<1 { boilerplateLines += 1 }
        ranges.append(range)
        if !line.text.isEmpty {
            text += indentation
            text += line.text
        }
        text += "\n"
        isAtStart = line.text.isEmpty
    }

    /// An empty line, unless a block or the file begins here.
    mutating func gap(at spans: [SourceSpan] = []) {
        if !isAtStart { line("", at: spans) }
    }

    mutating func line(_ line: ConfigLine, at span: SourceSpan) { self.line(line, at: [span]) }

    /// A head, the lines of `body` moved to the right, and a closing line where there is one.
    mutating func block(
        _ head: ConfigLine, at spans: [SourceSpan] = [], closing: ConfigLine? = nil,
        _ body: (inout ConfigText) -> Void
    ) {
        let outer = (indentation, inherited)
        line(head, at: spans)
        if !spans.isEmpty, let range = ranges.last { inherited = range }
        indentation += unit
        isAtStart = true
        body(&self)
        indentation = outer.0
        if let closing { line(closing) }
        inherited = outer.1
    }

    func finished() -> GeneratedFile {
        GeneratedFile(
            path: path, text: text, boilerplateLines: boilerplateLines, origins: origins,
            ranges: ranges)
    }

    private mutating func remember(_ spans: [SourceSpan]) -> Range<UInt32> {
        if let last = ranges.last,
            origins[Int(last.lowerBound)..<Int(last.upperBound)].elementsEqual(spans)
        {
            return last
        }
        let start = UInt32(origins.count)
        origins += spans
        return start..<UInt32(origins.count)
    }
}

/// The octets of source files by their index in `SourceFiles`, kept to show the lines that
/// diagnostics point at.
public struct SourceTexts: Sendable {
    private var octets: [[UInt8]]

    /// - Parameter octets: one element for each file, in the order of `SourceFiles`.
    public init(_ octets: [[UInt8]] = []) { self.octets = octets }

    /// The line that `span` begins on, without its end; nil where the file has no such line. Octets
    /// that are not UTF-8 come out as U+FFFD. O(length of the file).
    public func line(of span: SourceSpan) -> String? {
        guard Int(span.file) < octets.count, span.line > 0 else { return nil }
        let text = octets[Int(span.file)]
        var start = 0
        for _ in 1..<span.line {
            guard let end = text[start...].firstIndex(of: 0x0a) else { return nil }
            start = end + 1
        }
        guard start < text.count else { return nil }
        let end = text[start...].firstIndex(of: 0x0a) ?? text.count
        var line = text[start..<end]
        if line.last == 0x0d { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}

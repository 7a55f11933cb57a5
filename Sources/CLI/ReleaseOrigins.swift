import Backends
import Diagnostics

/// The files of a release that say which lines of the topology asked for each generated line: one
/// for each device, `origins/DEVICE.json`.
///
///     {"files": {"leaf-1/frr.conf": [[1, "0:12:11+6"], [9, "0:30:15 0:12:11"], …]}, …}
///
/// A pair stands for the lines from its number up to the next pair's: the places that asked for them
/// with a space between two, each `input:line:column`, or `input:line:column+length`. The input is
/// the index into `inputs` of the manifest.
enum ReleaseOrigins {
    /// The origins file of the device that a generated file belongs to.
    static func path(of generated: String) -> String {
        "origins/\(generated.prefix { $0 != "/" }).json"
    }

    /// All origins files, in order of their paths.
    static func files(for generated: [GeneratedFile]) -> ReleaseDirectory.Content {
        var texts: [String: String] = [:]
        for file in generated.sorted(by: { $0.path < $1.path }) {
            let path = path(of: file.path)
            var text = texts[path].map { $0 + ",\n" } ?? "{\"files\": {\n"
            write(file, to: &text)
            texts[path] = text
        }
        return texts.map { path, text in
            (path: path, octets: Array("\(text)\n}, \"format_version\": \"1.0\"}\n".utf8))
        }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Paths of generated files and places have no character that JSON would escape.
    private static func write(_ file: GeneratedFile, to text: inout String) {
        text += "\"\(file.path)\": ["
        var last: ArraySlice<SourceSpan> = []
        for line in 1..<file.lineCount + 1 {
            let origins = file.origins(ofLine: line)
            if origins == last { continue }
            last = origins
            text += line == 1 ? "[" : ",\n["
            text += String(line)
            text += ", \""
            for (index, span) in origins.enumerated() {
                if index > 0 { text += " " }
                text += String(span.file)
                text += ":"
                text += String(span.line)
                text += ":"
                text += String(span.column)
                if span.length > 0 {
                    text += "+"
                    text += String(span.length)
                }
            }
            text += "\"]"
        }
        text += "]"
    }

    /// The places that asked for a line of a generated file, counted from 1; nil where the origins
    /// file does not know the line.
    static func places(
        ofLine number: Int, of generated: String, in origins: JSONValue
    ) -> [SourceSpan]? {
        let runs = origins["files"]?[generated]?.array ?? []
        let run = runs.last { run in
            run.array?.first?.integer.map { $0 <= number } ?? false
        }
        guard let text = run?.array?.last?.string else { return nil }
        return places(in: text)
    }

    /// The places of one text; nil where it is none.
    private static func places(in text: String) -> [SourceSpan]? {
        let spans = text.split(separator: " ").map { place -> SourceSpan? in
            let parts = place.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 3, let file = UInt16(parts[0]), let line = UInt32(parts[1]) else {
                return nil
            }
            let ends = parts[2].split(separator: "+", maxSplits: 1).map { UInt32($0) }
            guard let column = ends.first ?? nil, let length = ends.count == 2 ? ends[1] : 0 else {
                return nil
            }
            return SourceSpan(file: file, line: line, column: column, length: length)
        }
        return spans.contains(nil) ? nil : spans.compactMap { $0 }
    }
}

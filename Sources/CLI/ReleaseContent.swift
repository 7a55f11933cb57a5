import Backends
import Diagnostics
import IR

/// What a release directory holds, as a function of what was compiled: the same input gives the
/// same octets, so there is no time, user or machine in it.
struct ReleaseContent {
    let files: ReleaseDirectory.Content
    /// SHA-256 of what `sha256sum` prints for all generated files, in order of their paths. Inputs
    /// that differ in comments alone have the same digest: the origins are not part of it.
    let digest: String
    /// Files that devices read.
    let generatedCount: Int

    /// - Parameter inputs: every file that was read, in the order that spans count them by.
    init(fabric: Fabric, generated: [GeneratedFile], inputs: [(path: String, octets: [UInt8])]) {
        let octets = generated.map { (path: $0.path, octets: Array($0.text.utf8)) }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let origins = generated.map {
            (path: Self.originsPath(of: $0.path), octets: Self.origins(of: $0))
        }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let entries = octets.map { Entry($0) }
        let lines = entries.map { "\($0.digest)  \($0.path)\n" }.joined()
        digest = SHA256.digest(of: lines.utf8)
        generatedCount = generated.count
        let manifest: JSONValue = [
            "format_version": .formatVersion,
            "kind": "release",
            "generator": ["name": "cristallo", "version": .string(Version.number)],
            "fabric": .string(fabric.name.text),
            "digest": .string(digest),
            "inputs": .array(inputs.map { Entry($0).json }),
            "files": .array((entries + origins.map { Entry($0) }).map(\.json)),
        ]
        let text = manifest.text() + "\n"
        files = octets + origins + [(ReleaseDirectory.manifestName, Array(text.utf8))]
    }

    private struct Entry {
        let path: String
        let count: Int
        let digest: String

        init(_ file: (path: String, octets: [UInt8])) {
            path = file.path
            count = file.octets.count
            digest = SHA256.digest(of: file.octets)
        }

        var json: JSONValue {
            ["path": .string(path), "octets": .integer(count), "sha256": .string(digest)]
        }
    }

    // MARK: Origins

    static func originsPath(of path: String) -> String { "origins/\(path).json" }

    /// For each line of the file the places that asked for it, in one text: `input:line:column`, or
    /// `input:line:column+length`, with a space between two. The input is the index into `inputs`.
    private static func origins(of file: GeneratedFile) -> [UInt8] {
        let lines = (0..<file.lineCount).map { index in
            let places = file.origins(ofLine: index + 1).map { span in
                "\(span.file):\(span.line):\(span.column)"
                    + (span.length > 0 ? "+\(span.length)" : "")
            }
            return JSONValue.string(places.joined(separator: " "))
        }
        let value: JSONValue = [
            "format_version": .formatVersion, "file": .string(file.path), "lines": .array(lines),
        ]
        return Array((value.text() + "\n").utf8)
    }

    /// The places of one text of an origins file; nil where it is none.
    static func places(in text: String) -> [SourceSpan]? {
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

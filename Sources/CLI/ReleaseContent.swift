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

    /// - Parameters:
    ///   - inputs: every file that was read, in the order that spans count them by.
    ///   - filters: those of the members, where there is an exchange.
    ///   - documents: files for people, which no device reads.
    init(
        fabric: Fabric, generated: [GeneratedFile], inputs: [(path: String, octets: [UInt8])],
        filters: FilterSizes?, documents: ReleaseDirectory.Content = []
    ) {
        let octets = generated.map { (path: $0.path, octets: Array($0.text.utf8)) }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let origins = ReleaseOrigins.files(for: generated)
        let entries = octets.map { Entry($0) }
        let lines = entries.map { "\($0.digest)  \($0.path)\n" }.joined()
        digest = contentDigest(of: Array(lines.utf8))
        generatedCount = generated.count
        let manifest: JSONValue = [
            "format_version": .formatVersion,
            "kind": "release",
            "generator": ["name": "cristallo", "version": .string(Version.number)],
            "fabric": .string(fabric.name.text),
            "digest": .string(digest),
            "inputs": .array(inputs.map { Entry($0).json }),
            "files": .array(
                (entries + (origins + documents).map { Entry($0) }).map(\.json)),
        ]
        let text = manifest.with("filters", filters?.json).text() + "\n"
        files = octets + origins + documents + [(ReleaseDirectory.manifestName, Array(text.utf8))]
    }

    private struct Entry {
        let path: String
        let count: Int
        let digest: String

        init(_ file: (path: String, octets: [UInt8])) {
            path = file.path
            count = file.octets.count
            digest = contentDigest(of: file.octets)
        }

        var json: JSONValue {
            ["path": .string(path), "octets": .integer(count), "sha256": .string(digest)]
        }
    }
}

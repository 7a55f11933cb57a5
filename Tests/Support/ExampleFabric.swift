import Compiler
import IR
import Intent

/// The fabrics of `Topologies/`, read, checked and compiled.
public enum ExampleFabric {
    public static let names = ["sct", "smallest", "tix"]

    /// - Throws: `ExampleRefused` with all diagnostics where the topology has errors.
    public static func named(_ name: String) throws -> Fabric {
        let path = "Topologies/\(name).yaml"
        // Spans of the ledger belong to no topology; the file's number is of no use here.
        let (ledger, diagnostics) = Ledger.reading(
            try Repository.octets("Topologies/\(name).ids.lock"), file: .max)
        guard diagnostics.isEmpty else {
            throw ExampleRefused(reasons: diagnostics.map { "\($0)" })
        }
        return try compiled(
            from: [(path: path, octets: try Repository.octets(path))], keeping: ledger)
    }

    /// The fabric of a topology written in a test.
    public static func compiled(from text: String) throws -> Fabric {
        try compiled(from: [(path: "test.yaml", octets: Array(text.utf8))])
    }

    private static func compiled(
        from files: [(path: String, octets: [UInt8])], keeping ledger: Ledger = Ledger()
    ) throws -> Fabric {
        let read = readTopology(files)
        let outcome = check(read.topology, keeping: ledger)
        guard !read.diagnostics.hasErrors, let checked = outcome.checked else {
            throw ExampleRefused(
                reasons: (read.diagnostics + outcome.diagnostics).map { "\($0)" })
        }
        return compile(checked)
    }
}

public struct ExampleRefused: Error {
    public let reasons: [String]
}

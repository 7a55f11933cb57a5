import Compiler
import Diagnostics
import IR
import Intent

/// Topologies taken through the whole front half, for tests of what comes behind it.
public enum CompiledTopology {
    public struct NotClean: Error, CustomStringConvertible {
        public let diagnostics: [Diagnostic]
        public var description: String {
            diagnostics.map { "\($0.code): \($0.message)" }.joined(separator: "\n")
        }
    }

    /// The names of the topologies of the repository.
    public static let names = ["smallest", "tix", "sct"]

    /// Reads and checks a topology of the repository, with its ledger where it has one.
    public static func checked(named name: String) throws -> CheckedTopology {
        let path = "Topologies/\(name).yaml"
        let text = try Repository.octets(path)
        let ledger = try? Repository.octets("Topologies/\(name).ids.lock")
        return try checked(text, path: path, ledger: ledger)
    }

    public static func fabric(named name: String) throws -> Fabric {
        compile(try checked(named: name))
    }

    /// Reads and checks a text; throws what is wrong with it, warnings included.
    public static func checked(
        _ text: String, path: String = "test.yaml", ledger: String? = nil
    ) throws -> CheckedTopology {
        try checked(Array(text.utf8), path: path, ledger: ledger.map { Array($0.utf8) })
    }

    public static func fabric(_ text: String, path: String) throws -> Fabric {
        compile(try checked(text, path: path))
    }

    private static func checked(
        _ octets: [UInt8], path: String, ledger: [UInt8]?
    ) throws -> CheckedTopology {
        var read = readTopology([(path: path, octets: octets)])
        var known = Ledger()
        var diagnostics = read.diagnostics
        if let ledger {
            let file = read.topology.sources.add("ids.lock")
            let (entries, wrong) = Ledger.reading(ledger, file: file)
            known = entries
            diagnostics += wrong
        }
        let outcome = check(read.topology, keeping: known)
        diagnostics += outcome.diagnostics
        guard diagnostics.isEmpty, let checked = outcome.checked else {
            throw NotClean(diagnostics: diagnostics)
        }
        return checked
    }
}

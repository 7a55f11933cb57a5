import Diagnostics
import Forwarding

/// The lines of generated files by what they say: to show them beside the statements that a proof
/// used.
public struct ConfigurationLines: Sendable {
    private let files: [String]
    private let lines: [[Fact: FileLine]]
    /// The file index that `SourceFiles` has for each file; empty where the files are not on a disk.
    private let sources: [UInt16]

    /// No lines at all.
    public init() {
        files = []
        lines = []
        sources = []
    }

    /// - Parameters:
    ///   - network: as it was read from the files.
    ///   - sources: for each file of the network its index among the sources of the report; empty
    ///     where the files were never written.
    public init(_ network: Network, sources: [UInt16] = []) {
        files = network.files
        self.sources = sources
        lines = network.devices.map { device in
            var result: [Fact: FileLine] = [:]
            for statement in device.statements {
                guard let line = statement.line else { continue }
                result[statement.fact] = result[statement.fact] ?? line
            }
            return result
        }
    }

    /// `leaf-h1/frr.conf:59`.
    func text(of line: FileLine) -> String { "\(files[Int(line.file)]):\(line.line)" }

    func text(of device: Int, _ statement: Statement) -> String? {
        if let line = statement.line, !files.isEmpty { return text(of: line) }
        guard device < lines.count else { return nil }
        return lines[device][statement.fact].map { text(of: $0) }
    }

    func text(of id: StatementID, in network: Network) -> String? {
        text(
            of: Int(id.device), network.devices[Int(id.device)].statements[Int(id.position)])
    }

    func span(of line: FileLine) -> SourceSpan? {
        guard Int(line.file) < sources.count else { return nil }
        return SourceSpan(file: sources[Int(line.file)], line: line.line, column: 1)
    }

    func span(of device: Int, _ statement: Statement) -> SourceSpan? {
        statement.line.flatMap { span(of: $0) }
    }
}

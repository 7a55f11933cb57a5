import Backends
import ConfigReader
import Diagnostics
import Forwarding
import Glibc
import IR
import Verifier

/// What is proved, and the files that its lines are in.
struct ProvedSubject {
    var network: Network
    var lines = ConfigurationLines()
    var differences: [Diagnostic] = []
    var sources: SourceFiles
    var octets: [[UInt8]]
    /// What was read to make the network, for certificates.
    private(set) var files: [(path: String, digest: String)]
    private let intended: Network

    init(_ intended: Network, _ project: Project) {
        self.intended = intended
        network = intended
        sources = project.report.sources
        octets = project.files.files.map(\.octets)
        files = project.files.files.map { ($0.path, contentDigest(of: $0.octets)) }
        if let ledger = project.files.ledger {
            octets.append(ledger)
            files.append((project.files.ledgerPath, contentDigest(of: ledger)))
        }
    }

    /// Takes the files of a release in the place of the topology's own.
    mutating func read(_ directory: String, of fabric: Fabric, _ talk: TalkOptions) throws(Failure)
    {
        var files: [(path: String, octets: [UInt8])] = []
        do throws(SystemError) {
            for device in fabric.devices.map(\.name.text) {
                let path = joined(directory, device)
                // A device without a directory has no files, which the reader tells.
                var status = stat()
                guard stat(path, &status) == 0 || errno != ENOENT else { continue }
                let names = try entries(of: path)
                for name in names where !name.hasPrefix(".") {
                    talk.tell("read \(joined(path, name))")
                    let file = try FileDescriptor(
                        opening: joined(path, name), O_RDONLY | O_NONBLOCK)
                    guard try file.status().isRegular else {
                        throw SystemError(
                            "read", joined(path, name), code: EINVAL,
                            because: "it is no regular file")
                    }
                    files.append((joined(device, name), try file.readAll(limit: 256 << 20)))
                }
            }
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
        guard !files.isEmpty else {
            throw Failure(
                .unreadable, "'\(directory)' has no files of any device of the topology",
                hint: "name a directory that 'cristallo compile' wrote")
        }
        guard files.count + sources.paths.count <= SourceFiles.most else {
            throw Failure(
                .unreadable, "'\(directory)' has \(files.count) files of devices",
                hint: "a run reads at most \(SourceFiles.most) files; prove parts of the fabric")
        }
        network = readConfigurations(
            files, devices: intended.devices.map(\.name), cables: intended.cables)
        var indices: [UInt16] = []
        for file in files {
            let path = joined(directory, file.path)
            indices.append(sources.add(path))
            self.files.append((path, contentDigest(of: file.octets)))
            octets.append(file.octets)
        }
        lines = ConfigurationLines(network, sources: indices)
        differences = differenceDiagnostics(
            network.differences(from: intended), lines: lines)
    }

    /// Prints the configurations in memory, to show their lines beside the findings.
    mutating func addGeneratedLines(of fabric: Fabric) {
        let files = generateFiles(
            of: fabric, jobs: worthwhileJobs(devices: fabric.devices.count)
        ).files.map { (path: $0.path, octets: Array($0.text.utf8)) }
        lines = ConfigurationLines(
            readConfigurations(
                files, devices: intended.devices.map(\.name), cables: intended.cables))
    }
}

import Diagnostics
import Glibc
import Intent

/// The files of one topology, read, and where its ledger is.
struct TopologyFiles {
    let files: [(path: String, octets: [UInt8])]
    /// `sct.ids.lock` beside `sct.yaml`, or `ids.lock` in the directory of several files.
    let ledgerPath: String
    /// Nil where there is no ledger yet.
    let ledger: [UInt8]?

    init(files: [(path: String, octets: [UInt8])], ledgerPath: String, ledger: [UInt8]?) {
        self.files = files
        self.ledgerPath = ledgerPath
        self.ledger = ledger
    }

    /// - Parameter paths: files, or one directory that stands for all its `*.yaml` and `*.yml`;
    ///   none where the current directory shall be searched.
    init(_ paths: [String]) throws(Failure) {
        let paths = paths.isEmpty ? [try Self.onlyCandidate()] : paths
        do throws(SystemError) {
            let isDirectory = try FileDescriptor(opening: paths[0], O_RDONLY | O_NONBLOCK)
                .status().isDirectory
            if isDirectory && paths.count == 1 {
                files = try Self.readDirectory(paths[0])
                ledgerPath = paths[0] == "." ? "ids.lock" : joined(paths[0], "ids.lock")
            } else {
                files = try Self.readFiles(paths)
                ledgerPath = files.count == 1 ? Self.ledger(of: paths[0]) : Self.ledger(of: paths)
            }
            ledger = try Self.readIfPresent(ledgerPath)
        } catch let error {
            throw error.failure(otherwise: .unreadable)
        }
        guard !files.isEmpty else {
            throw Failure(
                .unreadable, "'\(paths[0])' holds no *.yaml file",
                hint: "cristallo init \(paths[0]) makes a project to begin with")
        }
    }

    // MARK: Search

    /// The topology of the current directory: the only `*.fabric.yaml`, or else the only YAML file.
    static func onlyCandidate() throws(Failure) -> String {
        let names: [String]
        do throws(SystemError) {
            names = try entries(of: ".").filter { isYAML($0) }
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
        let marked = names.filter { $0.hasSuffix(".fabric.yaml") || $0.hasSuffix(".fabric.yml") }
        let candidates = marked.isEmpty ? names : marked
        guard let only = candidates.first else {
            throw Failure(
                .usage, "no topology is named, and there is no *.yaml file here",
                hint: "name a file or a directory, or begin with 'cristallo init DIR'")
        }
        guard candidates.count == 1 else {
            let list = candidates.map(quoted).joined(separator: ", ")
            throw Failure(
                .usage, "no topology is named, and several are here: \(list)",
                hint: "name one of them, or '.' for all together")
        }
        return only
    }

    static func isYAML(_ name: String) -> Bool {
        !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
    }

    static func ledger(of path: String) -> String {
        let endings = [".fabric.yaml", ".fabric.yml", ".yaml", ".yml"]
        let ending = endings.first { path.hasSuffix($0) } ?? ""
        return path.dropLast(ending.count) + ".ids.lock"
    }

    /// In the deepest directory that holds all the files, whatever their order.
    private static func ledger(of paths: [String]) -> String {
        let parts = paths.map { split($0).directory.split(separator: "/").map(String.init) }
        var common = parts[0]
        for other in parts {
            common = zip(common, other).prefix { $0 == $1 }.map(\.0)
        }
        let directory = (paths[0].hasPrefix("/") ? "/" : "") + common.joined(separator: "/")
        return directory.isEmpty || directory == "." ? "ids.lock" : joined(directory, "ids.lock")
    }

    // MARK: Reading

    /// Regular files whose names end in `.yaml` or `.yml`, in order of names. What is called so and
    /// is anything else is refused and not skipped: nobody means a FIFO or a link out of the
    /// directory.
    private static func readDirectory(
        _ path: String
    ) throws(SystemError) -> [(path: String, octets: [UInt8])] {
        let directory = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
        var files: [(path: String, octets: [UInt8])] = []
        for name in try entries(of: path) where isYAML(name) {
            let file = try FileDescriptor(
                opening: name, beneath: directory, O_RDONLY | O_NONBLOCK)
            files.append((file.path, try content(of: file)))
        }
        return files
    }

    /// Each file once, in the order given.
    private static func readFiles(
        _ paths: [String]
    ) throws(SystemError) -> [(path: String, octets: [UInt8])] {
        var files: [(path: String, octets: [UInt8])] = []
        var seen: [(device: dev_t, inode: ino_t)] = []
        for path in paths {
            let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
            let status = try file.status()
            if seen.contains(where: { $0 == (status.st_dev, status.st_ino) }) { continue }
            seen.append((status.st_dev, status.st_ino))
            files.append((path, try content(of: file)))
        }
        return files
    }

    /// A file beside the topology; of one that is longer than `limit` one octet more.
    static func content(
        ofFile path: String, limit: Int = ReadingLimits().fileSizeInOctets
    ) throws(Failure) -> [UInt8] {
        do throws(SystemError) {
            return try content(
                of: FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK), limit: limit)
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
    }

    /// As above; nil where there is no such file.
    static func contentIfPresent(ofFile path: String) throws(Failure) -> [UInt8]? {
        do throws(SystemError) {
            return try readIfPresent(path)
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
    }

    private static func readIfPresent(_ path: String) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) {
            return try content(of: FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK))
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
    }

    /// At most one octet more than the reader's limit, so that the reader tells what is too long.
    private static func content(
        of file: borrowing FileDescriptor, limit: Int = ReadingLimits().fileSizeInOctets
    ) throws(SystemError) -> [UInt8] {
        let status = try file.status()
        if status.isDirectory { throw SystemError("read", file.path, code: EISDIR) }
        guard status.isRegular else {
            throw SystemError(
                "read", file.path, code: EINVAL,
                because: "it is no regular file, and only those can be read twice alike")
        }
        return try file.readAll(limit: limit + 1)
    }
}

extension stat {
    var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
    var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
}

import Diagnostics
import Glibc
import Intent

/// A topology that an argument names: as it is on the disk, or as it was at a revision.
enum TopologyVersion: Equatable {
    case path(String)
    /// With a path as git has it: from the top of the repository, or with `./` from here.
    case revision(String, path: String?)

    /// `git:REV`, `git:REV:PATH`, a path that is there, `REV:PATH`, a path that ends as one, `REV`.
    init(_ argument: String) {
        if argument.hasPrefix("git:") {
            self = Self.revision(named: argument.dropFirst(4))
        } else if access(argument, F_OK) == 0 {
            self = .path(argument)
        } else if argument.contains(":") {
            self = Self.revision(named: argument[...])
        } else if argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") {
            self = .path(argument)
        } else {
            self = .revision(argument, path: nil)
        }
    }

    private static func revision(named text: Substring) -> TopologyVersion {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return .revision(String(parts[0]), path: parts.count > 1 ? String(parts[1]) : nil)
    }

    /// Reads the files. A revision without a path has the other version's, or the only topology's.
    func files(besides other: TopologyVersion) throws(Failure) -> TopologyFiles {
        switch (self, other) {
        case (.path(let path), _): try TopologyFiles([path])
        case (.revision(let revision, let path?), _),
            (.revision(let revision, nil), .revision(_, let path?)):
            try TopologyFiles(
                at: path, of: revision, in: GitRepository(directory: "."), shown: path)
        case (.revision(let revision, nil), .path(let path)):
            try TopologyFiles(of: revision, asOnDisk: path)
        case (.revision(let revision, nil), .revision(_, nil)):
            try TopologyFiles(of: revision, asOnDisk: TopologyFiles.onlyCandidate())
        }
    }
}

extension TopologyFiles {
    /// What a path of the disk was at a revision. Its directory must still be there.
    fileprivate init(of revision: String, asOnDisk path: String) throws(Failure) {
        var status = stat()
        let isDirectory = stat(path, &status) == 0 && status.isDirectory
        let (directory, name) = isDirectory ? (path, "") : split(path)
        try self.init(
            at: "./\(name)", of: revision, in: GitRepository(directory: directory), shown: path)
    }

    /// The files of a path at a revision, and the ledger that stood beside them.
    ///
    /// - Parameter shown: the path as people know it.
    fileprivate init(
        at path: String, of revision: String, in repository: GitRepository, shown: String
    ) throws(Failure) {
        let commit = try repository.commit(of: revision)
        let limit = ReadingLimits().fileSizeInOctets + 1
        func octets(_ path: String) throws(Failure) -> [UInt8]? {
            try repository.file(path, at: commit, limit: limit)
        }
        switch try repository.kind(of: path, at: commit) {
        case .file?:
            let ledger = Self.ledger(of: path)
            self.init(
                files: [("\(revision):\(shown)", try octets(path) ?? [])],
                ledgerPath: "\(revision):\(Self.ledger(of: shown))", ledger: try octets(ledger))
        case .directory?:
            let entries = try repository.entries(of: path, at: commit)
            if let link = entries.others.first(where: Self.isYAML) {
                throw Failure(
                    .unreadable, "'\(revision):\(joined(shown, link))' is no regular file")
            }
            var files: [(path: String, octets: [UInt8])] = []
            for name in entries.files where Self.isYAML(name) {
                files.append(
                    ("\(revision):\(joined(shown, name))", try octets(joined(path, name)) ?? []))
            }
            guard !files.isEmpty else {
                throw Failure(.unreadable, "'\(revision):\(shown)' holds no *.yaml file")
            }
            self.init(
                files: files, ledgerPath: "\(revision):\(joined(shown, "ids.lock"))",
                ledger: try octets(joined(path, "ids.lock")))
        case nil:
            throw Failure(
                .unreadable, "revision \(quoted(revision)) has no \(quoted(shown))",
                hint: path.hasPrefix("./")
                    ? nil : "paths count from the top of the repository, with ./ from here")
        }
    }
}

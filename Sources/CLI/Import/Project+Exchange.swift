import Diagnostics
import Glibc
import Intent

extension Project {
    /// The exchange that data from outside is taken for. Ends the command where the topology is wrong
    /// or has none.
    ///
    /// Ages of snapshots are not asked for, and the file that the import replaces is not read: what is
    /// wrong there an import must be able to put right.
    ///
    /// - Parameter replaced: the file that is written.
    static func exchange(
        _ paths: [String], replacing replaced: String, talk: TalkOptions
    ) throws -> Exchange {
        let files = try TopologyFiles(paths).without(replaced)
        let project = Project(files, command: "import", asksAges: false, talk: talk)
        guard let checked = project.checked, let exchange = checked.topology.exchange else {
            Terminal.say(project.report.text(talk.talkStyle))
            throw project.checked == nil
                ? ExitStatus.wrong.exit : Failure(.usage, "the topology has no exchange")
        }
        return exchange
    }
}

extension TopologyFiles {
    /// All but one file, by whatever path that is named. Where it is the only one it stays.
    fileprivate func without(_ path: String) -> TopologyFiles {
        var other = stat()
        guard stat(path, &other) == 0 else { return self }
        let rest = files.filter { file in
            var status = stat()
            return stat(file.path, &status) != 0
                || (status.st_dev, status.st_ino) != (other.st_dev, other.st_ino)
        }
        return rest.isEmpty
            ? self : TopologyFiles(files: rest, ledgerPath: ledgerPath, ledger: ledger)
    }
}

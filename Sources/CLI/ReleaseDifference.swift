import Backends
import Diagnostics

/// How the generated files of two fabrics differ, in order of paths.
struct ReleaseDifference {
    let fileCount: Int
    let files: [File]

    struct File {
        let path: String
        /// Nil where only the other version has the file.
        let old: String?
        let new: String?
        let lines: LineDifference
    }

    /// Compares what `generateFiles` made of both; equal files are not in `files`.
    init(from old: [GeneratedFile], to new: [GeneratedFile]) {
        let before = Dictionary(uniqueKeysWithValues: old.map { ($0.path, $0.text) })
        let after = Dictionary(uniqueKeysWithValues: new.map { ($0.path, $0.text) })
        let paths = Set(before.keys).union(after.keys).sorted()
        fileCount = paths.count
        files = paths.filter { before[$0] != after[$0] }.map { path in
            File(
                path: path, old: before[path], new: after[path],
                lines: LineDifference(from: before[path] ?? "", to: after[path] ?? ""))
        }
    }

    /// A line for all files and one for each that differs, or its hunks.
    func text(_ style: TextStyle, showsHunks: Bool) -> String {
        let added = files.reduce(0) { $0 + $1.lines.addedCount }
        let removed = files.reduce(0) { $0 + $1.lines.removedCount }
        let devices = Set(files.map { $0.path.prefix { $0 != "/" } }).count
        guard !files.isEmpty else {
            return "All \(counted(fileCount, "generated file")) are the same.\n"
        }
        var result =
            "\(files.count) of \(counted(fileCount, "generated file")) on "
            + "\(counted(devices, "device")) \(files.count == 1 ? "differs" : "differ"): "
            + "\(counted(removed, "line")) removed, \(added) added\n"
        let width = files.map(\.path.count).max() ?? 0
        for file in files {
            if showsHunks {
                result += Self.hunks(of: file, style)
            } else {
                let padding = String(repeating: " ", count: width - file.path.count)
                let whole = file.old == nil ? ", new" : file.new == nil ? ", gone" : ""
                result += "  \(file.path)\(padding)  "
                result += style.paint("-\(file.lines.removedCount)", .error) + " "
                result += style.paint("+\(file.lines.addedCount)", .good) + whole + "\n"
            }
        }
        return result
    }

    private static func hunks(of file: File, _ style: TextStyle) -> String {
        var result = "--- \(file.old == nil ? "/dev/null" : "old/\(file.path)")\n"
        result += "+++ \(file.new == nil ? "/dev/null" : "new/\(file.path)")\n"
        for line in file.lines.hunks().split(separator: "\n") {
            let role: TextStyle.Role? =
                switch line.first {
                case "-": .error
                case "+": .good
                case "@": .note
                default: nil
                }
            result += (role.map { style.paint(String(line), $0) } ?? String(line)) + "\n"
        }
        return result
    }

    func json(showsHunks: Bool) -> JSONValue {
        .array(
            files.map { file in
                let object: JSONValue = [
                    "path": .string(file.path),
                    "change": file.old == nil ? "new" : file.new == nil ? "gone" : "changed",
                    "lines_removed": .integer(file.lines.removedCount),
                    "lines_added": .integer(file.lines.addedCount),
                ]
                return showsHunks ? object.with("hunks", .string(file.lines.hunks())) : object
            })
    }
}

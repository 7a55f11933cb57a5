import Diagnostics
import Intent
import Net

/// The head of a snapshot, of options or of a file, and written as YAML.
struct SnapshotHead {
    let source: FreeText?
    let takenAt: UTCTime?
    /// Of the files it is made from, one behind the other.
    let digest: String?

    init(_ snapshot: Snapshot) {
        source = snapshot.source?.value
        takenAt = snapshot.takenAt?.value
        digest = snapshot.digest?.value.description
    }

    init(_ origin: SnapshotOrigin, octets: [UInt8]) throws(Failure) {
        source = try origin.source.map { text throws(Failure) in
            try argument("--source", text) { text throws(NotationError) in try FreeText(text) }
        }
        takenAt = try origin.takenAt.map { text throws(Failure) in
            try argument("--taken-at", text) { text throws(NotationError) in
                try UTCTime(text)
            }
        }
        digest = contentDigest(of: octets)
    }

    /// Lines of keys, each behind `indent`.
    func text(indent: String) -> String {
        var text = ""
        if let source { text += "\(indent)source: \(source.text.betweenApostrophes)\n" }
        if let takenAt { text += "\(indent)taken_at: \(takenAt)\n" }
        if let digest { text += "\(indent)sha256: \(digest)\n" }
        return text
    }
}

/// The value of an option, or why it is none.
func argument<T>(
    _ option: String, _ text: String, _ parse: (String) throws(NotationError) -> T
) throws(Failure) -> T {
    do throws(NotationError) {
        return try parse(text)
    } catch {
        throw Failure(
            .usage, "\(option): \(quoted(text)) is not \(error.expected)",
            hint: error.suggestion.map { "did you mean '\($0)'?" })
    }
}

/// A file from outside that holds JSON; what is wrong in it ends the command, with its place.
struct OutsideFile {
    let path: String
    let octets: [UInt8]

    /// The next element of lists in it, which are too long to be values.
    func next(
        of lists: inout JSONLists
    ) throws(Failure) -> (list: String, element: JSONValue)? {
        do throws(JSONError) {
            return try lists.next()
        } catch {
            throw failure(error)
        }
    }

    fileprivate func failure(_ error: JSONError) -> Failure {
        let before = octets[..<min(error.offset, octets.count)]
        let line = 1 + before.count { $0 == 0x0a }
        let column = 1 + before.count - (before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0)
        return Failure(
            .wrong, "\(path):\(line):\(column): this is not JSON: expected \(error.expected)")
    }

    /// - Parameter place: `roas[3].prefix`.
    func expected(_ what: String, at place: String) -> Failure {
        Failure(.wrong, "\(path): at \(place): expected \(what)")
    }
}

extension OutsideFile {
    init(_ path: String) throws(Failure) {
        self.init(
            path: path, octets: try TopologyFiles.content(ofFile: path, limit: 256 << 20))
    }
}

/// The same, read as a whole.
struct OutsideJSON {
    private let file: OutsideFile
    let value: JSONValue

    init(_ path: String) throws(Failure) { try self.init(OutsideFile(path)) }

    /// - Parameter path: for messages.
    init(_ path: String, _ octets: [UInt8]) throws(Failure) {
        try self.init(OutsideFile(path: path, octets: octets))
    }

    private init(_ file: OutsideFile) throws(Failure) {
        self.file = file
        do throws(JSONError) {
            value = try JSONValue(parsing: file.octets, keepsFractions: true)
        } catch {
            throw file.failure(error)
        }
    }

    var path: String { file.path }
    var octets: [UInt8] { file.octets }

    /// - Parameter place: `roas[3].prefix`.
    func expected(_ what: String, at place: String) -> Failure { file.expected(what, at: place) }
}

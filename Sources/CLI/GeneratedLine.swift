import Diagnostics
import Glibc

/// A line of a file in a release, with the places of the topology that asked for it.
struct GeneratedLine {
    /// As the user named it.
    let path: String
    let number: Int
    let content: String
    let origins: [SourceSpan]
    let sources: SourceFiles
    /// Of those sources that are there and as they were when they were compiled.
    let texts: SourceTexts
    /// Inputs that are missing or not as they were.
    let absent: [String]
    /// Whether the file is not as it was compiled.
    let isChanged: Bool

    /// Looks up `FILE:LINE`; nil where the text is not of that form.
    init?(_ subject: String) throws(Failure) {
        guard let colon = subject.lastIndex(of: ":"),
            let number = Int(subject[subject.index(after: colon)...]), colon > subject.startIndex
        else { return nil }
        path = String(subject[..<colon])
        self.number = number
        do throws(SystemError) {
            let octets = try Self.read(path)
            guard let release = try Self.release(of: path) else {
                throw SystemError(
                    "explain", path, code: EINVAL,
                    because: "it is in no directory that 'cristallo compile' wrote")
            }
            let lines = octets.split(separator: 0x0a, omittingEmptySubsequences: false)
            let last = octets.last == 0x0a ? lines.count - 1 : lines.count
            guard (1...max(1, last)).contains(number), last > 0 else {
                throw SystemError(
                    "explain", subject, code: EINVAL, because: "the file has \(last) lines")
            }
            content = String(decoding: lines[number - 1], as: UTF8.self)
            origins = try release.origins(ofLine: number)
            sources = SourceFiles(release.inputs.map(\.path))
            isChanged = release.digest != contentDigest(of: octets)
            let found = release.inputs.map { release.octets(of: $0) }
            texts = SourceTexts(found.map { $0 ?? [] })
            let files = Set(origins.map { Int($0.file) })
            absent = found.indices.filter { found[$0] == nil && files.contains($0) }
                .map { release.inputs[$0].path }
        } catch {
            throw error.failure(otherwise: .unreadable)
        }
    }

    // MARK: Answers

    /// The line, then each place with the text of its line.
    func text(_ style: TextStyle) -> String {
        var result = style.paint("\(path):\(number):", .place) + " \(content)\n"
        for origin in origins {
            result += "  asked for by \(sources.location(of: origin))\n"
            if let line = texts.line(of: origin) { result += "    \(line)\n" }
        }
        for path in absent {
            result += "  \(style.paint("note:", .note)) \(path) is not there, "
            result += "or not as it was compiled\n"
        }
        return result
    }

    var json: JSONValue {
        [
            "format_version": .formatVersion, "file": .string(path), "line": .integer(number),
            "text": .string(content), "changed": .bool(isChanged),
            "origins": .array(
                origins.map { origin in
                    origin.json(in: sources)
                        .with("text", texts.line(of: origin).map(JSONValue.string))
                }),
        ]
    }

    // MARK: The release around the file

    private struct Release {
        let inputs: [(path: String, digest: String)]
        /// Of the file as it was compiled.
        let digest: String
        /// The file's path within the release.
        let file: String
        let directory: String

        /// An input where it was, or at the same place as seen from beside the release; nil where
        /// it is at neither, or not as it was.
        func octets(of input: (path: String, digest: String)) -> [UInt8]? {
            for path in [input.path, joined(split(directory).directory, input.path)] {
                if let octets = try? GeneratedLine.read(path),
                    contentDigest(of: octets) == input.digest
                {
                    return octets
                }
            }
            return nil
        }

        func origins(ofLine number: Int) throws(SystemError) -> [SourceSpan] {
            guard !file.hasPrefix("origins/") else {
                throw SystemError(
                    "explain", joined(directory, file), code: EINVAL,
                    because: "no line of the topology asks for it; name a file of a device")
            }
            let path = joined(directory, ReleaseOrigins.path(of: file))
            guard let origins = try? JSONValue(parsing: try GeneratedLine.read(path)),
                let spans = ReleaseOrigins.places(ofLine: number, of: file, in: origins),
                spans.allSatisfy({ inputs.indices.contains(Int($0.file)) })
            else {
                throw SystemError(
                    "explain", path, code: EINVAL,
                    because: "it knows no line \(number): the release is damaged")
            }
            return spans
        }
    }

    /// The release that lists the file: its manifest is in one of the directories above.
    private static func release(of path: String) throws(SystemError) -> Release? {
        var (directory, relative) = split(path)
        for _ in 0..<8 {
            if let manifest = try? ReleaseDirectory.manifest(of: directory),
                let entries = manifest["files"]?.array,
                let entry = entries.first(where: { $0["path"]?.string == relative })
            {
                let inputs = manifest["inputs"]?.array ?? []
                return Release(
                    inputs: inputs.map { ($0["path"]?.string ?? "", $0["sha256"]?.string ?? "") },
                    digest: entry["sha256"]?.string ?? "",
                    file: relative, directory: directory)
            }
            let (parent, name) = split(directory)
            if name == "." || name == ".." || name.isEmpty || directory == "." {
                // The working directory may itself be inside the release.
                guard let absolute = absolutePath(of: directory), absolute != directory else {
                    return nil
                }
                directory = absolute
                continue
            }
            (directory, relative) = (parent, joined(name, relative))
        }
        return nil
    }

    private static func absolutePath(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    fileprivate static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
        guard try file.status().isRegular else {
            throw SystemError("read", path, code: EINVAL, because: "it is no regular file")
        }
        return try file.readAll(limit: 256 << 20)
    }
}

import Diagnostics
import Forwarding
import IR
import Net

/// A difference as people and programs read it: what is lost, goes another way, or is gained, pair by
/// pair, with a packet, and with the lines of either topology that it follows from.
public struct DifferenceReport: Sendable {
    public let difference: ReachDifference
    /// Of both versions: those of the new one first.
    public let sources: SourceFiles
    private let oldFiles: [UInt16]

    /// - Parameters:
    ///   - old: the files that origins of the old version point into.
    ///   - new: those of the new version.
    public init(_ difference: ReachDifference, old: SourceFiles, new: SourceFiles) {
        var sources = new
        oldFiles = old.paths.map { sources.add($0) }
        self.difference = difference
        self.sources = sources
    }

    /// The octets of `sources`, from those of both versions' files.
    public func texts(old: [[UInt8]], new: [[UInt8]]) -> SourceTexts {
        // A path that both versions have is the same file.
        let others = zip(oldFiles, old).filter { Int($0.0) >= new.count }
        return SourceTexts(new + others.map(\.1))
    }

    /// A span of the old version as one of `sources`.
    func oldSpan(_ span: SourceSpan) -> SourceSpan {
        SourceSpan(
            file: oldFiles[Int(span.file)], line: span.line, column: span.column,
            length: span.length)
    }

    // MARK: Findings

    /// One for each change, at the first line that it follows from.
    public var diagnostics: [Diagnostic] {
        difference.changes.map { change in
            let details = details(of: change)
            let notes = details.map { Diagnostic.Note($0) } + change.causes.map(note)
            return .warning(
                change.kind.rule.code, sentence(of: change),
                at: change.causes.lazy.compactMap(place).first, notes: notes,
                extent: extent(of: change))
        }
    }

    /// All that changed and where, of which the finding tells some.
    private func extent(of change: ReachDifference.Change) -> String {
        let scopes = change.scopes.map { "\($0.from) to \($0.to)" }.joined(separator: ", ")
        guard let packets = change.packets else { return scopes }
        let firewalls = packets.firewalls.old + ["instead"] + packets.firewalls.new
        return "\(scopes): \(packets.digest) by \(firewalls.joined(separator: ", "))"
    }

    private func place(of cause: ReachDifference.Cause) -> SourceSpan? {
        cause.new ?? cause.old.map(oldSpan)
    }

    private func note(_ cause: ReachDifference.Cause) -> Diagnostic.Note {
        .init(cause.words, at: place(of: cause))
    }

    /// `packets of comune/prod to core/services are gained, IPv4`.
    func sentence(of change: ReachDifference.Change) -> String {
        let from = difference.zones[change.zones.from]
        let to = difference.zones[change.zones.to]
        let what = change.packets.map { "\($0.family) packets" } ?? "frames"
        let whom = from == to ? "within \(from)" : "of \(from) to \(to)"
        return switch change.kind {
        case .lost: "\(what) \(whom) do not arrive any more"
        case .rerouted: "\(what) \(whom) arrive by other firewalls"
        case .gained: "\(what) \(whom) arrive that did not"
        }
    }

    /// The packets, their firewalls where they are others, and an example.
    func details(of change: ReachDifference.Change) -> [String] {
        guard let packets = change.packets else { return scopes(of: change) }
        var result = packets.boxes.map(\.description)
        if !packets.boxesAreAll { result.append("and more") }
        result.append("such as \(packets.witness)")
        if change.kind == .rerouted {
            result.append(
                "by \(Self.words(packets.firewalls.new)) instead of "
                    + Self.words(packets.firewalls.old))
        }
        return result
    }

    private func scopes(of change: ReachDifference.Change) -> [String] {
        func name(_ scope: String) -> String { scope.isEmpty ? "others" : scope }
        return change.scopes.prefix(ReachDifference.mostBoxes).map {
            $0.from == $0.to ? name($0.from) : "\(name($0.from)) to \(name($0.to))"
        }
    }

    static func words(_ firewalls: [String]) -> String {
        firewalls.map { $0 == Reach.unwatched ? "no firewall" : $0 }.joined(separator: " and ")
    }
}

extension ReachDifference.Cause {
    /// `contract 'dns' is new`.
    var words: String {
        let thing = "\(subject.rawValue) \(quoted(name))"
        switch (subject, old, new) {
        case (.attachments, nil, _): return "segment \(quoted(name)) has ports now"
        case (.attachments, _, nil): return "segment \(quoted(name)) has no ports any more"
        case (_, nil, _?): return "\(thing) is new"
        case (_, _?, nil): return "\(thing) is gone"
        case (.contract, _, _): return "\(thing) permits other packets"
        case (_, _, _): return "\(thing) differs"
        }
    }
}

import Diagnostics
import Net

/// Takes values out of a JSON file from outside. What cannot be used is noted with its place, so that
/// one run tells all of it; `finish` then refuses the file as a whole.
struct OutsideReader {
    let source: OutsideJSON
    private var refusals: [String] = []
    /// What was left out, because it is for people and no topology can say it.
    private(set) var leftOut: [String] = []

    private static let shown = 20

    init(_ source: OutsideJSON) { self.source = source }

    mutating func refuse(_ place: String, _ expected: String) {
        refusals.append("at \(place): expected \(expected)")
    }

    mutating func leaveOut(_ place: String, _ why: String) {
        leftOut.append("left out \(place): \(why)")
    }

    /// A value that must be there; nil where it is not, or not so, which is noted.
    mutating func required<Value>(
        _ value: JSONValue?, _ place: String, _ expected: String, _ take: (JSONValue) -> Value?
    ) -> Value? {
        if let value, let taken = take(value) { return taken }
        refuse(place, expected)
        return nil
    }

    /// A value that may be absent, null or, for texts, empty.
    mutating func optional<Value>(
        _ value: JSONValue?, _ place: String, _ expected: String, _ take: (JSONValue) -> Value?
    ) -> Value? {
        guard let value, value != .null, value != "" else { return nil }
        return required(value, place, expected, take)
    }

    /// A text with a grammar; nil where it is absent, or not so, which is noted.
    mutating func text<Value>(
        _ value: JSONValue?, _ place: String, _ parse: (String) throws(NotationError) -> Value
    ) -> Value? {
        guard let text = optional(value, place, "a text", \.string) else { return nil }
        do throws(NotationError) {
            return try parse(text)
        } catch {
            refuse(place, "\(error.expected), found \(quoted(text))")
            return nil
        }
    }

    /// As above for what people read alone: what no topology can say is left out and told.
    mutating func description<Value>(
        _ value: JSONValue?, _ place: String, _ parse: (String) throws(NotationError) -> Value
    ) -> Value? {
        guard let text = optional(value, place, "a text", \.string) else { return nil }
        do throws(NotationError) {
            return try parse(text)
        } catch {
            leaveOut(place, "\(quoted(text)) is not \(error.expected)")
            return nil
        }
    }

    /// The elements of a list with their places; none where it is absent.
    mutating func elements(_ value: JSONValue?, _ place: String) -> [(JSONValue, String)] {
        let list = optional(value, place, "a list", \.array) ?? []
        return list.indices.map { (list[$0], "\(place)[\($0)]") }
    }

    /// Ends the command where something could not be used.
    func finish() throws(Failure) {
        guard let first = refusals.first else { return }
        guard refusals.count > 1 else { throw Failure(.wrong, "\(source.path): \(first)") }
        var lines = refusals.prefix(Self.shown).map { "  \($0)" }
        if refusals.count > Self.shown {
            lines.append("  and \(refusals.count - Self.shown) more")
        }
        throw Failure(
            .wrong,
            "\(source.path): \(refusals.count) values cannot be used\n"
                + lines.joined(separator: "\n"))
    }

    /// Tells what was left out.
    func tellLeftOut(_ talk: TalkOptions) {
        for line in leftOut.prefix(Self.shown) { talk.say("note: \(source.path): \(line)") }
        if leftOut.count > Self.shown {
            talk.say("note: \(source.path): and \(leftOut.count - Self.shown) more left out")
        }
    }
}

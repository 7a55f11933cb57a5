/// A page of Markdown, built part by part with an empty line between each two.
///
/// Texts are ours or of types without `|`, `<` and line ends, but `*`, `_` and such are letters of
/// `FreeText`: they are not escaped, since no reader takes more from them than emphasis.
struct MarkdownPage {
    private(set) var text = ""

    mutating func heading(_ level: Int, _ title: String) {
        part(String(repeating: "#", count: level) + " " + title)
    }

    mutating func paragraph(_ sentence: String) { part(sentence) }

    mutating func list(_ items: [String]) { part(items.map { "* \($0)" }.joined(separator: "\n")) }

    mutating func table(_ head: [String], _ rows: [[String]]) {
        let lines = [head, head.map { _ in "---" }] + rows
        part(lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n"))
    }

    private mutating func part(_ content: String) {
        if !text.isEmpty { text += "\n" }
        text += content + "\n"
    }
}

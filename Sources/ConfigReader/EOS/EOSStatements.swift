/// A line of `startup-config` that says something.
struct EOSStatement {
    var words: [String]
    /// Blocks around it.
    var depth: Int
    var line: Int
}

/// A statement and those inside its block.
struct EOSBlock {
    var head: EOSStatement
    var body: ArraySlice<EOSStatement>

    var words: [String] { head.words }
    var line: Int { head.line }

    /// The blocks that a run of statements is, each with what is deeper than its head.
    static func split(_ statements: ArraySlice<EOSStatement>) -> [EOSBlock] {
        var blocks: [EOSBlock] = []
        var rest = statements
        while let head = rest.popFirst() {
            let body = rest.prefix { $0.depth > head.depth }
            blocks.append(EOSBlock(head: head, body: body))
            rest = rest.dropFirst(body.count)
        }
        return blocks
    }
}

extension EOSReader {
    /// What the lines say, comments left out. A line that is not moved to the right as EOS shows it
    /// is refused: EOS itself looks for a command where it can find it, in this block or outside.
    mutating func statements() -> [EOSStatement] {
        let source = findings.source
        var result: [EOSStatement] = []
        for number in 1..<source.lines.count + 1 {
            let words = source.words(ofLine: number)
            guard let first = words.first, !first.hasPrefix("!") else { continue }
            let octets = source.octets[source.lines[number - 1]]
            let margin = octets.prefix { $0 == UInt8(ascii: " ") }.count
            let deepest = result.last.map { $0.depth + 1 } ?? 0
            guard margin % 3 == 0, margin / 3 <= deepest, !octets.contains(UInt8(ascii: "\t"))
            else {
                findings.refuse(number, "not where its block is")
                continue
            }
            result.append(EOSStatement(words: words, depth: margin / 3, line: number))
        }
        return result
    }
}

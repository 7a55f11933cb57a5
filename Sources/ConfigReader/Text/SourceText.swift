/// A configuration file, cut into lines.
///
/// What we generate is printable ASCII. A line that holds any other octet than that and tabs is
/// read by no grammar: `foreignLines` names it, and for everybody else it is empty.
struct SourceText {
    /// Index into `Network.files`.
    let number: Int
    /// `leaf-1/frr.conf`.
    let path: String
    let octets: [UInt8]
    /// Of each line its octets, the line feed not among them.
    let lines: [Range<Int>]
    /// Numbers of lines with other octets than printable ASCII and tabs.
    let foreignLines: [Int]

    init(number: Int, path: String, octets: [UInt8]) {
        self.number = number
        self.path = path
        self.octets = octets
        var lines: [Range<Int>] = []
        lines.reserveCapacity(octets.count / 24)
        var foreign: [Int] = []
        var start = 0
        while start < octets.count {
            var end = start
            var isForeign = false
            while end < octets.count, octets[end] != UInt8(ascii: "\n") {
                isForeign = isForeign || !Self.isRead(octets[end])
                end += 1
            }
            lines.append(isForeign ? start..<start : start..<end)
            if isForeign { foreign.append(lines.count) }
            start = end + 1
        }
        self.lines = lines
        foreignLines = foreign
    }

    private static func isRead(_ octet: UInt8) -> Bool {
        (octet >= 0x20 && octet <= 0x7e) || octet == UInt8(ascii: "\t")
    }

    /// A line without white space at its ends; empty where there is no such line.
    ///
    /// - Parameter line: counted from 1.
    func text(ofLine line: Int) -> String {
        guard lines.indices.contains(line - 1) else { return "" }
        let next = line < lines.count ? lines[line].lowerBound : octets.count
        let text = octets[lines[line - 1].lowerBound..<next].prefix { $0 != UInt8(ascii: "\n") }
        let start = text.firstIndex { !isSpace($0) } ?? text.endIndex
        let end = text.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
        return String(decoding: text[start..<end], as: UTF8.self)
    }

    /// The words of a line, between which is white space.
    func words(ofLine line: Int) -> [String] {
        let range = lines[line - 1]
        var words: [String] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let start = position
            while position < range.upperBound, !isSpace(octets[position]) { position += 1 }
            if position > start {
                words.append(String(decoding: octets[start..<position], as: UTF8.self))
            }
            position += 1
        }
        return words
    }
}

func isSpace(_ octet: UInt8) -> Bool { octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") }

import Diagnostics
import Net

extension TopologyReader {
    /// Reports a text that is no name, with the name it looks like.
    mutating func reportName(_ text: String, _ error: NotationError, at span: SourceSpan) {
        unreadNames.insert(text)
        if reportedNames.contains(span) { return }
        var suggestion = error.suggestion
        var disguised: Unicode.Scalar?
        if suggestion == nil {
            let skeleton = Spelling(of: text).skeleton
            disguised = text.unicodeScalars.first { !$0.isASCII }
            suggestion = (try? Name(skeleton))?.text
        }
        // References have most likely been written right.
        if let suggestion { unreadNames.insert(suggestion) }
        var hint = suggestion.map { "did you mean '\($0)'?" }
        if let disguised, let known = hint {
            let code = String(disguised.value, radix: 16, uppercase: true)
            hint =
                known + " (it has U+\(String(repeating: "0", count: max(0, 4 - code.utf8.count)))"
            hint = hint.map { $0 + code + ", which is no ASCII letter)" }
        }
        report(
            "read.bad-value", "\(quoted(text)) is not \(error.expected)", at: span, hint: hint)
    }

    /// Reports items whose names differ from an earlier one in nothing but case, separators or
    /// letters that look alike. Equal names are left to the checks.
    mutating func reportCollidingNames(of items: [YAMLNode], noun: String) {
        // Lists at the top of the file go on in the next file.
        let isTop = depth == 1
        var names = isTop ? topNames[key, default: [:]] : [:]
        for item in items {
            guard let name = item.text(at: "name") else { continue }
            let skeleton = Spelling(of: name.value).skeleton
            guard let earlier = names[skeleton] else {
                names[skeleton] = name
                continue
            }
            guard earlier.value.unicodeScalars.elementsEqual(name.value.unicodeScalars) else {
                report(
                    "read.name-collision",
                    "\(quoted(name.value)) is another spelling of \(quoted(earlier.value))",
                    at: name.span, notes: [.init("the other \(noun)", at: earlier.span)],
                    hint: "give them names that differ in more than case and look, or remove one")
                reportedNames.insert(name.span)
                continue
            }
        }
        if isTop { topNames[key] = names }
    }
}

/// A name as a hurried reader sees it (after Unicode Technical Standard 39, section 4): lower
/// case, letters of other scripts that look like Latin ones as Latin ones, marks and invisible
/// characters dropped, spaces and underscores as hyphens. Not the full table of the standard: the
/// letters of Greek and Cyrillic and the full-width forms.
struct Spelling {
    let skeleton: String

    init(of text: String) {
        // Nearly every name is plain; nothing to do then.
        if text.utf8.allSatisfy({ $0 < 0x80 && !(65...90).contains($0) && $0 != 32 && $0 != 95 }) {
            skeleton = text
            return
        }
        var result = String.UnicodeScalarView()
        // Lower case after looks: a capital Cyrillic letter looks like a capital Latin one.
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ", "_": result.append("-")
            case "\u{ff01}"..."\u{ff5e}":
                result.append(Unicode.Scalar(UInt8(scalar.value - 0xfee0)))
            case _ where scalar.properties.isDefaultIgnorableCodePoint: continue
            default: result.append(Self.lookalikes[scalar] ?? scalar)
            }
        }
        skeleton = String(result).lowercased()
    }

    private static let lookalikes: [Unicode.Scalar: Unicode.Scalar] = {
        let pairs: [(String, String)] = [
            ("авеіјклмнорсѕтухһԁԛԝ", "abeijklmhopcstyxhdqw"),
            ("АВЕІЈКЛМНОРСЅТУХҺԀԚԜ", "ABEIJKLMHOPCSTYXHDQW"),
            ("αβεικνορτυχγ", "abeikvoptuxy"), ("ΑΒΕΙΚΜΝΟΡΤΥΧΖΗ", "ABEIKMNOPTYXZH"),
            ("‐‑‒–—−", "------"),
        ]
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (others, latin) in pairs {
            for (other, letter) in zip(others.unicodeScalars, latin.unicodeScalars) {
                table[other] = letter
            }
        }
        return table
    }()
}

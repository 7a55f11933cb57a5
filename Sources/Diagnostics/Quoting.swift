/// A text of unknown origin between single quotes, fit for one line of a terminal: control
/// characters, quotes, bidirectional marks, invisible and non-ASCII characters are escaped as
/// `\u{…}`, and what is longer than 80 characters is cut with an ellipsis.
public func quoted(_ text: some StringProtocol) -> String {
    var result = "'"
    var count = 0
    for scalar in text.unicodeScalars {
        if count == 80 {
            result += "…"
            break
        }
        count += 1
        switch scalar {
        case "\\", "'":
            result += "\\"
            result.unicodeScalars.append(scalar)
        case " "..."~": result.unicodeScalars.append(scalar)
        default: result += "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }
    return result + "'"
}

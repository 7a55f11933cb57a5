import Intent
import Net

extension ASSetName {
    /// The AS-SETs of a text as directories have them: one or several with spaces, commas or slashes
    /// between them, each plain, as `SOURCE::NAME` or as `NAME@SOURCE`. AS numbers among them name no
    /// set and are left out.
    static func list(_ text: String) throws(NotationError) -> [ASSetName] {
        var result: [ASSetName] = []
        for word in text.split(whereSeparator: { " ,/".contains($0) }) {
            if word.uppercased().hasPrefix("AS"), (try? ASN(word.dropFirst(2))) != nil { continue }
            let parts = word.split(separator: "@", omittingEmptySubsequences: false)
            let name =
                parts.count == 2
                ? try ASSetName("\(parts[1])::\(parts[0])") : try ASSetName(word)
            if !result.contains(name) { result.append(name) }
        }
        return result
    }
}

import Net

/// Names made of texts, each given once.
struct UniqueNames {
    private var taken: Set<Name> = []

    /// - Precondition: `fallback` is a name.
    mutating func name(for text: String, otherwise fallback: String) -> Name {
        guard let other = try? Name(fallback) else { preconditionFailure("a fallback is a name") }
        var name = Name(slugOf: text) ?? other
        if taken.contains(name) { name = other }
        var number = 2
        while !taken.insert(name).inserted {
            name = (try? Name("\(fallback)-\(number)")) ?? other
            number += 1
        }
        return name
    }
}

extension Name {
    /// The letters and digits of a text with hyphens for all else; nil where none are left.
    init?(slugOf text: String) {
        let plain = (try? FreeText(text))?.ascii ?? text
        let words = plain.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = String(words.joined(separator: "-").prefix(40))
        guard let name = try? Name(slug.hasSuffix("-") ? String(slug.dropLast()) : slug) else {
            return nil
        }
        self = name
    }
}

import Diagnostics
import Intent
import Net

/// What a registry lists for a member.
struct RegisteredLists {
    var prefixes: Set<IPPrefix> = []
    var origins: Set<ASN> = []
    /// How many lists had nothing to take. Of which kind they were to be an empty list does not say.
    private var emptyLists = 0
    private var leftOut = RegistryJunk()

    /// Adds what bgpq4 printed: an object of one list, of prefixes or of numbers.
    mutating func add(_ source: OutsideJSON) throws(Failure) {
        guard case .object(let lists) = source.value, !lists.isEmpty else {
            throw source.expected("an object with one list, as bgpq4 -j prints", at: "the top")
        }
        for (name, list) in lists.sorted(by: { $0.key < $1.key }) {
            guard let elements = list.array else { throw source.expected("a list", at: name) }
            var part = RegisteredLists()
            for (index, element) in elements.enumerated() {
                try part.add(element, "\(name)[\(index)]", source)
            }
            part.prefixes = part.leftOut.removing(from: part.prefixes)
            add(part)
        }
    }

    private mutating func add(_ part: RegisteredLists) {
        if part.prefixes.isEmpty && part.origins.isEmpty { emptyLists += 1 }
        prefixes.formUnion(part.prefixes)
        origins.formUnion(part.origins)
        leftOut.add(part.leftOut)
    }

    private mutating func add(
        _ element: JSONValue, _ place: String, _ source: OutsideJSON
    ) throws(Failure) {
        if let number = element.integer {
            guard let number = UInt32(exactly: number) else {
                throw source.expected("an AS number", at: place)
            }
            if let asn = leftOut.usable(number) { origins.insert(asn) }
        } else if element["prefix"] != nil {
            prefixes.formUnion(try Self.prefixes(of: element, place, source))
        } else {
            throw source.expected("an AS number, or an object with 'prefix'", at: place)
        }
    }

    /// What is empty now, or less than half of before, as a sentence; nil where nothing is.
    func shrinkage(since earlier: RegisteredLists?) -> String? {
        if let shrunk = earlier.flatMap({ size.shrinkage(since: $0.size) }) { return shrunk }
        if prefixes.isEmpty && origins.isEmpty { return "the lists are empty" }
        // An empty list of prefixes is that of a family which the member does not have.
        let missing = AddressFamily.allCases.count { family in
            !prefixes.contains { $0.family == family }
        }
        if prefixes.isEmpty && emptyLists > 0 { return "the list of prefixes is empty" }
        guard origins.isEmpty && emptyLists > missing else { return nil }
        return "the list of AS numbers is empty"
    }

    private var size: FilterSize { FilterSize(prefixes: prefixes, origins: origins.count) }

    /// Tells what was left out.
    func tellLeftOut(_ talk: TalkOptions) {
        for line in leftOut.lines { talk.say("note: \(line)") }
    }
}

/// Prefixes as bgpq4 writes them.
extension RegisteredLists {
    /// For one prefix up to 2 to the power of this longer ones are written.
    private static let mostBits = 8

    /// The prefixes that an element stands for. With `greater-equal` it stands for its parts of that
    /// length; what is inside them a filter of a topology takes anyhow, whatever `less-equal` says.
    private static func prefixes(
        of element: JSONValue, _ place: String, _ source: OutsideJSON
    ) throws(Failure) -> [IPPrefix] {
        let prefix: IPPrefix
        do throws(NotationError) {
            prefix = try IPPrefix(element["prefix"]?.string ?? "")
        } catch {
            throw source.expected(error.expected, at: "\(place).prefix")
        }
        let shortest = try length("greater-equal", from: prefix.length, element, place, source)
        _ = try length("less-equal", from: shortest, element, place, source)
        let bits = shortest - prefix.length
        guard bits <= mostBits else {
            throw Failure(
                .wrong,
                "\(source.path): at \(place): \(prefix) stands for more than \(1 << mostBits) "
                    + "prefixes of length \(shortest)",
                hint: "run bgpq4 without -A")
        }
        let width = UInt128(prefix.family.bitWidth - shortest)
        return (0..<UInt128(1 << bits)).compactMap { part in
            prefix.address(at: part << width).map { IPPrefix(containing: $0, length: shortest) }
        }
    }

    /// A length of parts of the prefix; the shortest that may be where the element has none.
    private static func length(
        _ key: String, from shortest: Int, _ element: JSONValue, _ place: String,
        _ source: OutsideJSON
    ) throws(Failure) -> Int {
        guard let value = element[key], value != .null else { return shortest }
        let isIPv6 = element["prefix"]?.string?.contains(":") ?? false
        let longest = (isIPv6 ? AddressFamily.ipv6 : .ipv4).bitWidth
        guard let length = value.integer, (shortest...longest).contains(length) else {
            throw source.expected("a length from \(shortest) to \(longest)", at: "\(place).\(key)")
        }
        return length
    }
}

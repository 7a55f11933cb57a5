/// The elements of some lists of an object, one after the other, for texts whose lists are longer
/// than memory should hold as values: `{"metadata": …, "roas": [ELEMENT, ELEMENT, …]}`.
///
///     var lists = JSONLists(["roas"], in: octets)
///     while let (list, element) = try lists.next() { … }
///
/// The whole text is read as strictly as by `JSONValue.init(parsing:)`, what stands before and
/// behind the lists included: an error may come behind any number of elements.
public struct JSONLists {
    private enum Place { case start, between, inside, end }

    private var parser: JSONParser
    private let wanted: Set<String>
    /// The list at hand.
    private var list = ""
    private var place = Place.start
    private var keys: Set<String> = []
    private var isFirst = true
    /// Keys of those that the object has; all known once `next` has returned nil.
    public private(set) var found: Set<String> = []
    /// Keys of those that are there and no lists.
    public private(set) var foreign: Set<String> = []

    /// - Parameter keepsFractions: as `JSONValue.init(parsing:)` has it.
    public init(_ keys: Set<String>, in octets: [UInt8], keepsFractions: Bool = false) {
        parser = JSONParser(octets: octets, keepsFractions: keepsFractions)
        wanted = keys
    }

    /// Nil at the end of the text.
    public mutating func next() throws(JSONError) -> (list: String, element: JSONValue)? {
        if place == .start { try begin() }
        while place == .inside || place == .between {
            if place == .inside {
                if let element = try parser.element(isFirst: isFirst, depth: 1) {
                    isFirst = false
                    return (list, element)
                }
                place = .between
            } else {
                try takeMember()
            }
        }
        return nil
    }

    private mutating func begin() throws(JSONError) {
        parser.skipSpace()
        guard parser.skip(UInt8(ascii: "{")) else {
            _ = try parser.value(depth: 0)
            return try finish()
        }
        place = .between
    }

    /// Up to the list, past another member, or past the end of the object.
    private mutating func takeMember() throws(JSONError) {
        guard let key = try parser.key(isFirst: keys.isEmpty, known: keys) else {
            return try finish()
        }
        keys.insert(key)
        parser.skipSpace()
        if wanted.contains(key), parser.skip(UInt8(ascii: "[")) {
            found.insert(key)
            list = key
            isFirst = true
            place = .inside
        } else {
            if wanted.contains(key) { foreign.insert(key) }
            _ = try parser.value(depth: 1)
        }
    }

    private mutating func finish() throws(JSONError) {
        try parser.takeEnd()
        place = .end
    }
}

import Diagnostics
import TestSupport
import Testing

@Suite struct JSONListsTests {
    private func elements(
        _ text: String, of key: String = "roas"
    ) throws -> (elements: [JSONValue], isThere: Bool) {
        var lists = JSONLists([key], in: Array(text.utf8))
        var elements: [JSONValue] = []
        while let next = try lists.next() { elements.append(next.element) }
        #expect(lists.found.isDisjoint(with: lists.foreign))
        return (elements, lists.found.contains(key))
    }

    @Test(arguments: 0..<200) func `its elements are those of the whole value`(seed: UInt64) throws
    {
        var random = SeededGenerator(seed: seed)
        let whole = JSONValue.random(depth: 4, using: &random)
        var members: [String: JSONValue] = ["a": .random(depth: 2, using: &random), "z": 1]
        if !random.oneIn(5) { members["roas"] = whole }
        let text = JSONValue.object(members).text(random.oneIn(2) ? .compact : .indented)
        let found = try elements(text)
        #expect(found.elements == members["roas"]?.array ?? [], "seed \(seed)")
        #expect(found.isThere == (members["roas"]?.array != nil), "seed \(seed)")
    }

    @Test func `lists come in the order of the text, with their keys`() throws {
        let text = "{\"b\": [1, 2], \"c\": [3], \"a\": [4], \"d\": 5}"
        var lists = JSONLists(["a", "b", "d", "e"], in: Array(text.utf8))
        var read: [String] = []
        while let (list, element) = try lists.next() { read.append("\(list)\(element.text())") }
        #expect(read == ["b1", "b2", "a4"])
        #expect(lists.found == ["a", "b"])
        #expect(lists.foreign == ["d"])
    }

    @Test func `null is an element`() throws {
        #expect(try elements("{\"roas\": [null, 1, null]}").elements == [nil, 1, nil])
    }

    @Test(arguments: [
        "[]", "1", "{}", "{\"roas\": {}}", "{\"ROAS\": []}", "{\"b\": {\"roas\": [1]}}",
    ])
    func `what is no such list is none`(text: String) throws {
        let found = try elements(text)
        #expect(found.elements.isEmpty && !found.isThere)
    }

    @Test(arguments: 0..<400) func `it refuses what the whole reader refuses, at its place`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        let value: JSONValue = [
            "metadata": ["n": 1], "roas": .array((0..<3).map { ["asn": .integer($0), "ta": "x"] }),
            "z": [],
        ]
        var octets = Array(value.text(.compact).utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let index = Int.random(in: 0..<octets.count, using: &random)
            octets[index] = random.pick(Array("{}[],:\"\\ 1arst".utf8))
        }
        let text = String(decoding: octets, as: UTF8.self)
        let expected = Result { try JSONValue(parsing: octets) }
        let found = Result { try elements(text) }
        switch (expected, found) {
        case (.success(let value), .success(let found)):
            #expect(found.elements == value["roas"]?.array ?? [], "seed \(seed): \(text)")
        case (.failure(let first), .failure(let second)):
            #expect(first as? JSONError == second as? JSONError, "seed \(seed): \(text)")
        default: Issue.record("seed \(seed): \(text): \(expected) and \(found)")
        }
    }
}

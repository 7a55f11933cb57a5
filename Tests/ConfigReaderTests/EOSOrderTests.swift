import TestSupport
import Testing

/// EOS takes a line for the block that is open and knows it: where it stands is a part of what it
/// says.
@Suite("Order of startup-config")
struct EOSOrderTests {
    private static let file = "startup-config"

    private func device(_ name: String) throws -> DeviceFiles {
        try GeneratedRelease(try EOSTopology.fabric(named: EOSTopology.own)).device(name)
    }

    /// A text whose first line is to stand behind another text.
    struct Move: Sendable, CustomTestStringConvertible {
        var text: String
        var behind: String
        var testDescription: String { "\(text) behind \(behind)" }
    }

    static let moves = [
        Move(text: "   shutdown\n   !\n   vrf mgmt\n", behind: "      no shutdown\n"),
        Move(text: "   router-id 10.255.0.2\n", behind: "      network 10.255.0.2/32\n"),
        Move(
            text: "   neighbor underlay bfd\n", behind: "      network 2001:db8:ffff:1::2/128\n"),
        Move(
            text: "      rd 10.255.0.2:5\n",
            behind: "         redistribute connected route-map v-comune-5-ipv6\n"),
        Move(
            text: "   vrf v-comune-5\n", behind: "   ipv6 address virtual 2001:db8:1:2::1/64\n"),
        Move(text: "   vrf mgmt\n", behind: "   ip address 192.0.2.11/24\n"),
        Move(text: "   no switchport\n", behind: "   ip access-group underlay in\n"),
    ]

    @Test("a line behind one that it has to stand before is refused", arguments: moves)
    func line(move: Move) throws {
        var text = try device("leaf-1").text(of: Self.file)
        let start = try #require(text.firstRange(of: move.text))
        let lines = move.text.split(separator: "\n")
        let moved = lines[0] + "\n"
        text.removeSubrange(
            start.lowerBound..<text.index(start.lowerBound, offsetBy: moved.count))
        let place = try #require(
            text[start.lowerBound...].firstRange(of: move.behind)?.upperBound)
        text.insert(contentsOf: moved, at: place)
        var changed = try device("leaf-1")
        changed.set(Self.file, to: text)
        let refused = changed.read().unmodelled.map(\.text)
        #expect(refused.contains { $0.contains(lines[0].drop { $0 == " " }) })
    }

    @Test(
        "a section at the end of the file is refused, but the last",
        arguments: ["spine-1", "leaf-1", "border-1", "service-1"])
    func section(name: String) throws {
        let whole = try device(name)
        let sections = whole.text(of: Self.file).split(separator: "\n!\n").map(String.init)
        #expect(sections.count > 20)
        for index in sections.indices.dropLast() {
            var moved = sections
            moved.append(moved.remove(at: index))
            moved[moved.count - 2] = moved[moved.count - 2].trimmed
            var changed = whole
            changed.set(Self.file, to: moved.joined(separator: "\n!\n") + "\n")
            #expect(!changed.read().unmodelled.isEmpty, "\(name): \(sections[index])")
        }
    }
}

extension String {
    /// Without the end of its last line.
    fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}

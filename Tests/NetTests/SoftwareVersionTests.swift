import Net
import Testing

@Suite("A version")
struct SoftwareVersionTests {
    @Test("is ordered number by number, and not as text")
    func order() throws {
        let texts = [
            "0.9", "2.0.9", "2.0.12", "2.9", "2.14", "2.16", "2.16.1", "3.0", "3.1", "10.0",
        ]
        let versions = try texts.map { try SoftwareVersion($0) }
        for first in versions.indices {
            for second in versions.indices {
                #expect((versions[first] < versions[second]) == (first < second))
            }
        }
        #expect(versions.map(\.description) == texts)
    }

    @Test("is the same with zeros behind it")
    func zeros() throws {
        let versions = try ["3", "3.0", "3.0.0", "3.0.0.0"].map { try SoftwareVersion($0) }
        #expect(Set(versions) == [SoftwareVersion(3)])
        #expect(Set(versions.map(\.description)) == ["3.0"])
        #expect(try SoftwareVersion("0.0").description == "0.0")
        #expect(try SoftwareVersion("0") < SoftwareVersion("0.0.1"))
    }

    @Test(
        "is nothing else",
        arguments: [
            "", ".", "2.", ".2", "2..1", "2.0.12-1", "v2.16", "2.16beta", "2,16", "2.016", "02.1",
            "1.2.3.4.5", "99999", "2.16 ", "٢.1", "+2.1",
        ])
    func refused(text: String) {
        #expect(throws: NotationError.self) { try SoftwareVersion(text) }
    }
}

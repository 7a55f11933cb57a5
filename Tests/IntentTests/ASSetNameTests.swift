import Intent
import Net
import Testing

@Suite struct ASSetNameTests {
    @Test(arguments: [
        "AS-EXAMPLE", "as-example", "AS-X_1", "RIPE::AS-X", "RADB::as-x", "AS64500:AS-ALL",
        "RIPE::AS64500:AS-ALL", "AS-A:AS-B", "AS-A:AS64500", "APNIC::AS64500:AS-A:AS65550",
    ])
    func `a name of sets and AS numbers, perhaps with its source, is one`(text: String) throws {
        #expect(try ASSetName(text).text == text)
    }

    @Test(arguments: [
        ("RIPE:AS-X", "RIPE::AS-X"), ("RADB:AS64500:AS-ALL", "RADB::AS64500:AS-ALL"),
        ("AS-", nil), ("AS64500", nil), ("AS64500:AS65550", nil), ("X-AS-Y", nil),
        ("AS-X:", nil), (":AS-X", nil), ("::AS-X", nil), ("RIPE:::AS-X", nil),
        ("RIPE::", nil), ("AS-X::AS-Y:", nil), ("AS-X:Y", nil), ("AS0:AS-X", nil),
        ("AS-X Y", nil), ("AS-Ł", nil), ("", nil), ("RI PE::AS-X", nil),
    ])
    func `anything else is refused, and a source with one colon gets its second`(
        text: String, suggestion: String?
    ) {
        #expect {
            try ASSetName(text)
        } throws: { error in
            (error as? NotationError)?.suggestion == suggestion
        }
    }
}

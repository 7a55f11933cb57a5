import Testing

@testable import Audit

@Suite("times in a report")
struct TimestampTests {
    @Test(
        "are those of the calendar, to the ends of what 64 bits say",
        arguments: [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (-1, "1969-12-31T23:59:59.999999999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (1_795_420_800_000_000_001, "2026-11-23T08:00:00.000000001Z"),
            (Int64.min, "1677-09-21T00:12:43.145224192Z"),
            (Int64.max, "2262-04-11T23:47:16.854775807Z"),
        ])
    func calendar(nanoseconds: Int64, text: String) {
        #expect(timestampText(nanoseconds) == text)
    }
}

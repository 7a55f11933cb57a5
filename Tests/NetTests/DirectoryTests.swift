import Net
import TestSupport
import Testing

/// Values that stand in public directories.
@Suite("Directory values") struct DirectoryTests {
    @Test("every day of 1970 to 2400 is printed and read back, in order")
    func days() throws {
        var earlier = ""
        for number in 0...157_060 {
            let date = CalendarDate(days: number)
            let text = date.description
            #expect(try CalendarDate(text) == date)
            #expect(earlier < text, "\(number)")
            earlier = text
        }
        #expect(CalendarDate(days: 0).description == "1970-01-01")
        #expect(CalendarDate(days: 20_780).description == "2026-11-23")
        #expect(CalendarDate(days: 157_059).description == "2400-01-06")
        #expect(try CalendarDate("9999-12-31").description == "9999-12-31")
    }

    @Test(
        "a day that no calendar has is refused",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01",
            "1969-12-31", "10000-01-01", "2026-11-23T", "2026/11/23", "-026-01-01", "",
            "２026-01-01",
        ])
    func noDay(text: String) { #expect(throws: NotationError.self) { try CalendarDate(text) } }

    @Test("a time is printed as it was read")
    func times() throws {
        for text in ["1970-01-01T00:00:00Z", "2026-11-23T08:09:10Z", "9999-12-31T23:59:59Z"] {
            #expect(try UTCTime(text).description == text)
        }
        #expect(try UTCTime("2001-09-09T01:46:40Z").seconds == 1_000_000_000)
        #expect(UTCTime(seconds: -1) == nil)
        #expect(UTCTime(seconds: 253_402_300_799)?.description == "9999-12-31T23:59:59Z")
        #expect(UTCTime(seconds: 253_402_300_800) == nil)
    }

    @Test(
        "a time in another form is refused",
        arguments: [
            "2026-11-23T08:00:00", "2026-11-23T08:00:00+00:00", "2026-11-23T08:00:00.5Z",
            "2026-11-23T24:00:00Z", "2026-11-23T08:60:00Z", "2026-11-23 08:00:00Z",
            "2026-11-23T8:000:00Z", "2026-11-23T+1:00:00Z",
        ])
    func noTime(text: String) { #expect(throws: NotationError.self) { try UTCTime(text) } }

    @Test("speeds have one spelling each")
    func speeds() throws {
        for text in ["10M", "100M", "1G", "2500M", "10G", "100G", "400G", "10000G"] {
            #expect(try PortSpeed(text).description == text)
        }
        #expect(try PortSpeed("1000M").description == "1G")
        #expect(try PortSpeed("10G").megabitsPerSecond == 10_000)
        for text in ["10", "10g", "0G", "010G", "10001G", "1T", "G", "-1G", "99999999999999999G"] {
            #expect(throws: NotationError.self, "\(text)") { try PortSpeed(text) }
        }
    }

    @Test("a country is one that ISO 3166 assigns")
    func countries() throws {
        #expect(try CountryCode("IT").text == "IT")
        for text in ["UK", "EU", "XX", "ITA", "I", "", "it"] {
            #expect(throws: NotationError.self, "\(text)") { try CountryCode(text) }
        }
        #expect(
            throws: NotationError(
                expected: "a country of ISO 3166-1, two capital letters such as IT",
                suggestion: "IT")
        ) { try CountryCode("it") }
    }

    @Test(
        "what could end a string or begin another thing is in no address",
        arguments: [
            "https://a.example/\"", "https://a.example/<b>", "https://a.example/a b",
            "https://a.example/#f", "https://a.example/a\nb", "https://a.example/(x)",
            "https://user@a.example/", "javascript:alert(1)", "//a.example/", "https://", "ftp://a",
            "https://-a.example/", "https://a..example/", "https://a.example/`",
            "https://a.example/|",
            "https://ａ.example/", "https://a.example/\\", "https://a.example/;",
        ])
    func noWebAddress(text: String) { #expect(throws: NotationError.self) { try WebAddress(text) } }

    @Test("addresses of the web, of mail and telephone numbers stay as written")
    func addresses() throws {
        for text in [
            "https://www.example.net", "http://lg.example.net:8080/a/b?c=d&e=%20", "https://a/",
        ] { #expect(try WebAddress(text).description == text) }
        for text in ["noc@example.net", "a.b+c_d%e-f@x.y.example"] {
            #expect(try MailAddress(text).description == text)
        }
        for text in ["+39 055 000000", "+390550000", "+1 2 3 4"] {
            #expect(try PhoneNumber(text).description == text)
        }
        for text in [
            "noc", "@example.net", "a@b", "a..b@c.d", ".a@c.d", "a@c.d.", "a b@c.d", "a@b@c.d",
        ] {
            #expect(throws: NotationError.self, "\(text)") { try MailAddress(text) }
        }
        for text in [
            "055 000000", "+", "+39  055", "+39-055", "+1234567890123456", "+12 3 ", "++123",
        ] {
            #expect(throws: NotationError.self, "\(text)") { try PhoneNumber(text) }
        }
        #expect(try RegistryName("TIX-MNT").text == "TIX-MNT")
        for text in ["T", "1TIX", "TIX-", "TIX MNT", "TIX\nX", "TIX:X"] {
            #expect(throws: NotationError.self, "\(text)") { try RegistryName(text) }
        }
    }
}

import Diagnostics
import Net

/// Values that people read alone: what no topology can say is left out and told.
extension OutsideReader {
    mutating func freeText(_ value: JSONValue?, _ place: String) -> FreeText? {
        description(value, place) { text throws(NotationError) in try FreeText(text) }
    }

    mutating func page(_ value: JSONValue?, _ place: String) -> WebAddress? {
        description(value, place) { text throws(NotationError) in try WebAddress(text) }
    }

    mutating func mail(_ value: JSONValue?, _ place: String) -> MailAddress? {
        description(value, place) { text throws(NotationError) in try MailAddress(text) }
    }

    mutating func phone(_ value: JSONValue?, _ place: String) -> PhoneNumber? {
        description(value, place) { text throws(NotationError) in try PhoneNumber(text) }
    }

    mutating func country(_ value: JSONValue?, _ place: String) -> CountryCode? {
        description(value, place) { text throws(NotationError) in try CountryCode(text) }
    }

    /// The day of a time (RFC 3339).
    mutating func day(_ value: JSONValue?, _ place: String) -> CalendarDate? {
        description(value, place) { text throws(NotationError) in
            try CalendarDate(text.prefix(10))
        }
    }

    /// The number of an entry in a directory; 0 stands for one that nobody knows.
    mutating func registryNumber(_ value: JSONValue?, _ place: String) -> Int? {
        let number = optional(value, place, "a number up to 2147483647") { value in
            value.integer.flatMap { (0...0x7fff_ffff).contains($0) ? $0 : nil }
        }
        return number == 0 ? nil : number
    }

    /// The first element of a list, where a topology has one.
    mutating func first(_ value: JSONValue?, _ place: String) -> (JSONValue?, String) {
        let elements = elements(value, place)
        for (_, place) in elements.dropFirst() { leaveOut(place, "there is room for one") }
        return elements.first.map { ($0.0, $0.1) } ?? (nil, place)
    }
}

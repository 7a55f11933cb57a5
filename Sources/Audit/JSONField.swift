import Diagnostics

/// A value of a JSON text that was read, and where it stands, for readers that take nothing on trust.
struct JSONField {
    let value: JSONValue
    /// `shards[0].findings[3].first`; empty for the whole text.
    let path: String

    func expected(_ what: String) -> AuditPartError { .content(path: path, expected: what) }

    /// The members of an object that has these keys, and perhaps the optional ones, and no others.
    func members(
        _ required: [String], optional: [String] = []
    ) throws(AuditPartError) -> [String: JSONField] {
        guard case .object(let members) = value else { throw expected("an object") }
        for key in required where members[key] == nil { throw expected("a member '\(key)'") }
        let known = Set(required + optional)
        for key in members.keys.sorted() where !known.contains(key) {
            throw expected("no member \(quoted(key))")
        }
        var fields: [String: JSONField] = [:]
        for (key, value) in members {
            fields[key] = JSONField(value: value, path: path.isEmpty ? key : "\(path).\(key)")
        }
        return fields
    }

    /// The elements of an array of at most `limit`.
    func elements(limit: Int) throws(AuditPartError) -> [JSONField] {
        guard case .array(let elements) = value else { throw expected("an array") }
        guard elements.count <= limit else { throw expected("at most \(limit) elements") }
        return elements.enumerated().map { JSONField(value: $1, path: "\(path)[\($0)]") }
    }

    /// The elements of an array of exactly `count`.
    func tuple(_ count: Int) throws(AuditPartError) -> [JSONField] {
        let elements = try elements(limit: count)
        guard elements.count == count else { throw expected("\(count) elements") }
        return elements
    }

    func integer(in range: ClosedRange<Int>) throws(AuditPartError) -> Int {
        guard case .integer(let number) = value, range.contains(number) else {
            throw expected("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A count, so small that counts of all shards can be added up and taken a thousandfold.
    func count() throws(AuditPartError) -> UInt64 { UInt64(try integer(in: 0...1 << 40)) }

    func text(limit: Int = 4096) throws(AuditPartError) -> String {
        guard case .string(let text) = value, text.utf8.count <= limit else {
            throw expected("a text of at most \(limit) octets")
        }
        return text
    }

    func bool() throws(AuditPartError) -> Bool {
        guard case .bool(let value) = value else { throw expected("true or false") }
        return value
    }

    /// Octets in hexadecimal.
    func octets(limit: Int) throws(AuditPartError) -> [UInt8] {
        let text = Array(try text(limit: 2 * limit).utf8)
        func digit(_ octet: UInt8) -> UInt8? {
            switch octet {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        var octets: [UInt8] = []
        for index in stride(from: 0, to: text.count, by: 2) {
            guard index + 1 < text.count, let high = digit(text[index]),
                let low = digit(text[index + 1])
            else { throw expected("pairs of lower-case hexadecimal digits") }
            octets.append(high << 4 | low)
        }
        return octets
    }

    /// Hashes of 64 bits in hexadecimal, one after the other.
    func hashes(limit: Int) throws(AuditPartError) -> [UInt64] {
        let octets = try octets(limit: 8 * min(limit, 1 << 40))
        guard octets.count % 8 == 0 else { throw expected("hashes of eight octets") }
        return stride(from: 0, to: octets.count, by: 8).map { start in
            octets[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
    }

    var isNull: Bool { value == .null }
}

extension JSONValue {
    /// Octets in hexadecimal.
    static func hexadecimal(_ octets: [UInt8]) -> JSONValue {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * octets.count)
        for octet in octets {
            text.append(digits[Int(octet >> 4)])
            text.append(digits[Int(octet & 15)])
        }
        return .string(String(decoding: text, as: UTF8.self))
    }

    /// - Precondition: a number of 63 bits, as every count of frames or octets is.
    static func number(_ value: UInt64) -> JSONValue { .integer(Int(value)) }
}

/// Why a file is no part of an audit.
public enum AuditPartError: Error, Equatable, Sendable {
    /// It is no JSON, from the octet at `offset` on.
    case syntax(offset: Int, expected: String)
    /// What stands at `path` is not what has to be there.
    case content(path: String, expected: String)
    /// It is of another topology than the one it is to be read with.
    case topology(found: String)
}

extension AuditPartError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .syntax(let offset, let expected): "octet \(offset): expected \(expected)"
        case .content("", let expected): "expected \(expected)"
        case .content(let path, let expected): "\(path): expected \(expected)"
        case .topology(let found): "it is of another topology, \(found)"
        }
    }
}

import IR
import Net
import TestSupport
import Testing

@testable import RouteDecisions

@Suite("Origin validation")
struct ROATableTests {
    private func payload(_ prefix: String, _ maxLength: Int, _ asn: UInt32) throws
        -> ValidatedROAPayload
    {
        ValidatedROAPayload(prefix: try IPPrefix(prefix), maxLength: maxLength, asn: asn)
    }

    @Test(
        "follows the table of RFC 6811",
        arguments: [
            ("192.0.2.0/24", 64496, "valid"), ("192.0.2.0/25", 64496, "invalid"),
            ("192.0.2.0/24", 64497, "invalid"), ("198.51.100.0/24", 64496, "not found"),
            ("192.0.0.0/16", 64496, "not found"), ("203.0.113.0/25", 64498, "valid"),
            ("203.0.113.0/26", 64498, "invalid"), ("203.0.113.0/24", 0, "invalid"),
            ("100.64.0.0/24", 0, "invalid"), ("100.64.0.0/24", 64496, "invalid"),
        ] as [(String, UInt32, String)])
    func table(prefix: String, origin: UInt32, expected: String) throws {
        let table = ROATable([
            try payload("192.0.2.0/24", 24, 64496), try payload("203.0.113.0/24", 25, 64498),
            try payload("100.64.0.0/10", 32, 0),
        ])
        #expect(table.validity(of: try IPPrefix(prefix), origin: origin).rawValue == expected)
    }

    @Test("of a path that ends with a set is never valid")
    func set() throws {
        let table = ROATable([try payload("192.0.2.0/24", 24, 64496)])
        #expect(table.validity(of: try IPPrefix("192.0.2.0/24"), origin: nil) == .invalid)
    }

    @Test("equals asking every payload, on random tables")
    func random() throws {
        var random = SeededGenerator(seed: 6811)
        for _ in 0..<300 {
            let payloads = (0..<random.pick([0, 1, 5, 20])).map { _ in
                let prefix = Self.prefix(&random)
                return ValidatedROAPayload(
                    prefix: prefix, maxLength: prefix.length + random.pick([0, 1, 4, 8]),
                    asn: random.pick([0, 1, 2]))
            }
            let table = ROATable(payloads)
            for _ in 0..<20 {
                let prefix = Self.prefix(&random)
                let origin: UInt32? = random.pick([nil, 0, 1, 2, 3])
                let covering = payloads.filter { $0.prefix.contains(prefix) }
                let isValid = covering.contains {
                    $0.asn != 0 && $0.asn == origin && prefix.length <= $0.maxLength
                }
                let expected: OriginValidity =
                    isValid ? .valid : covering.isEmpty ? .notFound : .invalid
                #expect(table.validity(of: prefix, origin: origin) == expected)
            }
        }
    }

    /// From few values, so that they nest.
    private static func prefix(_ random: inout SeededGenerator) -> IPPrefix {
        let bits: UInt32 = random.pick([0, 0x8000_0000, 0xc000_0200, 0xc000_0280, .max])
        return IPPrefix(
            containing: .ipv4(IPv4Address(rawValue: bits)),
            length: random.pick([0, 1, 8, 16, 23, 24]))
    }
}

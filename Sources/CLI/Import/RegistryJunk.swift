import Diagnostics
import Intent
import Net

/// What registries list and nobody can use: people register what they will.
struct RegistryJunk {
    private var numbers: Set<UInt32> = []
    private var prefixes: Set<IPPrefix> = []

    private static let shown = 3

    /// Reserved by IANA, and for private use (RFC 6996). Those for documentation (RFC 5398) are none:
    /// made-up topologies have them.
    private static let unusable: [ClosedRange<UInt32>] = [
        64512...65534, 65552...131_071, 4_200_000_000...4_294_967_294,
    ]

    /// The AS number, or nil where it is kept here.
    mutating func usable(_ number: UInt32) -> ASN? {
        if let asn = ASN(rawValue: number), !Self.unusable.contains(where: { $0.contains(number) })
        {
            return asn
        }
        numbers.insert(number)
        return nil
    }

    /// The prefixes without those that no topology may have of a member, which are kept here.
    mutating func removing(from list: Set<IPPrefix>) -> Set<IPPrefix> {
        let junk = refusedOfMembers(list.sorted())
        prefixes.formUnion(junk)
        return list.subtracting(junk)
    }

    mutating func add(_ other: RegistryJunk) {
        numbers.formUnion(other.numbers)
        prefixes.formUnion(other.prefixes)
    }

    /// A line for each kind that there is.
    var lines: [String] {
        let numbers = numbers.sorted().map(\.description)
        let prefixes = prefixes.sorted().map(\.description)
        return [
            Self.line(numbers, "AS number"), Self.line(prefixes, "prefix", "prefixes"),
        ].compactMap(\.self)
    }

    private static func line(_ list: [String], _ noun: String, _ plural: String? = nil) -> String? {
        guard !list.isEmpty else { return nil }
        let examples = list.prefix(shown).joined(separator: ", ")
        return "left out \(counted(list.count, noun, plural)) that no member can have"
            + (list.count > shown ? ", such as \(examples)" : ": \(examples)")
    }
}

/// Those of the prefixes that the reader or the check of members' prefixes refuses, asked of a topology
/// that has one member with each at a line of its own.
private func refusedOfMembers(_ prefixes: [IPPrefix]) -> [IPPrefix] {
    let head =
        "fabric: f\nexchange:\n  name: x\n  members:\n    - name: m\n      asn: 64496\n"
        + "      connections: []\n      prefixes:\n"
    let lines = prefixes.map { "        - \"\($0)\"\n" }.joined()
    let first = head.utf8.count { $0 == 0x0a } + 1
    var limits = ReadingLimits()
    limits.diagnostics += prefixes.count
    let outcome = readTopology([("registry", Array((head + lines).utf8))], limits: limits)
    guard let check = allChecks.first(where: { $0.rule.code == "intent.member-prefix-bogon" })
    else { preconditionFailure("the check of members' prefixes is gone") }
    let findings = outcome.diagnostics + check.run(TopologyIndex(outcome.topology))
    return findings.compactMap { finding in
        guard let line = finding.span.map({ Int($0.line) - first }), prefixes.indices.contains(line)
        else { return nil }
        return prefixes[line]
    }
}

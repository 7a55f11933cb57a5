import IR
import Net
import TestSupport
import Testing

@testable import RouteDecisions

@Suite("Verification of paths")
struct ASPATableTests {
    /// The networks of two topologies: those of the examples that the authors of the draft publish
    /// for "upstream" paths. E, F and J attest nothing; G, H, K, P and Q that they have no provider.
    static let attested: [Character: String] = [
        "A": "CD", "B": "E", "C": "F", "D": "FG", "G": "", "H": "", "K": "", "L": "K", "P": "",
        "Q": "", "R": "Q", "S": "R",
    ]

    static func number(_ letter: Character) -> UInt32 {
        64_496 + UInt32(letter.asciiValue ?? 0) - UInt32(UInt8(ascii: "A"))
    }

    static let table = ASPATable(
        attested.map { customer, providers in
            ProviderAuthorization(
                customer: number(customer), providers: providers.map(number).sorted())
        })

    static func path(_ letters: String) -> ASPath {
        ASPath(segments: letters.isEmpty ? [] : [.sequence(letters.map(number))])
    }

    /// The path, the client first, and what it is.
    static let rows: [(path: String, validity: PathValidity)] = [
        // The examples.
        ("FCA", .valid), ("DCA", .invalid), ("DFCA", .unknown), ("DEB", .unknown),
        ("ADEB", .invalid), ("ADGEB", .invalid), ("ACF", .invalid), ("ACFG", .invalid),
        ("EB", .valid), ("JH", .invalid), ("QP", .invalid), ("KJH", .invalid),
        // A network alone, with or without an attestation.
        ("A", .valid), ("E", .valid), ("G", .valid), ("Z", .valid),
        // Nobody knows anything.
        ("ZYX", .unknown), ("FE", .unknown),
        // One that attests nothing, before and behind one that does.
        ("FCZ", .unknown), ("ZFC", .unknown), ("QRS", .valid), ("KL", .valid), ("LK", .invalid),
        // Prepending is no hop.
        ("FFCCCA", .valid), ("AAAA", .valid), ("DDCA", .invalid), ("DFFCA", .unknown),
        // A network that comes back.
        ("ACA", .invalid), ("CFC", .unknown), ("EBE", .unknown),
        // A refuted hop counts wherever it is, whatever is unknown.
        ("ZGYX", .invalid), ("ZYXG", .invalid), ("FGZ", .invalid), ("ZYB", .invalid),
        // Several providers: any of them.
        ("CA", .valid), ("DA", .valid), ("FDA", .valid), ("GDA", .valid), ("EA", .invalid),
        // The empty path.
        ("", .invalid),
    ]

    @Test("follows the procedure for upstream paths", arguments: rows)
    func examples(path: String, validity: PathValidity) {
        let client = path.first.map(Self.number) ?? 64_496
        let verdict = Self.table.verdict(of: Self.path(path), from: client)
        #expect(verdict.validity == validity, "\(verdict.reasons)")
        #expect(Self.slow(Self.path(path), Self.attestations, from: client) == validity)
    }

    @Test("has a reason for each hop, from the origin on")
    func reasons() {
        func reasons(_ path: String) -> [String] {
            Self.table.verdict(of: Self.path(path), from: Self.number(path.first ?? "A")).reasons
        }
        #expect(
            reasons("DFCCA") == [
                "AS 64496 attests AS 64498 as provider", "AS 64498 attests AS 64501 as provider",
                "AS 64501, before AS 64499, attests nothing",
            ])
        #expect(
            reasons("EA") == [
                "AS 64496 attests others as providers than AS 64500: AS 64498, AS 64499"
            ])
        #expect(
            reasons("FG") == ["AS 64502 attests that it has no provider, so not AS 64501"])
        #expect(reasons("A") == ["the client is the origin: nobody is on the way"])
        #expect(reasons("") == ["the path is empty"])
    }

    @Test("refuses sets and paths that begin with another than the client")
    func faults() throws {
        func fault(_ text: String, from client: UInt32) throws -> PathVerdict.Fault? {
            let verdict = Self.table.verdict(of: try ASPath(text), from: client)
            #expect((verdict.fault == nil) == (verdict.validity != .invalid))
            return verdict.fault
        }
        #expect(try fault("64501 64498 64496", from: 64501) == nil)
        #expect(try fault("64501 64498 {64496}", from: 64501) == .set)
        #expect(try fault("64501 {64498,64499} 64496", from: 64501) == .set)
        #expect(try fault("{64501} 64498", from: 64501) == .set)
        #expect(try fault("64501 64498 64496", from: 64498) == .neighbour)
        #expect(try fault("", from: 64498) == .empty)
    }

    @Test("takes all that a customer attests, wherever it stands")
    func union() {
        let table = ASPATable([
            ProviderAuthorization(customer: 1, providers: [3]),
            ProviderAuthorization(customer: 1, providers: [2]),
        ])
        for provider: UInt32 in 2...3 {
            let path = ASPath(segments: [.sequence([provider, 1])])
            #expect(table.verdict(of: path, from: provider).validity == .valid)
        }
    }

    // MARK: The slow model

    /// What each network attests; no key where it attests nothing.
    typealias Attestations = [UInt32: Set<UInt32>]

    static let attestations: Attestations = Dictionary(
        uniqueKeysWithValues: attested.map { (number($0), Set($1.map(number))) })

    /// The answers of `authorized(x, y)`, by the names of section 5.3.
    enum Answer { case noAttestation, providerPlus, notProviderPlus }

    static func authorized(_ x: UInt32, _ y: UInt32, _ known: Attestations) -> Answer {
        guard let entry = known[x] else { return .noAttestation }
        return entry.contains(y) ? .providerPlus : .notProviderPlus
    }

    /// Sections 5.2, 5.4 and 5.5, word by word: a compressed path `AS(N) … AS(1)`, the two lengths of
    /// its ramp, six steps.
    static func slow(
        _ path: ASPath, _ known: Attestations, from neighbour: UInt32
    ) -> PathValidity {
        if path.numbers.isEmpty { return .invalid }
        if path.first != neighbour { return .invalid }
        if path.hasSet { return .invalid }
        var compressed: [UInt32] = []
        for number in path.numbers where compressed.last != number { compressed.append(number) }
        let n = compressed.count
        func a(_ index: Int) -> UInt32 { compressed[n - index] }
        var maxUpRamp = n
        var minUpRamp = n
        for index in stride(from: n - 1, to: 0, by: -1) {
            let answer = authorized(a(index), a(index + 1), known)
            if answer == .notProviderPlus { maxUpRamp = index }
            if answer != .providerPlus { minUpRamp = index }
        }
        if maxUpRamp < n { return .invalid }
        return minUpRamp < n ? .unknown : .valid
    }

    @Test("is what the draft says step by step, on random paths", arguments: 1...20)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var found: Set<PathValidity> = []
        for _ in 0..<500 {
            var known: Attestations = [:]
            for customer: UInt32 in 1...6 where !random.oneIn(3) {
                known[customer] = Set((1...6).filter { _ in random.oneIn(2) })
            }
            let table = ASPATable(
                known.map { ProviderAuthorization(customer: $0, providers: $1.sorted()) })
            let path = Self.path(&random)
            let client = random.oneIn(8) ? 1 : path.first ?? 1
            let expected = Self.slow(path, known, from: client)
            let verdict = table.verdict(of: path, from: client)
            #expect(verdict.validity == expected, "seed \(seed): \(path) from \(client), \(known)")
            found.insert(expected)
        }
        #expect(found.count == 3)
    }

    private static func path(_ random: inout SeededGenerator) -> ASPath {
        let count = random.pick([0, 1, 1, 2, 2, 3, 3, 4, 6])
        var numbers: [UInt32] = []
        for _ in 0..<count {
            let repeated = random.oneIn(4) ? numbers.last : nil
            numbers.append(repeated ?? UInt32.random(in: 1...6, using: &random))
        }
        guard count > 0 else { return ASPath(segments: []) }
        let sequence = ASPath.Segment.sequence(numbers)
        guard random.oneIn(10) else { return ASPath(segments: [sequence]) }
        let set = ASPath.Segment.set([1, 2])
        return ASPath(segments: random.pick([[sequence, set], [set, sequence], [set]]))
    }

    @Test("never calls a path invalid that nobody attests anything about", arguments: 1...5)
    func silence(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let path = Self.path(&random)
            guard !path.hasSet, let client = path.first else { continue }
            #expect(ASPATable([]).verdict(of: path, from: client).validity != .invalid)
        }
    }
}

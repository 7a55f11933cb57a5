import Capture
import Diagnostics

extension AuditFacts {
    static let keys = [
        "frames", "places", "verdicts", "counters", "flows", "flows_inside", "flows_are_cut",
        "findings",
        "packets_beyond_limit", "observations",
    ]

    init(_ members: [String: JSONField], _ limits: PartLimits) throws(AuditPartError) {
        tally = try AuditTally(members, limits)
        let limit = limits.options.flowLimit
        let isCut = try members.at("flows_are_cut").bool()
        let field = try members.at("flows_inside")
        let inside = try field.hashes(limit: isCut ? 0 : limit)
        guard zip(inside, inside.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw field.expected("hashes, ascending")
        }
        let least = isCut ? limit : 0
        flows = FlowCount(
            outermost: try members.at("flows").integer(in: least...limit - inside.count),
            inside: inside, isExact: !isCut, limit: limit)
        findings = try FindingList(members, limits)
        observations = try Observations(members.at("observations"), limits)
    }
}

extension AuditTally {
    fileprivate init(
        _ members: [String: JSONField], _ limits: PartLimits
    ) throws(AuditPartError) {
        self.init(
            places: limits.plan.places.places.count, permissions: limits.plan.permissions.count)
        frames = try FrameCounts(members.at("frames"))
        try Self.read(members.at("places"), into: &byPlace)
        try Self.read(members.at("verdicts"), into: &byVerdict)
        let names = Self.counters.map(\.name)
        let fields = try members.at("counters").members(names)
        for (name, counter) in Self.counters {
            self[keyPath: counter] = try fields.at(name).count()
        }
        guard isConserved else {
            throw try members.at("frames").expected("counts that add up")
        }
    }

    /// Pairs of index and count, ascending by index, that add up to a count.
    private static func read(
        _ field: JSONField, into counts: inout [UInt64]
    ) throws(AuditPartError) {
        var next = 0
        var sum: UInt64 = 0
        for pair in try field.elements(limit: counts.count) {
            let elements = try pair.tuple(2)
            let index = try elements[0].integer(in: next...max(next, counts.count - 1))
            guard index < counts.count else { throw elements[0].expected("an index") }
            counts[index] = try elements[1].count()
            guard counts[index] > 0 else { throw elements[1].expected("a count above 0") }
            sum += counts[index]
            guard sum <= 1 << 40 else { throw field.expected("a sum of at most 2^40") }
            next = index + 1
        }
    }
}

extension FrameCounts {
    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        let members = try field.members(["read", "reasons", "flags"])
        let slugs = Dictionary(
            uniqueKeysWithValues: ReasonCode.allCases.map { ($0.slug, $0) })
        let reasons = try members.at("reasons").members([], optional: Array(slugs.keys))
        var counts: [(reason: ReasonCode, count: UInt64)] = []
        for (slug, field) in reasons {
            guard let reason = slugs[slug] else { continue }
            counts.append((reason, try field.count()))
        }
        let flags = try members.at("flags").tuple(32)
            .map { field throws(AuditPartError) in try field.count() }
        guard
            let frames = FrameCounts(
                read: try members.at("read").count(), reasons: counts, flagCounts: flags)
        else { throw field.expected("counts of frames") }
        self = frames
    }
}

extension FindingList {
    fileprivate init(
        _ members: [String: JSONField], _ limits: PartLimits
    ) throws(AuditPartError) {
        let limit = limits.options.findingLimit
        let field = try members.at("findings")
        var findings: [FindingFacts] = []
        var sum: UInt64 = 0
        for element in try field.elements(limit: limit) {
            let facts = try FindingFacts(element, limits)
            if let last = findings.last, last.key >= facts.key {
                throw element.expected("a finding that comes after the one before")
            }
            sum += facts.packets
            guard sum <= 1 << 40 else { throw field.expected("at most 2^40 packets") }
            findings.append(facts)
        }
        let beyond = try members.at("packets_beyond_limit").count()
        guard beyond == 0 || findings.count == limit else {
            throw try members.at("packets_beyond_limit").expected("0 below the limit of findings")
        }
        self.init(
            findings: findings, packetsBeyondLimit: beyond, limit: limit,
            evidenceLimit: limits.options.evidenceLimit)
    }
}

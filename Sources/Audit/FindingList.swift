/// The findings of some frames: the least by key, each with all that these frames show of it.
struct FindingList: Equatable, Sendable {
    /// Ascending by key, at most `limit`.
    private(set) var findings: [FindingFacts]
    /// Packets of findings that found no room.
    private(set) var packetsBeyondLimit: UInt64
    let limit: Int
    let evidenceLimit: Int

    /// What both show, of frames that they do not share. Commutative and associative: a finding among
    /// the least of all is among the least wherever it occurs, so nothing of it has been left out.
    func merged(with other: FindingList) -> FindingList {
        var result = FindingList(
            findings: [], packetsBeyondLimit: packetsBeyondLimit + other.packetsBeyondLimit,
            limit: limit, evidenceLimit: evidenceLimit)
        var rest = other.findings[...]
        func take(_ facts: FindingFacts) {
            if result.findings.count < limit {
                result.findings.append(facts)
            } else {
                result.packetsBeyondLimit += facts.packets
            }
        }
        for facts in findings {
            while let next = rest.first, next.key < facts.key { take(rest.removeFirst()) }
            if let next = rest.first, next.key == facts.key {
                rest.removeFirst()
                take(facts.merged(with: next, evidenceLimit: evidenceLimit))
            } else {
                take(facts)
            }
        }
        for facts in rest { take(facts) }
        return result
    }
}

import Diagnostics

/// What reading gave: everything that could be read, and everything that was wrong.
public struct ReadOutcome: Sendable {
    public var topology: Topology
    /// By place.
    public let diagnostics: [Diagnostic]
    /// Whether every file could be read as YAML, with sections that are known, and all are of one
    /// topology. Where not, a reference that leads nowhere may lead into what is missing here.
    public let isComplete: Bool
}

/// Reads the files of one topology and merges them, in the order given: lists are joined; what
/// exists once (`fabric`, `defaults`, `pools`, `exchange`, snapshots but registrations) stands in one of the files.
///
/// Never fails: what is wrong is left out and reported, up to `limits.diagnostics` errors in one
/// run. Pure, in O(octets + nodes with aliases written out). Paths are for messages only.
///
/// - Precondition: at most 65,535 files.
public func readTopology(
    _ files: [(path: String, octets: [UInt8])], limits: ReadingLimits = ReadingLimits()
) -> ReadOutcome {
    var topology = Topology()
    var reader = TopologyReader(limits: limits)
    var sections: [String: SourceSpan] = [:]
    var isComplete = true
    for (path, octets) in files {
        let file = topology.sources.add(path)
        let root = YAMLComposer.root(
            of: octets, file: file, limits: limits, findings: &reader.findings)
        guard let root, let part = reader.object(TopologyFile.self, from: root) else {
            isComplete = false
            continue
        }
        let earlier = sections
        for (section, place) in part.places {
            guard let first = earlier[section] else {
                sections[section] = place
                continue
            }
            let isOther = section == "fabric" && part.name?.value != topology.name?.value
            if isOther { isComplete = false }
            reader.findings.add(
                .error(
                    "read.duplicate-section",
                    isOther
                        ? "this file is of another topology: the files name two fabrics"
                        : "'\(section)' is written in two files",
                    at: place, notes: [.init("first written here", at: first)],
                    hint: isOther
                        ? "give the files of one topology; of them one has the key 'fabric'"
                        : "keep it in one of the files"))
        }
        part.merge(into: &topology) { earlier[$0] == nil && sections[$0] != nil }
    }
    if isComplete && sections["fabric"] == nil {
        reader.findings.add(
            .error(
                "read.missing-key", "the key 'fabric' is missing",
                at: files.isEmpty ? nil : SourceSpan(file: 0, line: 1, column: 1),
                hint: "write 'fabric: NAME' at the top of one file; it names the whole"))
    }
    topology.applyRegistrations()
    topology.applyPeeringDB()
    topology.unreadNames = reader.unreadNames
    if reader.hasUnknownSection { isComplete = false }
    return ReadOutcome(
        topology: topology, diagnostics: reader.findings.inOrder(), isComplete: isComplete)
}

import Capture
import Diagnostics

extension AuditPart {
    /// Reads a `.crpart` file. Nothing in it is taken on trust: every index lies in the topology, every
    /// frame in its capture, lists are sorted and bounded, and the counts obey the law of
    /// conservation.
    ///
    /// - Parameters:
    ///   - plan: of the topology that the part must be of.
    ///   - topology: what names it, as in `AuditScope`.
    public init(
        parsing octets: [UInt8], of plan: AuditPlan, topology: String
    ) throws(AuditPartError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: octets)
        } catch {
            throw .syntax(offset: error.offset, expected: error.expected)
        }
        let whole = JSONField(value: value, path: "")
        guard value["kind"] == Self.kind else { throw whole.expected("a part of an audit") }
        guard value["format_version"] == JSONValue.formatVersion else {
            throw .content(path: "format_version", expected: "a version that is known here")
        }
        if let other = value["topology"]?.string, other != topology {
            throw .topology(found: String(other.prefix(128)))
        }
        let members = try whole.members(
            [
                "format_version", "kind", "program", "topology", "options", "captures",
                "shard_count", "shards",
            ], optional: ["vantage", "unread"])
        scope = AuditScope(
            topology: try members.at("topology").text(),
            program: try members.at("program").text(limit: 64),
            vantage: try members["vantage"]?.text())
        options = try AuditOptions(members.at("options"))
        captures = try members.at("captures").elements(limit: 4096)
            .map { field throws(AuditPartError) in try AuditedCapture(field) }
        unread =
            try members["unread"]?.elements(limit: Self.mostUnreadNamed)
            .map { name throws(AuditPartError) in try name.text(limit: 1 << 16) } ?? []
        shardCount = try members.at("shard_count").integer(in: 1...AuditShard.mostShards)
        let limits = PartLimits(
            plan: plan, options: options, frameCounts: captures.map(\.frameCount))
        factsByShard = [:]
        let shards = try members.at("shards").elements(limit: shardCount)
        for field in shards {
            let facts = try field.members(AuditFacts.keys + ["shard"])
            let number = try facts.at("shard").integer(in: 1...shardCount)
            guard factsByShard[number] == nil else {
                throw try facts.at("shard").expected("a shard that is not there yet")
            }
            factsByShard[number] = try AuditFacts(facts, limits)
        }
        guard !shards.isEmpty else { throw try members.at("shards").expected("a shard") }
    }
}

/// What bounds the numbers in a part.
struct PartLimits {
    let plan: AuditPlan
    let options: AuditOptions
    /// Of each capture.
    let frameCounts: [UInt64]
}

extension [String: JSONField] {
    /// A member that `members` has required.
    func at(_ key: String) throws(AuditPartError) -> JSONField {
        guard let field = self[key] else {
            throw .content(path: "", expected: "a member '\(key)'")
        }
        return field
    }
}

extension AuditOptions {
    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        self.init()
        let members = try field.members(
            ["vxlan_ports", "flow_limit", "finding_limit", "evidence_limit"])
        additionalVXLANPorts = try members.at("vxlan_ports")
            .elements(limit: FrameDecoder.mostVXLANPorts)
            .map { port throws(AuditPartError) in UInt16(try port.integer(in: 0...65535)) }
        flowLimit = try members.at("flow_limit").integer(in: 1...1 << 40)
        findingLimit = try members.at("finding_limit").integer(in: 1...1 << 20)
        evidenceLimit = try members.at("evidence_limit").integer(in: 1...1 << 20)
    }
}

extension AuditedCapture {
    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        let members = try field.members(
            ["name", "octets", "format", "frames", "end", "interfaces", "oddities", "notes"],
            optional: ["sha256", "octets_of_file"])
        name = try members.at("name").text(limit: 1 << 16)
        octetCount = try members.at("octets").integer(in: 0...1 << 60)
        format = try Self.format(members.at("format"))
        frameCount = try members.at("frames").count()
        // A record takes twelve octets or more.
        guard frameCount <= octetCount / 12 else {
            throw try members.at("frames").expected("as many frames as fit into the octets")
        }
        end = try Self.end(members.at("end"), octetCount)
        interfaces = try members.at("interfaces").elements(limit: 1 << 16)
            .map { field throws(AuditPartError) in try CaptureInterface(field) }
        let counts = try members.at("oddities").elements(limit: 64)
            .map { count throws(AuditPartError) in try count.count() }
        guard let oddities = CaptureOddities(counts: counts) else {
            throw try members.at("oddities").expected("as many counts as there are oddities")
        }
        self.oddities = oddities
        var provenance = CaptureProvenance()
        provenance.notes = try members.at("notes").elements(limit: 64)
            .map { note throws(AuditPartError) in try note.text() }
        provenance.digest = try members["sha256"]?.text()
        provenance.octetCount = try members["octets_of_file"]?.integer(in: 0...1 << 60)
        self.provenance = provenance
    }

    private static func format(
        _ field: JSONField
    ) throws(AuditPartError) -> CaptureReader.Format {
        switch try field.text() {
        case "pcap little-endian us": .pcap(isBigEndian: false, nanoseconds: false)
        case "pcap little-endian ns": .pcap(isBigEndian: false, nanoseconds: true)
        case "pcap big-endian us": .pcap(isBigEndian: true, nanoseconds: false)
        case "pcap big-endian ns": .pcap(isBigEndian: true, nanoseconds: true)
        case "pcapng": .pcapng
        default: throw field.expected("a format of captures")
        }
    }

    private static func end(
        _ field: JSONField, _ octetCount: Int
    ) throws(AuditPartError) -> CaptureEnd {
        if field.isNull { return .complete }
        let elements = try field.tuple(2)
        guard let reason = CutReason(rawValue: try elements[1].text()) else {
            throw elements[1].expected("a reason why a capture ends")
        }
        return .cut(offset: try elements[0].integer(in: octetCount...octetCount), reason)
    }
}

extension CaptureInterface {
    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        let members = try field.members(
            ["link_type"], optional: ["name", "filter", "snap_length", "dropped"])
        self.init(
            name: try members["name"]?.text(),
            linkType: LinkType(
                rawValue: UInt16(try members.at("link_type").integer(in: 0...65535))),
            snapLength: try members["snap_length"].map { field throws(AuditPartError) in
                UInt32(try field.integer(in: 0...Int(UInt32.max)))
            },
            filter: try members["filter"]?.text(limit: 1 << 16),
            droppedFrames: try members["dropped"].map { field throws(AuditPartError) in
                UInt64(UInt(bitPattern: try field.integer(in: .min ... .max)))
            })
    }
}

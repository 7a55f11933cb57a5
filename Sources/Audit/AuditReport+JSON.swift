import Capture
import Diagnostics
import IR
import Net

extension AuditReport {
    /// The form for programs: the members that every command has, the facts of the audit, and each
    /// finding with its frames.
    ///
    /// - Parameter report: the one of this audit.
    public func json(of report: Report) -> JSONValue {
        let fingerprints = Dictionary(zip(report.diagnostics, report.fingerprints)) { first, _ in
            first
        }
        return report.json.with(
            "findings",
            .array(
                zip(findings, diagnostics).map { finding, diagnostic in
                    report.json(of: diagnostic, fingerprints[diagnostic])
                        .with("certainty", .string(finding.certainty.rawValue))
                        .with("traffic", json(of: finding))
                }))
    }

    /// What the JSON form says besides findings.
    var facts: [String: JSONValue] {
        var facts: [String: JSONValue] = [
            "verdict": .string(verdict.rawValue),
            "captures": .array(captures.map(json(of:))),
            "frames": framesJSON,
            "coverage": coverageJSON,
            "doubts": .array(
                doubts.map {
                    [
                        "kind": .string($0.kind.rawValue), "count": number($0.count),
                        "meaning": .string($0.kind.meaning),
                    ]
                }),
            "blind_spots": .array(
                blindSpots.map {
                    [
                        "code": .string($0.kind.code), "count": number($0.count),
                        "meaning": .string($0.message),
                        "weakens_verdict": .bool($0.kind.weakensVerdict),
                    ]
                }),
            "not_covered": .array(
                vantages.uncovered.map { rule in
                    [
                        "code": .string(rule.code),
                        "needs": .array(rule.facts.needs.names.map { .string($0) }),
                    ]
                }),
            "vantages": .array(
                vantages.ports.map { port in
                    [
                        "port": port.port.map { .string($0.description) } ?? .null,
                        "frames": number(port.frames),
                    ]
                }),
            "reservation": .string(Self.reservation),
        ]
        if !unread.isEmpty {
            facts["captures_unread"] = .array(unread.map { .string($0) })
        }
        if !missingShards.isEmpty {
            facts["shards"] = [
                "count": .integer(shardCount),
                "missing": .array(missingShards.map { .integer($0) }),
            ]
        }
        return facts
    }

    private func number(_ value: UInt64) -> JSONValue { .integer(Int(clamping: value)) }

    private func json(of capture: AuditedCapture) -> JSONValue {
        var object: JSONValue = [
            "name": .string(capture.name),
            "format": .string(capture.formatName),
            "frames": number(capture.frameCount),
            "interfaces": .array(
                capture.interfaces.map { .string($0.name ?? "") }),
            "oddities": .object(
                Dictionary(
                    uniqueKeysWithValues: capture.oddityCounts.map {
                        ($0.name, number($0.count))
                    })),
        ]
        let notes = capture.provenance.notes
        object = object.with("notes", notes.isEmpty ? nil : .array(notes.map { .string($0) }))
            .with("sha256", capture.provenance.digest.map { .string($0) })
            .with("live", capture.provenance.live.map(json(of:)))
        let filters = capture.interfaces.compactMap(\.filter)
        if !filters.isEmpty {
            object = object.with("filters", .array(filters.map { .string($0) }))
        }
        guard case .cut(let offset, let reason) = capture.end else { return object }
        let cut: JSONValue = ["offset": .integer(offset), "reason": .string(reason.rawValue)]
        return object.with(
            "cut",
            cut.with("octets_unread", capture.rest.map { .integer($0.octets) })
                .with("frames_unread_about", capture.rest.map { number($0.frames) }))
    }

    private func json(of live: LiveCounts) -> JSONValue {
        [
            "received": number(live.received), "delivered": number(live.delivered),
            "dropped": number(live.dropped), "filtered": number(live.filtered),
            "surplus": number(live.surplus), "dropped_by_port": number(live.droppedByPort),
        ]
    }

    private var framesJSON: JSONValue {
        [
            "read": number(frames.read), "classified": number(frames.classified),
            "malformed": number(frames.malformed), "truncated": number(frames.truncated),
            "unsupported": number(frames.unsupported),
            "reasons": .object(
                Dictionary(
                    uniqueKeysWithValues: frames.reasons.map {
                        ($0.reason.slug, number($0.count))
                    })),
        ]
    }

    private var coverageJSON: JSONValue {
        [
            "decided": number(coverage.decided),
            "flows": .integer(coverage.flows),
            "flows_are_cut": .bool(coverage.flowsAreCut),
            "tenants": .array(coverage.tenants.map { .string(fabric[$0].name.text) }),
            "tenants_total": .integer(fabric.tenants.count),
            "segments": .array(coverage.segments.map { .string(fabric.path(of: $0)) }),
            "segments_total": .integer(fabric.segments.count),
            "contracts": .array(
                coverage.contracts.map {
                    [
                        "name": .string(fabric[$0.contract].name.text),
                        "packets_there": number($0.forward), "packets_back": number($0.replies),
                    ]
                }),
            "contracts_total": .integer(fabric.contracts.count),
            "packets_within_vrfs": number(coverage.withinVRFs),
            "packets_link_scope": number(coverage.link),
            "packets_infrastructure": number(coverage.infrastructure),
            "packets_exchange": number(coverage.exchange),
            "packets_unrelated": number(coverage.unrelated),
            "places": .array(
                coverage.places.map {
                    ["name": .string(fabric.name($0.place)), "frames": number($0.frames)]
                }),
        ]
    }

    private func json(of finding: Finding) -> JSONValue {
        let object: JSONValue = [
            "source": json(of: finding.source),
            "destination": json(of: finding.destination),
            "flows": .integer(finding.flows),
            "flows_are_cut": .bool(finding.flowsAreCut),
            "packets_there": number(finding.forward.packets),
            "packets_back": number(finding.backward.packets),
            "octets_there": number(finding.forward.octets),
            "octets_back": number(finding.backward.octets),
            "first_packet": json(of: finding.first),
            "last_packet": json(of: finding.last),
            "seen_in": .array(finding.places.map { .string(fabric.name($0)) }),
            "sample": json(of: finding.sample),
            "evidence": .array(finding.evidence.map { json(of: $0.packet) }),
        ]
        return object.with("service", finding.service.map { .string($0.description) })
            .with("first_time", finding.firstTime.map { .string(timestampText($0)) })
            .with("last_time", finding.lastTime.map { .string(timestampText($0)) })
    }

    private func json(of zone: Zone) -> JSONValue {
        let object: JSONValue = ["name": .string(fabric.name(zone))]
        return object.with("tenant", fabric.tenant(of: zone).map { .string(fabric[$0].name.text) })
            .with("location", fabric.origin(of: zone)?.json(in: fabric.sources))
    }

    private func json(of packet: PacketReference) -> JSONValue {
        ["capture": .integer(packet.capture), "packet": number(packet.number)]
    }

    private func json(of sample: Finding.Sample) -> JSONValue {
        let frame = sample.frame
        var object: JSONValue = [
            "place": .string(fabric.name(sample.place)),
            "source_mac": .string(frame.innermostLink.source.description),
            "destination_mac": .string(frame.innermostLink.destination.description),
            "vlans": .array(tags(of: frame.link)),
        ]
        if frame.kind != .none && frame.kind != .control {
            object = object.with("packet", json(of: frame.key))
        }
        guard frame.tunnelDepth > 0 else { return object }
        return object.with("outer", json(of: frame.outer))
            .with("vni", .integer(Int(frame.vniOnWire)))
            .with("inner_vlans", .array(tags(of: frame.innerLink)))
    }

    private func tags(of link: LinkHeader) -> [JSONValue] {
        let tags = [link.firstTag, link.secondTag].prefix(Int(link.tagCount))
        return tags.map { .integer(Int($0.vlanOnWire)) }
    }

    private func json(of key: FlowKey) -> JSONValue {
        let object: JSONValue = [
            "source": .string(key.source.description),
            "destination": .string(key.destination.description),
            "protocol": .string(key.protocolNumber.description),
        ]
        guard key.protocolNumber.hasPorts && !key.flags.contains(.portsUnknown) else {
            return object
        }
        return object.with("source_port", .integer(Int(key.sourcePort)))
            .with("destination_port", .integer(Int(key.destinationPort)))
    }
}

import Capture
import Diagnostics

// The form in which parts travel: JSON with sorted keys, so that equal parts are equal files, and
// everything in it can be looked at. Flows are told by hashes and frames by their headers in
// hexadecimal; no payload is in it.

extension AuditPart {
    static let kind: JSONValue = "cristallo audit part"

    /// The part as a `.crpart` file.
    ///
    /// - Precondition: all captures are files: nobody else sees the frames of a port again.
    public var octets: [UInt8] {
        precondition(captures.allSatisfy { $0.provenance.live == nil }, "parts are of files")
        return Array((json.text(.compact) + "\n").utf8)
    }

    var json: JSONValue {
        let object: JSONValue = [
            "format_version": JSONValue.formatVersion,
            "kind": Self.kind,
            "program": .string(scope.program),
            "topology": .string(scope.topology),
            "options": options.json,
            "captures": .array(captures.map(\.partJSON)),
            "shard_count": .integer(shardCount),
            "shards": .array(
                factsByShard.sorted { $0.key < $1.key }.map { number, facts in
                    facts.json.with("shard", .integer(number))
                }),
        ]
        return object.with("vantage", scope.vantage.map { .string($0) })
            .with("unread", unread.isEmpty ? nil : .array(unread.map { .string($0) }))
    }
}

extension AuditOptions {
    fileprivate var json: JSONValue {
        [
            "vxlan_ports": .array(additionalVXLANPorts.map { .integer(Int($0)) }),
            "flow_limit": .integer(flowLimit), "finding_limit": .integer(findingLimit),
            "evidence_limit": .integer(evidenceLimit),
        ]
    }
}

extension AuditedCapture {
    fileprivate var partJSON: JSONValue {
        var end = JSONValue.null
        if case .cut(let offset, let reason) = self.end {
            end = [.integer(offset), .string(reason.rawValue)]
        }
        let object: JSONValue = [
            "name": .string(name), "octets": .integer(octetCount), "format": .string(formatWord),
            "frames": .number(frameCount), "end": end,
            "interfaces": .array(interfaces.map(\.json)),
            "oddities": .array(oddities.counts.map { .number($0) }),
            "notes": .array(provenance.notes.map { .string($0) }),
        ]
        return object.with("sha256", provenance.digest.map { .string($0) })
            .with("octets_of_file", provenance.octetCount.map { .integer($0) })
    }

    private var formatWord: String {
        switch format {
        case .pcap(let isBigEndian, let nanoseconds):
            "pcap \(isBigEndian ? "big" : "little")-endian \(nanoseconds ? "ns" : "us")"
        case .pcapng: "pcapng"
        }
    }
}

extension CaptureInterface {
    fileprivate var json: JSONValue {
        let object: JSONValue = ["link_type": .integer(Int(linkType.rawValue))]
        return object.with("name", name.map { .string($0) })
            .with("filter", filter.map { .string($0) })
            .with("snap_length", snapLength.map { .integer(Int($0)) })
            // Any 64 bits, as the file has them.
            .with("dropped", droppedFrames.map { .integer(Int(bitPattern: UInt($0))) })
    }
}

extension AuditFacts {
    fileprivate var json: JSONValue {
        [
            "frames": tally.frames.json,
            "places": sparse(tally.byPlace), "verdicts": sparse(tally.byVerdict),
            "counters": .object(
                Dictionary(
                    uniqueKeysWithValues: AuditTally.counters.map { name, counter in
                        (name, .number(tally[keyPath: counter]))
                    })),
            "flows": .integer(flows.outermost),
            "flows_inside": .hexadecimal(flows.inside.flatMap(\.bigEndianOctets)),
            "flows_are_cut": .bool(flows.isBeyondLimit),
            "findings": .array(findings.findings.map(\.json)),
            "packets_beyond_limit": .number(findings.packetsBeyondLimit),
            "observations": observations.json,
        ]
    }

    /// Index and count of what is not zero.
    private func sparse(_ counts: [UInt64]) -> JSONValue {
        .array(
            counts.enumerated().filter { $0.element > 0 }.map {
                [.integer($0.offset), .number($0.element)]
            })
    }
}

extension FrameCounts {
    fileprivate var json: JSONValue {
        [
            "read": .number(read),
            "reasons": .object(
                Dictionary(
                    uniqueKeysWithValues: reasons.map { ($0.reason.slug, .number($0.count)) })),
            "flags": .array(flagCounts.map { .number($0) }),
        ]
    }
}

extension FindingFacts {
    fileprivate var json: JSONValue {
        let object: JSONValue = [
            "rule": .string(key.rule.rawValue), "certainty": .string(key.certainty.rawValue),
            "source": key.source.json,
            "destination": key.destination.json, "place": .integer(Int(key.place)),
            "subject": key.subject.json,
            "forward": forward.json, "backward": backward.json,
            "opens": [.number(opensForward), .number(opensBackward)],
            "starts_backward": .bool(startsBackward),
            "first": first.json, "last": last.json,
            "flows": .hexadecimal(flows.hashes.flatMap(\.bigEndianOctets)),
            "flows_are_cut": .bool(flows.isCut),
            "places": .array(
                places.elements.map { [.integer(Int($0.place)), $0.first.json] }),
            "evidence": .array(evidence.map(\.json)),
        ]
        return object.with("service", key.service?.json)
            .with("first_time", firstTime.map { .integer(Int($0)) })
            .with("last_time", lastTime.map { .integer(Int($0)) })
    }
}

extension EvidenceFrame {
    var json: JSONValue {
        [
            "packet": packet.json, "layer": .integer(Int(layer)),
            "interface": .integer(Int(interface)),
            "link_layer": .integer(Int(linkLayer.rawValue)), "time": .integer(Int(timestamp)),
            "length": .integer(Int(originalLength)),
            "check_sequence": .integer(Int(checkSequenceLength)), "headers": .hexadecimal(headers),
        ]
    }
}

extension PacketReference {
    fileprivate var json: JSONValue { [.integer(capture), .number(number)] }
}

extension Finding.Traffic {
    fileprivate var json: JSONValue { [.number(packets), .number(octets)] }
}

extension Finding.Service {
    fileprivate var json: JSONValue {
        [.integer(Int(protocolNumber.rawValue)), port.map { .integer(Int($0)) } ?? .null]
    }
}

extension Zone {
    fileprivate var json: JSONValue {
        switch self {
        case .outside: ["outside"]
        case .link: ["link"]
        case .segment(let id): ["segment", .integer(id.index)]
        case .infrastructure(let index): ["infrastructure", .integer(index)]
        }
    }
}

extension Finding.Subject {
    fileprivate var json: JSONValue {
        switch self {
        case .none: ["none"]
        case .vlan(let vlan): ["vlan", .integer(Int(vlan))]
        case .vni(let vni): ["vni", .integer(Int(vni))]
        case .stack(let first, let second):
            ["stack", first.map { .integer(Int($0)) } ?? .null, .integer(Int(second))]
        case .mac(let mac): ["mac", .string(mac.description)]
        case .port(let port): ["port", .string(port.description)]
        case .claim(let address, let mac):
            ["claim", .string(address.description), .string(mac.description)]
        case .control(let spoken, let mac):
            ["control", .string(spoken.rawValue), .string(mac.description)]
        case .etherType(let type): ["ethertype", .integer(Int(type))]
        case .tunnel(let source, let destination):
            ["tunnel", .string(source.description), .string(destination.description)]
        }
    }
}

extension UInt64 {
    fileprivate var bigEndianOctets: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(56 - 8 * $0)) }
    }
}

import Capture
import Diagnostics
import Net

// How observations travel in parts of an audit, and how they are read without trust.

extension Observations {
    var json: JSONValue {
        [
            "speakers": speakers.json { [.string($0.mac.description), .integer(Int($0.place))] },
            "probes": probes.json { [.number64($0.digest), .integer(Int($0.place))] },
            "senders": senders.json {
                [
                    .string($0.port.description), .string($0.mac.description),
                    .integer($0.receivers.rawValue),
                ]
            },
            "fragments": fragments.json { $0.json },
            "ports": .array(
                ports.sorted { ($0.key?.description ?? "") < ($1.key?.description ?? "") }
                    .map { port, counts in
                        [.string(port?.description ?? ""), counts.json]
                    }),
        ]
    }

    init(_ field: JSONField, _ limits: PartLimits) throws(AuditPartError) {
        self.init()
        let members = try field.members(["speakers", "probes", "senders", "fragments", "ports"])
        speakers = try SmallestSet(members.at("speakers"), limits, limit: speakers.limit) {
            fields throws(AuditPartError) in
            let key = try fields.tuple(2)
            return Speaker(mac: try key[0].macAddress(), place: try key[1].place(limits))
        }
        probes = try SmallestSet(members.at("probes"), limits, limit: probes.limit) {
            fields throws(AuditPartError) in
            let key = try fields.tuple(2)
            return Probe(digest: try key[0].number64(), place: try key[1].place(limits))
        }
        senders = try SmallestSet(members.at("senders"), limits, limit: senders.limit) {
            fields throws(AuditPartError) in
            let key = try fields.tuple(3)
            let receivers = try key[2].integer(in: 0...Sender.Receivers.allCases.count - 1)
            return Sender(
                port: try key[0].portReference(), mac: try key[1].macAddress(),
                receivers: Sender.Receivers.allCases[receivers])
        }
        fragments = try SmallestSet(members.at("fragments"), limits, limit: fragments.limit) {
            fields throws(AuditPartError) in
            try FragmentPiece(fields, limits)
        }
        for element in try members.at("ports").elements(limit: 1 << 16) {
            let pair = try element.tuple(2)
            let isNone = try pair[0].text(limit: 128).isEmpty
            let port = isNone ? nil : try pair[0].portReference()
            guard ports[port] == nil else { throw pair[0].expected("each port once") }
            ports[port] = try PortCounts(pair[1])
        }
    }
}

/// What the sets of observations keep of a frame, beside the frame itself.
protocol TravellingWitness: Witness {
    var frame: EvidenceFrame { get }
    var extra: JSONValue { get }
    init(_ frame: EvidenceFrame, extra: JSONField) throws(AuditPartError)
}

extension EvidenceFrame: TravellingWitness {
    var frame: EvidenceFrame { self }
    var extra: JSONValue { .null }

    init(_ frame: EvidenceFrame, extra: JSONField) throws(AuditPartError) { self = frame }
}

extension FragmentArrival: TravellingWitness {
    /// The protocol, then the first octets of the packet's payload: a transport header.
    var extra: JSONValue {
        .hexadecimal(
            [protocolNumber.rawValue]
                + (0..<Self.headLength).map {
                    UInt8(truncatingIfNeeded: head >> UInt128(8 * (Self.headLength - 1 - $0)))
                })
    }

    init(_ frame: EvidenceFrame, extra: JSONField) throws(AuditPartError) {
        let length = 1 + Self.headLength
        let octets = try extra.octets(limit: length)
        guard octets.count == length else { throw extra.expected("\(length) octets") }
        self.init(
            frame, IPProtocol(rawValue: octets[0]),
            head: octets.dropFirst().reduce(0) { $0 << 8 | UInt128($1) })
    }
}

extension SmallestSet where Value: TravellingWitness {
    fileprivate func json(_ key: (Key) -> JSONValue) -> JSONValue {
        [
            "is_cut": .bool(hasOverflown),
            "elements": .array(
                settled().map { [key($0.key), $0.value.frame.json, $0.value.extra] }),
        ]
    }

    fileprivate init(
        _ field: JSONField, _ limits: PartLimits, limit: Int,
        key: (JSONField) throws(AuditPartError) -> Key
    ) throws(AuditPartError) {
        let members = try field.members(["is_cut", "elements"])
        var elements: [(key: Key, value: Value)] = []
        for element in try members.at("elements").elements(limit: limit) {
            let parts = try element.tuple(3)
            let next = try key(parts[0])
            if let last = elements.last, last.key >= next {
                throw parts[0].expected("a key after the one before")
            }
            elements.append((next, try Value(EvidenceFrame(parts[1], limits), extra: parts[2])))
        }
        let isCut = try members.at("is_cut").bool()
        guard !isCut || elements.count == limit else {
            throw try members.at("is_cut").expected("false below the limit")
        }
        self.init(elements, hasOverflown: isCut, limit: limit)
    }
}

extension Observations.PortCounts {
    fileprivate var json: JSONValue {
        [
            .number(frames), .integer(Int(firstTime)), .integer(Int(lastTime)), .number(long),
            .number(tagged), .number(untagged),
        ]
    }

    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        let elements = try field.tuple(6)
        frames = try elements[0].count()
        firstTime = Int64(try elements[1].integer(in: .min ... .max))
        lastTime = Int64(try elements[2].integer(in: .min ... .max))
        long = try elements[3].count()
        tagged = try elements[4].count()
        untagged = try elements[5].count()
    }
}

extension FragmentPiece {
    fileprivate var json: JSONValue {
        [
            .string(packet.source.description), .string(packet.destination.description),
            .integer(Int(packet.protocolNumber.rawValue)),
            .integer(Int(packet.sourcePort) << 16 | Int(packet.destinationPort)),
            .integer(Int(packet.context)), .integer(Int(tick)), .integer(Int(offset)),
            .integer(Int(length)), .number64(digest),
        ]
    }

    fileprivate init(_ field: JSONField, _ limits: PartLimits) throws(AuditPartError) {
        let elements = try field.tuple(9)
        func address(_ field: JSONField) throws(AuditPartError) -> IPAddress {
            guard let address = try? IPAddress(try field.text(limit: 64)) else {
                throw field.expected("an address")
            }
            return address
        }
        let (source, destination) = (try address(elements[0]), try address(elements[1]))
        guard source.family == destination.family else {
            throw elements[1].expected("an address of the family of the source")
        }
        let identification = UInt32(try elements[3].integer(in: 0...Int(UInt32.max)))
        var key = FlowKey(
            source: source, destination: destination,
            protocolNumber: IPProtocol(rawValue: UInt8(try elements[2].integer(in: 0...255))),
            sourcePort: UInt16(identification >> 16),
            destinationPort: UInt16(truncatingIfNeeded: identification), flags: [])
        key.context = try elements[4].place(limits)
        self.init(
            packet: key, tick: Int64(try elements[5].integer(in: .min ... .max)),
            offset: UInt32(try elements[6].integer(in: 0...0xffff)),
            length: UInt32(try elements[7].integer(in: 0...0xffff)),
            digest: try elements[8].number64())
    }
}

extension JSONValue {
    /// Any 64 bits.
    fileprivate static func number64(_ value: UInt64) -> JSONValue {
        .integer(Int(bitPattern: UInt(value)))
    }
}

extension JSONField {
    fileprivate func number64() throws(AuditPartError) -> UInt64 {
        UInt64(UInt(bitPattern: try integer(in: .min ... .max)))
    }
}

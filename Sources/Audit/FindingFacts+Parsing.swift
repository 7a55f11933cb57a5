import Capture
import Diagnostics
import IR
import Net

extension FindingFacts {
    init(_ field: JSONField, _ limits: PartLimits) throws(AuditPartError) {
        let members = try field.members(
            [
                "rule", "certainty", "source", "destination", "place", "subject", "forward",
                "backward",
                "opens", "starts_backward", "first", "last", "flows", "flows_are_cut", "places",
                "evidence",
            ], optional: ["service", "first_time", "last_time"])
        let first = try PacketReference(members.at("first"), limits)
        self.init(try FindingKey(members, limits), at: first)
        last = try PacketReference(members.at("last"), limits)
        guard first <= last else { throw try members.at("last").expected("no earlier packet") }
        forward = try Finding.Traffic(members.at("forward"))
        backward = try Finding.Traffic(members.at("backward"))
        guard packets > 0 else { throw try members.at("forward").expected("a packet") }
        let opens = try members.at("opens").tuple(2)
        opensForward = try opens[0].count()
        opensBackward = try opens[1].count()
        startsBackward = try members.at("starts_backward").bool()
        firstTime = try members["first_time"].map { field throws(AuditPartError) in
            Int64(try field.integer(in: .min ... .max))
        }
        lastTime = try members["last_time"].map { field throws(AuditPartError) in
            Int64(try field.integer(in: .min ... .max))
        }
        flows = try Self.flows(members)
        places = try Self.places(members.at("places"), limits)
        evidence = try Self.evidence(members.at("evidence"), limits)
        guard evidence.first?.packet == first, places.elements.first?.first == first else {
            throw try members.at("first").expected("the first packet of evidence and places")
        }
    }

    private static func flows(
        _ members: [String: JSONField]
    ) throws(AuditPartError) -> DistinctFlows {
        let hashes = try members.at("flows").hashes(limit: DistinctFlows.limit)
        guard
            let flows = DistinctFlows(
                hashes: hashes, isCut: try members.at("flows_are_cut").bool())
        else { throw try members.at("flows").expected("hashes, ascending") }
        return flows
    }

    private static func places(
        _ field: JSONField, _ limits: PartLimits
    ) throws(AuditPartError) -> PlacesSeen {
        var elements: [PlacesSeen.Element] = []
        for element in try field.elements(limit: PlacesSeen.limit) {
            let pair = try element.tuple(2)
            elements.append(
                PlacesSeen.Element(
                    place: try pair[0].place(limits),
                    first: try PacketReference(pair[1], limits)))
        }
        guard let places = PlacesSeen(elements) else {
            throw field.expected("different places, by their first frames")
        }
        return places
    }

    private static func evidence(
        _ field: JSONField, _ limits: PartLimits
    ) throws(AuditPartError) -> [EvidenceFrame] {
        var frames: [EvidenceFrame] = []
        for element in try field.elements(limit: limits.options.evidenceLimit) {
            let frame = try EvidenceFrame(element, limits)
            if let last = frames.last, last.packet >= frame.packet {
                throw element.expected("a packet after the one before")
            }
            frames.append(frame)
        }
        return frames
    }
}

extension FindingKey {
    fileprivate init(
        _ members: [String: JSONField], _ limits: PartLimits
    ) throws(AuditPartError) {
        guard let rule = AuditRule(rawValue: try members.at("rule").text()) else {
            throw try members.at("rule").expected("a rule of the audit")
        }
        guard let certainty = Certainty(rawValue: try members.at("certainty").text()) else {
            throw try members.at("certainty").expected("breach or suspect")
        }
        self.init(
            rule: rule, source: try Zone(members.at("source"), limits),
            destination: try Zone(members.at("destination"), limits),
            place: try members.at("place").place(limits),
            service: try members["service"].map { field throws(AuditPartError) in
                try Finding.Service(field)
            },
            subject: try Finding.Subject(members.at("subject")), certainty: certainty)
    }
}

extension JSONField {
    func place(_ limits: PartLimits) throws(AuditPartError) -> PlaceNumber {
        PlaceNumber(try integer(in: 0...limits.plan.places.places.count - 1))
    }

    /// A number of 16 bits, or nothing.
    fileprivate func optionalNumber() throws(AuditPartError) -> UInt16? {
        isNull ? nil : UInt16(try integer(in: 0...65535))
    }

    /// The word that an array begins with, which must have as many elements as `counts` says for it.
    fileprivate func tagged(
        _ counts: [String: Int]
    ) throws(AuditPartError) -> (word: String, rest: [JSONField]) {
        let elements = try elements(limit: 4)
        guard let word = try elements.first?.text(), counts[word] == elements.count - 1 else {
            throw expected("one of " + counts.keys.sorted().joined(separator: ", "))
        }
        return (word, Array(elements.dropFirst()))
    }
}

extension Zone {
    fileprivate init(_ field: JSONField, _ limits: PartLimits) throws(AuditPartError) {
        let fabric = limits.plan.fabric
        let (word, rest) = try field.tagged([
            "outside": 0, "link": 0, "segment": 1, "infrastructure": 1,
        ])
        func index(below count: Int) throws(AuditPartError) -> Int {
            let index = try rest[0].integer(in: 0...max(0, count - 1))
            guard index < count else { throw rest[0].expected("an index") }
            return index
        }
        switch word {
        case "link": self = .link
        case "segment": self = .segment(SegmentID(try index(below: fabric.segments.count)))
        case "infrastructure":
            self = .infrastructure(try index(below: fabric.infrastructure.count))
        default: self = .outside
        }
    }
}

extension Finding.Subject {
    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        let (word, rest) = try field.tagged([
            "none": 0, "vlan": 1, "vni": 1, "stack": 2, "mac": 1, "tunnel": 2, "port": 1,
            "claim": 2, "control": 2, "ethertype": 1,
        ])
        func address(_ field: JSONField) throws(AuditPartError) -> IPAddress {
            guard let address = try? IPAddress(try field.text(limit: 64)) else {
                throw field.expected("an address")
            }
            return address
        }
        switch word {
        case "vlan": self = .vlan(UInt16(try rest[0].integer(in: 0...4095)))
        case "vni": self = .vni(UInt32(try rest[0].integer(in: 0...0xff_ffff)))
        case "stack":
            self = .stack(
                try rest[0].optionalNumber(), UInt16(try rest[1].integer(in: 0...4095)))
        case "mac":
            self = .mac(try rest[0].macAddress())
        case "port": self = .port(try rest[0].portReference())
        case "claim": self = .claim(try address(rest[0]), try rest[1].macAddress())
        case "control":
            guard let spoken = LinkProtocol(rawValue: try rest[0].text()) else {
                throw rest[0].expected("a protocol of a link")
            }
            self = .control(spoken, try rest[1].macAddress())
        case "ethertype": self = .etherType(UInt16(try rest[0].integer(in: 0...65535)))
        case "tunnel": self = .tunnel(try address(rest[0]), try address(rest[1]))
        default: self = .none
        }
    }
}

extension Finding.Service {
    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        let elements = try field.tuple(2)
        self.init(
            protocolNumber: IPProtocol(rawValue: UInt8(try elements[0].integer(in: 0...255))),
            port: try elements[1].optionalNumber())
    }
}

extension Finding.Traffic {
    fileprivate init(_ field: JSONField) throws(AuditPartError) {
        let elements = try field.tuple(2)
        self.init(
            packets: try elements[0].count(),
            // So that those of all shards can be added up.
            octets: UInt64(try elements[1].integer(in: 0...1 << 50)))
    }
}

extension JSONField {
    func macAddress() throws(AuditPartError) -> MACAddress {
        guard let mac = try? MACAddress(try text(limit: 64)) else {
            throw expected("a MAC address")
        }
        return mac
    }

    func portReference() throws(AuditPartError) -> PortReference {
        guard let port = try? PortReference(try text(limit: 128)) else {
            throw expected("a device, a colon and a port")
        }
        return port
    }
}

extension PacketReference {
    fileprivate init(_ field: JSONField, _ limits: PartLimits) throws(AuditPartError) {
        let elements = try field.tuple(2)
        let capture = try elements[0].integer(in: 0...max(0, limits.frameCounts.count - 1))
        guard capture < limits.frameCounts.count else { throw field.expected("a capture") }
        let number = try elements[1].integer(in: 1...max(1, Int(limits.frameCounts[capture])))
        self.init(capture: capture, number: UInt64(number))
    }
}

extension EvidenceFrame {
    init(_ field: JSONField, _ limits: PartLimits) throws(AuditPartError) {
        let members = try field.members([
            "packet", "layer", "interface", "link_layer", "time", "length", "check_sequence",
            "headers",
        ])
        func number(_ key: String) throws(AuditPartError) -> UInt32 {
            UInt32(try members.at(key).integer(in: 0...Int(UInt32.max)))
        }
        var record = FrameRecord()
        record.interface = try number("interface")
        record.originalLength = try number("length")
        record.timestamp = Int64(try members.at("time").integer(in: .min ... .max))
        record.checkSequenceLength = UInt8(try members.at("check_sequence").integer(in: 0...255))
        let layer = try members.at("link_layer").integer(in: 0...255)
        guard let linkLayer = LinkLayer(rawValue: UInt8(layer)) else {
            throw try members.at("link_layer").expected("a link layer")
        }
        record.linkLayer = linkLayer
        self.init(
            try PacketReference(members.at("packet"), limits), record,
            layer: UInt8(
                try members.at("layer").integer(in: 0...FrameDecoder.maximumTunnelDepth)))
        headers = try members.at("headers").octets(limit: Self.headerLimit)
    }
}

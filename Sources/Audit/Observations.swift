import Capture
import IR
import Net

/// What only all frames together can say: counts, and sets that grow and never forget. Neither the
/// order of frames nor how they were split over several audits makes a difference.
struct Observations: Equatable, Sendable {
    /// Networks in which a MAC address spoke ARP or neighbour discovery.
    var speakers = SmallestSet<Speaker, EvidenceFrame>(limit: 1 << 12)
    /// Networks in which a probe of switches was seen.
    var probes = SmallestSet<Probe, EvidenceFrame>(limit: 1 << 10)
    /// MAC addresses that sent at ports of the exchange, and whether to somebody there.
    var senders = SmallestSet<Sender, EvidenceFrame>(limit: 1 << 12)
    var fragments = SmallestSet<FragmentPiece, FragmentArrival>(limit: 1 << 14)
    /// By the place of capture.
    var ports: [PortReference?: PortCounts] = [:]

    /// A MAC address and a place.
    struct Speaker: Hashable, Comparable {
        let mac: MACAddress
        let place: PlaceNumber

        static func < (left: Self, right: Self) -> Bool {
            (left.mac, left.place) < (right.mac, right.place)
        }
    }

    /// A MAC address that sends frames at a port, to one kind of receivers.
    struct Sender: Hashable, Comparable {
        let port: PortReference
        let mac: MACAddress
        let receivers: Receivers

        /// The stations bound to the port; groups and everybody; anybody else.
        enum Receivers: Int, CaseIterable { case ofPort, group, elsewhere }

        static func < (left: Self, right: Self) -> Bool {
            (left.port, left.mac, left.receivers.rawValue)
                < (right.port, right.mac, right.receivers.rawValue)
        }
    }

    /// The content of a probe as a number, and a place.
    struct Probe: Hashable, Comparable {
        let digest: UInt64
        let place: PlaceNumber

        static func < (left: Self, right: Self) -> Bool {
            (left.digest, left.place) < (right.digest, right.place)
        }
    }

    /// Frames at one place of capture.
    struct PortCounts: Equatable, Sendable {
        var frames: UInt64 = 0
        /// Nanoseconds since 1970, of frames with a time.
        var firstTime = Int64.max
        var lastTime = Int64.min
        /// Longer than the port's MTU allows.
        var long: UInt64 = 0
        var tagged: UInt64 = 0
        /// Packets without a tag where every network has one.
        var untagged: UInt64 = 0

        /// Notes a frame at a port where every network has a tag.
        mutating func noteTag(_ frame: DecodedFrame) {
            let isTagged = frame.link.tagCount > 0 && frame.link.firstTag.vlanOnWire != 0
            if isTagged {
                tagged += 1
            } else if frame.kind == .ip || frame.kind == .arp {
                untagged += 1
            }
        }

        static func += (left: inout Self, right: Self) {
            left.frames += right.frames
            left.firstTime = min(left.firstTime, right.firstTime)
            left.lastTime = max(left.lastTime, right.lastTime)
            left.long += right.long
            left.tagged += right.tagged
            left.untagged += right.untagged
        }
    }

    /// How many of the sets had no room for all.
    var fullSets: UInt64 {
        [
            speakers.hasOverflown, probes.hasOverflown, senders.hasOverflown,
            fragments.hasOverflown,
        ]
        .reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    /// Between the first and the last frame with a time; nil where none has one.
    var seconds: Int64? {
        guard let first = ports.values.map(\.firstTime).min(),
            let last = ports.values.map(\.lastTime).max(), first <= last
        else { return nil }
        let (span, overflows) = last.subtractingReportingOverflow(first)
        return overflows ? .max : span / 1_000_000_000
    }

    /// The same in a capture whose frames were counted from `count` on.
    mutating func shift(by count: UInt64) {
        speakers.shift(by: count)
        probes.shift(by: count)
        senders.shift(by: count)
        fragments.shift(by: count)
    }

    /// Commutative and associative, and of the sets idempotent.
    func merged(with other: Self) -> Self {
        var result = self
        result.speakers.merge(other.speakers)
        result.probes.merge(other.probes)
        result.senders.merge(other.senders)
        result.fragments.merge(other.fragments)
        for (port, counts) in other.ports { result.add(counts, at: port) }
        return result
    }

    mutating func add(_ counts: PortCounts, at port: PortReference?) {
        ports[port, default: PortCounts()] += counts
    }

    /// Notes a frame that is looked at by itself.
    mutating func note(
        _ sighting: Sighting, _ record: FrameRecord, _ packet: PacketReference, _ octets: RawSpan,
        _ decoder: FrameDecoder
    ) {
        let frame = sighting.frame
        guard frame.outcome != .malformed else { return }
        if frame.flags.contains(.fragment) && frame.kind == .ip {
            noteFragment(sighting, record, packet, octets, decoder)
        }
        if let port = sighting.port.port, sighting.port.kinds.contains(.exchange) {
            let sender = Sender(
                port: port, mac: frame.link.source, receivers: sighting.receivers)
            if senders.lacks(sender, at: packet) {
                senders.insert(sender, EvidenceFrame(packet, record, frame, octets, decoder))
            }
        }
        guard sighting.isBridged else { return }
        let isNeighbour =
            frame.kind == .arp
            || frame.key.protocolNumber == .icmpv6 && frame.flags.contains(.linkService)
        if isNeighbour {
            let speaker = Speaker(mac: sighting.link.source, place: sighting.place)
            if speakers.lacks(speaker, at: packet) {
                speakers.insert(speaker, EvidenceFrame(packet, record, frame, octets, decoder))
            }
        }
        if frame.reason == .loopTest || frame.reason == .connectivityFault {
            let start = min(sighting.payloadOffset, octets.byteCount)
            var digest = ContentDigest(sighting.link.source.rawValue)
            digest.add(octets.extracting(start..<octets.byteCount))
            let probe = Probe(digest: digest.value, place: sighting.place)
            if probes.lacks(probe, at: packet) {
                probes.insert(probe, EvidenceFrame(packet, record, frame, octets, decoder))
            }
        }
    }

    private mutating func noteFragment(
        _ sighting: Sighting, _ record: FrameRecord, _ packet: PacketReference, _ octets: RawSpan,
        _ decoder: FrameDecoder
    ) {
        let snap = sighting.frame.flags.contains(.snapEncapsulated) ? 8 : 0
        guard record.linkLayer == .ethernet,
            sighting.frame.flags.isDisjoint(with: [.mplsLabels, .pppoe]),
            let payload = FragmentPayload(octets, at: sighting.payloadOffset + snap)
        else { return }
        let content = octets.extracting(payload.range)
        let piece = FragmentPiece(sighting.frame, record, sighting.place, content)
        guard fragments.lacks(piece, at: packet) else { return }
        let frame = EvidenceFrame(packet, record, sighting.frame, octets, decoder)
        // In a first fragment extension headers may come before the transport header.
        let isHidden =
            sighting.frame.fragmentOffset == 0
            && Int(sighting.frame.transportOffset) != payload.range.lowerBound
        fragments.insert(
            piece,
            FragmentArrival(
                frame, at: Int(sighting.frame.fragmentOffset),
                isHidden ? content.extracting(first: 0) : content,
                sighting.frame.key.protocolNumber))
    }
}

extension EvidenceFrame: Witness {
    mutating func shift(by count: UInt64) { packet.shift(by: count) }

    /// - Parameters:
    ///   - frame: the layer that shows it.
    ///   - octets: of the frame.
    init(
        _ packet: PacketReference, _ record: FrameRecord, _ frame: DecodedFrame,
        _ octets: RawSpan, _ decoder: FrameDecoder
    ) {
        self.init(packet, record, layer: frame.tunnelDepth)
        headers = decoder.headers(
            of: octets, wireLength: record.wireLength, linkLayer: record.linkLayer,
            limit: Self.headerLimit)
    }
}

/// A number for a content, for telling contents apart and nothing more.
struct ContentDigest {
    private(set) var value: UInt64

    init(_ seed: UInt64) { value = FixedHash.hash(seed) }

    init(_ text: String) {
        self.init(0)
        for octet in text.utf8 { add(UInt64(octet)) }
    }

    mutating func add(_ octets: RawSpan) {
        for index in 0..<octets.byteCount {
            add(UInt64(unsafe octets.unsafeLoad(fromByteOffset: index, as: UInt8.self)))
        }
    }

    mutating func add(_ word: UInt64) { value = FixedHash.hash(value ^ word) }
}

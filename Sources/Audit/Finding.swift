import Capture
import Net

/// One cause of frames that contradict the intent: a rule, who is concerned, and the frames.
///
/// Flows between the same two networks on the same service are one finding, both directions of it.
public struct Finding: Sendable {
    public let rule: AuditRule
    public let certainty: Certainty
    /// The side that began, as far as can be told: the one that a TCP SYN or an echo request came
    /// from, or else the one without the lower port, or else the sender of the first packet.
    public let source: Zone
    public let destination: Zone
    /// The service: the lower port and its protocol; nil where ports say nothing.
    public let service: Service?
    public internal(set) var subject: Subject
    /// From source to destination, and back.
    public let forward: Traffic
    public let backward: Traffic
    /// Different connections, both directions counted once; at least so many where `flowsAreCut`.
    public let flows: Int
    public let flowsAreCut: Bool
    public internal(set) var sample: Sample
    public let first: PacketReference
    public let last: PacketReference
    /// Nanoseconds since 1970; nil where the frames have no times.
    public let firstTime: Int64?
    public let lastTime: Int64?
    /// Where frames of it were seen, in the order of their first frames, at most eight.
    public let places: [Place]
    /// The first frames, by capture and number.
    public internal(set) var evidence: [EvidenceFrame]

    public var packets: UInt64 { forward.packets + backward.packets }
    public var octets: UInt64 { forward.octets + backward.octets }

    public struct Traffic: Equatable, Sendable {
        public internal(set) var packets: UInt64 = 0
        /// Of original lengths.
        public internal(set) var octets: UInt64 = 0

        static func += (left: inout Self, right: Self) {
            left.packets += right.packets
            left.octets += right.octets
        }
    }

    public struct Service: Hashable, Sendable {
        public let protocolNumber: IPProtocol
        /// Nil where the protocol has no ports, or where no packet shows them.
        public let port: UInt16?
    }

    /// What a finding is about that is no zone.
    public enum Subject: Hashable, Sendable {
        case none
        case vlan(UInt16)
        case vni(UInt32)
        /// Two VLAN IDs in one frame, the outer one first; nil where the outer label is a VNI.
        case stack(UInt16?, UInt16)
        case mac(MACAddress)
        /// Where it was captured.
        case port(PortReference)
        /// An address, and who says that it has it.
        case claim(IPAddress, MACAddress)
        /// Who speaks a protocol of the link.
        case control(LinkProtocol, MACAddress)
        case etherType(UInt16)
        /// The end points of a tunnel.
        case tunnel(IPAddress, IPAddress)
    }

    /// The first packet, as far as its first 256 octets can be read.
    public struct Sample: Sendable {
        public let frame: DecodedFrame
        public let place: Place
    }
}

/// A frame of one of the captures of an audit.
public struct PacketReference: Hashable, Comparable, Sendable {
    /// Index into `AuditReport.captures`.
    public let capture: Int
    /// From 1, as in other programs.
    public internal(set) var number: UInt64

    /// The same in a capture whose frames were counted from `count` on.
    mutating func shift(by count: UInt64) { number += count }

    public static func < (left: Self, right: Self) -> Bool {
        (left.capture, left.number) < (right.capture, right.number)
    }
}

extension Finding.Service: CustomStringConvertible {
    /// `tcp/1433`, or the protocol alone.
    public var description: String {
        port.map { "\(protocolNumber)/\($0)" } ?? "\(protocolNumber)"
    }
}

extension Finding {
    /// What the facts amount to, its sides turned to where connections came from.
    ///
    /// - Parameter observations: of all frames.
    init(
        _ facts: FindingFacts, places table: PlaceTable, decoder: FrameDecoder,
        _ observations: Observations
    ) {
        let isSilent = facts.opensForward + facts.opensBackward == 0
        let turns =
            isSilent
            ? facts.startsBackward && facts.key.service?.port == nil
            : facts.opensForward == 0
        let key = facts.key
        rule = key.rule
        certainty = observations.certainty(of: facts)
        service = key.service
        subject = key.subject
        (source, destination) =
            turns ? (key.destination, key.source) : (key.source, key.destination)
        (forward, backward) =
            turns ? (facts.backward, facts.forward) : (facts.forward, facts.backward)
        flows = facts.flows.count
        flowsAreCut = facts.flows.isCut
        first = facts.first
        last = facts.last
        firstTime = facts.firstTime
        lastTime = facts.lastTime
        places = facts.places.elements.map { table[$0.place] }
        evidence = facts.evidence
        sample = Sample(
            frame: facts.evidence.first?.decoded(by: decoder) ?? DecodedFrame(),
            place: places.first ?? .unknown)
    }
}

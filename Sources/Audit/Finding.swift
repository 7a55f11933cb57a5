import Capture
import Net

/// One cause of frames that contradict the intent: a rule, who is concerned, and the frames.
///
/// Flows between the same two networks on the same service are one finding, both directions of it.
public struct Finding: Sendable {
    public let rule: AuditRule
    /// The side that began, as far as can be told: the one that a TCP SYN or an echo request came
    /// from, or else the one without the lower port, or else the sender of the first packet.
    public internal(set) var source: Zone
    public internal(set) var destination: Zone
    /// The service: the lower port and its protocol; nil where ports say nothing.
    public let service: Service?
    public let subject: Subject
    /// From source to destination, and back.
    public internal(set) var forward = Traffic()
    public internal(set) var backward = Traffic()
    /// Different connections, both directions counted once; at least so many where `flowsAreCut`.
    public internal(set) var flows = 0
    public internal(set) var flowsAreCut = false
    public internal(set) var sample: Sample
    public internal(set) var first: PacketReference
    public internal(set) var last: PacketReference
    /// Nanoseconds since 1970; nil where the frames have no times.
    public internal(set) var firstTime: Int64?
    public internal(set) var lastTime: Int64?
    /// Where frames of it were seen, in the order of their first frames, at most `placeLimit`.
    public internal(set) var places: [Place]
    /// The first frames, by capture and number.
    public internal(set) var evidence: [EvidenceFrame] = []
    /// Packets that began a conversation, in each direction.
    var opensForward: UInt64 = 0
    var opensBackward: UInt64 = 0
    /// Whether the first packet goes back.
    var startsBackward = false

    static let placeLimit = 8

    public var packets: UInt64 { forward.packets + backward.packets }
    public var octets: UInt64 { forward.octets + backward.octets }

    public struct Traffic: Equatable, Sendable {
        public internal(set) var packets: UInt64 = 0
        /// Of original lengths.
        public internal(set) var octets: UInt64 = 0
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
        /// The end points of a tunnel.
        case tunnel(IPAddress, IPAddress)
    }

    /// The first packet, as far as it could be read.
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
    public let number: UInt64

    public static func < (left: Self, right: Self) -> Bool {
        (left.capture, left.number) < (right.capture, right.number)
    }
}

/// A frame that shows a finding: its headers and what the capture says of it. Never its payload.
public struct EvidenceFrame: Equatable, Sendable {
    public let packet: PacketReference
    /// Index into the interfaces of its capture; one that the capture does not describe stays so.
    let interface: UInt32
    /// Nanoseconds since 1970; 0 where the frame has no time.
    let timestamp: Int64
    /// Octets on the wire.
    let originalLength: UInt32
    /// The frame from its first octet to the end of the last header that was read, at most
    /// `headerLimit` octets.
    public internal(set) var headers: [UInt8] = []

    /// Two VXLAN headers over IPv6 and a TCP header inside fit.
    public static let headerLimit = 256
}

extension Finding.Service: CustomStringConvertible {
    /// `tcp/1433`, or the protocol alone.
    public var description: String {
        port.map { "\(protocolNumber)/\($0)" } ?? "\(protocolNumber)"
    }
}

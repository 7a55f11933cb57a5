import Capture
import Diagnostics
import Net

/// Something about the capture itself that keeps frames, or parts of them, from being seen.
public struct BlindSpot: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case tagsStripped = "blind-tags-stripped"
        case mergedFrames = "blind-merged-frames"
        case snapLength = "blind-snap-length"
        case oneDirection = "blind-one-direction"
        case setLimit = "blind-set-limit"
        case clock = "blind-clock"
        case short = "blind-short"

        /// `audit.blind-clock`.
        public var code: String { "audit." + rawValue }

        /// Whether an audit that found nothing is not clean for it; else it is a remark.
        public var weakensVerdict: Bool {
            switch self {
            case .tagsStripped, .mergedFrames, .snapLength, .oneDirection,
                .setLimit:
                true
            case .clock, .short: false
            }
        }
    }

    public let kind: Kind
    /// Of frames, interfaces, contracts or seconds, as the kind says.
    public let count: UInt64

    /// As long as switches remember where an address is (IEEE 802.1Q, 8.8.3).
    static let agingSeconds: Int64 = 300
    /// Ethernet, two tags, IPv6, UDP and VXLAN, and the same again without VXLAN.
    static let headersLength: UInt32 = 22 + 40 + 16 + 22 + 40 + 20
    /// So many packets of a connection-oriented service without one the other way are no accident.
    static let packetsOneWay: UInt64 = 20

    /// One sentence without a full stop.
    var message: String {
        switch kind {
        case .tagsStripped:
            "\(count) packets and no tag where every network has one: the network card may have "
                + "taken them off"
        case .mergedFrames:
            "\(count) frames are longer than any that a port sends: the network card has merged them"
        case .snapLength:
            "\(count) interfaces keep fewer octets of a frame than its headers may have"
        case .oneDirection:
            "\(count) contracts show packets of connections one way alone: the other way was not "
                + "captured"
        case .setLimit:
            "\(count) sets of stations, probes or fragments were full: others were not compared"
        case .clock: "times went back \(count) times: spans of time are not to be relied on"
        case .short:
            "the captures span \(count) s, less than the \(Self.agingSeconds) s after which "
                + "switches forget addresses: what shows only then was not seen"
        }
    }

    var diagnostic: Diagnostic {
        Diagnostic(kind.code, kind.weakensVerdict ? .warning : .note, message, at: nil)
    }

    static func all(
        _ report: (coverage: Coverage, frames: FrameCounts), _ plan: AuditPlan,
        _ observations: Observations, _ captures: [AuditedCapture]
    ) -> [BlindSpot] {
        let interfaces = captures.flatMap(\.interfaces)
        let counts = observations.ports.values
        let fabric = plan.fabric
        return Kind.allCases.map { kind in
            let count: UInt64 =
                switch kind {
                case .tagsStripped:
                    counts.filter { $0.tagged == 0 }.reduce(0) { $0 &+ $1.untagged }
                case .mergedFrames: counts.reduce(0) { $0 &+ $1.long }
                case .snapLength:
                    report.frames[FrameFlags.cut] == 0
                        ? 0
                        : UInt64(
                            interfaces.count { ($0.snapLength ?? .max) < headersLength })
                case .oneDirection:
                    UInt64(
                        report.coverage.contracts.count { use in
                            fabric[use.contract].ports.allSatisfy(\.isOfConnections)
                                && min(use.forward, use.replies) == 0
                                && max(use.forward, use.replies) >= packetsOneWay
                        })
                case .setLimit: observations.fullSets
                case .clock: captures.reduce(0) { $0 &+ $1.oddities.timeWentBack }
                case .short:
                    observations.seconds.map { $0 < agingSeconds ? UInt64($0) : 0 } ?? 0
                }
            return BlindSpot(kind: kind, count: count)
        }.filter { spot in
            spot.count > 0 || spot.kind == .short && observations.seconds == 0
        }
    }

    /// What each code means, in the order of the codes.
    static let rules: [Diagnostics.Rule] = [
        Rule(
            code: Kind.clock.code,
            meaning: "Times of frames go back: the clock was set, or captures were joined. How "
                + "long something lasted is not to be relied on. It is a remark.",
            bad: "frame 7 at 08:00:01, frame 8 at 07:59:58", good: "times that ascend"),
        Rule(
            code: Kind.mergedFrames.code,
            meaning: "Frames are longer than the MTU of the port allows: the network card merged "
                + "packets before they were captured (GRO, LRO), and their number and headers are "
                + "not those of the wire.",
            bad: "a frame of 30,000 octets at a port with an MTU of 1500",
            good: "ethtool -K swp5 gro off lro off"),
        Rule(
            code: Kind.oneDirection.code,
            meaning: "Contracts of connections have packets one way, and none the other: a mirror "
                + "port of one direction, or a way round the place of capture. Who answered "
                + "what was not seen. A few packets are let be.",
            bad: "200 packets to tcp/443 and none back", good: "200 packets to tcp/443, 180 back"),
        Rule(
            code: Kind.setLimit.code,
            meaning:
                "More stations, probes or fragments were seen than are kept to be compared with "
                + "each other. What was kept does not depend on their order.",
            bad: "5,000 stations that speak ARP, of which 4,096 are compared",
            good: "captures of fewer ports, audited one by one"),
        Rule(
            code: Kind.short.code,
            meaning: "The captures span less time than switches remember addresses. What happens "
                + "only after they forget was not seen. It is a remark.",
            bad: "a capture of 10 s", good: "a capture of 10 min"),
        Rule(
            code: Kind.snapLength.code,
            meaning: "Frames were cut, and fewer octets of each were kept than its headers may "
                + "have, with two tags and VXLAN.",
            bad: "tcpdump -s 64", good: "tcpdump -s 0"),
        Rule(
            code: Kind.tagsStripped.code,
            meaning: "At a port where every network has a tag no packet has one: the network card "
                + "takes tags off before frames are captured. Which network a packet was in "
                + "is not known.",
            bad: "leaf-h1:swp2: 5,000 packets without a tag, none with one",
            good: "ethtool -K swp2 rxvlan off"),
    ]
}

extension ServicePort {
    fileprivate var isOfConnections: Bool {
        if case .ports(.tcp, _) = self { true } else { false }
    }
}

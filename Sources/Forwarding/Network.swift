// Forwarding: what the devices of a network are told, and where that lets a packet go.
//
// A `Network` is a flat list of statements for each device, by number and by name as the device
// itself knows them: this port is in VLAN 110, VNI 1000010 is VLAN 110, this VRF imports that route
// target. It says nothing of tenants and of what was meant. Two roads lead to one: `Network(fabric)`
// lowers the intended fabric, and a reader of configurations reads what was generated. Equal
// statements on both roads mean that what was generated is what was meant, so that a proof about
// one is a proof about the other.
//
// `ForwardingGraph` then tells where a packet can go: nodes, and from each node half-edges that
// exactly one device owns, each with the headers that may pass and the statements it rests on.
//
// What the model says of a packet, in the order in which it meets it:
//
// * **Edge ports.** A port without a cable to another device of the network is an edge: whoever is
//   behind it may send any frame. Frames without a tag, and with VLAN 0, belong to the port's
//   untagged VLAN; frames with a tag to that VLAN, where the port is a member of it.
// * **Ports that are down** carry nothing, and neither do sub-interfaces on them. Their prefixes are
//   not in the table, nor static routes whose next hop lies in them. Routed interfaces of VLANs
//   stay up: a bridge always has a tunnel or a port that is.
// * **Hidden tags.** A sender may stack tags behind the one that the first switch looks at: VLAN 0
//   or the port's own. The switch takes that one away, and where the frame leaves a port untagged
//   the next tag is the first: a frame that leaves untagged may arrive with any tag. This holds for
//   frames of stations, not for packets that a router sends.
// * **Bridge domains.** A VLAN inside a device. A frame leaves by every other port that is a member,
//   with or without the tag as the port says, and by tunnels. The routed interface of a VLAN sends
//   and hears if the bridge is a member of it.
// * **Tunnels.** A VXLAN device is a port whose far ends are the VTEPs that EVPN gives: those of
//   devices that export a route target which the VNI imports. A frame is sent with the sender's own
//   VNI, or with the one that the route advertised (RFC 8365, section 5.1.3): old and new software
//   differ, both are followed. The receiver looks the VNI up in its own table. What a VNI exports
//   are its own targets and, unless it is an L3VNI, those of the VRFs that its VLAN is routed in.
// * **Hosts.** A device that routes neither family takes whatever reaches its routed interfaces,
//   before any filter, and is a station there at layer 2 as well. Behind its bridged ports are others.
//   One that routes one family alone hears nothing of the other.
// * **Routers.** A frame to a routed interface passes the interface's ingress filter, then the table
//   of the interface's VRF, longest prefix first, of equal prefixes the least distance, all next
//   hops of that. A table that does not end with an unreachable default goes on in the default VRF.
//   A source that is checked is no address of the device itself. Every edge on the link hears what is
//   for a connected destination, and the interfaces that own it receive it; what is for a next hop is
//   received by its owners or, where nobody owns it, heard by every edge.
//   A packet leaves only by a pair (VRF, interface) that the forward filter names, or where one of
//   its rules lets it pass or, on a device with a stateful filter, lets a connection pass.
// * **Routes between devices.** A VRF advertises connected prefixes that its list permits and, where
//   told so, its static routes. A VRF that imports one of the route targets has the route, through
//   its own L3VNI or the advertised one, while the L3VNI has a tunnel and a routed interface that are
//   up. What was imported is not advertised again. A VRF that imports a target of an L2VNI has the
//   prefixes that are routed in its VLAN. A floating static route is advertised while it is in use, and
//   loses to all others; of several devices that float one and hear of each other, which is first is
//   chance, and each uses its own beside those of others. Every two devices are taken for joined by
//   the underlay, unless it is followed: then sessions over cables that are up join them, through
//   devices that pass packets of others on.
// * **Firewalls.** A packet passes where a rule lets a new connection pass, or where it can be the
//   answer: the rule lets the packet the other way round open one, and this one opens nothing.
//   Neighbour discovery is not tracked, so no rule lets it pass. Where the reverse path is checked,
//   a source must be routed to where it comes from.
// * **Fragments** are judged as the packet they belong to.

import Diagnostics
import Net

/// The devices and what each is told.
public struct Network: Sendable {
    public var devices: [NetworkDevice]
    /// Cables between devices of the network, known from the topology: no configuration says them.
    public var cables: [Cable]
    /// The configuration files that `FileLine.file` counts; empty for a lowered fabric.
    public var files: [String]

    public init(devices: [NetworkDevice], cables: [Cable], files: [String] = []) {
        self.devices = devices
        self.cables = cables
        self.files = files
    }

    /// Two ends of a wire: frames that leave one arrive at the other.
    public struct Cable: Hashable, Sendable {
        public var a: End
        public var b: End
        public var origin: SourceSpan

        public init(a: End, b: End, origin: SourceSpan) {
            self.a = a
            self.b = b
            self.origin = origin
        }
    }

    public struct End: Hashable, Sendable {
        /// Index into `devices`.
        public var device: Int
        /// The port, or the LAG that its legs form.
        public var port: String

        public init(device: Int, port: String) {
            self.device = device
            self.port = port
        }
    }
}

/// One device: its statements in the order of its files, filters' rules in their own order.
public struct NetworkDevice: Sendable {
    public var name: String
    public var statements: [Statement]
    /// Lines that bear on isolation and that nobody could interpret. Nothing that depends on the
    /// device is proved while there is one.
    public var unmodelled: [UnmodelledLine]

    public init(name: String, statements: [Statement], unmodelled: [UnmodelledLine] = []) {
        self.name = name
        self.statements = statements
        self.unmodelled = unmodelled
    }
}

/// A fact that a device is told, and who says so.
public struct Statement: Hashable, Sendable {
    public var fact: Fact
    /// The line of a configuration file; nil in a lowered fabric.
    public var line: FileLine?
    /// Lines of the topology that it follows from; empty where only a configuration was read.
    public var origins: [SourceSpan]

    public init(_ fact: Fact, line: FileLine? = nil, origins: [SourceSpan] = []) {
        self.fact = fact
        self.line = line
        self.origins = origins
    }
}

/// A line of one of `Network.files`, counted from 1.
public struct FileLine: Hashable, Comparable, Sendable, BitwiseCopyable {
    public var file: UInt32
    public var line: UInt32

    public init(file: Int, line: Int) {
        self.file = UInt32(file)
        self.line = UInt32(line)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line) < (right.file, right.line)
    }
}

/// A line that bears on isolation and that could not be interpreted, or one that is missing.
public struct UnmodelledLine: Hashable, Sendable {
    /// Where; nil where a file, or a line that could stand anywhere in it, is missing.
    public var line: FileLine?
    /// The line as it stands, without white space at its ends; empty where it is missing.
    public var text: String
    /// Why nobody could interpret it, as a phrase: "no prefix-list of that name".
    public var reason: String
    /// Whether it could bear on packets that do not pass the device, as a route does that is advertised.
    public var concernsAll: Bool

    public init(line: FileLine?, text: String, reason: String, concernsAll: Bool = true) {
        self.line = line
        self.text = text
        self.reason = reason
        self.concernsAll = concernsAll
    }
}

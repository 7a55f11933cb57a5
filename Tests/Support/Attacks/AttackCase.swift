public import Audit
import Capture
import IR
import Net

/// One attack or mistake as a capture shows it, the honest traffic that looks most like it, and what
/// an audit must say of both.
public struct AttackCase: Sendable, CustomStringConvertible {
    /// The name of its files.
    public let name: String
    /// What happens.
    public let story: String
    /// What the honest twin is.
    public let twinStory: String
    public let topology: AttackTopology
    /// The ports where the two were captured; nil where nothing says it.
    public let port: String?
    public let twinPort: String?
    /// What must be found in the attack, and with which certainty. In the twin it is nothing.
    public let findings: [AuditRule: Certainty]
    /// Nanoseconds from frame to frame.
    public let interval: Int64
    let attack: @Sendable (AttackScene) -> [[UInt8]]
    let twin: @Sendable (AttackScene) -> [[UInt8]]

    init(
        _ name: String, _ findings: [AuditRule: Certainty], in topology: AttackTopology = .sct,
        at port: String? = nil, twinAt twinPort: String? = nil, every interval: Int64 = 1_000_000,
        _ story: String, attack: @escaping @Sendable (AttackScene) -> [[UInt8]],
        but twinStory: String, twin: @escaping @Sendable (AttackScene) -> [[UInt8]]
    ) {
        self.name = name
        self.story = story
        self.twinStory = twinStory
        self.topology = topology
        self.port = port
        self.twinPort = twinPort ?? port
        self.findings = findings
        self.interval = interval
        self.attack = attack
        self.twin = twin
    }

    public var description: String { name }

    /// Every case, by groups.
    public static let all: [AttackCase] =
        tagging + linkLayer + stations + firstHop + overlay + evasion

    /// The octets of a capture: pcapng, one interface, from 2026-11-23T08:00:00Z on.
    public func capture(isTwin: Bool, _ fabric: Fabric) -> [UInt8] {
        let scene = AttackScene(fabric)
        var writer = PcapngWriter(application: "Cristallo, attack corpus")
        let interface = writer.addInterface(name: isTwin ? twinPort : port)
        for (index, frame) in (isTwin ? twin(scene) : attack(scene)).enumerated() {
            writer.append(
                frame.span.bytes, interface: interface,
                timestamp: 1_795_420_800_000_000_000 + Int64(index) * interval)
        }
        return writer.octets
    }
}

/// What the captures of the corpus are audited against.
public enum AttackTopology: String, Sendable, CaseIterable {
    case sct, tix
    /// `AttackTopology.ipv4Text`.
    case ipv4

    public func fabric() throws -> Fabric {
        switch self {
        case .sct, .tix: try CompiledTopology.fabric(named: rawValue)
        case .ipv4: try CompiledTopology.fabric(Self.ipv4Text, path: "ipv4.yaml")
        }
    }

    /// A segment that has no IPv6.
    static let ipv4Text = """
        fabric: ipv4
        classes: [{name: municipal, default: deny}]
        devices: [{name: leaf-1, role: leaf, platform: linux-frr, ports: [swp1]}]
        tenants:
          - name: comune
            class: municipal
            vrfs: [{name: prod, segments: [{name: uffici, ipv4: 10.1.0.0/24}]}]
            attachments: [{port: "leaf-1:swp1", access: uffici}]
        """
}

/// Frames between stations of a fabric, as they are where nobody does wrong.
struct AttackScene {
    let fabric: Fabric

    static let cartella = "asl-centro/prod/cartella"
    static let laboratorio = "asl-centro/prod/laboratorio"
    static let anagrafe = "comune-prato/prod/anagrafe"
    static let backup = "sct-core/services/backup"
    static let peering = "exchange/peering"
    /// A station that no topology knows.
    static let stranger = MACAddress(rawValue: 0x0200_0000_0007)

    init(_ fabric: Fabric) { self.fabric = fabric }

    private func segment(_ path: String) -> Segment {
        for (index, segment) in fabric.segments.enumerated()
        where fabric.path(of: SegmentID(index)) == path {
            return segment
        }
        preconditionFailure("no segment \(path)")
    }

    func vlan(_ path: String) -> UInt16 { segment(path).vlan.rawValue }
    func vni(_ path: String) -> UInt32 { segment(path).vni.rawValue }
    func tag(_ path: String) -> VLANTag { FrameSample.tag(vlan(path)) }
    var gateway: MACAddress { fabric.parameters.gatewayMAC }

    /// The MAC address of a host, a member or a route server; the gateway's where none has the
    /// address.
    func mac(_ address: String) -> MACAddress {
        let wanted = FrameBuilder.address(address)
        let host = fabric.attachments.flatMap(\.hosts).first { $0.addresses.contains(wanted) }
        let connections = fabric.exchange?.members.flatMap(\.connections) ?? []
        let connection = connections.first { $0.addresses.contains(wanted) }
        return host?.mac ?? connection?.macs.first ?? gateway
    }

    /// The tag between a service leaf and a firewall, for a VRF.
    func transitTag(_ vrf: String) -> VLANTag {
        for interface in fabric.devices.flatMap(\.interfaces) {
            guard case .firewallTransit(let id, _) = interface.role, fabric.path(of: id) == vrf,
                case .subinterface(_, let vlan) = interface.name
            else { continue }
            return FrameSample.tag(vlan.rawValue)
        }
        preconditionFailure("no transit of \(vrf)")
    }

    /// A packet between two stations, or a station and its gateway, with or without a tag.
    func packet(
        in path: String?, _ source: String, _ destination: String,
        _ transport: FrameBuilder.Transport = .tcp(50_000, 22), from sender: MACAddress? = nil,
        to receiver: MACAddress? = nil, extensions: [FrameBuilder.Extension] = [],
        options: [UInt8] = [], fragment: FrameBuilder.Fragment? = nil
    ) -> [UInt8] {
        FrameBuilder.ethernet(
            from: sender ?? mac(source), to: receiver ?? mac(destination),
            tags: path.map { [tag($0)] } ?? [],
            FrameBuilder.ip(
                source, destination, transport, options: options, extensions: extensions,
                fragment: fragment))
    }

    func arp(
        in path: String?, _ sender: String, asks target: String, from mac: MACAddress? = nil,
        frameFrom source: MACAddress? = nil, operation: UInt16 = 1
    ) -> [UInt8] {
        let own = mac ?? self.mac(sender)
        return FrameBuilder.ethernet(
            from: source ?? own, to: operation == 1 ? .broadcast : self.mac(target),
            tags: path.map { [tag($0)] } ?? [],
            FrameBuilder.arp(operation: operation, sender: sender, senderMAC: own, target: target))
    }

    /// A frame of layer-2 control.
    func control(
        in path: String? = nil, from source: MACAddress = stranger, to destination: UInt64,
        _ packet: FrameBuilder.Packet
    ) -> [UInt8] {
        FrameBuilder.ethernet(
            from: source, to: MACAddress(rawValue: destination),
            tags: path.map { [tag($0)] } ?? [], packet)
    }

    /// A frame of one of Cisco's protocols.
    func cisco(
        in path: String? = nil, _ identifier: UInt16, to destination: UInt64 = 0x0100_0ccc_cccc,
        _ content: [UInt8] = [1, 2, 3, 4]
    ) -> [UInt8] {
        control(
            in: path, to: destination,
            FrameBuilder.llc([0xaa, 0xaa, 3, 0, 0, 0x0c] + FrameBuilder.big(identifier) + content))
    }

    /// VXLAN between two leaves.
    func tunnelled(_ path: String, _ frame: [UInt8], from source: String = "10.255.0.1") -> [UInt8]
    {
        FrameBuilder.ethernet(
            FrameBuilder.ip(source, "10.255.0.2", .vxlan(vni: vni(path), frame: frame)))
    }
}

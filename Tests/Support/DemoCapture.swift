import Capture
import IR
import Net

/// The capture of the demonstration: some seconds at two ports of the fabric of `sct.yaml`, every
/// packet permitted but for one connection. A host of a municipality, in a segment that holds
/// the register of residents, opens tcp/1433 to the patient records of a health authority and is
/// answered.
///
/// Everything in it is made up, from the topology and its ledger alone; payloads are filler.
public struct DemoCapture {
    private let fabric: Fabric
    private var writer = PcapngWriter(application: "Cristallo, demonstration capture")
    /// 2026-11-23T08:00:00Z.
    private var time: Int64 = 1_795_420_800_000_000_000
    private var random = SeededGenerator(seed: 2026)
    /// Between leaf-h5 and spine-1: VXLAN.
    private let underlay: Int
    /// The virtualisation host of asl-centro: tags.
    private let trunk: Int

    /// The octets of the file.
    public static func octets(_ fabric: Fabric) -> [UInt8] {
        var capture = DemoCapture(fabric)
        capture.write()
        return capture.writer.octets
    }

    private init(_ fabric: Fabric) {
        self.fabric = fabric
        underlay = writer.addInterface(name: "leaf-h5:swp49")
        trunk = writer.addInterface(name: "leaf-h1:swp2")
    }

    private mutating func write() {
        control()
        neighbours()
        within()
        let used = stride(from: 0, to: fabric.contracts.count, by: 3).map { ContractID($0) }
        for (index, id) in used.enumerated() {
            contract(id)
            if index == used.count / 2 { leak() }
        }
        fragments()
    }

    // MARK: What is permitted

    /// LLDP, and the underlay's own: BGP over link-local addresses.
    private mutating func control() {
        emit(
            FrameBuilder.ethernet(
                to: mac(0x0180_c200_000e),
                .init(etherType: 0x88cc, octets: [2, 7, 4, 2, 92, 10, 255, 0, 1, 0, 0])),
            at: underlay)
        for flags: UInt8 in [0x02, 0x12, 0x10, 0x18] {
            let isAnswer = flags == 0x12
            emit(
                FrameBuilder.ethernet(
                    FrameBuilder.ip(
                        isAnswer ? "fe80::2" : "fe80::1", isAnswer ? "fe80::1" : "fe80::2",
                        .tcp(isAnswer ? 179 : 45_000, isAnswer ? 45_000 : 179, flags: flags))),
                at: underlay)
        }
    }

    /// ARP and neighbour discovery of a host with its gateway and its neighbour.
    private mutating func neighbours() {
        let segment = self.segment("asl-centro/prod/cartella")
        let (own, gateway) = ("10.21.10.17", "10.21.10.1")
        let requests = [(own, gateway), ("10.21.10.18", own)]
        for (sender, target) in requests {
            let (asks, answers) = (station(sender), station(target))
            let request = FrameBuilder.arp(sender: sender, senderMAC: asks, target: target)
            tagged(segment, request, from: asks, to: .broadcast)
            let reply = FrameBuilder.arp(
                operation: 2, sender: target, senderMAC: answers, target: sender)
            tagged(segment, reply, from: answers, to: asks)
        }
        let solicitation = FrameBuilder.ip(
            "fe80::15:a11", "ff02::1:ff00:1",
            .icmp(type: 135, payload: Array(repeating: 0, count: 20), ipv6: true), timeToLive: 255)
        tagged(segment, solicitation, from: station(own), to: mac(0x3333_ff00_0001))
        let probe = FrameBuilder.ip(
            "::", "ff02::1:ff00:11",
            .icmp(type: 135, payload: Array(repeating: 0, count: 20), ipv6: true), timeToLive: 255)
        tagged(segment, probe, from: station(own), to: mac(0x3333_ff00_0011))
    }

    /// Two hosts of one segment, on different leaves.
    private mutating func within() {
        let segments = [
            ("comune-prato/prod/anagrafe", "10.41.10.17", "10.41.10.18"),
            ("protezione-civile/prod/sala", "2001:db8:15:10::11", "2001:db8:15:10::12"),
        ]
        for (path, first, second) in segments {
            let segment = self.segment(path)
            for index in 0..<8 {
                let isBack = index % 2 == 1
                let packet = FrameBuilder.ip(
                    isBack ? second : first, isBack ? first : second,
                    .tcp(
                        isBack ? 5432 : 40_100, isBack ? 40_100 : 5432, flags: 0x18,
                        payload: filler(40 + 20 * index)))
                tunnelled(
                    fabric[segment].vni, packet, from: "leaf-h5", to: "leaf-h6", isBack: isBack)
            }
        }
    }

    /// One conversation of each family, as it passes the source's and the destination's VRF.
    private mutating func contract(_ id: ContractID) {
        let contract = fabric[id]
        let flow = random.pick(contract.flows)
        for family in [AddressFamily.ipv4, .ipv6] {
            guard let from = address(in: flow.sourcePrefixes, family),
                let to = address(in: flow.destinationPrefixes, family),
                let port = contract.ports.first
            else { continue }
            for vrf in [flow.source, flow.destination] {
                converse(from: from, to: to, on: port, vni: fabric[vrf].vni)
            }
        }
    }

    /// A conversation of four packets or more, both directions.
    private mutating func converse(from: String, to: String, on service: ServicePort, vni: VNI) {
        let client = UInt16.random(in: 49_152...60_999, using: &random)
        let transports: [(isBack: Bool, FrameBuilder.Transport)]
        switch service {
        case .ports(.tcp, let range):
            transports = Self.connection(client, range.lowerBound, filler(120))
        case .ports(_, let range):
            transports = [
                (false, .udp(client, range.lowerBound, payload: filler(32))),
                (true, .udp(range.lowerBound, client, payload: filler(90))),
            ]
        case .icmp, .any:
            let isIPv6 = from.contains(":")
            transports = [false, true].map { isBack in
                let type: UInt8 = isIPv6 ? (isBack ? 129 : 128) : isBack ? 0 : 8
                return (isBack, .icmp(type: type, payload: filler(32), ipv6: isIPv6))
            }
        }
        for (isBack, transport) in transports {
            let packet = FrameBuilder.ip(isBack ? to : from, isBack ? from : to, transport)
            tunnelled(vni, packet, from: "leaf-h5", to: "sleaf-1", isBack: isBack)
        }
    }

    /// Opened, used and closed.
    private static func connection(
        _ client: UInt16, _ server: UInt16, _ payload: [UInt8]
    ) -> [(isBack: Bool, FrameBuilder.Transport)] {
        [
            (false, .tcp(client, server, flags: 0x02)),
            (true, .tcp(server, client, flags: 0x12)),
            (false, .tcp(client, server, flags: 0x10)),
            (false, .tcp(client, server, flags: 0x18, payload: payload)),
            (true, .tcp(server, client, flags: 0x18, payload: payload + payload)),
            (false, .tcp(client, server, flags: 0x11)),
        ]
    }

    /// A datagram in three pieces, within a segment and as the answer of a name server.
    private mutating func fragments() {
        let datagrams = [
            ("10.21.10.17", "10.21.10.18", 6000 as UInt16, 6001 as UInt16),
            ("10.11.20.17", "10.21.10.17", 53, 50_053),
        ]
        for (index, (from, to, source, destination)) in datagrams.enumerated() {
            let whole = FrameBuilder.Transport.udp(source, destination, payload: filler(700))
                .octets(from: FrameBuilder.address(from), to: FrameBuilder.address(to))
            for start in stride(from: 0, to: whole.count, by: 256) {
                let piece = Array(whole[start..<min(start + 256, whole.count)])
                let packet = FrameBuilder.ip(
                    from, to, .raw(17, piece),
                    fragment: .init(
                        offset: UInt16(start), more: start + 256 < whole.count,
                        identification: UInt32(0x4000 + index)))
                let own = from.hasPrefix("10.21.10.") ? from : "10.21.10.1"
                tagged(
                    segment("asl-centro/prod/cartella"), packet, from: station(own),
                    to: station(to))
            }
        }
    }

    // MARK: What is not

    /// The register of residents of Prato reaches the patient records of asl-centro: routed by its
    /// leaf into the L3VNI of the other tenant, delivered in the VLAN, answered the same way.
    private mutating func leak() {
        let source = vrf("comune-prato/prod")
        let destination = vrf("asl-centro/prod")
        let segment = self.segment("asl-centro/prod/cartella")
        for (isBack, transport) in Self.connection(51_433, 1433, filler(200)) {
            let (client, server) = ("10.41.10.17", "10.21.10.17")
            let packet = FrameBuilder.ip(
                isBack ? server : client, isBack ? client : server, transport, timeToLive: 63)
            let (near, gateway) = (station(server), station("10.21.10.1"))
            if isBack { tagged(segment, packet, from: near, to: gateway) }
            tunnelled(
                fabric[isBack ? source : destination].vni, packet, from: "leaf-h5", to: "leaf-h1",
                isBack: isBack)
            if !isBack { tagged(segment, packet, from: gateway, to: near) }
        }
    }

    // MARK: Frames

    private mutating func tagged(
        _ segment: SegmentID, _ packet: FrameBuilder.Packet, from source: MACAddress,
        to destination: MACAddress
    ) {
        let tag = VLANTag(
            protocolIdentifier: 0x8100, control: fabric[segment].vlan.rawValue)
        emit(
            FrameBuilder.ethernet(from: source, to: destination, tags: [tag], packet), at: trunk)
    }

    private mutating func tunnelled(
        _ vni: VNI, _ packet: FrameBuilder.Packet, from: String, to: String, isBack: Bool
    ) {
        let (first, second) = (vtep(isBack ? to : from), vtep(isBack ? from : to))
        emit(
            FrameBuilder.ethernet(
                FrameBuilder.ip(
                    first, second,
                    .vxlan(vni: vni.rawValue, frame: FrameBuilder.ethernet(packet)))),
            at: underlay)
    }

    private mutating func emit(_ frame: [UInt8], at interface: Int) {
        time += Int64.random(in: 20_000...900_000, using: &random)
        writer.append(frame.span.bytes, interface: interface, timestamp: time)
    }

    private func filler(_ count: Int) -> [UInt8] { Array(repeating: 0x5a, count: count) }

    private func mac(_ rawValue: UInt64) -> MACAddress { MACAddress(rawValue: rawValue) }

    /// The MAC address of a host, or of the gateway that has the address.
    private func station(_ address: String) -> MACAddress {
        let hosts = fabric.attachments.flatMap(\.hosts)
        let host = hosts.first { $0.addresses.contains { $0.description == address } }
        return host?.mac ?? fabric.parameters.gatewayMAC
    }

    // MARK: Names

    private func segment(_ path: String) -> SegmentID {
        let index = fabric.segments.indices.first { fabric.path(of: SegmentID($0)) == path }
        guard let index else { preconditionFailure("no segment \(path)") }
        return SegmentID(index)
    }

    private func vrf(_ path: String) -> VRFID {
        let index = fabric.vrfs.indices.first { fabric.path(of: VRFID($0)) == path }
        guard let index else { preconditionFailure("no VRF \(path)") }
        return VRFID(index)
    }

    private func vtep(_ device: String) -> String {
        guard let vtep = fabric.devices.first(where: { $0.name.text == device })?.vtep else {
            preconditionFailure("no VTEP \(device)")
        }
        return vtep.description
    }

    /// An address that hosts have in the first prefix of a family; outside where that is everything.
    private func address(in prefixes: [IPPrefix], _ family: AddressFamily) -> String? {
        guard let prefix = prefixes.first(where: { $0.family == family }) else { return nil }
        guard prefix.length > 0 else {
            return family == .ipv4 ? "203.0.113.80" : "2001:db8:5ca1:80::1"
        }
        let isWide = prefix.length < family.bitWidth - 4
        return (prefix.address(at: isWide ? 17 : 1) ?? prefix.lastAddress).description
    }
}

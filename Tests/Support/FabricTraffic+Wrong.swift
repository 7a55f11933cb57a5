import IR
import Net

extension FabricTraffic {
    /// A frame that may be permitted or not: a permitted flow of which something was exchanged. Drawn
    /// from few values, so that accidents (addresses that fit after all, answers without a
    /// question) are common.
    public mutating func anyFrame() -> [UInt8] {
        var flow = permitted()
        switch Int.random(in: 0..<14, using: &random) {
        case 0...3: break
        case 4: flow.source = anyAddress(flow.source.family)
        case 5: flow.destination = anyAddress(flow.destination.family)
        case 6:
            flow.source = anyAddress(flow.source.family)
            flow.destination = anyAddress(flow.destination.family)
        case 7...8: flow.label = anyLabel()
        case 9: flow.transport = anyTransport(flow.source.family)
        case 10: swap(&flow.source, &flow.destination)
        case 11: return arp(flow.label)
        case 12: return fragment(of: flow)
        default:
            flow.source = anyAddress(flow.source.family)
            flow.destination = anyAddress(flow.destination.family)
            flow.label = anyLabel()
            flow.transport = anyTransport(flow.source.family)
        }
        return frame(flow)
    }

    private mutating func arp(_ label: Label) -> [UInt8] {
        let sender = anyAddress(.ipv4)
        let packet = FrameBuilder.arp(
            sender: sender.description, target: anyAddress(.ipv4).description)
        return frame(packet, random.oneIn(2) ? label : anyLabel())
    }

    /// A first or a later fragment, its identification one of eight; every second time the next
    /// piece of the packet before.
    private mutating func fragment(of flow: Flow) -> [UInt8] {
        var (flow, identification) = (flow, UInt32.random(in: 0..<8, using: &random))
        var isFirst = random.oneIn(2)
        if let last = lastFragment, random.oneIn(2) {
            (flow, identification) = last
            isFirst = false
        }
        lastFragment = (flow, identification)
        let whole = flow.transport.octets(from: flow.source, to: flow.destination)
        let content =
            (isFirst ? whole + Array(repeating: 0, count: 32) : Array(repeating: 1, count: 24))
            + payload
        let packet = FrameBuilder.ip(
            flow.source.description, flow.destination.description,
            .raw(flow.transport.protocolNumber, content),
            fragment: .init(
                offset: isFirst ? 0 : 64, more: isFirst || random.oneIn(2),
                identification: identification))
        return frame(packet, flow.label)
    }

    private mutating func anyTransport(_ family: AddressFamily) -> FrameBuilder.Transport {
        let services = [
            "tcp/443", "tcp/1433", "udp/53", "tcp/22", "tcp/179", "icmp", "sctp/2905",
        ]
        if random.oneIn(6) {
            return .raw(random.pick([2, 47, 89, 103]), Array(repeating: 0, count: 12))
        }
        guard let port = try? ServicePort(random.pick(services)) else { return .udp(1, 2) }
        return transport(port, family, isReply: random.oneIn(2))
    }

    private mutating func anyAddress(_ family: AddressFamily) -> IPAddress {
        switch Int.random(in: 0..<8, using: &random) {
        case 0...4:
            let prefixes = fabric.segments.flatMap { $0.prefixes.map(\.prefix) }
                .filter { $0.family == family }
            let prefix = random.pick(prefixes)
            let gateway = prefix.address(at: 1) ?? prefix.address
            return random.oneIn(8) ? gateway : host(in: prefix)
        case 5:
            let prefixes = fabric.infrastructure.map(\.prefix).filter { $0.family == family }
            return host(in: random.pick(prefixes))
        case 6:
            let texts =
                family == .ipv4
                ? ["224.0.0.251", "255.255.255.255", "169.254.1.1", "0.0.0.0"]
                : ["ff02::1", "fe80::1", "fe80::2", "::"]
            return FrameBuilder.address(random.pick(texts))
        default:
            return FrameBuilder.address(
                random.pick(family == .ipv4 ? Self.outsideIPv4 : Self.outsideIPv6))
        }
    }

    private mutating func anyLabel() -> Label {
        let segment = random.pick(fabric.segments)
        let vrf = random.pick(fabric.vrfs)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .none
        case 1...2: return .vlan(segment.vlan.rawValue)
        case 3: return .vni(segment.vni.rawValue, 0, 1)
        case 4: return .vni(vrf.vni.rawValue, 0, 1)
        case 5: return .vlan(random.pick([0, 4000, vrf.vlan.rawValue]))
        case 6: return .vni(77, 0, 1)
        default: return .vlans(segment.vlan.rawValue, segment.vlan.rawValue)
        }
    }
}

import Forwarding
import Net

/// Where a frame or a packet goes, one at a time: the model that the verifier is compared with.
///
/// `Network` tells the model. Here nothing is remembered between two questions, no set of addresses
/// is computed with, and routes alone are known before there is any packet. A device does all that it
/// is told: with two untagged VLANs a port is in both. Nothing fails, the underlay joins all devices.
public struct PacketOracle: Sendable {
    package typealias Interface = Network.End

    let facts: [[Fact]]
    private let isTold: [Set<Fact>]
    package let ports: [[String: Port]]
    private let cables: [Network.Cable]
    private(set) var advertisedVNIs: [AdvertisedVNI] = []
    private(set) var offers: [Offer] = []
    private(set) var tables: [[String: [Route]]] = []

    /// Whoever is plugged in there, under a tag; for frames a routed interface, for packets a device.
    public enum Endpoint: Hashable, Sendable {
        case edge(device: Int, port: String, tag: VLANID?)
        case interface(device: Int, name: String)
        case device(Int)
    }

    public init(_ network: Network) {
        facts = network.devices.map { $0.statements.map(\.fact) }
        isTold = facts.map(Set.init)
        ports = facts.map(Port.byName)
        cables = network.cables
        advertisedVNIs = facts.indices.flatMap { advertisedVNIs(of: $0) }
        let all = facts.indices.flatMap { offers(of: $0) }
        offers = all.filter { !$0.route.isFloating }
        // One that floats is offered where there is no other route of its prefix.
        offers += all.filter { offer in
            let others = routes(offer.device, offer.vrf).filter { !$0.isFloating }
            return offer.route.isFloating && !others.map(\.prefix).contains(offer.route.prefix)
        }
        tables = facts.indices.map { device in
            Dictionary(uniqueKeysWithValues: vrfs(device).map { ($0, routes(device, $0)) })
        }
    }

    subscript(it: Interface) -> Port { ports[it.device][it.port] ?? Port(isDown: true) }
    func says(_ device: Int, _ fact: Fact) -> Bool { isTold[device].contains(fact) }

    /// What the closure picks of what a device is told.
    func told<Value>(_ device: Int, _ pick: (Fact) -> Value?) -> [Value] {
        facts[device].compactMap(pick)
    }

    package func isUp(_ it: Interface) -> Bool {
        guard case .subinterface(let parent, _) = self[it].kind else { return !self[it].isDown }
        return !self[it].isDown && isUp(Interface(device: it.device, port: parent))
    }

    /// The interfaces of a device that are up and of which something holds.
    func interfaces(_ device: Int, where holds: (Port) -> Bool) -> [Interface] {
        ports[device].filter { holds($0.value) }.keys
            .map { Interface(device: device, port: $0) }.filter(isUp)
    }

    /// SVIs that are up in the untagged VLANs of the tunnels with the VNI that are up.
    func svis(_ device: Int, _ vni: VNI) -> [Interface] {
        interfaces(device) { $0.isBridged && $0.kind == .tunnel(vni) }.flatMap { self[$0].untagged }
            .flatMap { vlan in interfaces(device) { $0.kind == .svi(vlan) } }
    }

    package func farEnds(_ port: Interface) -> [Interface] {
        cables.compactMap { $0.a == port ? $0.b : $0.b == port ? $0.a : nil }
    }

    func isHost(_ device: Int) -> Bool { ![.ipv4, .ipv6].contains { says(device, .routes($0)) } }

    /// Whom a host's interface stands for.
    func station(_ it: Interface) -> Endpoint {
        guard case .subinterface(let parent, let vlan) = self[it].kind else {
            return .edge(device: it.device, port: it.port, tag: nil)
        }
        return .edge(device: it.device, port: parent, tag: vlan)
    }

    /// What a device is told of an interface.
    package struct Port: Sendable {
        package enum Kind: Hashable, Sendable {
            case port, loopback
            case svi(VLANID)
            case subinterface(of: String, VLANID)
            case tunnel(VNI)
        }
        package var kind = Kind.port
        var isDown = false
        package var isBridged = false
        /// Of a bridged port; of another they mean nothing.
        package var untagged: [VLANID] = []
        package var tagged: [VLANID] = []
        var toldVRFs: [String] = []
        var vrfs: [String] { toldVRFs.isEmpty ? [""] : toldVRFs }
        var addresses: [InterfaceAddress] = []

        static func byName(_ facts: [Fact]) -> [String: Port] {
            var ports: [String: Port] = [:]
            func tell(_ name: String, _ change: (inout Port) -> Void = { _ in }) {
                change(&ports[name, default: Port(kind: name == "lo" ? .loopback : .port)])
            }
            for fact in facts {
                switch fact {
                case .bridged(let name): tell(name) { $0.isBridged = true }
                case .untagged(let name, let vlan): tell(name) { $0.untagged.append(vlan) }
                case .tagged(let name, let vlan): tell(name) { $0.tagged.append(vlan) }
                case .tunnel(let name, let vni, _): tell(name) { $0.kind = .tunnel(vni) }
                case .svi(let name, let vlan): tell(name) { $0.kind = .svi(vlan) }
                case .subinterface(let name, let parent, let vlan):
                    tell(parent)
                    tell(name) { $0.kind = .subinterface(of: parent, vlan) }
                case .down(let name), .leg(let name, of: _): tell(name) { $0.isDown = true }
                case .inVRF(let name, let vrf): tell(name) { $0.toldVRFs.append(vrf) }
                case .address(let name, let own): tell(name) { $0.addresses.append(own) }
                case .mtu(let name, _), .session(let name), .neighbourASN(let name, _),
                    .ingressFilter(let name):
                    tell(name)
                default: break
                }
            }
            return ports
        }
    }
}

import Forwarding
import IR
import Net

/// Where a frame or a packet goes, one at a time: the model that the verifier is compared with.
///
/// It walks the statements of a `Network` as they stand: nothing is remembered between questions,
/// no set of addresses is ever computed with. What it decides, sentence by sentence:
///
/// **Statements.** A device does everything that it is told, in whichever order: with two untagged
/// VLANs a port is in both, with two VRFs an interface is in both. `vrf`, `mtu`, `hardwareAddress`,
/// `allowedMACs`, `exchangeFrames` and what only the underlay uses change nothing here: a sender
/// picks its addresses, and devices reach each other.
///
/// **Ports.** An interface is a name in a statement, and there are no others; one that is no SVI,
/// sub-interface, tunnel or `lo` is a port. A port without a cable is an edge. What is down, a leg of a LAG, or a
/// sub-interface of such a port neither sends nor receives, and its addresses do not count.
///
/// **Frames.** Into a bridged port without a tag: its untagged VLANs; with one: that VLAN, if the
/// port is a member. The bridge takes all frames of a bridged port. Into another port without a
/// tag: the port as routed interface; with one: its sub-interfaces with that VLAN. A bridge sends
/// by every member but the one that the frame came by, and to an SVI if the bridge is a member.
/// Frames of stations hide any tags, however deep: one that leaves untagged arrives without tag or
/// with any. Frames of routers hide none. Nobody hears what itself has sent, on the same tag.
///
/// **Tunnels.** A VNI of a device carries its own export targets and, unless it is an L3VNI, those
/// of the VRFs of its SVIs (MAC/IP routes have both). It leads to each VNI of other devices that
/// carries one of its import targets, where both devices advertise VNIs; it is sent with its own
/// number and with the far one. The far device bridges it by each tunnel that has the number.
///
/// **Hosts.** A device that does not route a family takes each packet of it that reaches one of its
/// routed interfaces, before any filter: delivered to the station (device, port, tag). One that
/// routes neither family is a station at layer 2 as well, and sends its frames by the cable of a
/// port that is not bridged.
///
/// **Routers.** In this order: ingress filter (the first rule that matches decides, else dropped),
/// reverse path, link-scope destinations dropped, then the tables: that of the VRF, and the default
/// one where nothing matched and the first does not end. In each an own address of the VRF means
/// the device itself, where the input filter hears ICMP of the family alone, unless the packet
/// came by an interface of `mgmt` or of the underlay (`session`). Otherwise the longest prefix, of
/// these the least distance, all of these.
///
/// **Routes.** Connected, of distance 0. Static, if a connected prefix of the VRF holds the next
/// hop; by all interfaces of the longest. BGP, of distance 20, by tunnel, if the VRF has a
/// usable L3VNI: an SVI that is up in the untagged VLAN of a tunnel that is up; that SVI is where
/// it leaves. It is sent with the VNI of the sender and with the one of the advertising VRF.
///
/// **Offers.** A VRF offers, to VRFs of other devices that import one of its export targets, in the
/// families it advertises: connected prefixes that its list names, and usable static routes where
/// it advertises these. An L2VNI of a device that advertises VNIs offers the prefixes of its SVIs
/// to VRFs that import a target it carries. A floating static (distance 250) is offered only if the
/// VRF has no other route of that prefix, floating ones of other devices aside; it loses to all
/// other offers of the prefix. Where several devices hold such a route, which of them is first is
/// chance: the device uses its own beside those of others.
///
/// **Forwarding.** Without `forwardFilter` everything passes. With it: a pair of the incoming VRF
/// and the outgoing interface; from an underlay interface, `forwardUnderlay`; a forward rule, the
/// first that matches, but never for neighbour discovery; and where `stateful`, an answer: a packet
/// that `continues` while the rules let some packet the other way round pass. A rule that names
/// ports matches no protocol without them.
///
/// **Sending.** A connected destination is heard by every edge at layer 2, and received by the
/// routed interfaces that own it; a next hop is received by the interfaces that own it, or, if none
/// does, heard by every edge. From a tunnel the SVIs of the untagged VLAN on the far device receive
/// it, and every edge of that domain hears it.
///
/// Routes of the underlay are not followed, and nothing fails. There is no TTL.
public struct PacketOracle: Sendable {
    /// What each device is told, by its index.
    let facts: [[Fact]]
    private let isTold: [Set<Fact>]
    /// The same by the interfaces that they name.
    let named: [[String: [Fact]]]
    let cables: [Network.Cable]
    // Worked out once, before any packet, as devices do: what VNIs and what VRFs of other devices
    // may import, and the table of each VRF of each device.
    private(set) var advertised: [AdvertisedVNI] = []
    private(set) var offers: [Offer] = []
    private(set) var tables: [[String: Table]] = []

    public init(_ network: Network) {
        facts = network.devices.map { $0.statements.map(\.fact) }
        isTold = facts.map(Set.init)
        named = facts.map { facts in
            var named: [String: [Fact]] = [:]
            for fact in facts {
                for name in Set(fact.interfaceNames) { named[name, default: []].append(fact) }
            }
            return named
        }
        cables = network.cables
        advertised = advertisedVNIs()
        offers = firmOffers()
        offers += floatingOffers()
        tables = facts.indices.map { tables($0) }
    }

    /// Where a frame or a packet ends.
    public enum Endpoint: Hashable, Sendable {
        /// Whoever is plugged in there, with the tag of its frames.
        case edge(device: Int, port: String, tag: VLANID?)
        /// A routed interface; in answers about frames only.
        case interface(device: Int, name: String)
        /// The device itself; in answers about packets only.
        case device(Int)
    }

    struct RoutedInterface: Hashable {
        var device: Int
        var name: String
    }

    // MARK: Statements

    /// What the statements of a device, or those that name an interface of it, give that the
    /// closure picks.
    func told<Value>(
        _ device: Int, of name: String? = nil, _ pick: (Fact) -> Value?
    ) -> [Value] {
        (name.map { named[device][$0] ?? [] } ?? facts[device]).compactMap(pick)
    }

    func says(_ device: Int, _ fact: Fact) -> Bool { isTold[device].contains(fact) }

    /// Whether there is such an interface, and it is up.
    func isUp(_ device: Int, _ name: String) -> Bool {
        guard let facts = named[device][name] else { return false }
        return facts.allSatisfy { fact in
            switch fact {
            case .down(name), .leg(name, of: _): false
            case .subinterface(name, let parent, _): isUp(device, parent)
            default: true
            }
        }
    }

    /// Whether the interface is a port or a LAG.
    func isPort(_ device: Int, _ name: String) -> Bool {
        name != "lo"
            && told(device, of: name) { fact -> Bool? in
                switch fact {
                case .svi(name, _), .subinterface(name, _, _), .tunnel(name, _, _): true
                default: nil
                }
            }.isEmpty
    }

    func farEnds(_ device: Int, _ port: String) -> [Network.End] {
        let end = Network.End(device: device, port: port)
        return cables.compactMap { $0.a == end ? $0.b : $0.b == end ? $0.a : nil }
    }

    func untaggedVLANs(_ device: Int, _ port: String) -> [VLANID] {
        guard says(device, .bridged(port)) else { return [] }
        return told(device, of: port) {
            if case .untagged(_, let vlan) = $0 { vlan } else { nil }
        }
    }

    func taggedVLANs(_ device: Int, _ port: String) -> [VLANID] {
        guard says(device, .bridged(port)) else { return [] }
        return told(device, of: port) { if case .tagged(_, let vlan) = $0 { vlan } else { nil } }
    }

    func subinterfaces(_ device: Int, _ port: String) -> [(name: String, vlan: VLANID)] {
        told(device, of: port) {
            if case .subinterface(let name, port, let vlan) = $0 { (name, vlan) } else { nil }
        }
    }

    /// SVIs of the VLAN that are up.
    func svis(_ device: Int, _ vlan: VLANID) -> [String] {
        told(device) { if case .svi(let name, vlan) = $0 { name } else { nil } }
            .filter { isUp(device, $0) }
    }

    /// Tunnels with the VNI that are up.
    func tunnels(_ device: Int, _ vni: VNI) -> [String] {
        told(device) { if case .tunnel(let name, vni, _) = $0 { name } else { nil } }
            .filter { isUp(device, $0) }
    }

    /// SVIs that are up in the untagged VLANs of the tunnels with the VNI.
    func svis(_ device: Int, _ vni: VNI) -> [String] {
        tunnels(device, vni).flatMap { untaggedVLANs(device, $0) }.flatMap { svis(device, $0) }
    }

    func vrfs(_ device: Int, _ interface: String) -> [String] {
        let all = told(device, of: interface) {
            if case .inVRF(_, let vrf) = $0 { vrf } else { nil }
        }
        return all.isEmpty ? [""] : all
    }

    /// Whether the device passes packets of no family on: then it is a station itself.
    func isHost(_ device: Int) -> Bool {
        !says(device, .routes(.ipv4)) && !says(device, .routes(.ipv6))
    }

    /// Whom a host's interface stands for.
    func station(_ interface: RoutedInterface) -> Endpoint {
        let tagged = told(interface.device, of: interface.name) { fact -> Endpoint? in
            guard case .subinterface(interface.name, let parent, let vlan) = fact else {
                return nil
            }
            return .edge(device: interface.device, port: parent, tag: vlan)
        }
        return tagged.first ?? .edge(device: interface.device, port: interface.name, tag: nil)
    }

    func imports(_ device: Int, _ scope: RouteScope) -> Set<RouteTarget> {
        Set(told(device) { if case .importTarget(scope, let target) = $0 { target } else { nil } })
    }

    func exports(_ device: Int, _ scope: RouteScope) -> Set<RouteTarget> {
        Set(told(device) { if case .exportTarget(scope, let target) = $0 { target } else { nil } })
    }

    func l3vnis(_ device: Int, _ vrf: String) -> [VNI] {
        told(device) { if case .l3vni(vrf, let vni) = $0 { vni } else { nil } }
    }
}

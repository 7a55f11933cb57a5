import Diagnostics
import IR
import Net

extension SRLinuxFile {
    /// The groups of neighbours: at the other end of a port, and the same at their loopbacks.
    private static let neighbours: ConfigLine = "underlay"
    private static let overlay: ConfigLine = "overlay"
    private static let timers: JSONTree = ["hold-time": 9, "keepalive-interval": 3]

    func speaker(_ bgp: BGPSpeaker) -> JSONTree {
        [
            "admin-state": "enable",
            "autonomous-system": .number(bgp.asn),
            "router-id": "\(bgp.routerID)",
            "dynamic-neighbors": ["interface": .list(bgp.peers.compactMap(port))],
            "ebgp-default-policy": ["import-reject-all": true, "export-reject-all": true],
            "afi-safi": .list(Self.families.map(family) + [evpn]),
            "group": [overlayGroup(bgp), underlayGroup],
            "neighbor": .list(overlayPeers(bgp)),
        ]
    }

    // MARK: Families

    static func safi(_ family: AddressFamily) -> JSONTree {
        family == .ipv4
            ? "srl_nokia-common:ipv4-unicast" : "srl_nokia-common:ipv6-unicast"
    }

    private func family(_ family: AddressFamily) -> JSONTree {
        var tree: JSONTree = [
            "afi-safi-name": Self.safi(family), "admin-state": "enable",
            "multipath": ["allow-multiple-as": true, "maximum-paths": 64],
        ]
        guard family == .ipv4 else { return tree }
        tree.add(
            "ipv4-unicast", ["advertise-ipv6-next-hops": true, "receive-ipv6-next-hops": true])
        return tree
    }

    /// Who passes routes on keeps those that no network instance of its own imports.
    private var evpn: JSONTree {
        [
            "afi-safi-name": "srl_nokia-common:evpn", "admin-state": "enable",
            "multipath": ["allow-multiple-as": true, "maximum-paths": 64],
            "evpn": [
                "inter-as-vpn": device.passesRoutesOn(in: fabric) ? true : false,
                "rapid-update": true,
            ],
        ]
    }

    // MARK: Neighbours

    /// No session without a policy has routes.
    private static func policed(_ name: JSONTree, _ policy: ConfigLine) -> JSONTree {
        [
            "afi-safi-name": name, "admin-state": "enable",
            "export-policy": ["\(policy)-out"], "default-export-policy": "reject",
            "import-policy": ["\(policy)-in"], "default-import-policy": "reject",
        ]
    }

    private static func off(_ name: JSONTree) -> JSONTree {
        ["afi-safi-name": name, "admin-state": "disable"]
    }

    private func overlayGroup(_ bgp: BGPSpeaker) -> JSONTree {
        var tree: JSONTree = [
            "group-name": "\(Self.overlay)", "admin-state": "enable",
            "multihop": ["admin-state": "enable", "maximum-hops": 3],
            "afi-safi": .list(
                Self.families.map { Self.off(Self.safi($0)) } + [
                    Self.policed("srl_nokia-common:evpn", "evpn")
                ]),
            "timers": Self.timers,
        ]
        tree.add(
            "transport", device.loopbackIPv4.map { ["local-address": "\($0)"] })
        return tree
    }

    private var underlayGroup: JSONTree {
        [
            "group-name": "\(Self.neighbours)", "admin-state": "enable",
            "afi-safi": .list(
                Self.families.map {
                    Self.policed(Self.safi($0), "underlay-\(Self.type(of: $0))")
                } + [Self.off("srl_nokia-common:evpn")]),
            "timers": Self.timers,
        ]
    }

    private func port(_ peer: BGPSpeaker.Peer) -> JSONTree? {
        guard let asn = fabric[peer.remote].bgp?.asn else { return nil }
        let tree: JSONTree = [
            "interface-name": "\(SRLinuxName(peer.port).subinterface(nil))",
            "peer-group": "\(Self.neighbours)", "allowed-peer-as": ["\(asn)"],
        ]
        return tree.at(peer.origin)
    }

    /// Each neighbour once, in order of addresses.
    private func overlayPeers(_ bgp: BGPSpeaker) -> [JSONTree] {
        bgp.overlayPeers(in: fabric).map { peer in
            let tree: JSONTree = [
                "peer-address": "\(peer.address)", "admin-state": "enable",
                "description": "\(fabric[peer.remote].name)", "peer-as": .number(peer.asn),
                "peer-group": "\(Self.overlay)",
            ]
            return tree.at(peer.origin)
        }
    }
}

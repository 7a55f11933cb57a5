/// The order in which lines of a block have to stand.
///
/// EOS takes a line for the innermost block that is open and knows it, wherever it stands on the
/// page: `shutdown` behind the block of a VRF is about that VRF. And some lines undo others, or need
/// them: `vrf` takes away the addresses of an interface. In the order that is demanded here, which is
/// that of the back-end, no line is known in a block that an earlier one has opened beside its own,
/// none undoes another, and what is named is there.
struct EOSOrder {
    /// The first words of lines. Lines of one element may stand in any order among themselves; those
    /// of none are known nowhere in the block, or bear on nothing.
    private let ranks: [[[String]]]

    private init(_ ranks: [String]...) {
        self.ranks = ranks.map { $0.map { $0.split(separator: " ").map(String.init) } }
    }

    /// The blocks of `body` in their places; for each other one `refuse` is called.
    func split(
        _ body: ArraySlice<EOSStatement>, _ refuse: (EOSBlock) -> Void
    ) -> [EOSBlock] {
        var reached = 0
        return EOSBlock.split(body).filter { block in
            guard let rank = rank(of: block.words) else { return true }
            guard rank >= reached else {
                refuse(block)
                return false
            }
            reached = rank
            return true
        }
    }

    /// Of the longest beginning that fits.
    private func rank(of words: [String]) -> Int? {
        var best: (length: Int, rank: Int)?
        for (rank, beginnings) in ranks.enumerated() {
            for beginning in beginnings where words.starts(with: beginning) {
                if beginning.count > best?.length ?? 0 { best = (beginning.count, rank) }
            }
        }
        return best?.rank
    }
}

extension EOSOrder {
    static let file = EOSOrder(
        ["no aaa root"], ["vlan internal order"], ["interface defaults"],
        ["service routing"], ["no lldp run"], ["hostname"], ["spanning-tree"], ["vlan"],
        ["vrf instance"], ["interface"], ["interface Vxlan1"], ["ip virtual-router"],
        ["ipv6 access-list"], ["ip access-list"], ["ip routing ipv6 interfaces"],
        ["ip routing vrf", "no ip routing vrf"], ["ip as-path regex-mode"],
        ["ip as-path access-list"], ["ip prefix-list"], ["ipv6 prefix-list"],
        ["ipv6 unicast-routing"], ["system control-plane"], ["ip route"], ["ipv6 route"],
        ["route-map"], ["router bgp"], ["management ssh"])

    static let interface = EOSOrder(
        ["shutdown"], ["mtu"], ["channel-group"], ["switchport access", "switchport trunk native"],
        ["switchport trunk allowed"], ["switchport mode"],
        ["switchport", "no switchport", "encapsulation"], ["vrf"], ["ip address"],
        ["ipv6 enable"], ["ipv6 nd", "ipv6 address"], ["ip access-group"], ["ipv6 access-group"],
        ["ip address virtual"], ["ipv6 address virtual"])

    /// `router bgp`
    static let speaker = EOSOrder(
        ["router-id"], ["no bgp"], ["timers"], ["distance"], ["maximum-paths"], ["neighbor"],
        ["vlan"], ["address-family evpn"], ["address-family"], ["vrf"])

    /// `vrf` in `router bgp`
    static let speakerVRF = EOSOrder(["rd"], ["route-target"], ["address-family"])

    static let managementSSH = EOSOrder(["shutdown"], ["vrf"])
}

import Diagnostics
import Net

/// An address of a member or a route server on a LAN of the exchange.
struct LANAddress {
    let address: Located<IPAddress>
    /// For messages.
    let owner: String
    /// Position in `Exchange.lans`.
    let lan: Int
}

extension TopologyIndex {
    /// Every address on a LAN that exists, of route servers and members.
    var lanAddresses: [LANAddress] {
        guard let exchange = topology.exchange else { return [] }
        func addresses(
            _ ipv4: Located<IPv4Address>?, _ ipv6: Located<IPv6Address>?, on lan: Located<Name>,
            of owner: String
        ) -> [LANAddress] {
            guard let lan = self.lan(named: lan.value) else { return [] }
            return [ipv4?.map(IPAddress.ipv4), ipv6?.map(IPAddress.ipv6)].compactMap(\.self).map {
                LANAddress(address: $0, owner: owner, lan: lan)
            }
        }
        let ofServers = exchange.routeServers.flatMap {
            addresses(
                $0.ipv4, $0.ipv6, on: $0.lan, of: "route server " + quoted($0.device.value.text))
        }
        let ofMembers = exchange.members.flatMap { member in
            member.connections.flatMap {
                addresses(
                    $0.ipv4, $0.ipv6, on: $0.lan, of: "member " + quoted(member.name.value.text))
            }
        }
        return ofServers + ofMembers
    }
}

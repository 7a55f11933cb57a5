import Diagnostics
import Net

extension Check {
    /// Spines may share an AS number, as RFC 7938, section 5.2.1, has it, unless a link joins
    /// them; so may the route servers of an exchange.
    static let asnReused = Check(
        Rule(
            code: "intent.asn-reused",
            meaning: "An AS number is used twice. BGP drops routes that come back to their own AS "
                + "number, so two devices or a device and a member could not reach each other; "
                + "two members with one number are one member.",
            bad:
                "devices:\n  - {name: leaf-1, asn: 4200000001}\n  - {name: leaf-2, asn: 4200000001}\n",
            good: "devices:\n  - {name: leaf-1, asn: 4200000001}\n"
                + "  - {name: leaf-2, asn: 4200000002}\n")
    ) { index, findings in
        let linked = Set(
            index.ports.cables.enumerated().flatMap { device, cables in
                cables.map { [device, $0.farDevice] }
            })
        func mayShare(_ first: ASNClaim, _ second: ASNClaim) -> Bool {
            switch (first.user, second.user) {
            case (.routeServer, .routeServer): true
            case (.device(let a), .device(let b)):
                index.topology.devices[a].role.value == .spine
                    && index.topology.devices[b].role.value == .spine
                    && !linked.contains([a, b])
            default: false
            }
        }
        let pool = index.asnPool
        var earlier: [ASN: [ASNClaim]] = [:]
        for claim in index.asnClaims.sorted(by: { $0.asn.span < $1.asn.span }) {
            let number = claim.asn.value
            if let first = earlier[number]?.first(where: { !mayShare($0, claim) }) {
                findings.error(
                    "AS number \(number) of \(claim.owner) is that of \(first.owner)",
                    at: claim.asn.span, notes: [.init("first used here", at: first.asn.span)],
                    hint: "choose a free AS number")
            }
            earlier[number, default: []].append(claim)
            if case .device = claim.user { continue }
            if pool.range.contains(number.rawValue) {
                findings.error(
                    "AS number \(number) of \(claim.owner) lies in pool \(pool.key)",
                    at: claim.asn.span, notes: [pool.note], hint: "choose a pool without it")
            }
        }
    }
}

/// Who has an AS number.
struct ASNClaim {
    enum User {
        case device(Int)
        case routeServer, member
    }

    let user: User
    let owner: String
    let asn: Located<ASN>
}

extension TopologyIndex {
    /// Every AS number that the topology gives. A route server has that of its exchange, whatever
    /// its device says.
    var asnClaims: [ASNClaim] {
        let ofDevices = topology.devices.enumerated().compactMap { position, device in
            device.role.value == .routeServer
                ? nil
                : device.asn.map {
                    ASNClaim(
                        user: .device(position), owner: quoted(device.name.value.text), asn: $0)
                }
        }
        let ofServers = (topology.exchange?.routeServers ?? []).map { server in
            ASNClaim(
                user: .routeServer, owner: "route server " + quoted(server.device.value.text),
                asn: server.asn)
        }
        let ofMembers = (topology.exchange?.members ?? []).map { member in
            ASNClaim(
                user: .member, owner: "member " + quoted(member.name.value.text), asn: member.asn)
        }
        return ofDevices + ofServers + ofMembers
    }
}

/// An exchange of many members, each with as many prefixes and origins: text of a topology.
///
/// AS numbers and prefixes are counted up, so that the same sizes give the same text. Of the prefixes
/// each fourth is left out: in registries most have neighbours, too, but not all are without gaps.
struct ExchangeTopology {
    var members: Int
    /// Of each family.
    var prefixes: Int
    var origins: Int
    let platform: String

    private static let portsPerSwitch = 48

    var text: String {
        var text = """
            fabric: exchange
            pools:
              loopback_ipv4: 10.255.0.0/22
              loopback_ipv6: 2001:db8:ffff:1::/64
              asn: 4200001000-4200001999
              vlan: 100-999
              vlan_l3vni: 3000-3099
              vni_l2: 1000000-1000999
              vni_l3: 2000000-2000999
            sites:
              - name: site
                rooms: [{name: room, racks: [r1]}]
            devices:

            """
        let switches = (members + Self.portsPerSwitch - 1) / Self.portsPerSwitch
        for index in 0..<switches {
            text += "  - {name: edge-\(index), role: exchange-edge, platform: linux-frr, rack: r1, "
            text += "ports: [swp1-\(Self.portsPerSwitch + 4)]}\n"
        }
        for server in ["rs-1", "rs-2"] {
            text += "  - {name: \(server), role: route-server, platform: \(platform), rack: r1, "
            text += "ports: [eth1]}\n"
        }
        text += "links:\n"
        for index in 0..<switches {
            let next = (index + 1) % switches
            guard next != index else { continue }
            text += "  - {a: \"edge-\(index):swp51\", b: \"edge-\(next):swp52\"}\n"
        }
        for index in 1...2 {
            text += "  - {a: \"rs-\(index):eth1\", b: \"edge-0:swp\(48 + index)\"}\n"
        }
        text += """
            exchange:
              name: ix
              lans:
                - {name: peering, purpose: peering, ipv4: 185.1.0.0/20, ipv6: "2001:7f8:1::/64"}
              route_servers:

            """
        for index in 1...2 {
            text += "    - {device: rs-\(index), lan: peering, asn: 64511, ipv4: 185.1.0.\(index), "
            text += "ipv6: \"2001:7f8:1::\(index)\", mac: 02:00:00:ff:00:0\(index)}\n"
        }
        text += "  policy: {transit_free: [\(Self.transitFree)]}\n"
        text += "  members:\n"
        for index in 0..<members { text += member(index) }
        text += "registrations:\n"
        for index in 0..<members { text += registration(index) }
        return text
    }

    static let transitFree = "174, 701, 1299, 2914, 3257, 3320, 3356, 6453, 6762"

    /// A prefix, or those of a greater length inside it.
    struct Pattern {
        var prefix: String
        var least: Int?
    }

    func asn(of index: Int) -> Int { 200_000 + index }

    func addresses(of index: Int) -> (ipv4: String, ipv6: String) {
        let host = index + 10
        return ("185.1.\(host / 256).\(host % 256)", "2001:7f8:1::\(String(host, radix: 16))")
    }

    func originNumbers(of index: Int) -> [Int] {
        (0..<origins).map { 300_000 + index * origins + $0 }
    }

    /// Places of a member's prefixes in the space of each family.
    private func places(of index: Int) -> [Int] {
        (index * prefixes..<(index + 1) * prefixes).map { $0 + $0 / 3 }
    }

    private static func ipv4(_ place: Int, _ length: Int) -> String {
        "\(11 + place / 65536).\(place / 256 % 256).\(place % 256).0/\(length)"
    }

    private static func ipv6(_ place: Int, _ length: Int) -> String {
        let group = String(place / 65536 + 0x2a00, radix: 16)
        return "\(group):\(String(place % 65536, radix: 16))::/\(length)"
    }

    /// Of all prefixes of a member, neighbours as one.
    func patterns4(of index: Int) -> [Pattern] { patterns(of: index, 24, Self.ipv4) }
    func patterns6(of index: Int) -> [Pattern] { patterns(of: index, 32, Self.ipv6) }

    private func patterns(
        of index: Int, _ length: Int, _ text: (Int, Int) -> String
    ) -> [Pattern] {
        let places = places(of: index)
        return places.compactMap { place in
            if place % 2 == 1, places.contains(place - 1) { return nil }
            return place % 2 == 0 && places.contains(place + 1)
                ? Pattern(prefix: text(place, length - 1), least: length)
                : Pattern(prefix: text(place, length))
        }
    }

    private func member(_ index: Int) -> String {
        let host = index + 10
        let (ipv4, ipv6) = addresses(of: index)
        let hexadecimal = String(host, radix: 16)
        let padded = String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
        let port =
            "edge-\(index / Self.portsPerSwitch):swp\(index % Self.portsPerSwitch + 1)"
        return """
                - name: member-\(index)
                  asn: \(asn(of: index))
                  max_prefix_ipv4: \(2 * prefixes)
                  max_prefix_ipv6: \(2 * prefixes)
                  connections:
                    - port: "\(port)"
                      lan: peering
                      macs: [02:00:00:00:\(padded.prefix(2)):\(padded.suffix(2))]
                      ipv4: \(ipv4)
                      ipv6: "\(ipv6)"

            """
    }

    private func registration(_ index: Int) -> String {
        var text = "  - member: member-\(index)\n    prefixes:\n"
        for place in places(of: index) {
            text += "      - \(Self.ipv4(place, 24))\n      - \"\(Self.ipv6(place, 32))\"\n"
        }
        text += "    origins: [\(originNumbers(of: index).map(String.init).joined(separator: ", "))"
        return text + "]\n"
    }
}

/// The text of a generated topology, list by list.
struct TopologyWriter {
    private let fabric: TopologyGenerator
    private let tenantsEver: [GeneratedTenant]
    private let tenants: [GeneratedTenant]
    /// Shuffles lists whose order means nothing; nil leaves them as they are.
    private var order: SeededGenerator?

    init(_ fabric: TopologyGenerator) {
        self.fabric = fabric
        let numbers = Set(fabric.tenantNumbers)
        tenantsEver = fabric.tenantsEverPlaced()
        tenants = tenantsEver.filter { numbers.contains($0.number) }
        order = fabric.order.map(SeededGenerator.init(seed:))
    }

    mutating func text() -> String {
        let inUse = Set(tenants.map(\.tenantClass) + ["regional"])
        let classes = TopologyGenerator.classes.filter(inUse.contains)
        return [
            Self.head, list("classes", classes.map { "  - {name: \($0), default: deny}" }),
            sites(), list("devices", devices()), list("links", links()), Self.firewalls,
            list("tenants", [core()] + tenants.map { tenant($0) }),
            list("services", Self.services),
            list("contracts", fabric.contracts(among: tenants).map(contract)),
        ].filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private mutating func list(_ key: String, _ items: [String], at margin: String = "") -> String {
        guard !items.isEmpty else { return "" }
        var arranged = items
        if var random = order {
            arranged.shuffle(using: &random)
            order = random
        }
        return "\(margin)\(key):\n" + arranged.joined(separator: "\n")
    }
}

// MARK: Rooms, devices and cables

extension TopologyWriter {
    /// The ends of the cables to the spines: pairs first, so that no later leaf moves their ports.
    private var edges: [(name: String, role: String, spinePort: Int)] {
        let fixed = [("border", "border"), ("service", "service-leaf")].flatMap { stem, role in
            [("\(stem)-1", role), ("\(stem)-2", role)]
        }
        let leaves = fabric.leafNumbers.map { ("leaf-\($0)", "leaf", $0 + fixed.count) }
        return fixed.enumerated().map { ($1.0, $1.1, $0 + 1) } + leaves
    }

    /// Odd numbers in one room and even ones in the other: no pair shares a room.
    private func room(_ name: String) -> Int {
        (name.utf8.last ?? 0) % 2 == 1 ? 1 : 2
    }

    private mutating func sites() -> String {
        let names =
            (1..<fabric.spines + 1).map { "spine-\($0)" } + edges.map(\.name) + ["fw-1", "fw-2"]
        let rooms = [1, 2].map { number in
            let racks = names.filter { room($0) == number }.map { "          - rack-\($0)" }
            return "      - name: room-\(number)\n" + list("racks", racks, at: "        ")
        }
        return "sites:\n  - name: site-1\n" + list("rooms", rooms, at: "    ")
    }

    private func devices() -> [String] {
        let ends = edges
        let spinePorts = ((ends.map(\.spinePort).max() ?? 1) + 15) / 16 * 16
        let spines = (1..<fabric.spines + 1).map {
            device("spine-\($0)", "spine", ports: "swp1-\(spinePorts)", management: $0)
        }
        let switches = ends.map { end in
            device(
                end.name, end.role, ports: "swp1-\(hostPorts), up1-\(fabric.spines)",
                management: 256 + end.spinePort)
        }
        let firewalls = [1, 2].map {
            device("fw-\($0)", "firewall", ports: "eth1", management: 128 + $0)
        }
        return spines + switches + firewalls
    }

    /// A multiple of 48, however many tenants there were.
    private var hostPorts: Int {
        let most = tenantsEver.flatMap(\.attachments).map(\.port).max() ?? 1
        return (most + 47) / 48 * 48
    }

    private func device(_ name: String, _ role: String, ports: String, management: Int) -> String {
        """
          - name: \(name)
            role: \(role)
            platform: linux-frr
            rack: rack-\(name)
            ports: [\(ports), eth0]
            management: 172.16.\(management >> 8).\(management & 255)/16
            management_port: eth0
        """
    }

    private func links() -> [String] {
        edges.flatMap { end in
            (1..<fabric.spines + 1).map { spine in
                "  - {a: \(end.name):up\(spine), b: spine-\(spine):swp\(end.spinePort)}"
            }
        } + [1, 2].map { "  - {a: fw-\($0):eth1, b: service-\($0):swp1}" }
    }
}

// MARK: Tenants and contracts

extension TopologyWriter {
    private mutating func tenant(_ tenant: GeneratedTenant) -> String {
        let segments = tenant.segments.map { segment in
            """
                      - name: \(segment.name)
                        ipv4: \(segment.ipv4)
                        ipv6: \(segment.ipv6)
            """
        }
        let attachments = tenant.attachments.map { attachment($0) }
        return """
              - name: \(tenant.name)
                class: \(tenant.tenantClass)
                vrfs:
                  - name: prod

            """ + list("segments", segments, at: "        ") + "\n"
                + list("attachments", attachments, at: "    ")
    }

    private mutating func attachment(_ attachment: GeneratedTenant.Attachment) -> String {
        let names = attachment.segments.map(\.name)
        let membership =
            names.count == 1 ? "access: \(names[0])" : "tagged: [\(names.joined(separator: ", "))]"
        let hosts = attachment.hosts.map { host in
            let (mac, ipv4, ipv6) = host.segment.addresses(ofHost: host.number)
            let name = "\(host.segment.name)-h\(host.number)"
            return "          - {name: \(name), mac: \(mac), ipv4: \(ipv4), ipv6: \(ipv6)}"
        }
        return "      - port: leaf-\(attachment.leaf):swp\(attachment.port)\n        \(membership)"
            + (hosts.isEmpty ? "" : "\n" + list("hosts", hosts, at: "        "))
    }

    private func contract(_ contract: GeneratedContract) -> String {
        let from =
            switch contract.from {
            case .tenantClass(let name): "class: \(name)"
            case .segment(let tenant, let index): party(tenant, index)
            }
        let to =
            switch contract.to {
            case .service(let name): "service: \(name)"
            case .segment(let tenant, let index): party(tenant, index)
            }
        let allow =
            contract.allow.isEmpty ? "" : ", allow: [\(contract.allow.joined(separator: ", "))]"
        return "  - {name: \(contract.name), from: {\(from)}, to: {\(to)}\(allow)}"
    }

    private func party(_ number: Int, _ index: Int) -> String {
        let tenant = tenantsEver[number - 1]
        return "tenant: \(tenant.name), segments: [\(tenant.segments[index].name)]"
    }
}

// MARK: What every fabric has

extension TopologyWriter {
    private static let head = """
        fabric: generated

        pools:
          loopback_ipv4: 10.255.0.0/18
          loopback_ipv6: 2001:db8:ffff:1::/64
          transit_ipv4: 10.255.64.0/18
          transit_ipv6: 2001:db8:ffff:2::/64
          management: [172.16.0.0/16]
          asn: 4200000000-4200009999
          vlan: 2-3199
          vlan_l3vni: 3200-3699
          vlan_transit: 3700-4094
          vni_l2: 1000000-1999999
          vni_l3: 2000000-2999999
        """

    private static let firewalls = """
        firewalls:
          - {name: perimeter, devices: [fw-1, fw-2]}
        """

    /// The tenant that owns the services, on the first pair of leaves.
    private mutating func core() -> String {
        let segments = ["identity", "naming", "backup"].enumerated().map { index, name in
            """
                      - name: \(name)
                        ipv4: 10.240.\(index).0/24
                        ipv6: 2001:db8:fff0:\(index + 1)::/64
            """
        }
        let exits = [1, 2].map { number in
            """
                      - name: uplink-\(number)
                        port: border-\(number):swp1
                        ipv4: 198.51.100.\(2 * number + 1)/31
                        ipv6: 2001:db8:fff1:\(number)::2/64
                        next_hop_ipv4: 198.51.100.\(2 * number)
                        next_hop_ipv6: 2001:db8:fff1:\(number)::1
            """
        }
        let vrfs = [
            "      - name: services\n" + list("segments", segments, at: "        "),
            "      - name: internet\n" + list("exits", exits, at: "        "),
        ]
        let attachments = [1, 2].map { leaf in
            let hosts = ["identity", "naming", "backup"].enumerated().map { index, name in
                "          - {name: \(name)-\(leaf), mac: 06:ff:00:00:0\(index):0\(leaf), "
                    + "ipv4: 10.240.\(index).1\(leaf), ipv6: 2001:db8:fff0:\(index + 1)::1\(leaf)}"
            }
            return """
                      - port: leaf-\(leaf):swp1
                        tagged: [services/identity, services/naming, services/backup]

                """ + list("hosts", hosts, at: "        ")
        }
        return "  - name: core\n    class: regional\n" + list("vrfs", vrfs, at: "    ") + "\n"
            + list("attachments", attachments, at: "    ")
    }

    private static let services = [
        ("identity", "services", "10.240.0.0/24, 2001:db8:fff0:1::/64", "tcp/88, udp/88, tcp/636"),
        ("dns", "services", "10.240.1.0/28, 2001:db8:fff0:2::/124", "udp/53, tcp/53"),
        ("ntp", "services", "10.240.1.16/28, 2001:db8:fff0:2::10/124", "udp/123"),
        ("backup", "services", "10.240.2.0/24, 2001:db8:fff0:3::/64", "tcp/9102-9103"),
        ("internet", "internet", "0.0.0.0/0, \"::/0\"", "tcp/80, tcp/443, udp/443"),
    ].map { name, vrf, prefixes, ports in
        """
          - name: \(name)
            tenant: core
            vrf: \(vrf)
            prefixes: [\(prefixes)]
            ports: [\(ports)]
        """
    }
}

import Diagnostics
import Intent
import Net

/// What of PeeringDB concerns an exchange.
struct PeeringDBExtract {
    struct Network: Equatable {
        var asSets: [ASSetName] = []
        var maxPrefixes: [AddressFamily: Int] = [:]
        var policyPage: WebAddress?
        var ports: [Port]?
    }

    struct Port: Equatable {
        var ipv4: IPv4Address?
        var ipv6: IPv6Address?
        var speed: PortSpeed?
        var isClient: Bool?
    }

    private(set) var networks: [ASN: Network] = [:]
    private(set) var neverViaRouteServers: Set<ASN> = []
    /// Nil where no file tells.
    private(set) var lans: Set<IPPrefix>?

    let exchange: Exchange
    private let members: Set<ASN>
    private let ownLANs: [IPPrefix]
    /// Numbers of the LANs of the exchange in PeeringDB.
    private var lanNumbers: Set<Int> = []
    private var ports: [ASN: [Port]]?
    private var prefixes: [(prefix: IPPrefix, lan: Int?)] = []
    private var exchangeNumbers: Set<Int>?

    init(for exchange: Exchange) {
        self.exchange = exchange
        members = Set(exchange.members.map(\.asn.value))
        ownLANs = exchange.lans.flatMap { [$0.ipv4?.value, $0.ipv6?.value].compactMap(\.self) }
        // Each exchange has one LAN in PeeringDB, with the number of the exchange.
        if let number { lanNumbers = [number] }
    }

    private var number: Int? { exchange.registration?.peeringDBID?.value }

    /// Adds the objects of a file.
    mutating func add(_ reader: inout OutsideReader) {
        let file = PeeringDBFile(&reader)
        for row in file.rows[.net] ?? [] { addNetwork(row, &reader) }
        if let rows = file.rows[.netixlan] {
            ports = ports ?? [:]
            for row in rows { addPort(row, &reader) }
        }
        for row in file.rows[.ixpfx] ?? [] {
            let text = { (text: String) throws(NotationError) in try IPPrefix(text) }
            guard let prefix = reader.text(row.value["prefix"], "\(row.place).prefix", text) else {
                continue
            }
            prefixes.append((prefix, row.value["ixlan_id"]?.integer))
        }
        if let rows = file.rows[.ix] {
            exchangeNumbers = (exchangeNumbers ?? []).union(
                rows.compactMap { $0.value["id"]?.integer })
        }
    }

    /// Joins what several files said.
    mutating func finish() throws(Failure) {
        if let number, let exchangeNumbers, !exchangeNumbers.contains(number) {
            throw Failure(
                .wrong, "no exchange of the files has the number \(number) of 'peeringdb_id'",
                hint: "correct peeringdb_id, or give the file that holds the exchange")
        }
        if let ports {
            for (asn, list) in ports where networks[asn] == nil && !list.isEmpty {
                networks[asn] = Network()
            }
            for asn in networks.keys { networks[asn]?.ports = ports[asn] ?? [] }
        }
        let own = prefixes.filter { $0.lan.map(lanNumbers.contains) ?? false }
        if !own.isEmpty { lans = Set(own.map(\.prefix)) }
    }

    private mutating func addNetwork(_ row: PeeringDBFile.Row, _ reader: inout OutsideReader) {
        let (value, place) = row
        guard
            let asn = reader.required(
                value["asn"], "\(place).asn", "an AS number in use", \.asn)
        else { return }
        let isNever = reader.optional(
            value["info_never_via_route_servers"], "\(place).info_never_via_route_servers",
            "true or false", \.bool)
        if isNever == true { neverViaRouteServers.insert(asn) }
        guard members.contains(asn) else { return }
        var network = Network()
        network.asSets =
            reader.description(value["irr_as_set"], "\(place).irr_as_set") {
                text throws(NotationError) in try ASSetName.list(text)
            } ?? []
        for (family, key) in [(AddressFamily.ipv4, "info_prefixes4"), (.ipv6, "info_prefixes6")] {
            let limit = reader.optional(
                value[key], "\(place).\(key)", "a number of prefixes up to 10000000"
            ) { value in value.integer.flatMap { (0...10_000_000).contains($0) ? $0 : nil } }
            // 0 stands for nothing recommended, or nothing announced.
            if let limit, limit > 0 { network.maxPrefixes[family] = limit }
        }
        network.policyPage = reader.page(value["policy_url"], "\(place).policy_url")
        // Answers may overlap, and then they say the same.
        if let first = networks[asn], first != network {
            reader.refuse(place, "one network of AS \(asn): another one says something else")
        }
        networks[asn] = network
    }

    private mutating func addPort(_ row: PeeringDBFile.Row, _ reader: inout OutsideReader) {
        let (value, place) = row
        guard let asn = value["asn"]?.asn, members.contains(asn) else { return }
        if let number, let other = value["ix_id"]?.integer, other != number { return }
        var port = Port()
        port.ipv4 = reader.text(value["ipaddr4"], "\(place).ipaddr4") {
            text throws(NotationError) in try IPv4Address(text)
        }
        port.ipv6 = reader.text(value["ipaddr6"], "\(place).ipaddr6") {
            text throws(NotationError) in try IPv6Address(text)
        }
        let addresses = [port.ipv4.map(IPAddress.ipv4), port.ipv6.map(IPAddress.ipv6)]
        let isHere = addresses.contains { address in
            address.map { address in ownLANs.contains { $0.contains(address) } } ?? false
        }
        let isNumbered = number != nil && value["ix_id"]?.integer == number
        guard isHere || isNumbered else { return }
        if let lan = value["ixlan_id"]?.integer { lanNumbers.insert(lan) }
        if value["speed"] != 0 {
            port.speed = reader.optional(
                value["speed"], "\(place).speed", "a speed in Mbit/s", \.speed)
        }
        port.isClient = reader.optional(
            value["is_rs_peer"], "\(place).is_rs_peer", "true or false", \.bool)
        ports?[asn, default: []].append(port)
    }
}

extension PeeringDBExtract {
    /// The file of the topology, a value a line where there are many, so that differences are readable.
    func text(_ head: SnapshotHead) -> String {
        var text = "# Written by 'cristallo import peeringdb'; the next import replaces it.\n"
        text += "peeringdb:\n" + head.text(indent: "  ")
        if let lans {
            text += "  lans: [\(lans.sorted().map { "\"\($0)\"" }.joined(separator: ", "))]\n"
        }
        let never = neverViaRouteServers.sorted()
        text += never.isEmpty ? "" : "  never_via_route_servers:\n"
        for asn in never { text += "    - \(asn)\n" }
        text += networks.isEmpty ? "  networks: []\n" : "  networks:\n"
        for (asn, network) in networks.sorted(by: { $0.key < $1.key }) {
            text += "    - asn: \(asn)\n" + network.text(indent: "      ")
        }
        return text
    }
}

extension PeeringDBExtract.Network {
    fileprivate func text(indent: String) -> String {
        var text = ""
        if !asSets.isEmpty {
            text += "\(indent)as_sets: [\(asSets.map { "'\($0)'" }.joined(separator: ", "))]\n"
        }
        for (family, key) in [(AddressFamily.ipv4, "ipv4"), (.ipv6, "ipv6")] {
            if let limit = maxPrefixes[family] { text += "\(indent)max_prefix_\(key): \(limit)\n" }
        }
        if let policyPage { text += "\(indent)policy_page: '\(policyPage)'\n" }
        if let ports {
            text += ports.isEmpty ? "\(indent)ports: []\n" : "\(indent)ports:\n"
            for line in ports.map(\.text).sorted(by: naturallyPrecedes) {
                text += "\(indent)  - \(line)\n"
            }
        }
        return text
    }
}

extension PeeringDBExtract.Port {
    fileprivate var text: String {
        let fields = [
            ipv4.map { "ipv4: \($0)" }, ipv6.map { "ipv6: \"\($0)\"" },
            speed.map { "speed: \($0)" },
            isClient.map { "route_server_client: \($0)" },
        ]
        return "{\(fields.compactMap(\.self).joined(separator: ", "))}"
    }
}

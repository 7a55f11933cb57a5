// bird.conf: one table for each family, one session for each address of a client.
//
// The server takes no part in the traffic: it has no kernel protocol, keeps its AS number out of
// paths and leaves next hops alone (`rs client`). It waits for its clients to connect. What a
// client's route is worth is decided on its way in, by one function of each family; who gets it on
// its way out, by one function for all. Where the best route may not go to a client, the next one
// does (`secondary`, which needs a sorted table). Refused routes are kept with the reason, a large
// community, and can be shown: `show route all filtered protocol cr_…`. NO_EXPORT of members passes
// unread (`interpret communities no`): it is meant for who receives it, not for the server.

import Diagnostics
import IR
import Net

struct BIRDFile {
    let fabric: Fabric
    let device: Device
    let server: RouteServer
    let dialect: BIRDDialect
    let plan: CommunityPlan

    init(fabric: Fabric, device: Device, server: RouteServer, dialect: BIRDDialect) {
        self.fabric = fabric
        self.device = device
        self.server = server
        self.dialect = dialect
        plan = CommunityPlan(asn: server.asn)
    }

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "bird.conf", of: device, indent: 4)
        writeHead(to: &out)
        writeAuthorizationTable(to: &out)
        writeOriginValidation(to: &out)
        writeAuthorizations(to: &out)
        writeSets(to: &out)
        writeImports(to: &out)
        writeExports(to: &out)
        for address in server.addresses { writeTemplate(address, to: &out) }
        if server.clients.contains(where: \.isOverOtherFamily) { writeJoinedTemplate(to: &out) }
        writeSessions(to: &out)
        return out.finished()
    }

    private func writeHead(to out: inout ConfigText) {
        out.line("# \(device.name): /etc/bird/bird.conf")
        out.line("#")
        out.line("# Why a route was refused, by the last number of (\(server.asn), 1101, ...):")
        for reason in RejectReason.allCases {
            out.line("#   \(reason.rawValue): \(reason)")
        }
        out.line("log syslog all;")
        out.line("router id \(server.routerID);", at: server.origin)
        if let client = server.clients.first(where: { $0.secret != nil }) {
            // Not ours: it defines cr_secret_NAME for each name below.
            out.line("include \"/etc/bird/cristallo-secrets.conf\";", at: client.origin)
        }
        out.gap()
        out.line("protocol device {}")
        out.line("attribute int cr_client;")
        for family in server.families {
            out.line("\(Self.word(family)) table \(Self.table(family)) sorted;")
        }
    }

    // MARK: Sessions

    /// What all sessions of a family have in common. Import and export are for each to say: BIRD
    /// refuses a session without them (RFC 8212).
    private func writeTemplate(_ local: IPAddress, to out: inout ConfigText) {
        let family = local.family
        out.gap()
        out.block("template bgp \(Self.template(family)) {", at: [server.origin], closing: "}") {
            out in
            out.line("local \(local) as \(server.asn);")
            out.line("strict bind yes;")
            out.line("passive yes;")
            out.line("rs client;")
            out.line("interpret communities no;")
            if server.hasRoles { out.line("local role rs_server;") }
            writeChannel(family, to: &out)
        }
    }

    /// Of sessions of IPv6 that carry IPv4 routes, too (RFC 8950).
    private func writeJoinedTemplate(to out: inout ConfigText) {
        out.gap()
        out.block(
            "template bgp \(Self.joinedTemplate) from \(Self.template(.ipv6)) {",
            at: [server.origin], closing: "}"
        ) { writeChannel(.ipv4, to: &$0) }
    }

    private func writeChannel(_ family: AddressFamily, to out: inout ConfigText) {
        out.block("\(Self.word(family)) {", closing: "};") { out in
            out.line("table \(Self.table(family));")
            out.line("secondary;")
            // Without it nothing is looked at again when validity changes.
            if server.originValidation != nil || server.providerAuthorizations != nil {
                out.line("import table yes;")
            }
            out.line("import keep filtered;")
        }
    }

    private func writeSessions(to out: inout ConfigText) {
        let names = BIRDSetNames(server)
        let clients = server.clients
        var start = 0
        while start < clients.count {
            // The families of one session stand behind each other.
            var end = start
            while end < clients.count, clients[end].address == clients[start].address { end += 1 }
            out.gap(at: [clients[start].origin])
            for index in start..<end { writeSets(ofClient: index, names, to: &out) }
            writeSession(clients[start], start..<end, names, to: &out)
            start = end
        }
    }

    private func writeSession(
        _ client: RouteServerClient, _ channels: Range<Int>, _ names: BIRDSetNames,
        to out: inout ConfigText
    ) {
        let suffix = Self.symbol(of: client.address)
        let template =
            channels.count > 1 ? Self.joinedTemplate : Self.template(client.address.family)
        out.block(
            "protocol bgp cr_as\(client.asn)_\(suffix) from \(template) {",
            at: [client.origin], closing: "}"
        ) { out in
            if let exchange = fabric.exchange {
                out.line("description \"\(exchange.members[client.member].name)\";")
            }
            out.line("neighbor \(client.address) as \(client.asn);")
            if let secret = client.secret { out.line("password \(Self.symbol(of: secret));") }
            if client.hasGTSM { out.line("ttl security yes;") }
            for index in channels { write(server.clients[index], names[index], to: &out) }
        }
    }

    /// The channel of a family of a session.
    private func write(
        _ client: RouteServerClient, _ sets: BIRDSetNames.Names, to out: inout ConfigText
    ) {
        let word = Self.word(client.family)
        out.block("\(word) {", closing: "};") { out in
            out.line(
                "import where cr_accepts_\(word)(\(client.asn), "
                    + Self.set(client.nextHops.map { "\($0)" })
                    + ", \(sets.prefixes), \(sets.exact), \(sets.origins));")
            if let limit = client.limit { out.line(Self.text(limit)) }
            if client.getsAllPaths { out.line("add paths tx;") }
            if client.hasExtendedNextHop, client.family == .ipv4 {
                out.line("extended next hop yes;")
            }
            out.line("export where \(exports(to: client, sets));")
        }
    }

    private static func text(_ limit: SessionLimit) -> ConfigLine {
        let counted: ConfigLine =
            switch limit.counted {
            case .received: "receive"
            case .accepted: "import"
            }
        let action: ConfigLine =
            switch limit.action {
            case .shutdown: "disable"
            case .restart: "restart"
            case .block: "block"
            case .warn: "warn"
            }
        return "\(counted) limit \(limit.prefixes) action \(action);"
    }

    // MARK: Words

    /// Elements in brackets, on one line: BIRD reads a set of many lines no better, and there are
    /// very many of them.
    static func set(_ elements: [ConfigLine]) -> ConfigLine {
        "[\(elements.joined(by: ", "))]"
    }

    static func word(_ family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "ipv4" : "ipv6"
    }

    static func table(_ family: AddressFamily) -> ConfigLine {
        "cr_routes_\(word(family))"
    }

    private static func template(_ family: AddressFamily) -> ConfigLine {
        "cr_clients_\(word(family))"
    }

    private static let joinedTemplate: ConfigLine = "cr_clients_ipv4_over_ipv6"

    /// The constant that holds the key of that name; quoted, since names have hyphens.
    private static func symbol(of secret: Name) -> ConfigLine { "'cr_secret_\(secret)'" }

    /// An address in the alphabet of symbols. It names sets and protocols, so that those of one
    /// client stay the same whoever else comes and goes.
    static func symbol(of address: IPAddress) -> ConfigLine {
        switch address {
        case .ipv4(let address):
            (0..<4).map { Int(address.rawValue >> UInt32(24 - 8 * $0) & 255) }.joined(by: "_")
        case .ipv6(let address):
            (0..<8).map { group in
                (0..<4).map { hexadecimalDigit(4 * group + $0, of: address) }.joined(by: "")
            }.joined(by: "_")
        }
    }

    /// One of the 32 digits, the first at index 0.
    private static func hexadecimalDigit(_ index: Int, of address: IPv6Address) -> ConfigLine {
        let digits: [ConfigLine] = [
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f",
        ]
        return digits[Int(address.rawValue >> UInt128(124 - 4 * index) & 15)]
    }
}

extension RejectReason: ConfigValue {
    public var configText: String { meaning }
}

// bird.conf: one table for each family, one session for each address of a client.
//
// The server takes no part in the traffic: it has no kernel protocol, keeps its AS number out of
// paths and leaves next hops alone (`rs client`). It waits for its clients to connect. A route that
// no rule refuses is offered to every other client; where the best one may not go to a client, the
// next one does (`secondary`, which needs a sorted table). Refused routes are kept and can be shown:
// `show route filtered protocol cr_…`. Communities of others pass unread: NO_EXPORT is meant for
// who receives it, not for the server.

import Diagnostics
import IR
import Net

struct BIRDFile {
    let fabric: Fabric
    let device: Device
    let server: RouteServer

    func generate() -> GeneratedFile {
        var out = ConfigText(file: "bird.conf", of: device, indent: 4)
        out.line("# \(device.name): /etc/bird/bird.conf")
        out.line("log syslog all;")
        out.line("router id \(server.routerID);", at: server.origin)
        out.gap()
        out.line("protocol device {}")
        for family in server.families {
            out.line("\(Self.word(family)) table \(Self.table(family)) sorted;")
        }
        writeRules(to: &out)
        for client in server.clients { write(client, to: &out) }
        return out.finished()
    }

    private func write(_ client: RouteServerClient, to out: inout ConfigText) {
        let family = client.address.family
        guard let local = server.address(family) else {
            preconditionFailure("a client has an address of a family that its server has not")
        }
        let suffix = Self.symbol(of: client.address)
        let name = fabric.exchange?.members[client.member].name
        out.gap(at: [client.origin])
        writeSets(of: client, suffix, to: &out)
        out.block(
            "protocol bgp cr_as\(client.asn)_\(suffix) {", at: [client.origin], closing: "}"
        ) { out in
            if let name { out.line("description \"\(name)\";") }
            out.line("local \(local) as \(server.asn);", at: server.origin)
            out.line("neighbor \(client.address) as \(client.asn);")
            out.line("strict bind yes;")
            out.line("passive yes;")
            out.line("rs client;")
            out.line("interpret communities no;")
            out.block("\(Self.word(family)) {", closing: "};") { out in
                out.line("table \(Self.table(family));")
                out.line("secondary;")
                out.line("import keep filtered;")
                if client.prefixes.isEmpty {
                    out.line("import none;")
                } else {
                    out.line(
                        "import where cr_accepts_\(Self.word(family))(\(client.asn), "
                            + "\(client.address), cr_prefixes_\(suffix), cr_origins_\(suffix));")
                }
                if let limit = client.limit?.prefixes {
                    out.line("receive limit \(limit) action disable;")
                    out.line("import limit \(limit) action disable;")
                }
                out.line("export where source = RTS_BGP;")
            }
        }
    }

    /// What the client may announce, and from where.
    private func writeSets(
        of client: RouteServerClient, _ suffix: ConfigLine, to out: inout ConfigText
    ) {
        guard !client.prefixes.isEmpty else { return }
        let longest = server.acceptedLengths(client.address.family).upperBound
        let prefixes = client.prefixes.map { prefix -> ConfigLine in
            "\(prefix){\(prefix.length),\(max(prefix.length, longest))}"
        }
        write("cr_prefixes_\(suffix)", prefixes, at: client.origin, to: &out)
        write("cr_origins_\(suffix)", client.origins.map { "\($0)" }, at: client.origin, to: &out)
    }

    /// A set, one element a line.
    func write(
        _ name: ConfigLine, _ elements: [ConfigLine], at origin: SourceSpan,
        to out: inout ConfigText
    ) {
        out.block("define \(name) = [", at: [origin], closing: "];") { out in
            for (index, element) in elements.enumerated() {
                out.line(index + 1 < elements.count ? "\(element)," : element)
            }
        }
    }

    static func word(_ family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "ipv4" : "ipv6"
    }

    private static func table(_ family: AddressFamily) -> ConfigLine {
        "cr_routes_\(word(family))"
    }

    /// An address in the alphabet of symbols. It names sets and protocols, so that those of one
    /// client stay the same whoever else comes and goes.
    private static func symbol(of address: IPAddress) -> ConfigLine {
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

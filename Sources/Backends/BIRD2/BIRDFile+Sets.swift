import Diagnostics
import IR
import Net

extension BIRDFile {
    /// Sets that the rules of all clients use.
    func writeSets(to out: inout ConfigText) {
        out.gap()
        for rule in server.rules {
            switch rule.kind {
            case .ownLANs(let prefixes):
                for family in server.families {
                    let own = prefixes.filter { $0.family == family }
                    define(
                        "cr_own_\(Self.word(family))", own.map { "\($0)+" }, at: rule.origin,
                        to: &out)
                }
            case .bogonPrefixes(let ranges):
                for family in server.families {
                    let bogons = ranges.filter { $0.prefix.family == family }
                    define(
                        "cr_bogons_\(Self.word(family))",
                        bogons.map {
                            "\($0.prefix){\($0.lengths.lowerBound),\($0.lengths.upperBound)}"
                        }, at: rule.origin, to: &out)
                }
            case .bogonASNs(let ranges):
                define(
                    "cr_bogon_asns",
                    ranges.map { range in
                        range.count == 1
                            ? "\(range.lowerBound)" : "\(range.lowerBound)..\(range.upperBound)"
                    }, at: rule.origin, to: &out)
            case .transitFree(let asns):
                define("cr_transit_free", asns.map { "\($0)" }, at: rule.origin, to: &out)
            case .neverViaRouteServers(let asns):
                define("cr_never_here", asns.map { "\($0)" }, at: rule.origin, to: &out)
            case .pathLengths, .firstAS, .nextHops, .asSets, .leaks, .pathValidity, .origins,
                .prefixes, .blackholes, .originValidity, .prefixLengths:
                break
            }
        }
        out.line("define \(BIRDSetNames.none) = [];", at: server.origin)
    }

    /// What the client may announce, and from where; whom it hears.
    func writeSets(ofClient index: Int, _ names: BIRDSetNames, to out: inout ConfigText) {
        let client = server.clients[index]
        let names = names[index]
        let origin = client.origin
        if names.definesPrefixes {
            define(
                names.prefixes, PrefixPattern.patterns(of: client.prefixes).map(\.text),
                at: origin, to: &out)
            let exact = server.exactPrefixes(of: client)
            define(names.exact, exact.map { "\($0)" }, at: origin, to: &out)
        }
        if names.definesOrigins {
            out.line(
                "define \(names.origins) = \(Self.set(client.origins.map { "\($0)" }));",
                at: origin)
        }
        if names.definesSources, !client.acceptsFrom.isEverybody {
            switch client.acceptsFrom {
            case .everybody: break
            case .only(let asns), .allBut(let asns):
                out.line(
                    "define \(names.sources) = \(Self.set(asns.map { "\($0)" }));", at: origin)
            }
        }
    }

    /// Nothing where the set is empty: nobody asks for it then.
    private func define(
        _ name: ConfigLine, _ elements: [ConfigLine], at origin: SourceSpan,
        to out: inout ConfigText
    ) {
        guard !elements.isEmpty else { return }
        out.line("define \(name) = \(Self.set(elements));", at: origin)
    }
}

import Diagnostics
import IR
import Net

extension BIRDFile {
    /// Sets that hold for everybody, and one function for each family that knows all rules.
    func writeRules(to out: inout ConfigText) {
        out.gap()
        let asns = server.bogonASNs.map { range -> ConfigLine in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)..\(range.upperBound)"
        }
        if !asns.isEmpty { write("cr_bogon_asns", asns, at: server.origin, to: &out) }
        for family in server.families {
            let own = server.ownLANs.filter { $0.family == family }
            let bogons = server.bogonPrefixes.filter { $0.prefix.family == family }
            let word = Self.word(family)
            if !own.isEmpty {
                write("cr_own_\(word)", own.map { "\($0)+" }, at: server.origin, to: &out)
            }
            if !bogons.isEmpty {
                let ranges = bogons.map { range -> ConfigLine in
                    "\(range.prefix){\(range.lengths.lowerBound),\(range.lengths.upperBound)}"
                }
                write("cr_bogons_\(word)", ranges, at: server.origin, to: &out)
            }
            writeFunction(
                family, hasOwn: !own.isEmpty, hasBogons: !bogons.isEmpty, hasASNs: !asns.isEmpty,
                to: &out)
        }
    }

    /// Whether a client's route is accepted. The arguments are the client's AS number and address,
    /// and what it may announce. The first rule that is broken ends it.
    private func writeFunction(
        _ family: AddressFamily, hasOwn: Bool, hasBogons: Bool, hasASNs: Bool,
        to out: inout ConfigText
    ) {
        let word = Self.word(family)
        let lengths = server.acceptedLengths(family)
        out.gap()
        out.line("function cr_accepts_\(word)(int cr_peer; ip cr_address;")
        out.block("    prefix set cr_prefixes; int set cr_origins) {", closing: "}") { out in
            func refuse(_ condition: ConfigLine, _ reason: ConfigLine) {
                out.line("if \(condition) then return false; # \(reason)", at: server.origin)
            }
            // A prefix that the client was given as a whole is exempt, whatever its length.
            refuse(
                "net.len < \(lengths.lowerBound) && !(net ~ cr_prefixes)", "too short a prefix")
            refuse(
                "net.len > \(lengths.upperBound) && !(net ~ cr_prefixes)", "too long a prefix")
            if hasOwn { refuse("net ~ cr_own_\(word)", "a LAN of the exchange") }
            if hasBogons {
                refuse("net ~ cr_bogons_\(word) && !(net ~ cr_prefixes)", "a bogon prefix")
            }
            refuse("bgp_path.len < 1", "no AS path")
            refuse("bgp_path.len > \(Self.longestPath)", "too long an AS path")
            refuse("bgp_path.first != cr_peer", "another AS in front")
            refuse("bgp_next_hop != cr_address", "the next hop of somebody else")
            if hasASNs { refuse("bgp_path ~ cr_bogon_asns", "a bogon AS number in the path") }
            refuse("!(bgp_path.last ~ cr_origins)", "an origin that is not the client's")
            refuse("!(net ~ cr_prefixes)", "a prefix that is not the client's")
            out.line("return true;")
        }
    }

    /// Paths in use are far shorter; what is longer is a mistake.
    private static let longestPath = 64
}

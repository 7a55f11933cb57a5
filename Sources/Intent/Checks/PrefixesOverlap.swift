import Diagnostics
import Net

extension Check {
    static let prefixesOverlap = Check(
        Rule(
            code: "intent.prefixes-overlap",
            meaning: "Two segments of a VRF, or a segment and the subnet of an exit, overlap: an "
                + "address would be in both, and which one answers is a matter of luck.",
            bad: "segments:\n  - {name: web, ipv4: 10.1.0.0/16}\n"
                + "  - {name: records, ipv4: 10.1.10.0/24}\n",
            good: "segments:\n  - {name: web, ipv4: 10.2.0.0/16}\n"
                + "  - {name: records, ipv4: 10.1.10.0/24}\n")
    ) { index, findings in
        for vrf in index.vrfs {
            var claims: [Claim<IPPrefix>] = []
            for segment in index.segments[vrf.segments] {
                claims += segment.prefixes.map {
                    Claim($0, by: "segment " + quoted(segment.path))
                }
            }
            for exit in index.exits[vrf.exits] {
                claims += exit.subnets.map { Claim($0, by: "exit " + quoted(exit.path)) }
            }
            for pair in overlaps(among: claims.map(\.key)) {
                let (a, b) = (claims[pair.outer], claims[pair.inner])
                let (first, again) = a.span < b.span ? (a, b) : (b, a)
                findings.error(
                    "\(again.key) of \(again.owner) overlaps \(first.key) of \(first.owner)",
                    at: again.span, notes: [.init("the other prefix", at: first.span)],
                    hint: "choose prefixes that share no address, or put one into another VRF")
            }
        }
    }
}

extension IndexedExit {
    /// The subnets that the exit's port is in.
    var subnets: [Located<IPPrefix>] {
        [exit.ipv4, exit.ipv6].compactMap { $0?.map(\.prefix) }
    }
}

import Diagnostics
import IR
import Net

extension OpenBGPDFile {
    func writeExport(to out: inout ConfigText) {
        out.gap()
        out.line("# To clients. Nothing that was refused, and nothing back to who announced it.")
        out.line("deny quick to ebgp large-community \(server.asn):\(CommunityPlan.rejection):*")
        let own: ConfigLine = "large-community \(server.asn):\(Mark.source.rawValue):neighbor-as"
        out.line("deny quick to ebgp \(own) \(large(.session, 0))")
        for client in server.clients {
            guard let number = sessionNumbers[client.address] else { continue }
            out.line(
                "deny quick to \(client.address) \(own) \(large(.session, number))",
                at: client.origin)
        }
        writeChoices(to: &out)
        writeRequests(to: &out)
        writePrepends(to: &out)
        writeWellKnown(to: &out)
        writeScrub(to: &out)
    }

    /// What members chose for all of their routes. Who chose shows in the mark.
    private func writeChoices(to out: inout ConfigText) {
        var known: Set<ASN> = []
        for client in server.clients where known.insert(client.asn).inserted {
            let source = large(.source, client.asn)
            write(
                client.announcesTo, 1, everybody: "match to ebgp \(source)",
                each: { "match to AS \($0) \(source)" }, at: client.origin, to: &out)
            write(
                client.acceptsFrom, 2, everybody: "match to AS \(client.asn)",
                each: { "match to AS \(client.asn) \(large(.source, $0))" }, at: client.origin,
                to: &out)
        }
        out.line("deny quick to ebgp large-community \(server.asn):\(Mark.choice.rawValue):*")
        writeUnwantedBlackholes(to: &out)
    }

    /// Marks routes that are not chosen.
    private func write(
        _ choice: MemberChoice, _ number: Int, everybody: ConfigLine,
        each: (ASN) -> ConfigLine, at origin: SourceSpan, to out: inout ConfigText
    ) {
        switch choice {
        case .everybody: break
        case .only(let asns):
            out.line("\(everybody) set \(large(.choice, number))", at: origin)
            for asn in asns {
                out.line("\(each(asn)) set \(deleting(.choice, number))", at: origin)
            }
        case .allBut(let asns):
            for asn in asns {
                out.line("\(each(asn)) set \(large(.choice, number))", at: origin)
            }
        }
    }

    private func writeUnwantedBlackholes(to out: inout ConfigText) {
        for client in server.clients where !client.getsBlackholes {
            out.line("deny quick to \(client.address) \(large(.blackhole, 0))", at: client.origin)
        }
    }

    /// Not to a member, to a member, to nobody, in this order.
    private func writeRequests(to out: inout ConfigText) {
        out.gap()
        for words in wordsForReceiver(.withhold) { out.line("deny quick to ebgp \(words)") }
        for (client, words) in byOtherNumber(.withhold) {
            out.line("deny quick to \(client.address) \(words)", at: client.origin)
        }
        for community in plan.communities(for: .withhold, .everybody) {
            out.line("match to ebgp \(words(community)) set \(large(.withheld, 0))")
        }
        for words in wordsForReceiver(.announce) {
            out.line("match to ebgp \(words) set \(deleting(.withheld, 0))")
        }
        for (client, words) in byOtherNumber(.announce) {
            out.line(
                "match to \(client.address) \(words) set \(deleting(.withheld, 0))",
                at: client.origin)
        }
        out.line("deny quick to ebgp \(large(.withheld, 0))")
    }

    /// One for the receiver before one for all, more before fewer: the first that is there takes
    /// the marks of all others away.
    private func writePrepends(to out: inout ConfigText) {
        out.gap()
        let counts = [1, 2, 3]
        for count in counts {
            for community in plan.communities(for: .prepend(count), .everybody) {
                out.line("match to ebgp \(words(community)) set \(large(.prepend, count))")
            }
            for words in wordsForReceiver(.prepend(count)) {
                out.line("match to ebgp \(words) set \(large(.prepend, 3 + count))")
            }
            for (client, words) in byOtherNumber(.prepend(count)) {
                out.line(
                    "match to \(client.address) \(words) set \(large(.prepend, 3 + count))",
                    at: client.origin)
            }
        }
        for number in (1...6).reversed() {
            out.line(
                "match to ebgp \(large(.prepend, number)) set "
                    + "{ prepend-neighbor \((number - 1) % 3 + 1), \(deletingAll(.prepend)) }")
        }
    }

    /// NO_EXPORT where it is asked for, and what the route came with.
    private func writeWellKnown(to out: inout ConfigText) {
        out.gap()
        for community in plan.communities(for: .addNoExport, .everybody) {
            out.line("match to ebgp \(words(community)) set \(large(.unread, 65281))")
        }
        for words in wordsForReceiver(.addNoExport) {
            out.line("match to ebgp \(words) set \(large(.unread, 65281))")
        }
        for (client, words) in byOtherNumber(.addNoExport) {
            out.line(
                "match to \(client.address) \(words) set \(large(.unread, 65281))",
                at: client.origin)
        }
        for known in [65281, 65282, 65283] {
            out.line("match to ebgp \(large(.unread, known)) set community 65535:\(known)")
        }
    }

    /// All requests and marks go; what is known of the origin stays.
    private func writeScrub(to out: inout ConfigText) {
        out.gap()
        out.block("match to ebgp set {", closing: "}") { out in
            for administrator in plan.administrators {
                out.line("community delete \(administrator):*")
                out.line("ext-community delete rt \(administrator):*")
            }
        }
        for validity in [1, 2, 3] {
            let words: ConfigLine =
                "large-community \(server.asn):\(CommunityPlan.validity):\(validity)"
            out.line(
                "match to ebgp \(words) set "
                    + "{ large-community delete \(server.asn):*:*, \(words) }")
        }
        out.line("allow to ebgp")
    }
}

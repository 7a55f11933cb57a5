import IR
import Net

extension BIRDFile {
    /// A table of payloads for each family, and where they come from. BIRD asks all caches at once
    /// and takes what any of them has, whatever their order.
    func writeOriginValidation(to out: inout ConfigText) {
        guard let validation = server.originValidation else { return }
        for family in server.families {
            out.line(
                "\(Self.payloads(family)) table \(Self.payloadTable(family));", at: server.origin)
        }
        for cache in validation.caches {
            let name = Self.symbol(of: cache.address)
            out.gap()
            out.block(
                "protocol rpki cr_cache_\(name)_\(cache.port) {", at: [server.origin],
                closing: "}"
            ) { out in
                for family in server.families { out.line(Self.channel(family)) }
                if server.providerAuthorizations != nil { out.line(Self.authorizationChannel) }
                out.line("remote \(cache.address) port \(cache.port);")
            }
        }
        for family in server.families {
            let payloads = validation.payloads.filter { $0.prefix.family == family }
            guard !payloads.isEmpty else { continue }
            out.gap()
            out.block(
                "protocol static cr_payloads_\(Self.word(family)) {", at: [server.origin],
                closing: "}"
            ) { out in
                out.line(Self.channel(family))
                for payload in payloads {
                    out.line(
                        "route \(payload.prefix) max \(payload.maxLength) as \(payload.asn);")
                }
            }
        }
    }

    static func payloadTable(_ family: AddressFamily) -> ConfigLine {
        "cr_payloads_of_\(word(family))"
    }

    private static func payloads(_ family: AddressFamily) -> ConfigLine {
        family == .ipv4 ? "roa4" : "roa6"
    }

    private static func channel(_ family: AddressFamily) -> ConfigLine {
        "\(payloads(family)) { table \(payloadTable(family)); };"
    }
}

import IR
import Net

/// The configuration of Alice-LG, a looking glass for route servers: where each of them is asked, and what
/// its communities mean, reasons of refusal among them (`alice.conf`, alice-lg/alice-lg).
///
/// A route server with BIRD is asked by way of birdwatcher, one with OpenBGPD by way of bgplgd, each at
/// the server's management address and the port of that program's own example. Where they listen
/// elsewhere, and how the page looks, is for the operator to change: the topology does not know it.
public struct LookingGlassConfiguration: Sendable {
    public init() {}

    /// Nil where the fabric has no exchange.
    public func text(of fabric: Fabric) -> String? {
        guard let published = PublishedExchange(fabric) else { return nil }
        var sections: [Section] = []
        let asns = Set(published.servers.map(\.server.asn)).sorted()
        var server = Section("server")
        server.add("listen_http", "127.0.0.1:7340")
        server.add("enable_prefix_lookup", "true")
        server.add("enable_neighbors_status_refresh", "false")
        if let asn = asns.first { server.add("asn", "\(asn)") }
        sections.append(server)
        sections.append(rejections(asns))
        var noexport = Section("noexport")
        noexport.add("load_on_demand", "true")
        sections.append(noexport)
        sections.append(blackholes(asns))
        if let first = published.servers.first(where: { $0.server.originValidation != nil }) {
            sections.append(validation(first.server.asn))
        }
        sections.append(communities(asns))
        sections += Self.columns
        for server in published.servers {
            for family in server.server.families { sections += source(server, family, published) }
        }
        return sections.map(\.text).joined(separator: "\n")
    }

    private func rejections(_ asns: [ASN]) -> Section {
        var section = Section("rejection_reasons")
        for asn in asns {
            for reason in RejectReason.allCases {
                section.add(
                    "\(asn):\(CommunityPlan.rejection):\(reason.rawValue)", reason.meaning)
            }
        }
        return section
    }

    private func blackholes(_ asns: [ASN]) -> Section {
        var section = Section("blackhole_communities")
        section.add("65535:666")
        for community in asns.flatMap({ CommunityPlan(asn: $0).blackholes }) {
            section.add("\(community)")
        }
        return section
    }

    /// Routes with an invalid origin are refused, so no route carries the last.
    private func validation(_ asn: ASN) -> Section {
        var section = Section("rpki")
        section.add("enabled", "true")
        for (number, key) in ["valid", "unknown", "not_checked", "invalid"].enumerated() {
            section.add(key, "\(asn):\(CommunityPlan.validity):\(number + 1)")
        }
        return section
    }

    /// `$n` stands for the n-th number of the community, from 0.
    private func communities(_ asns: [ASN]) -> Section {
        var section = Section("bgp_communities")
        for asn in asns {
            let plan = CommunityPlan(asn: asn)
            for request in CommunityPlan.requests {
                let function = CommunityPlan.largeFunction(of: request)
                section.add("\(asn):\(function):0", request.phrase())
                section.add("\(asn):\(function):*", request.phrase("AS$2"))
                guard
                    let administrator = CommunityPlan.administrator(
                        of: request, server: plan.asn16)
                else { continue }
                if let own = plan.asn16 {
                    section.add("\(administrator):\(own)", request.phrase())
                }
                section.add("\(administrator):*", request.phrase("AS$1"))
            }
        }
        return section
    }

    private func source(
        _ server: PublishedExchange.Server, _ family: AddressFamily, _ published: PublishedExchange
    ) -> [Section] {
        let key = "source.\(server.device.name)-\(family)".lowercased()
        var source = Section(key)
        source.add("name", "\(server.device.name) (\(family))")
        source.add("group", published.exchange.name.text)
        let management = server.device.interfaces.first { $0.role == .management }?.addresses.first?
            .address
        let host: String =
            switch management {
            case .ipv4(let address)?: "\(address)"
            case .ipv6(let address)?: "[\(address)]"
            case nil: server.device.name.text
            }
        if server.device.platform == "openbgpd" {
            var api = Section("\(key).openbgpd-bgplgd")
            api.add("api", "http://\(host):29111/api")
            return [source, api]
        }
        var api = Section("\(key).birdwatcher")
        api.add("api", "http://\(host):\(family == .ipv4 ? 29184 : 29186)/")
        api.add("type", "single_table")
        api.add("main_table", "cr_routes_\(family)".lowercased())
        api.add("show_last_reboot", "true")
        return [source, api]
    }

    private static let columns: [Section] = {
        func section(_ name: String, _ fields: [(String, String)]) -> Section {
            var section = Section(name)
            for (key, value) in fields { section.add(key, value) }
            return section
        }
        return [
            section(
                "neighbours_columns",
                [
                    ("address", "Neighbour"), ("asn", "ASN"), ("state", "State"),
                    ("Uptime", "Uptime"), ("Description", "Description"),
                    ("routes_received", "Routes received"), ("routes_filtered", "Refused"),
                ]),
            section(
                "routes_columns",
                [("network", "Network"), ("gateway", "Gateway"), ("bgp.as_path", "AS path")]),
            section(
                "lookup_columns",
                [
                    ("network", "Network"), ("gateway", "Gateway"), ("neighbour.asn", "ASN"),
                    ("neighbour.description", "Description"), ("bgp.as_path", "AS path"),
                    ("routeserver.name", "Route server"),
                ]),
        ]
    }()

    /// A section of an INI file.
    private struct Section {
        private(set) var text: String

        init(_ name: String) { text = "[\(name)]\n" }

        mutating func add(_ key: String, _ value: String) { text += "\(key) = \(value)\n" }

        mutating func add(_ value: String) { text += "\(value)\n" }
    }
}

import IR
import Net

/// The page that a member reads before it connects: LANs and route servers, what may enter a port,
/// what the route servers refuse and why a route was refused, which communities they heed. Markdown.
///
/// Everything on it follows from the fabric: it changes when the policy does and at no other time.
public struct MemberPolicy: Sendable {
    public init() {}

    /// Nil where the fabric has no exchange.
    public func text(of fabric: Fabric) -> String? {
        guard let published = PublishedExchange(fabric) else { return nil }
        var page = MarkdownPage()
        let name = published.exchange.registration.fullName?.text ?? published.exchange.name.text
        page.heading(1, "Policy of \(name)")
        page.paragraph(
            "For members, in force as it stands here. Short name: \(published.exchange.name).")
        writeLANs(published, to: &page)
        writePorts(to: &page)
        writeRouteServers(published, to: &page)
        writeContacts(published, to: &page)
        return page.text
    }

    private func writeLANs(_ published: PublishedExchange, to page: inout MarkdownPage) {
        page.heading(2, "LANs")
        page.table(
            ["LAN", "IPv4", "IPv6", "Looking glass"],
            published.lans.map { lan in
                let segment = published.fabric[lan.segment]
                func prefix(_ family: AddressFamily) -> String {
                    segment.prefixes.first { $0.prefix.family == family }?.prefix.description ?? "-"
                }
                let pages = lan.lookingGlasses.map { "<\($0)>" }.joined(separator: " ")
                return [
                    segment.name.text, prefix(.ipv4), prefix(.ipv6), pages.isEmpty ? "-" : pages,
                ]
            })
    }

    private func writePorts(to page: inout MarkdownPage) {
        page.heading(2, "What may enter a port")
        page.paragraph(
            "The same holds on every port, LAGs and the ports of the route servers included. What "
                + "does not pass is dropped and counted.")
        page.list([
            "Frames from the MAC addresses that are registered for the port, and from no other.",
            "Ethertypes 0x0800 (IPv4), 0x0806 (ARP) and 0x86dd (IPv6), untagged. No spanning tree, "
                + "LACP (but between the legs of a LAG and us), LLDP, CDP or other.",
            "Of frames to many only ARP and neighbour discovery.",
            "No router advertisements, router solicitations, redirects, IRDP or DHCP.",
            "At most 1,000 frames a second each of broadcast, of multicast, and of frames to a "
                + "station that the LAN does not have.",
        ])
        page.paragraph(
            "A new port is first in quarantine, where nothing passes, until a capture shows that it "
                + "keeps these rules.")
    }

    // MARK: Route servers

    private func writeRouteServers(_ published: PublishedExchange, to page: inout MarkdownPage) {
        page.heading(2, "Route servers")
        guard let first = published.servers.first else {
            page.paragraph("There are none.")
            return
        }
        page.table(
            ["Route server", "AS", "Addresses"],
            published.servers.map { server in
                [
                    server.device.name.text, "\(server.server.asn)",
                    server.server.addresses.map { "\($0)" }.joined(separator: ", "),
                ]
            })
        // All route servers of an exchange have one policy, but for rules that one of them cannot keep;
        // each AS number has its own communities.
        writeRefusals(of: published.servers, to: &page)
        if first.server.honoursGracefulShutdown {
            page.paragraph(
                "A route with GRACEFUL_SHUTDOWN (65535:0, RFC 8326) becomes the last choice.")
        }
        if first.server.hasRoles {
            page.paragraph(
                "Sessions have the roles of RFC 9234: ours is RS, yours RS-Client. Routes that you "
                    + "get carry OTC.")
        }
        for asn in Set(published.servers.map(\.server.asn)).sorted() {
            writeCommunities(of: asn, to: &page)
        }
    }

    private func writeRefusals(
        of servers: [PublishedExchange.Server], to page: inout MarkdownPage
    ) {
        let count = servers.map(\.server.rules.count).max()
        guard let server = servers.first(where: { $0.server.rules.count == count })?.server else {
            return
        }
        page.heading(3, "Refused routes")
        page.paragraph(
            "Rules are tried in this order; the first that a route breaks is the reason. A refused "
                + "route goes to nobody and shows its reason in the looking glass as a large community."
        )
        page.table(
            ["Refused is", "Reason"],
            server.rules.map { rule in
                let (text, reasons) = rule.refusals
                let communities = reasons.map {
                    "`\(server.asn):\(CommunityPlan.rejection):\($0.rawValue)` \($0.meaning)"
                }
                let keepers = servers.filter { other in
                    other.server.rules.contains { $0.kind == rule.kind }
                }.map(\.device.name.text)
                let place =
                    keepers.count < servers.count ? " (\(keepers.joined(separator: ", ")))" : ""
                return [text + place, communities.joined(separator: "; ")]
            })
    }

    private func writeCommunities(of asn: ASN, to page: inout MarkdownPage) {
        let plan = CommunityPlan(asn: asn)
        page.heading(3, "Communities of AS\(asn)")
        page.paragraph(
            "PEER is the AS number of another member. A request about a member counts before one "
                + "about everybody, and not to announce before to announce; what nothing is said of is announced. None is passed on."
        )
        var rows: [[String]] = []
        for request in CommunityPlan.requests {
            let administrator = CommunityPlan.administrator(of: request, server: plan.asn16)
            let function = CommunityPlan.largeFunction(of: request)
            func row(_ target: String?, _ large: String, _ standard: String?, _ route: String)
                -> [String]
            {
                [
                    request.phrase(target), "`\(asn):\(function):\(large)`",
                    standard.flatMap { named in administrator.map { "`\($0):\(named)`" } } ?? "-",
                    administrator.map { "`rt:\($0):\(route)`" } ?? "-",
                ]
            }
            rows.append(row(nil, "0", plan.asn16.map { "\($0)" }, "\(asn)"))
            rows.append(row("PEER", "PEER", "PEER", "PEER"))
        }
        page.table(["Request", "Large", "Standard", "Route target"], rows)
    }

    private func writeContacts(_ published: PublishedExchange, to page: inout MarkdownPage) {
        let registration = published.exchange.registration
        let rows = [
            ("Questions", registration.support), ("Incidents", registration.emergency),
            ("Invoices", registration.billing),
        ].compactMap { name, contact in
            contact.map {
                [
                    name, $0.mail.map { "<\($0)>" } ?? "-", $0.phone?.text ?? "-",
                    $0.hours?.text ?? "-",
                ]
            }
        }
        guard !rows.isEmpty else { return }
        page.heading(2, "Contacts")
        page.table(["For", "Mail", "Telephone", "Hours"], rows)
    }
}

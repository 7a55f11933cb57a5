import Diagnostics
import IR
import Net

extension BIRDFile {
    func writeExports(to out: inout ConfigText) {
        writeChoices(to: &out)
        writeRequests(to: &out)
        // Of the client that it would go to its AS number, the one that standard communities name it
        // by or 0, and whether it takes blackholes.
        out.block(
            "function cr_announces(int cr_to; int cr_to16; bool cr_takes_blackholes)\(dialect.returns) {",
            at: [server.origin], closing: "}"
        ) { out in
            if hasBlackholes {
                out.line("if !cr_takes_blackholes && cr_is_blackhole() then return false;")
            }
            if hasChoices { out.line("if !cr_may_go(cr_to) then return false;") }
            // Most routes ask for nothing, and this is done for each route and client.
            out.line(
                "if !(bgp_community ~ cr_requests || bgp_ext_community ~ cr_request_targets "
                    + "|| bgp_large_community ~ cr_large_requests) then return true;")
            out.line("if \(asked(.withhold, isMember: true)) then return false;")
            out.line(
                "if (\(asked(.withhold, isMember: false))) "
                    + "&& !(\(asked(.announce, isMember: true))) then return false;")
            out.line("int cr_times = 0;")
            // The last that holds counts.
            for isMember in [false, true] {
                for count in 1...3 {
                    out.line(
                        "if \(asked(.prepend(count), isMember: isMember)) "
                            + "then cr_times = \(count);")
                }
            }
            for count in 1...3 {
                out.line("if cr_times >= \(count) then bgp_path.prepend(cr_client);")
            }
            out.line(
                "if \(asked(.addNoExport, isMember: false)) || "
                    + "\(asked(.addNoExport, isMember: true)) then bgp_community.add("
                    + "\(Self.tuple(.noExport)));")
            out.line("bgp_community.delete(cr_requests);")
            out.line("bgp_ext_community.delete(cr_request_targets);")
            out.line("bgp_large_community.delete(cr_large_requests);")
            out.line("return true;")
        }
    }

    // MARK: Choices of members

    private var hasChoices: Bool {
        server.clients.contains { !$0.announcesTo.isEverybody }
    }

    /// Whether the client that a route came from lets it go to a member. One function for all, so
    /// that what each of them chose stands once, and is looked up instead of tried.
    private func writeChoices(to out: inout ConfigText) {
        guard hasChoices else { return }
        out.gap()
        out.block(
            "function cr_may_go(int cr_to)\(dialect.returns) {", at: [server.origin], closing: "}"
        ) { out in
            out.block("case from {", closing: "}") { out in
                for choice in choices {
                    let clients = choice.clients.map { server.clients[$0] }
                    // A colon right behind it would belong to an IPv6 address.
                    let addresses = clients.map(\.address).joined(by: ", ")
                    out.line(
                        "\(addresses) : return \(Self.condition("cr_to", choice.of));",
                        at: clients.map(\.origin))
                }
            }
            out.line("return true;")
        }
    }

    /// Choices that are none of all, each with the clients that made it, in order of the first.
    private var choices: [(of: MemberChoice, clients: [Int])] {
        var choices: [(of: MemberChoice, clients: [Int])] = []
        var positions: [MemberChoice: Int] = [:]
        for (index, client) in server.clients.enumerated()
        where !client.announcesTo.isEverybody && !client.isOverOtherFamily {
            if let position = positions[client.announcesTo] {
                choices[position].clients.append(index)
            } else {
                positions[client.announcesTo] = choices.count
                choices.append((client.announcesTo, [index]))
            }
        }
        return choices
    }

    private static func condition(_ asn: ConfigLine, _ choice: MemberChoice) -> ConfigLine {
        switch choice {
        case .everybody: "true"
        case .only(let asns): "\(asn) ~ \(set(asns.map { "\($0)" }))"
        case .allBut(let asns): "!(\(asn) ~ \(set(asns.map { "\($0)" })))"
        }
    }

    /// The condition under which a route goes to the client.
    func exports(to client: RouteServerClient, _ sets: BIRDSetNames.Names) -> ConfigLine {
        let number = UInt16(exactly: client.asn.rawValue) ?? client.communityASN ?? 0
        let takesBlackholes: ConfigLine = client.getsBlackholes ? "true" : "false"
        let call: ConfigLine = "cr_announces(\(client.asn), \(number), \(takesBlackholes))"
        return switch client.acceptsFrom {
        case .everybody: call
        case .only: "cr_client ~ \(sets.sources) && \(call)"
        case .allBut where client.acceptsFrom.isEverybody: call
        case .allBut: "!(cr_client ~ \(sets.sources)) && \(call)"
        }
    }

    // MARK: Requests by communities

    /// All requests, as sets.
    private func writeRequests(to out: inout ConfigText) {
        let asn = server.asn
        let said = CommunityPlan.informational
        func define(_ name: ConfigLine, _ elements: [ConfigLine]) {
            out.line("define \(name) = \(Self.set(elements));", at: server.origin)
        }
        out.gap()
        define("cr_requests", plan.administrators.map { "(\($0), *)" })
        define("cr_request_targets", plan.administrators.map { "(rt, \($0), *)" })
        define(
            "cr_large_requests",
            [
                "(\(asn), 0..\(said.lowerBound - 1), *)",
                "(\(asn), \(said.upperBound + 1)..\(UInt32.max), *)",
            ])
    }

    /// Whether the route asks for it, for all members or for the one at hand.
    private func asked(_ request: CommunityPlan.Request, isMember: Bool) -> ConfigLine {
        let function = CommunityPlan.largeFunction(of: request)
        let target: ConfigLine = isMember ? "cr_to" : "0"
        var conditions: [ConfigLine] = [
            "(\(server.asn), \(function), \(target)) ~ bgp_large_community"
        ]
        if let administrator = CommunityPlan.administrator(of: request, server: plan.asn16) {
            if isMember {
                conditions.append(
                    "(cr_to16 > 0 && (\(administrator), cr_to16) ~ bgp_community)")
                conditions.append("(rt, \(administrator), cr_to) ~ bgp_ext_community")
            } else {
                if let asn16 = plan.asn16 {
                    conditions.append("(\(administrator), \(asn16)) ~ bgp_community")
                }
                conditions.append(
                    "(rt, \(administrator), \(server.asn)) ~ bgp_ext_community")
            }
        }
        return conditions.joined(by: " || ")
    }
}

extension MemberChoice {
    /// Whether it leaves out nobody.
    var isEverybody: Bool { self == .everybody || self == .allBut([]) }
}

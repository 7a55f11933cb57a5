/// The functions of `bird.conf` that are the same for all clients and families, statement by
/// statement, as a server of that AS number has to have them.
struct BIRDPolicy {
    let asn: UInt32

    struct Function {
        var parameters: String
        /// Each without its semicolon.
        var body: [String]

        func matches(_ function: BIRDConfiguration.Function) -> Bool {
            function.parameters == BIRDPattern.words(of: parameters)
                && function.body.map(\.words) == body.map { BIRDPattern.words(of: $0) }
        }
    }

    /// Tells the reason, and does not accept.
    var refuse: Function {
        Function(
            parameters: "(int cr_reason)",
            body: ["bgp_large_community.add((\(asn), 1101, cr_reason))", "return false"])
    }

    /// Tells the validity of the origin, and accepts.
    func accept(hasGracefulShutdown: Bool) -> Function {
        Function(
            parameters: "(int cr_validity)",
            body: ["bgp_large_community.add((\(asn), 1000, cr_validity))"]
                + (hasGracefulShutdown
                    ? ["if (65535, 0) ~ bgp_community then bgp_local_pref = 0"] : [])
                + ["return true"])
    }

    /// Whether the route has BLACKHOLE or what stands for it.
    var isBlackhole: Function {
        let standard = isShort ? "[(65535, 666), (\(asn), 666)]" : "[(65535, 666)]"
        return Function(
            parameters: "()",
            body: [
                "return bgp_community ~ \(standard) "
                    + "|| bgp_large_community ~ [(\(asn), 666, 0)]"
            ])
    }

    /// What a blackhole gets, after its length is found to be right.
    func blackhole(nextHop: String?) -> [String] {
        (isShort ? ["bgp_community.delete([(\(asn), 666)])"] : [])
            + [
                "bgp_large_community.delete([(\(asn), 666, 0)])",
                "bgp_community.add((65535, 666))", "bgp_community.add((65535, 65281))",
            ] + (nextHop.map { ["bgp_next_hop = \($0)"] } ?? []) + ["return cr_accept(3)"]
    }

    /// Whether the path holds an AS_SET, for paths up to a length; longer ones are refused anyway.
    ///
    /// A set in a path stands for as many numbers as a mask has, so that a path with one, and no
    /// other, matches a mask of one number more than its length.
    static func hasSet(longest: Int) -> Function {
        let cases = (1...longest).map { length in
            "\(length): return bgp_path ~ [= "
                + String(repeating: "? ", count: length + 1) + "=];"
        }
        return Function(
            parameters: "()",
            body: [
                "case bgp_path.len { \(cases.joined(separator: " ")) }",
                "return bgp_path.len > \(longest)",
            ])
    }

    // MARK: Requests by communities

    /// Whether the server's number fits into 16 bits.
    private var isShort: Bool { asn <= UInt32(UInt16.max) }

    /// First numbers of standard communities and route targets that are requests.
    private var administrators: [UInt32] {
        Set([0, 65281, 65501, 65502, 65503] + (isShort ? [asn] : [])).sorted()
    }

    /// The sets of all requests: name and elements.
    var requests: [(name: String, elements: [String])] {
        [
            ("cr_requests", administrators.map { "\($0) , *" }),
            ("cr_request_targets", administrators.map { "rt , \($0) , *" }),
            (
                "cr_large_requests",
                ["\(asn) , 0..999 , *", "\(asn) , 2000..4294967295 , *"]
            ),
        ]
    }

    /// Whether the route goes to a client, and what it asks to have done to it on the way.
    func announces(hasBlackholes: Bool, hasChoices: Bool) -> Function {
        var body: [String] = []
        if hasBlackholes {
            body.append("if !cr_takes_blackholes && cr_is_blackhole() then return false")
        }
        if hasChoices { body.append("if !cr_may_go(cr_to) then return false") }
        body += [
            "if !(bgp_community ~ cr_requests || bgp_ext_community ~ cr_request_targets "
                + "|| bgp_large_community ~ cr_large_requests) then return true",
            "if \(member(0, 0)) then return false",
            "if (\(everybody(0, 0))) && !(\(member(1, isShort ? asn : nil))) then return false",
            "int cr_times = 0",
        ]
        for ask in [everybody, member] {
            for count: UInt32 in 1...3 {
                body.append("if \(ask(100 + count, 65500 + count)) then cr_times = \(count)")
            }
        }
        for count in 1...3 {
            body.append("if cr_times >= \(count) then bgp_path.prepend(cr_client)")
        }
        body += [
            "if \(everybody(65281, 65281)) || \(member(65281, 65281)) "
                + "then bgp_community.add((65535, 65281))",
            "bgp_community.delete(cr_requests)", "bgp_ext_community.delete(cr_request_targets)",
            "bgp_large_community.delete(cr_large_requests)", "return true",
        ]
        return Function(
            parameters: "(int cr_to; int cr_to16; bool cr_takes_blackholes)", body: body)
    }

    /// That something is asked for all members: the middle number of the large form, and the first
    /// one of the others where they exist.
    private func everybody(_ function: UInt32, _ administrator: UInt32?) -> String {
        var conditions = ["(\(asn), \(function), 0) ~ bgp_large_community"]
        if let administrator {
            if isShort { conditions.append("(\(administrator), \(asn)) ~ bgp_community") }
            conditions.append("(rt, \(administrator), \(asn)) ~ bgp_ext_community")
        }
        return conditions.joined(separator: " || ")
    }

    /// That it is asked for the member at hand.
    private func member(_ function: UInt32, _ administrator: UInt32?) -> String {
        var conditions = ["(\(asn), \(function), cr_to) ~ bgp_large_community"]
        if let administrator {
            conditions += [
                "(cr_to16 > 0 && (\(administrator), cr_to16) ~ bgp_community)",
                "(rt, \(administrator), cr_to) ~ bgp_ext_community",
            ]
        }
        return conditions.joined(separator: " || ")
    }
}

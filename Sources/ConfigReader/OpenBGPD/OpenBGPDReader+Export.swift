import Forwarding
import Net

extension OpenBGPDReader {
    /// False after something has been refused that leaves the rest without meaning.
    mutating func readExport() -> Bool {
        let own = large(.source, "neighbor-as")
        guard
            expect([
                "deny quick to ebgp large-community \(asn):1101:*",
                "deny quick to ebgp \(own) \(large(.session, 0))",
            ]), readOwnRoutes(own)
        else { return false }
        while readChoice() {}
        guard expect(["deny quick to ebgp \(large(.choice, "*"))"]) else { return false }
        while let (values, line) = take("deny quick to % \(large(.blackhole, 0))") {
            guard let client = IPAddress(reading: values[0]), hasClient(client) else {
                findings.refuse(line, "no client")
                continue
            }
            findings.say(
                .routeServerClientSetting(client: ClientChannel(client), .noBlackholes), at: line)
        }
        guard readRequests(), readPrepends(), readWellKnown() else { return false }
        return readScrub()
    }

    /// Of an AS with several sessions in a family each has a number, and does not get back what it
    /// brought.
    private mutating func readOwnRoutes(_ own: String) -> Bool {
        var sessions: [String: [IPAddress]] = [:]
        for client in clients {
            sessions["\(client.asn) \(client.address.family)", default: []].append(client.address)
        }
        for client in clients {
            let siblings = sessions["\(client.asn) \(client.address.family)"] ?? []
            let known = siblings.compactMap { numbers[$0] }
            guard siblings.count > 1 else {
                if !known.isEmpty { findings.refuse(client.line, "the number of one of several") }
                continue
            }
            guard let number = numbers[client.address], Set(known).count == siblings.count else {
                findings.refuse(client.line, "several sessions without numbers of their own")
                return false
            }
            let text = "deny quick to \(client.address) \(own) \(large(.session, number))"
            guard expect([text]) else { return false }
        }
        return true
    }

    // MARK: Choices

    /// What one AS chose; false where no choice stands here.
    private mutating func readChoice() -> Bool {
        guard let rule = rest.first else { return false }
        let prefix = "large-community \(asn):\(Mark.source.rawValue):"
        /// The numbers of a receiver and of a source.
        func pair(_ values: [String]) -> (to: ASN, from: ASN)? {
            guard values[1].hasPrefix("\(asn):\(Mark.source.rawValue):"),
                let to = ASN(reading: values[0]),
                let from = ASN(
                    reading: String(values[1].dropFirst("\(asn):\(Mark.source.rawValue):".count)))
            else { return nil }
            return (to, from)
        }
        if let values = match(
            rule.text, "match to ebgp large-community % set \(large(.choice, 1))"),
            let from = pair(["1", values[0]])?.from
        {
            rest = rest.dropFirst()
            var asns: [ASN] = []
            while let (values, line) = take(
                "match to AS % \(prefix)\(from) set \(deletion(.choice, 1))")
            {
                guard let to = ASN(reading: values[0]) else {
                    findings.refuse(line, "no AS number")
                    continue
                }
                asns.append(to)
            }
            say(.announcesTo(.only(asns)), of: from, at: rule.line)
            return true
        }
        if let values = match(rule.text, "match to AS % set \(large(.choice, 2))"),
            let to = ASN(reading: values[0])
        {
            rest = rest.dropFirst()
            var asns: [ASN] = []
            while let next = rest.first,
                let values = match(
                    next.text, "match to AS % large-community % set \(deletion(.choice, 2))"),
                let pair = pair(values), pair.to == to
            {
                rest = rest.dropFirst()
                asns.append(pair.from)
            }
            say(.acceptsFrom(.only(asns)), of: to, at: rule.line)
            return true
        }
        for number in [1, 2] {
            let pattern = "match to AS % large-community % set \(large(.choice, number))"
            guard let values = match(rule.text, pattern), let first = pair(values) else {
                continue
            }
            let subject = number == 1 ? first.from : first.to
            var asns: [ASN] = []
            while let next = rest.first, let values = match(next.text, pattern),
                let pair = pair(values), (number == 1 ? pair.from : pair.to) == subject
            {
                rest = rest.dropFirst()
                asns.append(number == 1 ? pair.to : pair.from)
            }
            say(
                number == 1 ? .announcesTo(.allBut(asns)) : .acceptsFrom(.allBut(asns)),
                of: subject, at: rule.line)
            return true
        }
        return false
    }

    /// A choice holds for all sessions of the AS, and is made once.
    private mutating func say(_ setting: ClientSetting, of asn: ASN, at line: Int) {
        var key = "\(asn) to"
        if case .acceptsFrom = setting { key = "\(asn) from" }
        let sessions = clients.filter { $0.asn == asn }
        guard !sessions.isEmpty, chosen.insert(key).inserted else {
            findings.refuse(line, "a choice of nobody's, or a second one")
            return
        }
        for session in sessions {
            findings.say(
                .routeServerClientSetting(client: ClientChannel(session.address), setting),
                at: line)
        }
    }

    // MARK: Requests

    /// The three forms of a request for the receiver.
    private func receiver(_ administrator: UInt16?, _ function: Int) -> [String] {
        var forms = ["large-community \(asn):\(function):neighbor-as"]
        if let administrator {
            forms += [
                "community \(administrator):neighbor-as",
                "ext-community rt \(administrator):neighbor-as",
            ]
        }
        return forms
    }

    /// The three forms of a request for everybody.
    private func everybody(_ administrator: UInt16, _ function: Int) -> [String] {
        (asn16.map { ["community \(administrator):\($0)"] } ?? [])
            + ["ext-community rt \(administrator):\(asn)", "large-community \(asn):\(function):0"]
    }

    /// Rules for clients that standard communities name by another number: each time the same.
    private mutating func expectOthers(
        _ administrator: UInt16, _ head: String, _ tail: String
    ) -> Bool {
        var found: [String: (number: String, line: Int)] = [:]
        while let rule = rest.first,
            let values = match(rule.text, "\(head) to % community %\(tail)"),
            values[1].hasPrefix("\(administrator):"), let client = IPAddress(reading: values[0])
        {
            rest = rest.dropFirst()
            let number = String(values[1].dropFirst("\(administrator):".count))
            guard UInt16(reading: number) != nil, hasClient(client),
                found.updateValue((number, rule.line), forKey: values[0]) == nil
            else {
                findings.refuse(rule.line, "no client, or no number for it")
                continue
            }
        }
        guard let known = otherNumbers else {
            otherNumbers = found.mapValues(\.number)
            for client in clients {
                guard let (number, line) = found[client.address.description] else { continue }
                guard client.asn.rawValue > UInt16.max, let value = UInt16(reading: number) else {
                    findings.refuse(line, "another number for a client that has a short one")
                    continue
                }
                findings.say(
                    .routeServerClientSetting(
                        client: ClientChannel(client.address), .communityASN(value)),
                    at: line)
            }
            return true
        }
        guard found.mapValues(\.number) == known else {
            findings.refuse(
                rest.first?.line ?? clients.first?.line ?? 1,
                "not the numbers of clients that the other requests have")
            return false
        }
        return true
    }

    private mutating func readRequests() -> Bool {
        let withheld = large(.withheld, 0)
        guard expect(receiver(0, 0).map { "deny quick to ebgp \($0)" }),
            expectOthers(0, "deny quick", ""),
            expect(everybody(0, 0).map { "match to ebgp \($0) set \(withheld)" }),
            expect(receiver(asn16, 1).map { "match to ebgp \($0) set \(deletion(.withheld, 0))" })
        else { return false }
        if let asn16,
            !expectOthers(asn16, "match", " set \(deletion(.withheld, 0))")
        {
            return false
        }
        return expect(["deny quick to ebgp \(withheld)"])
    }

    private mutating func readPrepends() -> Bool {
        for count in 1...3 {
            let administrator = UInt16(65500 + count)
            let own = large(.prepend, 3 + count)
            guard
                expect(
                    everybody(administrator, 100 + count).map {
                        "match to ebgp \($0) set \(large(.prepend, count))"
                    }
                        + receiver(administrator, 100 + count).map {
                            "match to ebgp \($0) set \(own)"
                        }), expectOthers(administrator, "match", " set \(own)")
            else { return false }
        }
        return expect(
            [(6, 3), (5, 2), (4, 1), (3, 3), (2, 2), (1, 1)].map { number, count in
                "match to ebgp \(large(.prepend, number)) set "
                    + "{ prepend-neighbor \(count) \(deletion(.prepend, "*")) }"
            })
    }

    private mutating func readWellKnown() -> Bool {
        let noExport = large(.unread, 65281)
        return expect(
            (everybody(65281, 65281) + receiver(65281, 65281)).map {
                "match to ebgp \($0) set \(noExport)"
            }) && expectOthers(65281, "match", " set \(noExport)")
            && expect(
                [65281, 65282, 65283].map {
                    "match to ebgp \(large(.unread, $0)) set community 65535:\($0)"
                })
    }

    private mutating func readScrub() -> Bool {
        let administrators = Set([0, 65281, 65501, 65502, 65503] + (asn16.map { [$0] } ?? []))
        let scrub = administrators.sorted().map {
            "community delete \($0):* ext-community delete rt \($0):*"
        }.joined(separator: " ")
        return expect(
            ["match to ebgp set { \(scrub) }"]
                + [1, 2, 3].map { validity in
                    "match to ebgp large-community \(asn):1000:\(validity) set "
                        + "{ large-community delete \(asn):*:* "
                        + "large-community \(asn):1000:\(validity) }"
                } + ["allow to ebgp"])
    }
}

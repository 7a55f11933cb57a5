import IR
import Net
import RouteDecisions
import TestSupport
import Testing

@Suite("A change of the exchange")
struct RouteDifferenceTests {
    /// What a change of the first server's policy does.
    private func difference(_ change: (inout RouteServer) throws -> Void) throws -> RouteDifference
    {
        let old = try CompiledTopology.fabric(named: "tix")
        var new = old
        let index = try #require(new.devices.firstIndex { $0.routeServer != nil })
        var server = try #require(new.devices[index].routeServer)
        try change(&server)
        new.devices[index].routeServer = server
        return RouteDifference(from: old, to: new)
    }

    @Test("that changes nothing is empty, though all was asked")
    func none() throws {
        let difference = try difference { _ in }
        #expect(difference.isEmpty)
        #expect(difference.comparedCount > 100)
    }

    @Test("of a choice is told for the two members and no others")
    func choice() throws {
        let difference = try difference { server in
            let client = try #require(server.clients.indices.first)
            server.clients[client].announcesTo = .allBut([try #require(ASN(rawValue: 64500))])
        }
        #expect(difference.rules.isEmpty)
        #expect(difference.changes.count == 1)
        let change = try #require(difference.changes.first)
        guard case .reaches(let before) = change.before, case .reaches(let after) = change.after
        else {
            Issue.record("\(change)")
            return
        }
        #expect(before.filter { !after.contains($0) }.map(\.rawValue) == [64500])
        #expect(Set(after).isSubset(of: before))
    }

    @Test("of a prefix is told as accepted before and refused now")
    func prefix() throws {
        let difference = try difference { server in server.clients[0].prefixes = [] }
        #expect(
            difference.changes.map(\.after) == [.refused(.bogonPrefix)],
            "documentation prefixes are bogons for all but their member")
    }

    @Test("of what a network attests is told by the routes that have it as origin")
    func attestation() throws {
        let difference = try difference { server in
            server = server.verifyingPaths()
            server.providerAuthorizations = [
                ProviderAuthorization(customer: 65538, providers: [64500])
            ]
        }
        #expect(difference.rules.map(\.requirement) == ["no invalid path (ASPA)"])
        #expect(!difference.changes.isEmpty)
        for change in difference.changes {
            #expect(change.route.path.numbers == [64499, 65538])
            #expect(change.after == .refused(.pathInvalid))
        }
    }

    @Test("of a limit is told as a rule, though no announcement shows it")
    func rule() throws {
        let difference = try difference { server in
            for index in server.rules.indices {
                if case .pathLengths = server.rules[index].kind {
                    server.rules[index].kind = .pathLengths(1...32)
                }
            }
        }
        #expect(difference.changes.isEmpty)
        #expect(difference.rules.map(\.isAdded) == [false, true])
    }

    @Test("that takes a member away is told for its sessions and for what others reach")
    func removal() throws {
        let difference = try difference { server in
            server.clients.removeAll { $0.asn.rawValue == 64500 }
        }
        #expect(difference.changes.contains { $0.after == .noSession })
        for change in difference.changes where change.after != .noSession {
            guard case .reaches(let before) = change.before, case .reaches(let after) = change.after
            else {
                Issue.record("\(change)")
                continue
            }
            #expect(before.filter { !after.contains($0) }.map(\.rawValue) == [64500])
        }
    }
}

import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

/// What a route server makes of several routes to one prefix, of limits and of caches.
@Suite(
    .enabled(if: RouteServerLab.isPossible(with: .bird), "needs bird2, iproute2 and root"))
struct RouteServerPathsLiveTests {
    /// Of the lab's exchange the IPv4 sessions of some members, all of which may announce
    /// 10.50.0.0/16.
    private static func lab(
        of asns: [UInt32] = [64496, 64497, 64498, 64499],
        _ change: (inout RouteServer) throws -> Void = { _ in }
    ) throws -> RouteServerLab {
        let (fabric, device) = try LabExchange.fabric { server in
            server.clients.removeAll {
                $0.address.family == .ipv6 || !asns.contains($0.asn.rawValue)
            }
            for index in server.clients.indices {
                server.clients[index].prefixes.append(try IPPrefix("10.50.0.0/16"))
            }
            try change(&server)
        }
        let server = try #require(fabric[device].routeServer)
        let files = generateFiles(for: device, of: fabric).files
        let text = try #require(files.first { $0.path.hasSuffix("/bird.conf") }?.text)
        return RouteServerLab(server, .bird, configuration: text)
    }

    private static let addresses: [UInt32: String] = [
        64496: "192.0.2.10", 64497: "192.0.2.12", 64498: "192.0.2.13", 64499: "192.0.2.15",
    ]

    private static func announcement(
        from asn: UInt32, _ prefix: String, longer: Int = 0, _ communities: [Community] = []
    ) throws -> RouteServerLab.Announcement {
        let address = try IPAddress(try #require(addresses[asn]))
        return .init(
            from: address,
            BGPRoute(
                prefix: try IPPrefix(prefix),
                path: ASPath(segments: [.sequence([asn])]).prepending(asn, times: longer),
                nextHop: address, communities: communities))
    }

    /// First AS numbers of the routes that a member's first session got.
    private func neighbours(
        _ outcome: RouteServerLab.Outcome, at asn: UInt32
    ) throws -> [UInt32] {
        let address = try IPAddress(try #require(Self.addresses[asn]))
        return (outcome.received[address] ?? []).compactMap(\.path.first).sorted()
    }

    @Test("where the best route may not go to a client, the next one does")
    func pathHiding() throws {
        let outcomes = try Self.lab().run([
            try Self.announcement(from: 64496, "10.50.1.0/24", [.standard(0, 64498)]),
            try Self.announcement(from: 64499, "10.50.1.0/24", longer: 2),
        ])
        #expect(try neighbours(outcomes[0], at: 64499) == [64496])
        #expect(try neighbours(outcomes[0], at: 64498) == [64499])
        #expect(try neighbours(outcomes[1], at: 64496) == [64499])
        // This one asked for all.
        #expect(try neighbours(outcomes[0], at: 64497) == [64496, 64499])
    }

    @Test("a route that is about to go away is the last choice")
    func gracefulShutdown() throws {
        for isHonoured in [true, false] {
            let outcomes = try Self.lab { $0.honoursGracefulShutdown = isHonoured }.run([
                try Self.announcement(from: 64496, "10.50.1.0/24", [.gracefulShutdown]),
                try Self.announcement(from: 64499, "10.50.1.0/24", longer: 2),
            ])
            #expect(try neighbours(outcomes[0], at: 64498) == [isHonoured ? 64499 : 64496])
        }
    }

    @Test("past its limit a client's routes are not taken")
    func limits() throws {
        let lab = try Self.lab { server in
            server.clients[0].limit = SessionLimit(prefixes: 2, counted: .accepted, action: .block)
        }
        let outcomes = try lab.run(
            try (1...4).map { try Self.announcement(from: 64496, "10.50.\($0).0/24") })
        let accepted = outcomes.filter { $0.verdict == .accepted([.large(64511, 1000, 2)]) }
        #expect(accepted.count == 2)
    }

    @Test(
        "validity comes from a cache, and is looked at again when it changes",
        .enabled(if: PayloadCache.isPossible, "needs stayrtr"))
    func cache() throws {
        let (address, port) = try PayloadCache.address()
        let lab = try Self.lab { server in
            server.originValidation = OriginValidation(
                caches: [RTRCache(address: address, port: port)], payloads: [])
        }
        func payloads(_ asns: [UInt32]) -> [(prefix: String, asn: UInt32)] {
            asns.enumerated().map { ("10.50.\($0 + 1).0/24", $1) }
        }
        let outcomes = try lab.run(
            try (1...4).map { try Self.announcement(from: 64496, "10.50.\($0).0/24") },
            files: PayloadCache.files(
                payloads([64496, 64510, 64496]), payloads([64496, 64496, 64510])),
            setup: PayloadCache.setup, afterwards: PayloadCache.replacement(for: .bird),
            cleanup: PayloadCache.cleanup)
        #expect(
            outcomes.map(\.verdict) == [
                .accepted([.large(64511, 1000, 1)]), .accepted([.large(64511, 1000, 1)]),
                .refused(.originInvalid), .accepted([.large(64511, 1000, 2)]),
            ])
    }
}

import Foundation
import IR
import Net
import TestSupport
import Testing

@testable import Backends

/// A route server as generated, and clients that announce what they should and what they should
/// not.
@Suite struct RouteServerLiveTests {
    /// The first route server of the exchange, its limits out of the way.
    private static func lab() throws -> (lab: RouteServerLab, server: RouteServer) {
        var fabric = try CompiledTopology.fabric(named: "tix")
        let index = try #require(fabric.devices.firstIndex { $0.routeServer != nil })
        var server = try #require(fabric.devices[index].routeServer)
        for client in server.clients.indices { server.clients[client].limit = nil }
        fabric.devices[index].routeServer = server
        let files = generateFiles(for: DeviceID(index), of: fabric).files
        let text = try #require(files.first { $0.path.hasSuffix("/bird.conf") }?.text)
        return (RouteServerLab(server, .bird, configuration: text), server)
    }

    @Test(
        "what a client may announce goes to all others, all else to nobody",
        .enabled(
            if: RouteServerLab.isPossible(with: .bird), "needs bird2, iproute2 and root"))
    func verdicts() throws {
        let (lab, server) = try Self.lab()
        func client(_ asn: UInt32) throws -> RouteServerClient {
            try #require(
                server.clients.first { $0.asn.rawValue == asn && $0.address.family == .ipv4 })
        }
        let own = try client(64496)
        let other = try client(64498)
        func announcement(
            _ client: RouteServerClient, _ prefix: String, _ path: String, _ nextHop: IPAddress?
        ) throws -> RouteServerLab.Announcement {
            .init(
                from: client.address,
                BGPRoute(
                    prefix: try IPPrefix(prefix), path: try ASPath(path),
                    nextHop: nextHop ?? client.address))
        }
        let right = try [
            announcement(own, "198.51.100.0/27", "64496 64496", nil),
            announcement(other, "198.51.100.64/27", "64498 65536", nil),
            announcement(other, "198.51.100.112/28", "64498", nil),
        ]
        let wrong = try [
            announcement(own, "198.51.100.0/28", "64496", nil),
            announcement(own, "10.20.0.0/16", "64496", nil),
            announcement(own, "0.0.0.0/0", "64496", nil),
            announcement(own, "9.9.9.0/24", "64496", nil),
            announcement(own, "\(server.ownLANs[0])", "64496", nil),
            announcement(other, "198.51.100.96/28", "64499 64498", nil),
            announcement(own, "198.51.100.64/27", "64496", nil),
            announcement(other, "198.51.100.80/28", "64498", own.address),
            announcement(other, "198.51.100.97/32", "64498 65535 64498", nil),
            announcement(other, "198.51.100.98/32", "64498 3356", nil),
        ]
        let outcomes = try lab.run(right + wrong)
        for (announcement, outcome) in zip(right, outcomes) {
            #expect(outcome.verdict == .accepted([]), "\(announcement)")
            let receivers = server.clients.map(\.address)
                .filter { $0.family == .ipv4 && $0 != announcement.client }
            #expect(Set(outcome.received.keys) == Set(receivers), "\(announcement)")
            for routes in outcome.received.values {
                #expect(routes == [announcement.route])
            }
        }
        for (announcement, outcome) in zip(wrong, outcomes.dropFirst(right.count)) {
            #expect(outcome.verdict == .refused(nil), "\(announcement)")
        }
    }
}

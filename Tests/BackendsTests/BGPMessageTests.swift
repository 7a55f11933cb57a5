import Net
import TestSupport
import Testing

/// The messages of `RouteServerLab`: what it says, it also hears.
@Suite struct BGPMessageTests {
    private func route(_ random: inout SeededGenerator) -> BGPRoute {
        let family: AddressFamily = random.oneIn(2) ? .ipv4 : .ipv6
        func address(_ family: AddressFamily) -> IPAddress {
            let bits = UInt128(random.next()) << 64 | UInt128(random.next())
            return IPAddress(family: family, bits: bits >> UInt128(128 - family.bitWidth))
        }
        func number() -> UInt32 { random.pick([0, 1, 64_496, 65_535, 65_536, .max]) }
        func numbers() -> [UInt32] {
            (0..<Int.random(in: 1...3, using: &random)).map { _ in number() }
        }
        let length = random.pick([0, 1, 8, 9, 24, 31, 32, family.bitWidth])
        let communities = (0..<Int.random(in: 0...5, using: &random)).map { _ -> Community in
            let first = UInt16(truncatingIfNeeded: number())
            return random.pick([
                .standard(first, 666), .large(number(), number(), number()),
                .routeTarget(RouteTarget(administrator: first, number: number())),
            ])
        }
        return BGPRoute(
            prefix: IPPrefix(containing: address(family), length: length),
            path: ASPath(
                segments: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    random.oneIn(3) ? .set(numbers()) : .sequence(numbers())
                }),
            nextHop: address(random.oneIn(4) ? .ipv6 : family),
            communities: communities.sorted(),
            exitDiscriminator: random.oneIn(2) ? number() : nil,
            onlyToCustomer: random.oneIn(2) ? number() : nil)
    }

    @Test(
        "a route that is written into an UPDATE is read from it",
        arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let route = route(&random)
            let message = BGPMessage.update(route)
            let update = try #require(
                BGPUpdate(message, hasPathIDs: false), "seed \(seed): \(route)")
            #expect(update.routes.map(\.1) == [route], "seed \(seed)")
            #expect(update.withdrawn.isEmpty)
        }
    }

    @Test("withdrawals and paths of their own number are read")
    func withdrawals() throws {
        let header = [UInt8](repeating: 255, count: 16) + [0, 0, 2]
        let gone = try #require(
            BGPUpdate(header + [0, 8, 0, 0, 0, 7, 24, 192, 0, 2, 0, 0], hasPathIDs: true))
        #expect(
            gone.withdrawn == [.init(prefix: try IPPrefix("192.0.2.0/24"), pathID: 7)])
        #expect(gone.routes.isEmpty)
        #expect(BGPUpdate(header + [0, 3, 24, 192, 0, 0, 0], hasPathIDs: false) == nil)
    }
}

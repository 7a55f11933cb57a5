import Forwarding
import Net

/// Rule lists as people write them, from a seed: hosts and networks of a pool, a service each, and a
/// deny now and then before what it is an exception from.
public struct AccessListGenerator: Sendable {
    private var random: SeededGenerator
    private let pool: [IPPrefix]
    private let ports: [ClosedRange<UInt16>]

    private static let services: [ClosedRange<UInt16>] = [
        22...22, 25...25, 53...53, 80...80, 123...123, 389...389, 443...443, 445...445,
        1433...1433, 3389...3389, 5000...5010, 6000...6063, 8000...8100, 1024...65_535,
    ]

    /// - Parameter networks: how many networks the pool has, each with two hosts and the eight
    ///   networks of a quarter of its size or less in it.
    public init(seed: UInt64, networks: Int = 60) {
        var random = SeededGenerator(seed: seed)
        var pool: [IPPrefix] = []
        for index in 0..<networks {
            let base = UInt32(10 << 24 | index << 14)
            pool.append(Self.prefix(base, 18))
            for _ in 0..<4 {
                let offset = UInt32.random(in: 0..<1 << 14, using: &random)
                pool.append(Self.prefix(base | offset, Int.random(in: 22...26, using: &random)))
                pool.append(Self.prefix(base | offset, 32))
            }
        }
        self.pool = pool
        ports = Self.services
        self.random = random
    }

    /// A pool of eight addresses and four ports, so that every packet can be tried.
    public init(smallWithSeed seed: UInt64) {
        random = SeededGenerator(seed: seed)
        pool = (29...32).flatMap { length in
            (0..<8 as Range<UInt32>).map { Self.prefix(10 << 24 | $0, length) }
        }
        ports = [0...0, 1...1, 2...3, 0...2, 1...65_535]
    }

    private static func prefix(_ address: UInt32, _ length: Int) -> IPPrefix {
        IPPrefix(containing: .ipv4(IPv4Address(rawValue: address)), length: length)
    }

    public mutating func list(_ count: Int) -> [FilterRule] { (0..<count).map { _ in rule() } }

    public mutating func rule() -> FilterRule {
        let hasPorts = !random.oneIn(8)
        let isTCP = !random.oneIn(4)
        return FilterRule(
            action: random.oneIn(5) ? .deny : .permit, family: .ipv4,
            sources: random.oneIn(12) ? [] : [random.pick(pool)],
            destinations: random.oneIn(20) ? [] : [random.pick(pool)],
            protocols: hasPorts ? [isTCP ? 6...6 : 17...17] : random.oneIn(2) ? [1...1] : [],
            destinationPorts: hasPorts ? [random.pick(ports)] : [])
    }

    public mutating func position(in list: [FilterRule]) -> Int {
        Int.random(in: list.indices, using: &random)
    }
}

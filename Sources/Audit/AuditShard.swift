/// One of the shares that the frames of an audit are divided into.
public struct AuditShard: Hashable, Sendable {
    /// From 1.
    public let number: Int
    public let count: Int

    /// All frames.
    public static let whole = AuditShard(number: 1, count: 1)

    /// More shards than anybody has machines.
    public static let mostShards = 4096

    private init(number: Int, count: Int) {
        self.number = number
        self.count = count
    }

    /// Whether a frame with this hash is of the shard.
    func contains(_ hash: UInt64) -> Bool {
        let (high, _) = hash.multipliedFullWidth(by: UInt64(count))
        return Int(high) + 1 == number
    }

    /// Fails outside 1 to `count`, and where there are more than `mostShards`.
    public init?(_ number: Int, of count: Int) {
        guard (1...Self.mostShards).contains(count), (1...count).contains(number) else {
            return nil
        }
        self.init(number: number, count: count)
    }
}

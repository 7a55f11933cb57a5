/// How many different flows there were: exact up to a limit, and "at least" beyond it.
///
/// It keeps the smallest hashes of the flows, so what is kept depends on the set of flows alone: not
/// on their order, nor on how they were divided (the sketch of the k minimum values; Bar-Yossef
/// and others, 2002).
struct DistinctFlows: Equatable, Sendable {
    /// Ascending, at most `limit`.
    private(set) var hashes: [UInt64] = []
    /// There were more than `limit`.
    private(set) var isCut = false

    /// Eight octets each.
    static let limit = 1024

    init() {}

    /// Nil where these are not hashes that could have been kept.
    init?(hashes: [UInt64], isCut: Bool) {
        guard hashes.count <= Self.limit, !isCut || hashes.count == Self.limit,
            zip(hashes, hashes.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.hashes = hashes
        self.isCut = isCut
    }

    var count: Int { hashes.count }

    /// Notes a flow, which may have been noted before.
    mutating func insert(_ hash: UInt64) {
        if hashes.count == Self.limit, let last = hashes.last, hash >= last {
            if hash > last { isCut = true }
            return
        }
        var low = 0
        var high = hashes.count
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        guard low == hashes.count || hashes[low] != hash else { return }
        hashes.insert(hash, at: low)
        if hashes.count > Self.limit {
            hashes.removeLast()
            isCut = true
        }
    }

    /// Those of both.
    func merged(with other: Self) -> Self {
        var result = self
        for hash in other.hashes { result.insert(hash) }
        result.isCut = result.isCut || other.isCut
        return result
    }
}

import Classifier
import Net

/// How many different flows were seen, each direction for itself: exact up to a limit.
///
/// A flow that was seen on the outermost layer that is judged is in one shard and no other. One that
/// was seen inside somebody's own tunnel may be in several, so each is told by a hash, until the audit
/// is whole.
struct FlowCount: Equatable, Sendable {
    /// Flows of no other shard; `limit` where there were more flows than that.
    let outermost: Int
    /// Hashes of the others, ascending.
    let inside: [UInt64]
    /// There were more than `limit`.
    let isBeyondLimit: Bool
    let limit: Int

    init(outermost: Int, inside: [UInt64], isExact: Bool = true, limit: Int) {
        isBeyondLimit = !isExact || outermost + inside.count > limit
        self.outermost = isBeyondLimit ? limit : outermost
        self.inside = isBeyondLimit ? [] : inside
        self.limit = limit
    }

    /// At most `limit`.
    var count: Int { outermost + inside.count }

    /// Of two shards.
    func merged(with other: FlowCount) -> FlowCount {
        FlowCount(
            outermost: outermost + other.outermost,
            inside: Array(Set(inside).union(other.inside)).sorted(),
            isExact: !isBeyondLimit && !other.isBeyondLimit, limit: limit)
    }
}

extension Auditor {
    /// The flows seen. Looks at each of them where the audit is of one shard among others.
    var flowCount: FlowCount {
        let isExact = cache.evictedFlows == 0
        guard shard != .whole && isExact else {
            return FlowCount(
                outermost: cache.count, inside: [], isExact: isExact, limit: options.flowLimit)
        }
        var inside: [UInt64] = []
        cache.visitFlows { flow in
            let marks = flow.key.context.marks
            if marks == .inside || marks == .guessedInside {
                inside.append(FixedHash.hash(flow.key))
            }
        }
        return FlowCount(
            outermost: cache.count - inside.count, inside: inside.sorted(), limit: options.flowLimit
        )
    }
}

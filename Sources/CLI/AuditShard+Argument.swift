import ArgumentParser
import Audit

extension AuditShard {
    /// `2/5`.
    init(argument: String) throws {
        let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
            let shard = AuditShard(number, of: count)
        else {
            throw ValidationError(
                "it takes a share and how many there are, such as 2/5; at most "
                    + "\(Self.mostShards) of them")
        }
        self = shard
    }
}

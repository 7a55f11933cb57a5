import ArgumentParser
import Audit

extension AuditShard: ExpressibleByArgument {
    /// `2/5`.
    public init?(argument: String) {
        let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1] else {
            return nil
        }
        self.init(number, of: count)
    }
}

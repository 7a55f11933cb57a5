/// What an audit knows from some of its shards. Parts are mergeable in any order, any grouping and
/// with repetition: a part keeps its shards apart, so a shard that comes twice is there once.
///
///     let part = try auditor.part(of: scope)
///     let report = AuditReport(plan, try part.merged(with: another))
///
/// The report of all shards is the report of an audit that was never divided, octet by octet: every
/// number is a sum, a least or a greatest, and every list holds the least elements of a fixed order.
public struct AuditPart: Equatable, Sendable {
    public let scope: AuditScope
    /// In the order they were read. The same for all shards: each reads all captures.
    public let captures: [AuditedCapture]
    /// Names of captures that were to be read and were not begun, the first ones of them.
    public let unread: [String]
    public let options: AuditOptions
    public let shardCount: Int
    /// Of the shards contained, by number from 1.
    var factsByShard: [Int: AuditFacts]

    init(
        scope: AuditScope, captures: [AuditedCapture], unread: [String], options: AuditOptions,
        shardCount: Int,
        factsByShard: [Int: AuditFacts]
    ) {
        precondition(!factsByShard.isEmpty, "a part is of one shard at least")
        self.scope = scope
        self.captures = captures
        self.unread = unread
        self.options = options
        self.shardCount = shardCount
        self.factsByShard = factsByShard
    }

    static let mostUnreadNamed = 100

    /// Numbers of the shards contained, ascending.
    public var shards: [Int] { factsByShard.keys.sorted() }

    /// Numbers of the shards that are not contained, ascending.
    public var missingShards: [Int] {
        (1...shardCount).filter { factsByShard[$0] == nil }
    }

    /// The shards of both. Associative, commutative and idempotent.
    public func merged(with other: AuditPart) throws(AuditPartMismatch) -> AuditPart {
        guard scope.topology == other.scope.topology else {
            throw .topology(scope.topology, other.scope.topology)
        }
        guard captures == other.captures else {
            let pairs = zip(captures, other.captures)
            let differing = pairs.first { $0 != $1 }
            let first = differing?.0.identity ?? "\(captures.count) captures"
            throw .captures(first, differing?.1.identity ?? "\(other.captures.count) captures")
        }
        guard unread == other.unread else {
            throw .captures(
                "\(captures.count) captures",
                "\(captures.count) others, since a signal ended one of them")
        }
        guard shardCount == other.shardCount else {
            throw .shardCount(shardCount, other.shardCount)
        }
        guard scope.program == other.scope.program else {
            throw .program(scope.program, other.scope.program)
        }
        guard options == other.options, scope == other.scope else { throw .options }
        var result = self
        for (shard, facts) in other.factsByShard {
            if let known = result.factsByShard[shard], known != facts { throw .shard(shard) }
            result.factsByShard[shard] = facts
        }
        return result
    }

    /// What all shards contained show together.
    var facts: AuditFacts {
        let all = shards.compactMap { factsByShard[$0] }
        return all.dropFirst().reduce(all[0]) { $0.merged(with: $1) }
    }
}

/// What the parts of one audit agree on before any capture is read.
public struct AuditScope: Hashable, Sendable {
    /// What names the content of the topology: a digest of the printed fabric.
    public var topology: String
    /// The version of the program: another one may judge otherwise.
    public var program: String
    /// The port that captures without one of their own were taken at.
    public var vantage: String?

    public init(topology: String, program: String, vantage: String? = nil) {
        self.topology = topology
        self.program = program
        self.vantage = vantage
    }
}

/// Why two parts are not of one audit.
public enum AuditPartMismatch: Error, Equatable, Sendable {
    case topology(String, String)
    case captures(String, String)
    case shardCount(Int, Int)
    case program(String, String)
    case options
    /// Both have the shard, and they say different things of it.
    case shard(Int)
}

extension AuditPartMismatch: CustomStringConvertible {
    /// What differs, to be read after the names of the two.
    public var description: String {
        switch self {
        case .topology(let first, let second):
            "are of different topologies, \(first) and \(second)"
        case .captures(let first, let second):
            "are of different captures, \(first) and \(second)"
        case .shardCount(let first, let second):
            "are of audits in \(first) and in \(second) shards"
        case .program(let first, let second): "were written by versions \(first) and \(second)"
        case .options: "are of audits with different options"
        case .shard(let number): "contradict each other on shard \(number)"
        }
    }
}

import Diagnostics
import Net

/// Fills a ledger: keeps what it holds, notes what the topology writes, allocates the rest.
///
/// Requests are served in order of their keys, so that neither the order of files nor that of lists
/// matters. O(n log n) in the number of identifiers, plus the length of runs of used values.
struct Allocation {
    private(set) var ledger: Ledger
    private(set) var diagnostics: [Diagnostic] = []
    private var requests: [Request] = []
    /// Numbers that must not be given away although no entry holds them, by namespace.
    private var reserved: [Namespace: Set<UInt128>] = [:]

    init(from ledger: Ledger) { self.ledger = ledger }

    /// Identifiers of one namespace are all different, whatever pool they come from.
    enum Namespace: Hashable {
        case asn, index, loopbackIPv4, loopbackIPv6, transitIPv4, transitIPv6, vlan, vni
    }

    /// Where new values come from.
    struct Pool {
        enum Order { case lowestFirst, hashed }

        /// As the topology writes it: `pools.vlan`.
        var name: String
        var first: UInt128
        var count: UInt128
        /// Distance between values: 2 where each is a pair of addresses.
        var stride: UInt128 = 1
        var order = Order.lowestFirst

        init(_ name: String, _ range: ClosedRange<UInt32>, order: Order = .lowestFirst) {
            self.name = name
            first = UInt128(range.lowerBound)
            count = UInt128(range.upperBound - range.lowerBound) + 1
            self.order = order
        }

        /// The addresses of `prefix` without its first, in steps of `stride`.
        init(_ name: String, addressesOf prefix: IPPrefix, stride: UInt128 = 1) {
            self.name = name
            self.stride = stride
            first = prefix.address.bits + stride
            count = prefix.lastIndex / stride
        }

        func contains(_ value: UInt128) -> Bool {
            value >= first && (value - first) / stride < count && (value - first) % stride == 0
        }
    }

    struct Request {
        var key: IdentifierKey
        var namespace: Namespace
        var pool: Pool
        /// What the topology writes, and where.
        var pinned: Located<UInt128>?
        /// The object that needs the identifier.
        var origin: SourceSpan
    }

    mutating func request(
        _ kind: IdentifierKind, _ path: String, in namespace: Namespace, from pool: Pool,
        pinned: Located<UInt128>? = nil, for origin: SourceSpan
    ) {
        requests.append(
            Request(
                key: IdentifierKey(kind, path), namespace: namespace, pool: pool, pinned: pinned,
                origin: origin))
    }

    mutating func reserve(_ value: UInt128, in namespace: Namespace) {
        reserved[namespace, default: []].insert(value)
    }

    /// Serves all requests and retires every entry that nobody asked for.
    mutating func serve() {
        requests.sort { $0.key < $1.key }
        var used = usedValues()
        for request in requests { keepOrPin(request, &used) }
        for request in requests where ledger[request.key] == nil { allocate(request, &used) }
        let asked = Set(requests.map(\.key))
        for (key, entry) in ledger.entries where !asked.contains(key) && entry.state != .retired {
            ledger[key]?.state = .retired
        }
    }

    private typealias Used = [Namespace: [UInt128: IdentifierKey]]

    /// Who holds which value according to the ledger; two holders of one are reported.
    private mutating func usedValues() -> Used {
        var namespaces: [IdentifierKind: Namespace] = [:]
        for kind in IdentifierKind.allCases { namespaces[kind] = kind.namespace }
        var used: Used = [:]
        for key in ledger.keys {
            guard let entry = ledger[key], let namespace = namespaces[key.kind] else { continue }
            if let holder = used[namespace]?[entry.value] {
                diagnostics.append(
                    .error(
                        ledgerContradictsRule.code,
                        "\(key.kind.rawValue) \(key.kind.text(of: entry.value)) is held by "
                            + "\(holder.path) and by \(key.path)",
                        at: entry.span,
                        notes: [.init("the other holder", at: ledger[holder]?.span)],
                        hint: "delete the line of the object that no device knows yet"))
            } else {
                used[namespace, default: [:]][entry.value] = key
            }
        }
        return used
    }

    private mutating func keepOrPin(_ request: Request, _ used: inout Used) {
        let kind = request.key.kind
        let entry = ledger[request.key]
        if let pinned = request.pinned {
            if let entry, entry.value != pinned.value {
                diagnostics.append(
                    .error(
                        ledgerContradictsRule.code,
                        "\(kind.rawValue) \(kind.text(of: pinned.value)) is written here, but the "
                            + "ledger holds \(kind.text(of: entry.value)) for \(request.key.path)",
                        at: pinned.span, notes: [.init("the ledger's line", at: entry.span)],
                        hint: "write \(kind.text(of: entry.value)), or change the line of the "
                            + "ledger if the number shall really move"))
                return
            }
            // Two places of the topology that write one number are the matter of another check.
            if entry == nil, let holder = used[request.namespace]?[pinned.value],
                ledger[holder]?.span != nil
            {
                diagnostics.append(
                    .error(
                        ledgerContradictsRule.code,
                        "\(kind.rawValue) \(kind.text(of: pinned.value)) is written here, but the "
                            + "ledger holds it for \(holder.path)",
                        at: pinned.span,
                        notes: [.init("the ledger's line", at: ledger[holder]?.span)],
                        hint: "choose another number"))
                return
            }
            used[request.namespace, default: [:]][pinned.value] = request.key
            ledger[request.key] = Ledger.Entry(
                value: pinned.value, state: .pinned, span: entry?.span)
        } else if let entry {
            let wasPinned = entry.state == .pinned
            guard wasPinned || request.pool.contains(entry.value) else {
                diagnostics.append(
                    .error(
                        ledgerContradictsRule.code,
                        "the ledger holds \(kind.rawValue) \(kind.text(of: entry.value)) for "
                            + "\(request.key.path), which is not in \(request.pool.name)",
                        at: entry.span, notes: [.init("needed here", at: request.origin)],
                        hint: "restore the pool, or delete the line to have it allocated anew"))
                return
            }
            if entry.state == .retired { ledger[request.key]?.state = .allocated }
        }
    }

    private mutating func allocate(_ request: Request, _ used: inout Used) {
        // A pin that was refused has been reported; it is not to be replaced by another number.
        guard request.pinned == nil else { return }
        let taken = used[request.namespace] ?? [:]
        let kept = reserved[request.namespace] ?? []
        let pool = request.pool
        let start =
            pool.order == .hashed
            ? UInt128(fnv1a64("\(request.key.kind.rawValue)|\(request.key.path)")) % pool.count
            : lowestCandidate[pool.name] ?? 0
        for step in 0..<pool.count {
            let position = (start + step) % pool.count
            let value = pool.first + position * pool.stride
            if taken[value] == nil && !kept.contains(value) {
                used[request.namespace, default: [:]][value] = request.key
                ledger[request.key] = Ledger.Entry(value: value, state: .allocated)
                if pool.order == .lowestFirst { lowestCandidate[pool.name] = position + 1 }
                return
            }
            // A pool of addresses may be as large as 2^64: no more can be taken than are known.
            if step > UInt128(taken.count + kept.count) { break }
        }
        exhausted[pool.name, default: (pool, [])].1.append(request)
    }

    /// Position behind the last value given from a pool that counts upwards.
    private var lowestCandidate: [String: UInt128] = [:]
    private var exhausted: [String: (Pool, [Request])] = [:]

    /// One diagnostic for each pool that was too small, at the first object left without.
    func exhaustedPools() -> [Diagnostic] {
        let hasRetired = ledger.entries.values.contains { $0.state == .retired }
        return exhausted.values.sorted { $0.0.name < $1.0.name }.map { pool, requests in
            .error(
                poolExhaustedRule.code,
                "\(pool.name) has \(pool.count) values, \(requests.count) too few",
                at: requests[0].origin,
                hint: hasRetired
                    ? "widen \(pool.name), or delete lines marked 'retired' from the ledger"
                    : "widen \(pool.name)")
        }
    }
}

extension IdentifierKind {
    var namespace: Allocation.Namespace {
        switch self {
        case .asn: .asn
        case .index: .index
        case .loopbackIPv4: .loopbackIPv4
        case .loopbackIPv6: .loopbackIPv6
        case .transitIPv4: .transitIPv4
        case .transitIPv6: .transitIPv6
        case .transitVLAN, .vlan: .vlan
        case .vni: .vni
        }
    }
}

/// FNV-1a of 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv): fixed for all time, since values in
/// ledgers come from it.
func fnv1a64(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for octet in text.utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
    return hash
}

let ledgerContradictsRule = Rule(
    code: "intent.ledger-contradicts",
    meaning:
        "The ledger and the topology give one object two numbers, or two objects one. Numbers on "
        + "running devices must not move by accident.",
    bad: "ids.lock: vlan segment/a/prod/web 110\ntopology: {name: web, vlan: 120}",
    good: "ids.lock: vlan segment/a/prod/web 110\ntopology: {name: web, vlan: 110}")

let ledgerOfAnotherRule = Rule(
    code: "intent.ledger-of-another",
    meaning:
        "The ledger numbers nothing that the topology has: it is that of another topology, or "
        + "everything was renamed, and every number on running devices would move.",
    bad: "ids.lock: vlan segment/a/prod/web 110\ntopology: {name: b}",
    good: "ids.lock: vlan segment/b/prod/web 110\ntopology: {name: b}")

let poolExhaustedRule = Rule(
    code: "intent.pool-exhausted",
    meaning: "A pool has fewer free values than the topology has objects without a number.",
    bad: "pools: {vlan: 100-101}   # and three segments",
    good: "pools: {vlan: 100-199}")

public let ledgerRules = [
    Ledger.malformedRule, ledgerContradictsRule, ledgerOfAnotherRule, poolExhaustedRule,
]

import Diagnostics
import Net

/// A statement in which what a device was told differs from what it was meant to be told.
public struct NetworkDifference: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// It was meant, and the device was not told.
        case missing
        /// The device was told, and nobody meant it.
        case extra
        /// A rule of a filter that was meant and told, in another place among its neighbours.
        case moved
    }

    /// The name of the device.
    public var device: String
    public var kind: Kind
    public var fact: Fact
    /// The line that says it; nil where nothing does.
    public var line: FileLine?
    /// The lines of the topology that it follows from; empty where none asked for it.
    public var origins: [SourceSpan]

    public init(
        device: String, kind: Kind, fact: Fact, line: FileLine? = nil, origins: [SourceSpan] = []
    ) {
        self.device = device
        self.kind = kind
        self.fact = fact
        self.line = line
        self.origins = origins
    }
}

extension Network {
    /// In what this network, as it was read, differs from what was intended; empty where every
    /// device has the same statements.
    ///
    /// The order of statements does not matter, their number does. The rules of one filter, the
    /// ingress rules of an interface or the forward rules of a device, each of one family, are in
    /// order as well: the fewest rules that have to be put elsewhere count as moved. Devices are the same where they
    /// have the same name. Cables are not compared: no configuration says them.
    ///
    /// In order of the intended devices, then of those that nobody intended; for each what is
    /// missing in the order in which it was meant, then the rest in the order in which it was read.
    /// O(n log n) in the number of statements.
    public func differences(from intended: Network) -> [NetworkDifference] {
        var read: [String: [NetworkDevice]] = [:]
        for device in devices.reversed() { read[device.name, default: []].append(device) }
        var result: [NetworkDifference] = []
        for device in intended.devices {
            let counterpart = read[device.name]?.popLast()
            result += counterpart?.differences(from: device) ?? device.all(as: .missing)
        }
        for device in devices {
            guard let left = read[device.name]?.popLast() else { continue }
            result += left.all(as: .extra)
        }
        return result
    }
}

extension NetworkDevice {
    fileprivate func all(as kind: NetworkDifference.Kind) -> [NetworkDifference] {
        statements.map { difference($0, kind) }
    }

    private func difference(
        _ statement: Statement, _ kind: NetworkDifference.Kind
    ) -> NetworkDifference {
        NetworkDifference(
            device: name, kind: kind, fact: statement.fact, line: statement.line,
            origins: statement.origins)
    }

    fileprivate func differences(from intended: NetworkDevice) -> [NetworkDifference] {
        let partners = partners(in: intended)
        var isFound = Array(repeating: false, count: intended.statements.count)
        for case let partner? in partners { isFound[partner] = true }
        var result = zip(intended.statements, isFound).filter { !$0.1 }
            .map { difference($0.0, .missing) }
        let moved = rulesOutOfOrder(partners)
        for (index, statement) in statements.enumerated() {
            if let partner = partners[index] {
                guard moved.contains(index) else { continue }
                var told = difference(statement, .moved)
                told.origins = intended.statements[partner].origins
                result.append(told)
            } else {
                result.append(difference(statement, .extra))
            }
        }
        return result
    }

    /// For each statement the index of an equal one of the other device, the first of equals to
    /// the first; nil where there is none left.
    private func partners(in other: NetworkDevice) -> [Int?] {
        var heads = [Fact: Int](minimumCapacity: other.statements.count)
        // Equal statements form a chain, from each to the next.
        var next = Array(repeating: Int?.none, count: other.statements.count)
        for (index, statement) in other.statements.enumerated().reversed() {
            next[index] = heads.updateValue(index, forKey: statement.fact)
        }
        return statements.map { statement in
            guard let index = heads[statement.fact] else { return nil }
            heads[statement.fact] = next[index]
            return index
        }
    }

    /// Indices of rules that stand out of order: of each filter all but a longest part whose
    /// partners ascend.
    private func rulesOutOfOrder(_ partners: [Int?]) -> Set<Int> {
        var filters: [FilterPlace: [Int]] = [:]
        for (index, statement) in statements.enumerated() where partners[index] != nil {
            guard let place = FilterPlace(of: statement.fact) else { continue }
            filters[place, default: []].append(index)
        }
        var result: Set<Int> = []
        for rules in filters.values {
            let order = rules.map { partners[$0] ?? 0 }
            let kept = longestAscent(order)
            guard kept.count < rules.count else { continue }
            result.formUnion(rules)
            result.subtract(kept.map { rules[$0] })
        }
        return result
    }
}

/// A filter whose rules are in order. No packet is of two families: platforms that have a list for
/// each say the same as those that have one for both.
private enum FilterPlace: Hashable {
    case ingress(String, AddressFamily)
    case forward(AddressFamily)

    init?(of fact: Fact) {
        switch fact {
        case .ingressRule(let interface, let rule): self = .ingress(interface, rule.family)
        case .forwardRule(let rule): self = .forward(rule.family)
        default: return nil
        }
    }
}

/// Indices of a longest ascending part of `values`, which are all different: patience sorting,
/// O(n log n) (Fredman, "On computing the length of longest increasing subsequences", 1975).
private func longestAscent(_ values: [Int]) -> [Int] {
    // Of all ascending parts of length i + 1 the index of the end that is smallest.
    var ends: [Int] = []
    var before = Array(repeating: -1, count: values.count)
    for index in values.indices {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if values[ends[middle]] < values[index] { low = middle + 1 } else { high = middle }
        }
        if low > 0 { before[index] = ends[low - 1] }
        if low < ends.count { ends[low] = index } else { ends.append(index) }
    }
    var result: [Int] = []
    var index = ends.last ?? -1
    while index >= 0 {
        result.append(index)
        index = before[index]
    }
    return result.reversed()
}

@testable import ForwardingRules

/// The model of a `ForwardingEngine`: the installed rules in a list, searched from one end to the
/// other for every question.
struct SlowNetwork<Address: ForwardingAddress> {
    let devices: Int
    private(set) var rules: [ForwardingRule<Address>] = []

    init(devices: Int) { self.devices = devices }

    mutating func insert(_ rule: ForwardingRule<Address>) -> ForwardingEngine<Address>.Outcome {
        if rules.contains(rule) { return .repeated }
        rules.append(rule)
        return .applied
    }

    mutating func remove(_ rule: ForwardingRule<Address>) -> ForwardingEngine<Address>.Outcome {
        guard let index = rules.firstIndex(of: rule) else { return .absent }
        rules.remove(at: index)
        return .applied
    }

    /// First addresses of the stretches that no rule tells apart.
    var stretches: [Address] {
        var firsts: Set<Address> = [0]
        for rule in rules {
            firsts.insert(rule.block.first)
            if rule.block.last != .max { firsts.insert(rule.block.last + 1) }
        }
        return firsts.sorted()
    }

    /// The devices that `device` may send a packet to; -1 for the end of its way.
    func ways(_ device: Int32, _ address: Address) -> Set<Int32> {
        let matching = rules.filter {
            $0.device == device && $0.block.first <= address && address <= $0.block.last
        }
        let best = matching.map { [Int($0.priority), Int($0.block.length)] }
            .max { $0.lexicographicallyPrecedes($1) }
        let holding = matching.filter { [Int($0.priority), Int($0.block.length)] == best }
        return holding.isEmpty ? [-1] : Set(holding.map(\.next))
    }

    /// Every ring that packets to an address can take, from its lowest device on.
    func rings(_ address: Address) -> Set<[Int32]> {
        let ways = (0..<Int32(devices)).map { self.ways($0, address) }
        var rings: Set<[Int32]> = []
        func follow(_ path: [Int32]) {
            for next in ways[Int(path[path.count - 1])] where next >= path[0] {
                if next == path[0] { rings.insert(path) }
                if !path.contains(next) { follow(path + [next]) }
            }
        }
        for device in 0..<Int32(devices) { follow([device]) }
        return rings
    }

    /// The rings of all addresses.
    var rings: Set<[Int32]> { stretches.reduce(into: []) { $0.formUnion(rings($1)) } }
}

extension ForwardingEngine {
    /// As `SlowNetwork.ways`.
    func ways(_ device: Int32, _ address: Address) -> Set<Int32> {
        let hop = hop(of: device, for: address)
        guard let route = hop.routeOfSeveralWays else { return [hop.code] }
        var ways: Set<Int32> = []
        var way = rules.routes.routes[route].firstWay
        while way >= 0 {
            ways.insert(rules.routes.ways[way].device)
            way = rules.routes.ways[way].following
        }
        return ways
    }
}

extension LoopSet {
    var rings: Set<[Int32]> { Set(loops.map { Array(devices(of: $0)) }) }
}

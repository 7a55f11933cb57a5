import Forwarding
import Net

extension NetworkMutation.Operator {
    /// What the operator changes this time; nil where it has drawn nothing that it can change.
    func edits(
        of network: Network, _ random: inout SeededGenerator
    ) -> [NetworkMutation.Edit]? {
        switch self {
        case .deleteLine: Mutator(network).deleteLine(&random)
        case .swapIdentifiers: Mutator(network).swapIdentifiers(&random)
        case .offByOne: Mutator(network).offByOne(&random)
        case .widen: Mutator(network).widen(&random)
        case .dropIPv6Twin: Mutator(network).dropIPv6Twin(&random)
        case .changeDirection: Mutator(network).changeDirection(&random)
        case .applyToOneOfPair: Mutator(network).applyToOneOfPair(&random)
        case .duplicateToOtherTenant: Mutator(network).duplicateToOtherTenant(&random)
        }
    }
}

/// The operators, each over a statement that it draws.
private struct Mutator {
    typealias Edits = [NetworkMutation.Edit]

    /// A statement and where it stands.
    struct Line {
        var device: Int
        var position: Int
        var fact: Fact

        func told(_ replacement: Fact...) -> NetworkMutation.Edit {
            .init(device: device, position: position, replacement: replacement)
        }
    }

    let network: Network

    init(_ network: Network) { self.network = network }

    // MARK: Drawing

    private func lines(of device: Int) -> [Line] {
        network.devices[device].statements.enumerated().map {
            Line(device: device, position: $0, fact: $1.fact)
        }
    }

    /// A device, a kind of statement on it, and one of that kind that the closure takes.
    private func draw(
        _ random: inout SeededGenerator, where isWanted: (Fact) -> Bool = \.bearsOnForwarding
    ) -> Line? {
        let device = Int.random(in: network.devices.indices, using: &random)
        return draw(lines(of: device).filter { isWanted($0.fact) }, &random)
    }

    private func draw(_ lines: [Line], _ random: inout SeededGenerator) -> Line? {
        guard !lines.isEmpty else { return nil }
        var kinds: [String] = []
        for line in lines where !kinds.contains(line.fact.kind) { kinds.append(line.fact.kind) }
        let kind = random.pick(kinds)
        return random.pick(lines.filter { $0.fact.kind == kind })
    }

    /// Identifiers of a sort that statements of the device have, another one excepted; ascending by
    /// where they stand first.
    private func others(
        than identifier: Identifier, on device: Int, ofKind kind: String? = nil
    ) -> [Identifier] {
        var result: [Identifier] = []
        for line in lines(of: device) where kind == nil || line.fact.kind == kind {
            for other in line.fact.identifiers
            where other.sort == identifier.sort && other != identifier && !result.contains(other) {
                result.append(other)
            }
        }
        return result
    }

    // MARK: Operators

    func deleteLine(_ random: inout SeededGenerator) -> Edits? {
        draw(&random).map { [$0.told()] }
    }

    /// Two statements of one kind on one device have each other's number, VRF or interface.
    func swapIdentifiers(_ random: inout SeededGenerator) -> Edits? {
        guard let first = draw(&random, where: { !$0.identifiers.isEmpty }) else { return nil }
        let mine = random.pick(first.fact.identifiers)
        let partners = lines(of: first.device).filter { line in
            line.fact.kind == first.fact.kind
                && line.fact.identifiers.contains { $0.sort == mine.sort && $0 != mine }
        }
        guard !partners.isEmpty else { return nil }
        let second = random.pick(partners)
        let theirs = random.pick(
            second.fact.identifiers.filter { $0.sort == mine.sort && $0 != mine })
        guard second.position != first.position else { return nil }
        return [
            first.told(first.fact.replacing(mine, with: theirs)),
            second.told(second.fact.replacing(theirs, with: mine)),
        ]
    }

    /// A VLAN ID, VNI or route target is the next one or the one before.
    func offByOne(_ random: inout SeededGenerator) -> Edits? {
        guard
            let line = draw(&random, where: { $0.identifiers.contains(where: \.isNumber) })
        else { return nil }
        let number = random.pick(line.fact.identifiers.filter(\.isNumber))
        return number.shifted(up: random.oneIn(2)).map {
            [line.told(line.fact.replacing(number, with: $0))]
        }
    }

    func widen(_ random: inout SeededGenerator) -> Edits? {
        guard
            let line = draw(&random, where: { !$0.widened.isEmpty })
        else { return nil }
        return [line.told(random.pick(line.fact.widened))]
    }

    func dropIPv6Twin(_ random: inout SeededGenerator) -> Edits? {
        guard let line = draw(&random, where: { $0.family == .ipv6 }),
            lines(of: line.device).contains(where: {
                $0.fact.kind == line.fact.kind && $0.fact.family == .ipv4
            })
        else { return nil }
        return [line.told()]
    }

    func changeDirection(_ random: inout SeededGenerator) -> Edits? {
        guard let line = draw(&random, where: { $0.turned != nil }),
            let turned = line.fact.turned
        else { return nil }
        return [line.told(turned)]
    }

    /// A change that was meant for both devices of a pair was made on one of them: another number,
    /// VRF or next hop in a statement that both have.
    func applyToOneOfPair(_ random: inout SeededGenerator) -> Edits? {
        guard let line = draw(&random, where: { !$0.identifiers.isEmpty }),
            network.devices.indices.contains(where: { other in
                other != line.device && lines(of: other).contains { $0.fact == line.fact }
            })
        else { return nil }
        let mine = random.pick(line.fact.identifiers)
        let others = others(than: mine, on: line.device, ofKind: line.fact.kind)
        guard !others.isEmpty else { return nil }
        return [line.told(line.fact.replacing(mine, with: random.pick(others)))]
    }

    /// A statement is there a second time, for what is another's.
    func duplicateToOtherTenant(_ random: inout SeededGenerator) -> Edits? {
        guard let line = draw(&random, where: { !$0.identifiers.isEmpty }) else { return nil }
        let mine = random.pick(line.fact.identifiers)
        let others = others(than: mine, on: line.device)
        guard !others.isEmpty else { return nil }
        let copy = line.fact.replacing(mine, with: random.pick(others))
        guard !lines(of: line.device).contains(where: { $0.fact == copy }) else { return nil }
        return [line.told(line.fact, copy)]
    }
}

// MARK: One fact

extension Fact {
    /// The fact with one of its prefixes or ranges wider.
    fileprivate var widened: [Fact] {
        switch self {
        case .ingressRule(let name, let rule): rule.widened.map { .ingressRule(name, $0) }
        case .forwardRule(let rule): rule.widened.map { .forwardRule($0) }
        case .staticRoute(let vrf, let prefix, let nextHop, let distance):
            prefix.wider.map {
                .staticRoute(vrf: vrf, $0, nextHop: nextHop, distance: distance)
            }
        case .address(let name, let own):
            own.prefix.wider.map {
                .address(name, InterfaceAddress(address: own.address, length: $0.length))
            }
        case .advertisesConnected(let vrf, let prefix):
            prefix.wider.map { .advertisesConnected(vrf: vrf, $0) }
        default: []
        }
    }

    /// The fact the other way round; nil where it has no direction.
    fileprivate var turned: Fact? {
        switch self {
        case .importTarget(let scope, let target): .exportTarget(scope, target)
        case .exportTarget(let scope, let target): .importTarget(scope, target)
        case .ingressRule(let name, let rule): .ingressRule(name, rule.turned)
        case .forwardRule(let rule): .forwardRule(rule.turned)
        default: nil
        }
    }
}

extension FilterRule {
    fileprivate var turned: FilterRule {
        var rule = self
        swap(&rule.sources, &rule.destinations)
        swap(&rule.sourcePorts, &rule.destinationPorts)
        swap(&rule.inInterface, &rule.outInterface)
        return rule
    }

    fileprivate var widened: [FilterRule] {
        var result: [FilterRule] = []
        func add(_ change: (inout FilterRule) -> Void) {
            var rule = self
            change(&rule)
            if rule != self { result.append(rule) }
        }
        for (index, prefix) in sources.enumerated() {
            for wider in prefix.wider {
                add {
                    $0.sources[index] = wider
                    $0.sources = Self.outermost(of: $0.sources)
                }
            }
        }
        for (index, prefix) in destinations.enumerated() {
            for wider in prefix.wider {
                add {
                    $0.destinations[index] = wider
                    $0.destinations = Self.outermost(of: $0.destinations)
                }
            }
        }
        for (index, range) in destinationPorts.enumerated() {
            add {
                $0.destinationPorts[index] = range.wider
                $0.destinationPorts = Self.joined($0.destinationPorts)
            }
        }
        for (index, range) in sourcePorts.enumerated() {
            add {
                $0.sourcePorts[index] = range.wider
                $0.sourcePorts = Self.joined($0.sourcePorts)
            }
        }
        add { $0.destinationPorts = [] }
        if sourcePorts.isEmpty, destinationPorts.isEmpty { add { $0.protocols = [] } }
        return result
    }
}

extension IPPrefix {
    /// By one bit, by four, and everything.
    fileprivate var wider: [IPPrefix] {
        [length - 1, length - 4, length - 8, 0].filter { $0 >= 0 && $0 < length }.map {
            IPPrefix(containing: address, length: $0)
        }
    }
}

extension ClosedRange<UInt16> {
    /// To the end of the block of 16 ports behind it.
    fileprivate var wider: ClosedRange<UInt16> {
        lowerBound...(upperBound > .max - 16 ? .max : upperBound + 16)
    }
}

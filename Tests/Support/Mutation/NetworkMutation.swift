import Forwarding

/// A network with one small mistake in it, of the sort that people and programs make.
///
///     let mutation = NetworkMutation(of: network, by: .offByOne, seed: 7)
///     mutation.network                  // the mutant
///     mutation.changes                  // what it is told instead of what
///
/// The same network, operator and seed make the same mutant. Statements are drawn by their kind
/// first, so that a kind that is rare is hit as often as one that is not. What no system would take
/// as it stands is drawn again (`Network.isAmbiguous`).
public struct NetworkMutation: Sendable, CustomStringConvertible {
    public enum Operator: String, CaseIterable, Sendable, CustomStringConvertible {
        case deleteLine = "delete a line"
        case swapIdentifiers = "swap two identifiers"
        case offByOne = "off by one"
        case widen = "widen a prefix or port range"
        case dropIPv6Twin = "drop the IPv6 twin"
        case changeDirection = "change direction"
        case applyToOneOfPair = "apply to one of a pair"
        case duplicateToOtherTenant = "duplicate to another tenant"

        public var description: String { rawValue }
    }

    /// What a device is told instead of a statement.
    public struct Edit: Hashable, Sendable {
        public var device: Int
        /// Among the statements of the network that was meant.
        public var position: Int
        public var replacement: [Fact]
    }

    /// A fact that is missing, one that is too much, or one instead of the other.
    public struct Change: Hashable, Sendable, CustomStringConvertible {
        public var device: Int
        public var position: Int
        public var old: Fact?
        public var new: Fact?

        public var description: String {
            "\(device).\(position): \(old.map { "\($0)" } ?? "nothing")"
                + " -> \(new.map { "\($0)" } ?? "nothing")"
        }
    }

    public let `operator`: Operator
    public let seed: UInt64
    public let network: Network
    public let changes: [Change]

    public var description: String {
        "seed \(seed), \(`operator`): \(changes.map(\.description).joined(separator: "; "))"
    }

    /// Nil where the operator finds nothing in the network to be wrong about.
    public init?(of network: Network, by operator: Operator, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<64 {
            guard let edits = `operator`.edits(of: network, &random) else { continue }
            let changes = edits.flatMap { $0.changes(in: network) }
            let mutant = network.applying(edits)
            guard !changes.isEmpty, !mutant.isAmbiguous else { continue }
            self.operator = `operator`
            self.seed = seed
            self.network = mutant
            self.changes = changes
            return
        }
        return nil
    }
}

extension NetworkMutation.Edit {
    fileprivate func changes(in network: Network) -> [NetworkMutation.Change] {
        let old = network.devices[device].statements[position].fact
        func change(_ old: Fact?, _ new: Fact?) -> NetworkMutation.Change {
            .init(device: device, position: position, old: old, new: new)
        }
        if replacement == [old] { return [] }
        if replacement.first == old {
            return replacement.dropFirst().map { change(nil, $0) }
        }
        guard let first = replacement.first else { return [change(old, nil)] }
        return [change(old, first)] + replacement.dropFirst().map { change(nil, $0) }
    }
}

extension Network {
    fileprivate func applying(_ edits: [NetworkMutation.Edit]) -> Network {
        var result = self
        // From the back, so that positions stay those of before.
        for edit in edits.sorted(by: { ($0.device, $0.position) > ($1.device, $1.position) }) {
            let old = devices[edit.device].statements[edit.position]
            let new = edit.replacement.map { Statement($0, line: old.line, origins: old.origins) }
            result.devices[edit.device].statements.replaceSubrange(
                edit.position...edit.position, with: new)
        }
        return result
    }

    /// Whether some device is told what no system makes anything definite of: an interface of two
    /// kinds or in two VRFs, a port with two untagged VLANs or with one that is tagged, too, a VRF
    /// with two L3VNIs, two VXLAN devices of one VNI or for one VLAN.
    public var isAmbiguous: Bool {
        devices.contains { device in
            var single: Set<String> = []
            return device.statements.contains { statement in
                statement.fact.exclusive.contains { !single.insert($0).inserted }
            }
        }
    }
}

extension Fact {
    /// What only one statement of a device can say.
    fileprivate var exclusive: [String] {
        switch self {
        case .svi(let name, let vlan): ["kind \(name)", "svi \(vlan)"]
        case .subinterface(let name, let parent, let vlan):
            ["kind \(name)", "tag \(parent) \(vlan)"]
        case .tunnel(let name, let vni, _): ["kind \(name)", "vni \(vni)"]
        case .inVRF(let name, _): ["vrf \(name)"]
        case .l3vni(let vrf, let vni): ["l3vni \(vrf)", "l3vni \(vni)"]
        case .untagged(let name, let vlan):
            ["untagged \(name)", "vlan \(name) \(vlan)"]
                + (name.hasPrefix("vni") ? ["tunnel of \(vlan)"] : [])
        case .tagged(let name, let vlan): ["vlan \(name) \(vlan)"]
        default: []
        }
    }
}

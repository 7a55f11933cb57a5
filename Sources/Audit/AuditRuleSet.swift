import Classifier
import IR
import Net

/// The contracts of a fabric as rules for the classifier. What passes inside a VRF needs none.
///
/// Every VRF is a routing context, and so is "unlabelled", where any VRF may be meant. Each has a
/// twin for packets with an end outside the fabric: a contract that leads to the whole address space
/// means the outside, so its rules stand in the twin alone, and no guard has to keep them from the
/// inside. Every contract stands in the contexts of both of its VRFs, because its packets pass both.
struct AuditRuleSet {
    private(set) var rules: [Classifier.Rule] = []
    /// What each rule stands for.
    private(set) var permissions: [Permission] = []

    static let unlabelled: UInt16 = 1
    static let outside: UInt16 = 0x8000

    static func context(of vrf: VRFID?) -> UInt16 {
        vrf.map { UInt16(truncatingIfNeeded: $0.index + 2) } ?? unlabelled
    }

    init(_ fabric: Fabric) {
        precondition(fabric.vrfs.count < 0x7ff0, "VNIs and VLANs bound the number of VRFs")
        for (index, contract) in fabric.contracts.enumerated() {
            for flow in contract.flows { add(flow, of: contract, ContractID(index), fabric) }
        }
    }

    private mutating func add(
        _ flow: ContractFlow, of contract: Contract, _ id: ContractID, _ fabric: Fabric
    ) {
        let contexts = [
            Self.context(of: flow.source), Self.context(of: flow.destination), Self.unlabelled,
        ]
        for family in [AddressFamily.ipv4, .ipv6] {
            let sources = flow.sourcePrefixes.filter { $0.family == family }
            let destinations = flow.destinationPrefixes.filter { $0.family == family }
            // One destination that is everything makes all of them the outside, as in the filters.
            let leadsOut = destinations.contains { $0.length == 0 }
            for (source, destination) in pairs(sources, destinations) {
                let isInside =
                    fabric.contains(source, in: flow.source)
                    && fabric.contains(destination, in: flow.destination)
                for port in contract.ports {
                    for context in contexts {
                        var match = Match(
                            source: source, destination: destination,
                            protocolNumber: port.protocolNumber(for: family),
                            destinationPorts: port.destinationPorts ?? 0...UInt16.max,
                            context: context)
                        if !leadsOut { add(match, .contract(id)) }
                        match.context = context | Self.outside
                        if !isInside { add(match, .contract(id)) }
                    }
                }
            }
        }
    }

    private func pairs(_ first: [IPPrefix], _ second: [IPPrefix]) -> [(IPPrefix, IPPrefix)] {
        first.flatMap { left in second.map { (left, $0) } }
    }

    private mutating func add(_ match: Match, _ permission: Permission) {
        rules.append(
            Classifier.Rule(match: match, action: .permit, admitsReplies: true))
        permissions.append(permission)
    }
}

extension Fabric {
    /// Whether a prefix lies in a segment of a VRF: then no address of it is outside.
    fileprivate func contains(_ prefix: IPPrefix, in vrf: VRFID) -> Bool {
        self[vrf].segments.contains { segment in
            self[segment].prefixes.contains { $0.prefix.contains(prefix) }
        }
    }
}

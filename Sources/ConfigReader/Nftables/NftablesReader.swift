// nftables.conf, as nft 1.0.6 loads it and the kernel runs it.
//
// A packet walks the base chains of each hook that it passes. In each chain the first rule that
// matches and decides ends the walk; `accept` leaves the hook's other chains to decide, `drop` is
// final. `jump` comes back where its chain ends undecided, `goto` does not: then the policy of the
// base chain holds. Hence a chain that `goto` leads to has to end with a verdict for everything.
//
// Which chain is which follows from its hook and its priority, not from its name:
//
//     inet    prerouting, raw       a map from interfaces to ingress filters; or the reverse path
//     inet    forward, filter       which packets the device passes on
//     inet    input, filter         what is heard of what is sent to the device
//     bridge  prerouting, filter    a map from ports to what may enter by them
//     bridge  input, filter         ports that the device itself hears nothing from
//
// Every chain has to be reached from one of these, exactly as described in the file that reads it:
// `NftablesReader+Ingress` and so on.

import Forwarding
import Net

/// What other files of the device have to agree with.
struct NftablesContent {
    /// Interfaces whose packets to the device itself are heard as those of neighbours.
    var neighbours: (interfaces: [String], line: Int)?
    /// From where VXLAN is heard, and to which address.
    var tunnels: (sources: [IPPrefix], local: IPPrefix, line: Int)?
}

struct NftablesReader {
    typealias Chain = NftablesRuleset.Chain
    typealias Rule = NftablesRuleset.Rule

    var findings: Findings
    var content = NftablesContent()
    private let ruleset: NftablesRuleset
    private var chains: [String: Chain] = [:]
    private var reached: Set<String> = []

    init(_ source: SourceText) {
        var parser = NftablesParser(source)
        parser.parse()
        findings = parser.findings
        ruleset = parser.ruleset
    }

    mutating func read() {
        if let table = ruleset.tables["inet"] {
            readTable(table) { $0.readInetChain($1) }
        }
        if let table = ruleset.tables["bridge"] {
            readTable(table) { $0.readBridgeChain($1) }
        }
    }

    private mutating func readTable(
        _ table: NftablesRuleset.Table, _ readBase: (inout Self, Chain) -> Bool
    ) {
        chains = [:]
        reached = []
        for chain in table.chains where chains.updateValue(chain, forKey: chain.name) != nil {
            // nft adds the rules of the second to the first.
            findings.refuse(chain.line, "a second chain of that name")
        }
        var hooks: Set<[String]> = []
        for chain in table.chains {
            guard let hook = chain.hook else { continue }
            let isMap = if case .map? = chain.rules.first?.verdict { true } else { false }
            let isFirst = hooks.insert([hook.name, hook.priority, String(isMap)]).inserted
            guard isFirst, readBase(&self, chain) else {
                findings.refuse(chain.line, "a base chain that is not known")
                continue
            }
        }
        for chain in table.chains where chain.hook == nil && !reached.contains(chain.name) {
            findings.refuse(chain.line, "no packet reaches the chain")
        }
    }

    private mutating func readInetChain(_ chain: Chain) -> Bool {
        switch (chain.hook?.name, chain.hook?.priority, chain.hook?.drops) {
        case ("prerouting", "raw", false): readBeforeRouting(chain)
        case ("forward", "filter", _): readForward(chain)
        case ("input", "filter", true): readInput(chain)
        default: return false
        }
        return true
    }

    private mutating func readBridgeChain(_ chain: Chain) -> Bool {
        guard let hook = chain.hook, hook.priority == "filter", !hook.drops else { return false }
        switch hook.name {
        case "prerouting": readPorts(chain)
        case "input": readUnheard(chain)
        default: return false
        }
        return true
    }

    /// The chain that a rule leads to and no other; nil after the rule has been refused.
    mutating func chain(named name: String, for line: Int) -> Chain? {
        guard let chain = chains[name], chain.hook == nil, reached.insert(name).inserted else {
            findings.refuse(line, "no chain of that name, or one that others lead to")
            return nil
        }
        return chain
    }

    /// Rules that many chains have in common, and few: each of these chains repeats them.
    mutating func commonRules(named name: String, for line: Int) -> [Rule] {
        guard let chain = chains[name], chain.hook == nil, chain.rules.count <= 16 else {
            findings.refuse(line, "no chain of that name, or a long one")
            return []
        }
        reached.insert(name)
        return chain.rules
    }

    /// The elements of a base chain that is one map; nil after the chain has been refused.
    mutating func map(of chain: Chain) -> [NftablesRuleset.MapElement]? {
        guard chain.rules.count == 1, chain.rules[0].matches.isEmpty,
            case .map(let elements)? = chain.rules[0].verdict
        else {
            findings.refuse(chain.line, "not one map from interfaces to chains")
            return nil
        }
        return elements
    }
}

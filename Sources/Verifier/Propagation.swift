import Forwarding
import Net

/// Carries sets of headers over the edges of a graph until nothing new arrives anywhere.
///
/// Only what is new at a node is passed on, so a node is looked at again only for headers that it has
/// not seen, and the end is a fixed point whatever the order. What enters a stateful filter is held
/// back until all else has come to rest: what is delivered before has passed no firewall.
struct Propagation: Sendable {
    private(set) var graph: ForwardingGraph
    var space: HeaderSpace
    let universe: [AddressFamily: HeaderSet]
    /// By `position(of:)` a family.
    private var labelled = [LabelledGraph(), LabelledGraph()]
    private var tables = Answers<ForwardingGraph.TableKey, RoutedTable>()
    private var labels: FilterSets
    /// Nodes whose edges follow from something of the graph.
    private var dependents: [Dependency: [Dependent]] = [:]
    /// What the last run found, and of which family it was.
    private(set) var table = NodeTable()
    private(set) var family = AddressFamily.ipv4
    private var queue: [Int32] = []
    /// Of the nodes at which the last run began, in their order in `table`: what came there on the way.
    private(set) var returned: [HeaderSet] = []
    /// Whether in the last run something went to a node that was met before its sender: without such a
    /// step nothing goes round in a circle.
    private(set) var goesBack = false
    /// What `step` found.
    var steps: [Step] = []

    private struct Dependent: BitwiseCopyable {
        var place: Int32
        var number: Int32
    }

    /// Headers on their way to a node.
    struct Step: Sendable, BitwiseCopyable {
        var to: Node
        var headers: HeaderSet
    }

    /// - Parameter space: makes the sets. Those of a proof that handed its space on stay valid, and
    ///   can be compared with what is found here.
    init(_ graph: ForwardingGraph, in space: HeaderSpace = HeaderSpace()) {
        self.graph = graph
        self.space = space
        var universe: [AddressFamily: HeaderSet] = [:]
        for family in AddressFamily.allCases { universe[family] = self.space.universe(family) }
        self.universe = universe
        labels = FilterSets(universe)
    }

    /// Asks the graph, which keeps what it answers.
    mutating func withGraph<Result>(_ body: (inout ForwardingGraph) -> Result) -> Result {
        body(&graph)
    }

    /// Goes on with a graph that differs from the one before in what `change` names. O(change + nodes,
    /// which are copied once), after `indexDependencies`.
    mutating func goOn(with graph: ForwardingGraph, change: Set<Dependency>) {
        self.graph = graph
        tables.fork()
        for dependency in change {
            switch dependency {
            case .table(let key): tables[key] = nil
            case .passages(let interface): labels.forgetConnections(of: interface)
            case .frames, .interface: break
            }
            for entry in dependents[dependency] ?? [] {
                labelled[Int(entry.place)].forget(entry.number)
            }
        }
    }

    /// Remembers which nodes' edges follow from what, for a graph that will change.
    mutating func indexDependencies() {
        dependents = [:]
        for place in labelled.indices {
            let family = place == 0 ? AddressFamily.ipv4 : .ipv6
            for (number, node) in labelled[place].nodes.enumerated() {
                for dependency in graph.dependencies(of: node, family) {
                    dependents[dependency, default: []].append(
                        Dependent(place: Int32(place), number: Int32(number)))
                }
            }
        }
    }

    private func position(of family: AddressFamily) -> Int { family == .ipv4 ? 0 : 1 }

    // MARK: Runs

    /// Fills `table` with what reaches each node when every header of the family starts at `starts`.
    ///
    /// - Returns: the sets that had come to the first nodes before anything passed a stateful filter;
    ///   those behind have none.
    mutating func run(from starts: [Node], _ family: AddressFamily) -> [HeaderSet] {
        self.family = family
        table.removeAll()
        goesBack = false
        let all = universe[family] ?? .none
        let place = position(of: family)
        returned = []
        for node in starts { add(all, to: labelled[place].number(of: node), from: -1, place) }
        returned = Array(repeating: .none, count: table.nodes.count)
        var held: [Int32] = []
        drain(place, holding: &held, isHolding: true)
        let before = table.sets
        queue = held
        drain(place, holding: &held, isHolding: false)
        return before
    }

    /// Where in `table` a node is; nil where the last run did not reach it.
    func position(of node: Node) -> Int? {
        labelled[position(of: family)].known(node).flatMap { table.position(ofNumber: $0) }
    }

    private mutating func add(
        _ headers: HeaderSet, to number: Int32, from: Int, _ place: Int
    ) {
        let position = table.insert(number, labelled[place].nodes[Int(number)])
        if position <= from { goesBack = true }
        if position < returned.count {
            returned[position] = space.union(returned[position], headers)
        }
        if table.sets[position].isEmpty {
            table.sets[position] = headers
            table.pending[position] = headers
        } else {
            let fresh = space.difference(headers, table.sets[position])
            guard !fresh.isEmpty else { return }
            table.sets[position] = space.union(table.sets[position], fresh)
            table.pending[position] = space.union(table.pending[position], fresh)
        }
        if !table.isQueued[position] {
            table.isQueued[position] = true
            queue.append(Int32(position))
        }
    }

    private mutating func drain(_ place: Int, holding held: inout [Int32], isHolding: Bool) {
        var next = 0
        while next < queue.count {
            let position = Int(queue[next])
            next += 1
            let node = table.nodes[position]
            if isHolding, node.kind == .table, graph.isStateful(node.device) {
                held.append(Int32(position))
                continue
            }
            table.isQueued[position] = false
            let headers = table.pending[position]
            table.pending[position] = .none
            for index in arrows(of: table.numbers[position], place) {
                let arrow = labelled[place].arrows[Int(index)]
                let passing = space.intersection(headers, arrow.label)
                if !passing.isEmpty { add(passing, to: arrow.to, from: position, place) }
            }
        }
        queue.removeAll(keepingCapacity: true)
    }

    /// Where arrows lead from a node that the last run has met, by positions in `table`.
    func arrowsInTable(
        of position: Int
    ) -> [(to: Int, label: HeaderSet)] {
        let place = self.position(of: family)
        guard let span = labelled[place].span(of: table.numbers[position]) else { return [] }
        return span.compactMap { index in
            let arrow = labelled[place].arrows[Int(index)]
            return table.position(ofNumber: arrow.to).map { ($0, arrow.label) }
        }
    }

    // MARK: Single nodes

    /// Adds to `steps` where headers go from a node.
    mutating func step(_ headers: HeaderSet, from node: Node, _ family: AddressFamily) {
        let place = position(of: family)
        for index in arrows(of: labelled[place].number(of: node), place) {
            let arrow = labelled[place].arrows[Int(index)]
            let passing = space.intersection(headers, arrow.label)
            guard !passing.isEmpty else { continue }
            steps.append(Step(to: labelled[place].nodes[Int(arrow.to)], headers: passing))
        }
    }

    /// What a node passes on to nobody.
    mutating func loss(at node: Node, _ family: AddressFamily) -> HeaderSet {
        let place = position(of: family)
        let number = labelled[place].number(of: node)
        let span = arrows(of: number, place)
        if let known = labelled[place].loss(of: number) { return known }
        let passed = span.map { labelled[place].arrows[Int($0)].label }
        let loss =
            passed.contains(.all)
            ? .none : space.difference(universe[family] ?? .none, space.union(of: passed))
        labelled[place].setLoss(of: number, loss)
        return loss
    }

    // MARK: Edges

    /// Positions of the node's arrows, which are made where they were not.
    private mutating func arrows(of number: Int32, _ place: Int) -> Range<Int32> {
        if let known = labelled[place].span(of: number) { return known }
        let node = labelled[place].nodes[Int(number)]
        let family = place == 0 ? AddressFamily.ipv4 : .ipv6
        var made: [LabelledGraph.Arrow] = []
        func add(_ to: Node, _ label: HeaderSet) {
            guard !label.isEmpty else { return }
            made.append(.init(to: labelled[place].number(of: to), label: label))
        }
        if node.kind == .table {
            for (to, label) in exits(of: node, family) { add(to, label) }
        } else {
            for edge in graph.edges(of: node, family) {
                add(edge.to, labels.set(of: edge.label, family, graph, in: &space))
            }
        }
        return labelled[place].setArrows(of: number, made)
    }

    private mutating func exits(
        of node: Node, _ family: AddressFamily
    ) -> [(to: Node, label: HeaderSet)] {
        let table = routedTable(of: node, family)
        var result: [(to: Node, label: HeaderSet)] = []
        for position in table.hops(leavingBy: graph.passages(of: node)) {
            guard let (to, filter) = graph.exit(node, table.hops[position], family) else {
                continue
            }
            var label = table.sets[position]
            if let filter {
                let passing = labels.set(of: filter, family, graph, in: &space)
                label = space.intersection(label, passing)
            }
            result.append((to, label))
        }
        if !node.isFallen { result.append((graph.fallen(node), table.gaps)) }
        return result
    }

    private mutating func routedTable(of node: Node, _ family: AddressFamily) -> RoutedTable {
        let key = graph.table(of: node, family)
        if let known = tables[key] { return known }
        let made = RoutedTable(graph.routes(key), in: &space)
        tables[key] = made
        return made
    }
}

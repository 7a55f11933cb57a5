/// Keeps what every device does with every atom while rules come and go, and notes each ring of
/// devices that an update closes. The story is told at the top of the module.
struct ForwardingEngine<Address: ForwardingAddress>: Sendable {
    /// What an update did.
    enum Outcome: Equatable {
        case applied
        /// The rule was there already; nothing has changed.
        case repeated
        /// The rule to remove was not there; nothing has changed.
        case absent
    }

    private(set) var atoms = AtomSpace<Address>()
    private(set) var rules: RuleStore<Address>
    private(set) var walks = Walks()
    /// Every ring that some update closed, whether or not it still exists.
    private(set) var loops = LoopSet<Address>()
    private var cells: CellMatrix
    private var search: LoopSearch

    /// No rules.
    ///
    /// - Parameter cellLimit: how many atoms times devices there may be.
    init(devices: Int, cellLimit: Int) {
        precondition(devices < Int32.max, "devices have numbers of 31 bits")
        rules = RuleStore(devices: devices)
        cells = CellMatrix(devices: devices, limit: cellLimit)
        search = LoopSearch(devices: devices)
    }

    /// Installs a rule and walks the atoms whose packets its device now sends elsewhere.
    ///
    /// - Parameter origin: kept with the loops it closes.
    mutating func insert(
        _ rule: ForwardingRule<Address>, origin: UInt64
    ) throws(CapacityError) -> Outcome {
        var prefix = rules.prefixes[rule.block]
        if prefix < 0 { prefix = try begin(rule.block) }
        walks.begin()
        switch rules.add(rule, prefix) {
        case .repeated: return .repeated
        case .newRoute(let route):
            cells.claim(route, of: rule.device, rules.prefixes.pool[prefix], rules, atoms, &walks)
        case .newWay(let route):
            cells.redirect(
                route, of: rule.device, rules.prefixes.pool[prefix], rules, atoms, &walks)
        }
        noteLoops(through: rule.device, origin)
        return .applied
    }

    /// Removes a rule: what its device would do without it holds again, and is walked.
    mutating func remove(_ rule: ForwardingRule<Address>, origin: UInt64) -> Outcome {
        let prefix = rules.prefixes[rule.block]
        guard prefix >= 0 else { return .absent }
        walks.begin()
        switch rules.remove(rule, prefix) {
        case .absent: return .absent
        case .way(let route):
            cells.redirect(
                route, of: rule.device, rules.prefixes.pool[prefix], rules, atoms, &walks)
            noteLoops(through: rule.device, origin)
        case .lastWay(let route):
            cells.release(route, of: rule.device, rules.prefixes.pool[prefix], rules, atoms, &walks)
            noteLoops(through: rule.device, origin)
            rules.routes.free(route)
            endIfUnused(prefix)
        }
        return .applied
    }

    /// All rings that exist now, found without regard to the updates that closed them: a search
    /// from every device for every atom.
    func presentLoops() -> LoopSet<Address> {
        var found = LoopSet<Address>()
        var search = search
        for atom in atoms.inOrder {
            for device in 0..<Int32(cells.devices) {
                Self.collect(
                    &found, of: atoms.pool[atom], row: cells.row(of: atom), through: device,
                    origin: 0, cells.hops, rules.routes, with: &search)
            }
        }
        return found
    }

    /// Where a device sends packets to an address.
    func hop(of device: Int32, for address: Address) -> Hop {
        cells.hops[cells.row(of: atoms.atom(holding: address)) + Int(device)]
    }

    /// A number for a block that no route has, and the bounds it needs.
    private mutating func begin(_ block: AddressBlock<Address>) throws(CapacityError) -> Int32 {
        guard cells.hasRoom(forAtoms: atoms.count + 2) else {
            throw CapacityError(
                atoms: atoms.count, devices: cells.devices, cellLimit: cells.limit)
        }
        let first = addBound(at: block.first)
        let isLast = block.last == .max
        let end = isLast ? AtomSpace<Address>.none : addBound(at: block.last + 1)
        return rules.prefixes.add(block, firstAtom: first, endAtom: end)
    }

    private mutating func addBound(at address: Address) -> Int32 {
        let (atom, source) = atoms.addBound(at: address)
        if let source { cells.copyRow(of: source, to: atom) }
        return atom
    }

    /// Lets a prefix go that no route has any more, with the bounds that it alone needed.
    private mutating func endIfUnused(_ number: Int32) {
        let prefix = rules.prefixes.pool[number]
        guard prefix.routes == 0 else { return }
        rules.prefixes.remove(number)
        atoms.removeBound(of: prefix.firstAtom)
        if prefix.endAtom != AtomSpace<Address>.none { atoms.removeBound(of: prefix.endAtom) }
    }
}

extension ForwardingEngine {
    /// Searches the suspects of an update for rings and keeps them.
    @inline(__always)
    private mutating func noteLoops(through device: Int32, _ origin: UInt64) {
        if !walks.suspects.isEmpty { searchSuspects(through: device, origin) }
    }

    @inline(never)
    private mutating func searchSuspects(through device: Int32, _ origin: UInt64) {
        for atom in walks.suspects {
            Self.collect(
                &loops, of: atoms.pool[atom], row: cells.row(of: atom), through: device,
                origin: origin, cells.hops, rules.routes, with: &search)
        }
    }

    /// One ring for each way on which the packets of an atom can leave a device and come back.
    ///
    /// Asks for what it reads part by part: a copy of the engine would make the loops and the
    /// search, which change here, be copied too.
    private static func collect(
        _ loops: inout LoopSet<Address>, of atom: AtomSpace<Address>.Atom, row: Int,
        through device: Int32, origin: UInt64, _ hops: [Hop], _ routes: RouteTable,
        with search: inout LoopSearch
    ) {
        func note(_ next: Int32, _ loops: inout LoopSet<Address>, _ search: inout LoopSearch) {
            let isRing = search.findRing(through: device, by: next, hops.span, row: row, routes)
            if isRing { loops.insert(search.ring, example: atom.first, origin: origin) }
        }
        let hop = hops[row + Int(device)]
        guard let route = hop.routeOfSeveralWays else { return note(hop.code, &loops, &search) }
        var way = routes.routes[route].firstWay
        while way >= 0 {
            note(routes.ways[way].device, &loops, &search)
            way = routes.ways[way].following
        }
    }
}

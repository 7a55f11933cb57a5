/// What every device does with every atom, one row an atom: the labels of all edges, read from the
/// side of the atom, so that a walk stays in one row.
struct CellMatrix: Sendable {
    let devices: Int
    /// The most cells there may be; 8 octets each.
    let limit: Int
    /// By cell: the route that holds.
    private(set) var owners: [Int32]
    /// By cell: where that sends packets. Apart from the owners, as walks need nothing else.
    private(set) var hops: [Hop]

    /// One row, of devices without routes.
    init(devices: Int, limit: Int) {
        self.devices = devices
        self.limit = limit
        owners = Array(repeating: RouteTable.none, count: devices)
        hops = Array(repeating: .end, count: devices)
    }

    func hasRoom(forAtoms count: Int) -> Bool {
        let (cells, overflows) = count.multipliedReportingOverflow(by: devices)
        return !overflows && cells <= limit
    }

    @inline(__always)
    func row(of atom: Int32) -> Int { Int(atom) &* devices }

    /// Makes the row of an atom the same as that of another.
    mutating func copyRow(of source: Int32, to target: Int32) {
        let (from, to) = (row(of: source), row(of: target))
        if to == owners.count {
            owners.append(contentsOf: repeatElement(RouteTable.none, count: devices))
            hops.append(contentsOf: repeatElement(.end, count: devices))
        }
        for device in 0..<devices {
            owners[to + device] = owners[from + device]
            hops[to + device] = hops[from + device]
        }
    }
}

// The three ways in which the cells of a device change, over the atoms of a prefix. None allocates,
// but for suspects.
extension CellMatrix {
    /// A new route takes the atoms where no route of a higher rank holds.
    mutating func claim<Address>(
        _ route: Int32, of device: Int32, _ prefix: PrefixTable<Address>.Prefix,
        _ rules: RuleStore<Address>, _ atoms: AtomSpace<Address>, _ walks: inout Walks
    ) {
        let rank = rules.routes.ranks[Int(route)]
        let hop = rules.routes.hops[Int(route)]
        let ranks = rules.routes.ranks.span
        let chain = atoms.pool.elements.span
        let devices = devices
        var atom = prefix.firstAtom
        repeat {
            let row = Int(atom) &* devices
            if ranks[Int(owners[row &+ Int(device)])] < rank {
                owners[row &+ Int(device)] = route
                walks.turn(&hops, row: row, atom, device, to: hop)
            }
            atom = chain[Int(atom)].following
        } while atom != prefix.endAtom
    }

    /// A route whose ways have changed sends the packets of its atoms elsewhere.
    mutating func redirect<Address>(
        _ route: Int32, of device: Int32, _ prefix: PrefixTable<Address>.Prefix,
        _ rules: RuleStore<Address>, _ atoms: AtomSpace<Address>, _ walks: inout Walks
    ) {
        let hop = rules.routes.hops[Int(route)]
        let devices = devices
        var atom = prefix.firstAtom
        repeat {
            let row = Int(atom) &* devices
            if owners[row &+ Int(device)] == route {
                hops[row &+ Int(device)] = hop
                // "Several ways" looks the same whichever they are.
                walks.follow(hops, row: row, atom, device)
            }
            atom = atoms.pool[atom].following
        } while atom != prefix.endAtom
    }

    /// A route that is gone leaves its atoms to the best of the others.
    mutating func release<Address>(
        _ route: Int32, of device: Int32, _ prefix: PrefixTable<Address>.Prefix,
        _ rules: RuleStore<Address>, _ atoms: AtomSpace<Address>, _ walks: inout Walks
    ) {
        let devices = devices
        var atom = prefix.firstAtom
        repeat {
            let row = Int(atom) &* devices
            if owners[row &+ Int(device)] == route {
                let best = rules.best(of: device, for: atoms.pool[atom].first)
                owners[row &+ Int(device)] = best
                walks.turn(&hops, row: row, atom, device, to: rules.routes.hops[Int(best)])
            }
            atom = atoms.pool[atom].following
        } while atom != prefix.endAtom
    }
}

/// The rules of all devices, and which of them holds for an address.
struct RuleStore<Address: ForwardingAddress>: Sendable {
    var prefixes = PrefixTable<Address>()
    var routes = RouteTable()
    private var lengths: LengthCounts

    init(devices: Int) { lengths = LengthCounts(devices: devices, width: Address.bitWidth) }

    /// Adds a rule to the routes of its device; `prefix` is the number of its block.
    @inline(__always)
    mutating func add(
        _ rule: ForwardingRule<Address>, _ prefix: Int32
    ) -> RouteTable.Addition {
        let addition = routes.add(
            path: rule.path, to: rule.next, rank: rule.rank,
            at: RoutePlace(device: rule.device, prefix: prefix))
        if case .newRoute = addition {
            prefixes.countRoute(prefix, by: 1)
            lengths.count(rule.block.length, of: rule.device, by: 1)
        }
        return addition
    }

    /// Takes a rule from the routes of its device. A route without a rule is no longer found; its
    /// number and its prefix stay until `RouteTable.free` and the caller let go of them.
    mutating func remove(
        _ rule: ForwardingRule<Address>, _ prefix: Int32
    ) -> RouteTable.Removal {
        let removal = routes.remove(
            path: rule.path, rank: rule.rank,
            at: RoutePlace(device: rule.device, prefix: prefix))
        if case .lastWay = removal {
            prefixes.countRoute(prefix, by: -1)
            lengths.count(rule.block.length, of: rule.device, by: -1)
        }
        return removal
    }

    /// The route that holds on a device for an address: a look-up for each length that the device
    /// has routes of.
    func best(of device: Int32, for address: Address) -> Int32 {
        var best = RouteTable.none
        lengths.forEach(of: device) { length in
            let prefix = prefixes[AddressBlock(holding: address, length: length)]
            guard prefix >= 0 else { return }
            let route = routes.best(at: RoutePlace(device: device, prefix: prefix))
            guard route >= 0, routes.ranks[Int(route)] > routes.ranks[Int(best)] else { return }
            best = route
        }
        return best
    }
}

/// A forwarding rule in numbers: packets of a block that reach a device leave it by a path, which
/// leads to the next device.
struct ForwardingRule<Address: ForwardingAddress>: Hashable, BitwiseCopyable, Sendable {
    let device: Int32
    let block: AddressBlock<Address>
    /// The greatest decides; among equals the longest prefix.
    let priority: UInt32
    /// Tells the rules of a device apart that agree in prefix and priority.
    let path: UInt32
    /// The device at the other end of the path; -1 where there is none.
    let next: Int32

    @inline(__always)
    var rank: UInt64 { RouteTable.rank(priority: priority, length: block.length) }
}

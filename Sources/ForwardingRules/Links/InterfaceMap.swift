import Net

/// A port of a device.
struct Interface: Hashable {
    let device: Int32
    let port: Int32
}

/// Which interfaces meet in which subnets, and whose the addresses there are, as the connected
/// rules of a file tell.
///
/// A connected rule for one address says that the address is the device's own; one for more
/// addresses says that its port is on the subnet of that prefix. Rules that are removed count as
/// well: a cable stays where it is when the interface goes down.
struct InterfaceMap {
    /// The prefix of a connected rule for more than one address.
    struct Subnet: Hashable {
        let first: UInt32
        let length: UInt8

        /// No more than two stations have room: nobody is there but the two ends (RFC 3021).
        var isPointToPoint: Bool { length >= 30 }
    }

    /// Something of a subnet: an interface or device that is on it, or an address of it.
    private struct OnSubnet<Thing: Hashable>: Hashable {
        let thing: Thing
        let subnet: Subnet
    }

    /// Which interface is on which subnet; of each interface the last one, and whether it has more.
    private var interfaces: Set<OnSubnet<Interface>> = []
    private var subnets: [Interface: Subnet] = [:]
    private var interfacesOfSeveral: Set<Interface> = []
    /// Which devices are on a subnet, asked from the subnet and from the device.
    private var stations: [Subnet: FewDevices] = [:]
    private var devices: Set<OnSubnet<Int32>> = []
    /// Devices of which an address on the subnet is known.
    private var addressed: Set<OnSubnet<Int32>> = []
    /// Whose an address is, on a subnet and anywhere.
    private var owners: [OnSubnet<UInt32>: FewDevices] = [:]
    private var ownersAnywhere: [UInt32: FewDevices] = [:]

    init(_ updates: RuleUpdates) {
        let isDiscard = updates.portNames.map(Self.isDiscard)
        let connected = updates.updates.lazy.filter {
            $0.isConnected && !isDiscard[Int($0.port.rawValue)]
        }
        for update in connected where update.length < 32 { addSubnet(update) }
        for update in connected where update.length == 32 { addOwner(update) }
    }

    /// Subnets that more than one device is on.
    var sharedSubnets: Int { stations.values.count { $0.areSeveral } }

    /// The device that gets what a device sends out of a port to a next hop; nil where none is
    /// known to be there, so that packets leave the network.
    ///
    /// The next hop lies in a subnet of the port: then it is the device there that owns it, or the
    /// only other device there, unless that is known to have another address. Or it lies further
    /// away: then it is whoever is at the other end of a point-to-point link. A port without a
    /// subnet (unnumbered) leads to the one device that owns the next hop.
    func next(from interface: Interface, to nextHop: UInt32) -> Int32? {
        let device = interface.device
        if let subnet = subnet(of: interface, holding: nextHop) {
            let owner = owners[OnSubnet(thing: nextHop, subnet: subnet)]
            if let owner = owner?.first(besides: device) { return owner }
            guard let other = stations[subnet]?.only(besides: device),
                !addressed.contains(OnSubnet(thing: other, subnet: subnet))
            else { return nil }
            return other
        }
        guard let subnet = subnets[interface] else {
            return ownersAnywhere[nextHop]?.only(besides: device)
        }
        guard subnet.isPointToPoint, !interfacesOfSeveral.contains(interface) else { return nil }
        return stations[subnet]?.only(besides: device)
    }

    private mutating func addSubnet(_ update: RuleUpdate) {
        let subnet = Subnet(first: update.address.rawValue, length: update.length)
        let interface = Interface(device: update.device.rawValue, port: update.port.rawValue)
        guard interfaces.insert(OnSubnet(thing: interface, subnet: subnet)).inserted else { return }
        if subnets.updateValue(subnet, forKey: interface) != nil {
            interfacesOfSeveral.insert(interface)
        }
        devices.insert(OnSubnet(thing: interface.device, subnet: subnet))
        stations[subnet, default: FewDevices(interface.device)].add(interface.device)
    }

    private mutating func addOwner(_ update: RuleUpdate) {
        let device = update.device.rawValue
        let address = update.address.rawValue
        ownersAnywhere[address, default: FewDevices(device)].add(device)
        for subnet in Self.subnets(holding: address)
        where devices.contains(OnSubnet(thing: device, subnet: subnet)) {
            addressed.insert(OnSubnet(thing: device, subnet: subnet))
            owners[OnSubnet(thing: address, subnet: subnet), default: FewDevices(device)]
                .add(device)
        }
    }

    /// The longest subnet of an interface that holds an address.
    private func subnet(of interface: Interface, holding address: UInt32) -> Subnet? {
        Self.subnets(holding: address).first {
            interfaces.contains(OnSubnet(thing: interface, subnet: $0))
        }
    }

    /// Every subnet that holds an address, the longest first.
    private static func subnets(holding address: UInt32) -> some Sequence<Subnet> {
        (0..<32).lazy.reversed().map { length in
            let block = AddressBlock(holding: address, length: UInt8(length))
            return Subnet(first: block.first, length: block.length)
        }
    }

    /// Ports that stand for dropping: `null`, `Null0`. A prefix there is no subnet of a link.
    private static func isDiscard(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix("null") && name.dropFirst(4).allSatisfy(\.isNumber)
    }
}

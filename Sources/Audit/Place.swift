import IR
import Net

/// The network that a frame was seen in, as its tag, its VNI or its vantage says it.
public enum Place: Hashable, Sendable {
    /// Nothing says it: an untagged frame without a vantage.
    case unlabelled
    /// A tag or VNI that no network has.
    case unknown
    /// A port between devices, outside VXLAN.
    case underlay
    case management
    case segment(SegmentID)
    /// A LAN of the exchange.
    case lan(SegmentID)
    /// The L3VNI of a VRF.
    case overlay(VRFID)
    /// The VLAN of a VRF between a service leaf and a firewall.
    case transit(VRFID)
    /// Where a VRF leaves the fabric.
    case exit(VRFID)
}

/// The number of a place, fit for the context of a flow key.
typealias PlaceNumber = UInt16

extension PlaceNumber {
    static let unlabelled: PlaceNumber = 0
    static let unknown: PlaceNumber = 1
    static let underlay: PlaceNumber = 2
    static let management: PlaceNumber = 3
    static let firstOfFabric: PlaceNumber = 4
    /// Marks the keys of ARP messages, which share the flow cache.
    static let arp: PlaceNumber = 0x8000
    /// Marks the keys of packets in a tunnel of somebody's own that was seen in the place.
    static let inside: PlaceNumber = 0x4000
    /// The same, where that it is a tunnel is a guess. No ARP message is asked about in a tunnel.
    static let guessedInside: PlaceNumber = arp | inside

    /// Without its marks.
    @inline(__always)
    var unmarked: PlaceNumber { self & ~Self.guessedInside }
    @inline(__always)
    var marks: PlaceNumber { self & Self.guessedInside }
}

/// All places of a fabric, and how tags, VNIs and ports lead to them.
struct PlaceTable: Sendable {
    /// By number. The LANs of the exchange come last.
    let places: [Place]
    /// The VRF whose routes a place sees, by number.
    let vrfs: [VRFID?]
    /// The number of the first LAN of the exchange; places from here on are such LANs.
    let firstLAN: PlaceNumber
    /// 4,096 numbers for each vantage, by VLAN ID; the first stands for untagged frames. The first
    /// vantage is none: only the tags speak.
    private(set) var byVLAN: [PlaceNumber]
    /// Rows that ports have already.
    private var vantages: [PortReference: VantageIndex] = [:]
    let byVNI: NumberTable
    private let numbers: [Place: PlaceNumber]

    init(_ fabric: Fabric) {
        var places: [Place] = [.unlabelled, .unknown, .underlay, .management]
        for (index, segment) in fabric.segments.enumerated() where segment.owner != .exchange {
            places.append(.segment(SegmentID(index)))
        }
        for index in fabric.vrfs.indices {
            let vrf = VRFID(index)
            places += [.overlay(vrf), .transit(vrf), .exit(vrf)]
        }
        firstLAN = PlaceNumber(places.count)
        for (index, segment) in fabric.segments.enumerated() where segment.owner == .exchange {
            places.append(.lan(SegmentID(index)))
        }
        precondition(places.count < Int(PlaceNumber.inside), "VLANs bound the number of places")
        self.places = places
        vrfs = places.map { place in
            switch place {
            case .unlabelled, .unknown, .underlay, .management, .lan: return nil
            case .segment(let id):
                guard case .vrf(let vrf) = fabric[id].owner else { return nil }
                return vrf
            case .overlay(let vrf), .transit(let vrf), .exit(let vrf): return vrf
            }
        }
        let numbers = Dictionary(
            uniqueKeysWithValues: zip(places, places.indices.map { PlaceNumber($0) }))
        self.numbers = numbers
        byVNI = NumberTable(
            fabric.segments.enumerated().map { index, segment in
                (
                    segment.vni.rawValue,
                    numbers[Self.place(of: SegmentID(index), in: fabric)] ?? .unknown
                )
            }
                + fabric.vrfs.enumerated().map { index, vrf in
                    (vrf.vni.rawValue, numbers[.overlay(VRFID(index))] ?? .unknown)
                })
        byVLAN = []
        byVLAN = row(untagged: .unlabelled, tagged: Self.taggedAnywhere(fabric))
    }

    subscript(number: PlaceNumber) -> Place { places[Int(number)] }

    /// The number of a place of this fabric.
    func number(of place: Place) -> PlaceNumber { numbers[place] ?? .unknown }

    static func place(of segment: SegmentID, in fabric: Fabric) -> Place {
        fabric[segment].owner == .exchange ? .lan(segment) : .segment(segment)
    }

    /// Every VLAN ID that some port carries, and what is in it. The VLAN of an L3VNI is on no port.
    private static func taggedAnywhere(_ fabric: Fabric) -> [(VLANID, Place)] {
        var result = fabric.segments.enumerated().map { index, segment in
            (segment.vlan, place(of: SegmentID(index), in: fabric))
        }
        for device in fabric.devices {
            result += device.interfaces.compactMap { interface in
                guard case .subinterface(_, let vlan) = interface.name,
                    let place = place(of: interface.role, in: fabric)
                else { return nil }
                return (vlan, place)
            }
        }
        return result
    }

    /// What is behind a routed interface; nil where it is no place of its own.
    private static func place(of role: Interface.Role, in fabric: Fabric) -> Place? {
        switch role {
        case .underlay: .underlay
        case .management: .management
        case .access(let segment), .exchange(let segment): place(of: segment, in: fabric)
        case .trunk(_, let native): native.map { place(of: $0, in: fabric) }
        case .firewallTransit(let vrf, _): .transit(vrf)
        case .exit(let vrf): .exit(vrf)
        case .loopback, .unused, .member, .carrier, .gateway, .vrfTransit: nil
        }
    }

    /// A row of `byVLAN`. A VLAN ID with two meanings has none: only the addresses speak there.
    private func row(untagged: Place, tagged: [(VLANID, Place)]) -> [PlaceNumber] {
        var row = Array(repeating: PlaceNumber.unknown, count: 4096)
        row[0] = number(of: untagged)
        for (vlan, place) in tagged {
            let index = Int(vlan.rawValue)
            let number = number(of: place)
            row[index] = row[index] == .unknown || row[index] == number ? number : .unlabelled
        }
        return row
    }

    /// Adds what frames mean that were captured at a port of the fabric. Nil where there is no such
    /// port, or where it is not used.
    mutating func addVantage(_ port: PortReference, in fabric: Fabric) -> VantageIndex? {
        // A capture may name one port thousands of times; a row takes 8 KiB.
        if let known = vantages[port] { return known }
        guard let device = fabric.devices.first(where: { $0.name == port.device }),
            let interface = device.interface(passedAt: port.port)
        else { return nil }
        var tagged: [(VLANID, Place)] = device.interfaces.compactMap { other in
            guard case .subinterface(let carrier, let vlan) = other.name,
                carrier == interface.name.port,
                let place = Self.place(of: other.role, in: fabric)
            else { return nil }
            return (vlan, place)
        }
        if case .trunk(let segments, _) = interface.role {
            tagged += segments.map { (fabric[$0].vlan, Self.place(of: $0, in: fabric)) }
        }
        if case .unused = interface.role { return nil }
        let untagged = Self.place(of: interface.role, in: fabric) ?? .unlabelled
        byVLAN += row(untagged: untagged, tagged: tagged)
        let index = VantageIndex(rawValue: byVLAN.count / 4096 - 1)
        vantages[port] = index
        return index
    }
}

/// Where frames were captured, as a row of a `PlaceTable`.
public struct VantageIndex: Hashable, Sendable {
    let rawValue: Int
    /// Nothing is known of the port.
    public static let none = VantageIndex(rawValue: 0)
}

extension Device {
    /// The interface whose frames pass a port: that of its LAG where it is a leg of one.
    func interface(passedAt port: PortName) -> Interface? {
        let named = interfaces.first {
            switch $0.name {
            case .port(port), .lag(port, _): true
            default: false
            }
        }
        guard case .member(let lag)? = named?.role else { return named }
        return interfaces.first { $0.name.port == lag }
    }
}
